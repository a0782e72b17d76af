"""What stands around the text of a page: running heads, page numbers, numbered lines, stamps along the edge."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from pipeline.parsing.pdf.lines import Line, Page, Run, main_run, size_of
from pipeline.parsing.pdf.typography import Typography

_EDGE = 0.12
_OUTERMOST = 3.0
_MIDDLE = 0.25
_SPACE = 0.15
_WIDER = 1.3
"""Times the usual step between rows: what parts a running head from the text."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page )?[\divxlIVXL\s:–—|-]{1,9}(?:\s?(?:of|/)\s?\d{1,4})?", re.IGNORECASE)
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}|\d{4}\.\d{4,5}v\d+")
_FLOAT = re.compile(r"(?:table|fig(?:ure|\.)|algorithm|listing)\s*[\dA-ZIVX]", re.IGNORECASE)
_LINE_NUMBERS_ON_A_PAGE = 8
_LONGEST_NUMBER = 7


def drop_margins(pages: Sequence[Page], typography: Typography) -> None:
    """Mark running heads, page numbers, line numbers and text that is not upright."""
    for page in pages:
        _drop_rotated(page)
        _drop_unseen(page)
        _drop_line_numbers(page)
    repeated = _repeated(pages)
    for page in pages:
        for line in _around(page):
            if line.matter is None and line.size <= typography.size + 0.6 and not _FLOAT.match(line.text):
                numbers_page = _PAGE_NUMBER.fullmatch(line.text) and any(map(str.isalnum, line.text))
                if numbers_page or _masked(line, page) in repeated or _STAMP.match(line.text):
                    line.matter = "margin"
    _drop_set_apart(pages, typography)


def _drop_rotated(page: Page) -> None:
    turned = [line for line in page.lines if not line.upright]
    if 2 * len(turned) > len(page.lines) and len(turned) > 5:
        return  # a page in landscape; better read than lost
    for line in turned:
        line.matter = "rotated"


def _drop_unseen(page: Page) -> None:
    """Mark what lies beyond the edges of the page, as parts of a picture may that was cut to size."""
    for line in page.lines:
        if line.x0 > page.width or line.x1 < 0 or not 0 <= line.y <= page.height:
            line.matter = line.matter or "figure"


def _drop_line_numbers(page: Page) -> None:
    """Drafts for review number their lines: many bare numbers that end at one place, alone or before the text."""
    numbers = [
        (line, run)
        for line in page.lines
        for run in (*line.runs[:2], *line.runs[2:][-1:])  # a section's number may stand before that of the line
        if len(run.text) < _LONGEST_NUMBER and run.text.strip().isdigit()
    ]
    places = Counter((round(run.x1 / 4), round(run.size)) for _, run in numbers)
    taken = False
    for line, run in numbers:
        place, size = round(run.x1 / 4), round(run.size)
        if sum(places[near, size] for near in range(place - 1, place + 2)) < _LINE_NUMBERS_ON_A_PAGE:
            continue
        taken = True
        if len(line.runs) == 1:
            line.matter = "margin"
        elif run in line.runs:
            _take_off(line, run)
    if taken:
        _rejoin(page)


def _take_off(line: Line, run: Run) -> None:
    number, first = run.text.strip(), line.runs[0].text.strip()
    line.runs.remove(run)
    if run is not line.runs[0] and line.text.startswith(first) and _follows(line.text, first, number):
        line.text = f"{first} {line.text[len(first) :].lstrip()[len(number) :].lstrip()}"
    elif line.text.startswith(number):
        line.text = line.text[len(number) :].lstrip()
    elif line.text.endswith(number):
        line.text = line.text[: -len(number)].rstrip()
    line.x0 = min(one.x0 for one in line.runs)
    line.x1 = max(one.x1 for one in line.runs)
    _measure(line)


def _follows(text: str, first: str, number: str) -> bool:
    return len(first) < _LONGEST_NUMBER and text[len(first) :].lstrip().startswith(number)


def _measure(line: Line) -> None:
    main = main_run(line.runs)
    line.font, line.size, line.y = main.font, size_of(line.text, line.runs, main), main.y


def _rejoin(page: Page) -> None:
    """Put lines together that a number in the margin had parted."""
    joined: list[Line] = []
    for line in page.lines:
        last = next((one for one in reversed(joined[-3:]) if one.matter is None), None)
        if last is not None and line.matter is None and _reads_on(last, line):
            gap = line.x0 - last.x1
            last.text += (" " if gap > _SPACE * line.size else "") + line.text
            last.runs += line.runs
            last.x1, last.broken = line.x1, line.broken
            _measure(last)
        else:
            joined.append(line)
    page.lines = joined


def _reads_on(last: Line, line: Line) -> bool:
    level = abs(last.y - line.y) < 0.4 * max(last.size, line.size)
    return level and -0.3 < (line.x0 - last.x1) / max(line.size, 1.0) < 0.9 and not last.broken


def _around(page: Page) -> list[Line]:
    """The lines near the upper and lower edge of a page, or outermost on it however wide its margins are."""
    lines = [line for line in page.lines if line.upright]
    if not lines:
        return []
    upper = min(max(line.y for line in lines) - _OUTERMOST, page.height * (1 - _EDGE))
    lower = max(min(line.y for line in lines) + _OUTERMOST, page.height * _EDGE)
    return [line for line in lines if line.y > upper or line.y < lower]


def _masked(line: Line, page: Page) -> tuple[str, bool]:
    return _DIGITS.sub("#", line.text)[:60], line.y > page.height / 2


def _repeated(pages: Sequence[Page]) -> set[tuple[str, bool]]:
    """Texts that stand at the same edge of several pages, whatever numbers they hold."""
    seen: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for page in pages:
        for line in _around(page):
            seen[_masked(line, page)].add(page.number)
    enough = max(2, min(3, len(pages) // 3))
    return {text for text, numbers in seen.items() if len(numbers) >= enough}


def _drop_set_apart(pages: Sequence[Page], typography: Typography) -> None:
    """Mark outermost rows that stand off from the text, at a height where nearly every page has such a row.

    Where text begins at that height on other pages, the row is a heading at the top of its page.
    """
    for above in (True, False):
        apart: dict[int, list[list[Line]]] = defaultdict(list)
        plain: Counter[int] = Counter()
        for page in pages:
            row, is_apart = _outermost(page, typography, above=above)
            if row and is_apart:
                apart[round(row[0].y / 2)].append(row)
            elif row:
                plain[round(row[0].y / 2)] += 1
        for height, rows in apart.items():
            near = range(height - 1, height + 2)
            count = sum(len(apart.get(other, ())) for other in near)
            if count >= max(3, len(pages) // 4) and sum(plain[other] for other in near) <= 0.2 * count:
                for line in (line for row in rows for line in row):
                    line.matter = "margin"


def _outermost(page: Page, typography: Typography, *, above: bool) -> tuple[list[Line], bool]:
    """The first or last row of a page, and whether a clear gap parts it from the next and it is no large heading."""
    lines = [line for line in page.lines if line.matter is None]
    if not lines:
        return [], False
    edge = max(line.y for line in lines) if above else min(line.y for line in lines)
    row = [line for line in lines if abs(line.y - edge) < 3]
    rest = [line.y for line in lines if abs(line.y - edge) >= 3]
    if not rest or _MIDDLE < edge / page.height < 1 - _MIDDLE or any(line.size > typography.size + 0.6 for line in row):
        return row, False
    gap = edge - max(rest) if above else min(rest) - edge
    return row, gap > max(1.6 * typography.size, _WIDER * _usual_step(rest))


def _usual_step(heights: Sequence[float]) -> float:
    """How far apart the rows of a page mostly stand; drafts are often set with one and a half or two lines' space."""
    rows = sorted({round(height) for height in heights})
    steps = sorted(above - below for below, above in pairwise(rows) if above - below > _OUTERMOST)
    return steps[len(steps) // 2] if steps else 0.0
