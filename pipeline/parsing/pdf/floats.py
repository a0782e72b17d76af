"""Captions, and what they stand under: tables, algorithms and the text inside figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.parsing.pdf.lines import Line, Matter, Page, Rectangle
from pipeline.parsing.pdf.typography import SPANNING, Typography

_LABEL = re.compile(
    r"(?P<what>fig(?:ure|\.)?|figura|abb(?:ildung|\.)|table|tab\.|tabela|tabla|tabelle|tableau|algorithm|algoritmo"
    r"|listing|scheme|chart|exhibit|box|map|plate)"
    r"\s*(?P<number>(?:[A-Z]\.?)?\d{1,3}(?:[.-]\d{1,3})?|[IVXL]{1,6}\b)(?P<mark>\s*[.:|–—])?",
    re.IGNORECASE,
)
_INITIALS = frozenset("FATLSCEBMP")
_ENDED = re.compile(r"[.!?:;][\])”’\"']*\d{0,2}$")
_ABSTRACT = re.compile(r"a\s*b\s*s\s*t\s*r\s*a\s*c\s*t", re.IGNORECASE)
_SHORT_LABEL = 60
_LONG_LINE = 35


def mark_rows(page: Page) -> None:
    """Note which lines share their baseline with another in their column."""
    placed = sorted((line for line in page.lines if line.matter is None), key=lambda line: (line.column, line.y))
    for below, above in pairwise(placed):
        if above.column == below.column and above.y - below.y < 2 and len(above.text) > 1 < len(below.text):
            above.row = below.row = True


def drop_floats(page: Page, typography: Typography) -> None:
    """Mark captions, and the tables, algorithms and figures that belong to them."""
    _drop_pictures(page, typography)
    captions = _captions(page, typography)
    _drop_ruled(page, typography)
    for caption in captions:
        _drop_captioned(page, caption, typography)
    _drop_bare_rows(page)


def _drop_pictures(page: Page, typography: Typography) -> None:
    for picture in page.pictures:
        inside = [line for line in page.lines if line.matter is None and picture.holds(line)]
        prose = sum(typography.is_body(line) and len(line.text) > 40 for line in inside)
        if prose < 3:
            for line in inside:
                if len(line.text) < _SHORT_LABEL and not _LABEL.match(line.text):
                    line.matter = "figure"


def _captions(page: Page, typography: Typography) -> list[list[Line]]:
    found: list[list[Line]] = []
    for index, line in enumerate(page.lines):
        if line.matter is None and _begins_caption(page.lines, index, typography):
            caption = _caption_from(page.lines, index, typography)
            for part in caption:
                part.matter = "caption"
            found.append(caption)
    return found


def _begins_caption(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    line = lines[index]
    match = _LABEL.match(line.text) if line.text[0] in _INITIALS else None
    if not match:
        return False
    alone = match.end() == len(line.text)
    plain = typography.is_body(line) and line.runs[0].font.name == typography.font
    before = lines[index - 1] if index else None
    running_on = (
        before is not None
        and before.matter is None
        and before.column == line.column
        and 0 < before.y - line.y < 1.35 * typography.leading
        and typography.is_body(before)
        and not before.row
    )
    if plain and running_on:
        return bool(match["mark"]) and bool(_ENDED.search(lines[index - 1].text)) and typography.indent(line) < 0.3
    set_off = len(line.runs) > 1 and line.runs[0].font != line.runs[-1].font
    return bool(match["mark"]) or alone or not typography.is_body(line) or (set_off and not plain)


def _caption_from(lines: Sequence[Line], index: int, typography: Typography) -> list[Line]:
    """A caption goes on as long as its lines follow each other closely in its own size."""
    caption = [lines[index]]
    step = 0.0
    for line in lines[index + 1 :]:
        last = caption[-1]
        gap = last.y - line.y
        same_place = line.column == caption[0].column or SPANNING in (line.column, caption[0].column)
        limit = 1.2 * step if step else typography.close_step(last)
        if line.matter is not None or not same_place or not _alike(line, last) or _LABEL.match(line.text):
            break
        if not -1 < gap <= limit:
            break
        if gap > 2:
            step = step or gap
        caption.append(line)
    return caption


def _alike(line: Line, other: Line) -> bool:
    """Whether two lines have one size; small capitals count as large as their largest."""
    if abs(line.size - other.size) <= 0.6:
        return True
    return abs(max(run.size for run in line.runs) - max(run.size for run in other.runs)) <= 0.6


def _drop_ruled(page: Page, typography: Typography) -> None:
    """Mark what stands between ruled lines of one width, unless it reads like running text."""
    for box in _boxes(page.rules):
        inside = [line for line in page.lines if box.holds(line)]
        open_lines = [line for line in inside if line.matter is None]
        if not open_lines or any(_ABSTRACT.match(line.text) for line in inside):
            continue
        algorithm = any(line.matter == "caption" and line.text.lower().startswith("algo") for line in inside)
        if algorithm or not _holds_prose(open_lines, typography):
            _mark(open_lines, "algorithm" if algorithm else "table")


def _holds_prose(lines: Iterable[Line], typography: Typography) -> bool:
    """Whether several long lines end at the same place, as justified text does and cells do not."""
    ends = Counter(
        round(line.x1 / 3)
        for line in lines
        if not line.row and len(line.text) > _LONG_LINE and typography.is_body(line)
    )
    return any(count + ends.get(end + 1, 0) >= 3 for end, count in ends.items())


def _boxes(rules: Iterable[Rectangle]) -> list[Rectangle]:
    """Return the space between each two neighbours among ruled lines of the same left and right end."""
    stacks: dict[tuple[int, int], list[Rectangle]] = defaultdict(list)
    for rule in rules:
        stacks[round(rule.x0 / 4), round(rule.x1 / 4)].append(rule)
    found: list[Rectangle] = []
    for stack in stacks.values():
        stack.sort(key=lambda rule: rule.y0)
        found.extend(Rectangle(low.x0, low.y1, low.x1, high.y0) for low, high in pairwise(stack))
    return found


def _drop_captioned(page: Page, caption: Sequence[Line], typography: Typography) -> None:
    """Mark what stands between a caption and the nearest running text above it, and for tables also below."""
    label = caption[0].text.lower()
    band = [line for line in page.lines if line.matter in (None, "figure", "table") and _shares(line, caption)]
    above = sorted((line for line in band if line.y > caption[0].y + 1), key=lambda line: line.y)
    below = sorted((line for line in band if line.y < caption[-1].y - 1), key=lambda line: -line.y)
    if label.startswith(("t", "algo", "listing", "box")):
        _mark(_until_prose(below, typography), "table")
        if not any(line.matter == "table" for line in below[:2]):
            _mark(_until_prose(above, typography), "table")
    else:
        _mark(_until_prose(above, typography), "figure")


def _shares(line: Line, caption: Sequence[Line]) -> bool:
    columns = {part.column for part in caption}
    return line.column in columns or SPANNING in columns


def _until_prose(lines: Sequence[Line], typography: Typography) -> list[Line]:
    taken: list[Line] = []
    for line in lines:
        if line.matter is None and _is_prose(line, typography):
            break
        taken.append(line)
    return taken


def _is_prose(line: Line, typography: Typography) -> bool:
    """Whether a line looks like part of a paragraph or a heading, rather than a label or a cell."""
    if line.row:
        return False
    if line.size > typography.size + 0.6:
        return typography.indent(line) < 0.5
    if not typography.is_body(line):
        return False
    at_edge = -0.5 < typography.indent(line) < 3.2
    return at_edge and (len(line.text) > 25 or typography.indent(line) < 0.3)


def _drop_bare_rows(page: Page) -> None:
    """Mark three or more rows of several cells under each other, with no caption or ruled line to tell."""
    cells: dict[int, list[Line]] = defaultdict(list)
    for line in page.lines:
        if line.matter is None and line.row and len(line.text) < _SHORT_LABEL:
            cells[line.column].append(line)
    for lines in cells.values():
        heights = Counter(round(line.y / 2) for line in lines)
        if len(heights) >= 3 and len(lines) >= 2 * len(heights) - 1:
            _mark(lines, "table")


def _mark(lines: Iterable[Line], matter: Matter) -> None:
    for line in lines:
        if line.matter is None:
            line.matter = matter
