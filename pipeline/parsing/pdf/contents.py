"""Pages that list the contents: they repeat every heading and hold no text."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.lines import Line, Page

_TITLE = re.compile(
    r"(?:table of )?contents|list of (?:figures|tables|algorithms|abbreviations|symbols)|inhalt(?:sverzeichnis)?"
    r"|sumário|índice|table des matières|contenido",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?$")
_PAGE = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_TAIL = re.compile(r"\s(?:\d{1,4}|[ivxl]{1,6})$")
_FEW = 4


def names_contents(title: str) -> bool:
    """Whether a title announces a list of contents, figures or tables.

    >>> names_contents("List of Figures"), names_contents("Contents of the survey")
    (True, False)
    """
    return _TITLE.fullmatch(title) is not None


def drop_contents(pages: Sequence[Page]) -> None:
    """Mark lists of contents: a title, then lines that mostly end in page numbers."""
    running = False
    for page in pages:
        lines = [line for line in page.lines if line.matter is None]
        start = next((place for place, line in enumerate(lines) if _TITLE.fullmatch(line.text)), None)
        leaders = sum(_LEADERS.search(line.text) is not None for line in lines)
        if running and (leaders >= _FEW or _entries(lines) >= max(_FEW, 0.4 * len(_rows(lines)))):
            start = 0
        elif start is None or not _lists(lines[start + 1 :], leaders):
            running = False
            if leaders < _FEW:
                continue
            start = next(place for place, line in enumerate(lines) if _LEADERS.search(line.text))
        running = _drop_from(lines, start)


def _lists(lines: Sequence[Line], leaders: int) -> bool:
    """Whether what stands under a title are entries; a list may begin with one at the foot of a page."""
    entries = _entries(lines)
    return entries + 2 * leaders >= _FEW or entries > 0.5 * len(_rows(lines))


def _drop_from(lines: Sequence[Line], start: int) -> bool:
    """Mark entries from `start` to the last one; return whether the page ended before they did."""
    right = max(line.x1 for line in lines)
    last = start
    for place in range(start, len(lines)):
        if _is_entry(lines[place], right):
            last = place
        elif place - last > 8:
            break
    for line in lines[start : last + 1]:
        line.matter = "contents"
    return last >= len(lines) - 3


def _is_entry(line: Line, right: float) -> bool:
    if _LEADERS.search(line.text):
        return True
    at_right = right - line.x1 < 3 * line.size
    return at_right and (_PAGE.fullmatch(line.text) is not None or _TAIL.search(line.text) is not None)


def _entries(lines: Sequence[Line]) -> int:
    right = max((line.x1 for line in lines), default=0.0)
    return sum(_is_entry(line, right) for line in lines)


def _rows(lines: Sequence[Line]) -> set[int]:
    return {round(line.y / 3) for line in lines}
