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
_LONGEST_ENTRY = 12
"""In lines; captions may stand in their list in full."""


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
        leaders = sum(_has_leaders(line.text) for line in lines)
        goes_on = any(_has_leaders(line.text) for line in lines[:_LONGEST_ENTRY])
        if running and (goes_on or leaders >= _FEW or _mostly_entries(lines)):
            start = 0
        elif start is None or not _lists(lines[start + 1 :], leaders):
            running = False
            if leaders < _FEW:
                continue
            start = next(place for place, line in enumerate(lines) if _has_leaders(line.text))
        running = _drop_from(lines, start)


def _has_leaders(text: str) -> bool:
    """Whether dots lead to a page number at the line's end."""
    return (". ." in text or ".." in text) and _LEADERS.search(text) is not None


def _lists(lines: Sequence[Line], leaders: int) -> bool:
    """Whether what stands under a title are entries; a list may begin with one at the foot of a page."""
    entries = _entries(lines)
    return entries + 2 * leaders >= _FEW or entries >= max(0.5 * len(_rows(lines)), 1)


def _drop_from(lines: Sequence[Line], start: int) -> bool:
    """Mark entries from `start` to the last one; return whether the page ended before they did."""
    right = max(line.x1 for line in lines)
    last = start
    for place in range(start, len(lines)):
        if _is_entry(lines[place], right):
            last = place
        elif place - last > _LONGEST_ENTRY:
            break
    for line in lines[start : last + 1]:
        line.matter = "contents"
    return last >= len(lines) - 3


def _is_entry(line: Line, right: float) -> bool:
    if _has_leaders(line.text) or line.text.endswith(" ."):
        return True
    at_right = right - line.x1 < 3 * line.size
    return at_right and (_PAGE.fullmatch(line.text) is not None or _TAIL.search(line.text) is not None)


def _entries(lines: Sequence[Line]) -> int:
    right = max((line.x1 for line in lines), default=0.0)
    return sum(_is_entry(line, right) for line in lines)


def _mostly_entries(lines: Sequence[Line]) -> bool:
    entries, rows = _entries(lines), len(_rows(lines))
    return entries >= max(_FEW, 0.4 * rows) or entries > max(1, 0.7 * rows)


def _rows(lines: Sequence[Line]) -> set[int]:
    return {round(line.y / 3) for line in lines}
