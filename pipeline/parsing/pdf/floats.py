"""Captions, and what they stand under: tables, algorithms and the text inside figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
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
_PROSE_LINES = 3
_DEEP_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4}\.?\s+[A-Z]")
"""What a heading may begin with and a cell does not."""
_NOTE = re.compile(r"(?:notes?|sources?|fonte|quelle)\s?[.:]\s", re.IGNORECASE)
_SAME_SIZE = 0.6
_UNDER_LABEL = 2.2
_BOXES = ("box", "exhibit")
_FAR_BELOW = 2.2
_LONG_LINE = 35
_PROSE_LINE = 50
_MOSTLY = 0.25


def mark_rows(page: Page) -> None:
    """Note which lines share their baseline with another in their column."""
    placed = sorted((line for line in page.lines if line.matter is None), key=lambda line: (line.column, line.y))
    for below, above in pairwise(placed):
        if above.column == below.column and above.y - below.y < 2 and len(above.text) > 1 < len(below.text):
            above.row = below.row = True


def drop_floats(page: Page, typography: Typography, drawn: Set[str]) -> None:
    """Mark captions, and the tables, algorithms and figures that belong to them; `drawn` are the fonts of pictures."""
    _drop_pictures(page, typography, drawn)
    captions = _captions(page, typography)
    _drop_ruled(page, typography)
    for caption in captions:
        _drop_captioned(page, caption, typography)
    _drop_notes(page, typography)
    _drop_bare_rows(page)


def fonts_of_pictures(pages: Sequence[Page]) -> Set[str]:
    """The fonts that a document uses in its pictures and nowhere else."""
    inside: set[str] = set()
    outside: set[str] = set()
    for page in pages:
        for line in page.lines:
            held = any(picture.holds(line) for picture in page.pictures)
            (inside if held else outside).add(line.font.name)
    return inside - outside


def _drop_pictures(page: Page, typography: Typography, drawn: Set[str]) -> None:
    for picture in page.pictures:
        inside = [line for line in page.lines if line.matter is None and picture.holds(line)]
        prose = sum(typography.is_body(line) and len(line.text) > 40 for line in inside)
        for line in inside:
            label = len(line.text) < _SHORT_LABEL and not _LABEL.match(line.text)
            if line.font.name in drawn or (label and prose < _PROSE_LINES):
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
        and abs(before.size - line.size) < _SAME_SIZE
        and before.runs[-1].font.name == line.runs[0].font.name
        and not before.row
    )
    if running_on:
        return bool(match["mark"]) and bool(_ENDED.search(lines[index - 1].text)) and typography.indent(line) < 0.3
    set_off = len(line.runs) > 1 and line.runs[0].font != line.runs[-1].font
    return bool(match["mark"]) or alone or not typography.is_body(line) or (set_off and not plain)


def _caption_from(lines: Sequence[Line], index: int, typography: Typography) -> list[Line]:
    """A caption goes on as long as its lines follow each other closely in its own size."""
    caption = [lines[index]]
    step = 0.0
    match = _LABEL.match(lines[index].text)
    alone = match is not None and match.end() == len(lines[index].text)
    boxed = match is not None and match["what"].lower() in _BOXES  # what is in one is text like any other
    for line in lines[index + 1 :]:
        last = caption[-1]
        gap = last.y - line.y
        same_place = line.column == caption[0].column or SPANNING in (line.column, caption[0].column)
        limit = 1.2 * step if step else typography.close_step(last)
        if alone and len(caption) == 1:
            limit = _UNDER_LABEL * typography.leading
        if line.matter is not None or not same_place or not _alike(line, last) or _LABEL.match(line.text):
            break
        if not -1 < gap <= limit or (boxed and line.font != caption[0].font):
            break
        if gap > 2 and not (alone and len(caption) == 1):
            step = step or gap
        caption.append(line)
    return caption


def _alike(line: Line, other: Line) -> bool:
    """Whether two lines have one size; small capitals count as large as their largest."""
    if abs(line.size - other.size) <= _SAME_SIZE:
        return True
    largest, others = max(run.size for run in line.runs), max(run.size for run in other.runs)
    small_capitals = line.is_caps and other.is_caps and 0.7 * others < largest < 1.5 * others
    return small_capitals or abs(largest - others) <= _SAME_SIZE


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
    if label.startswith(_BOXES):
        return
    if label.startswith(("t", "algo", "listing")):
        _mark(_until_prose(below, typography), "table")
        if not any(line.matter == "table" for line in below[:2]):
            _mark(_until_prose(above, typography), "table")
    else:
        _mark(_until_prose(above, typography, small=True), "figure")


def _drop_notes(page: Page, typography: Typography) -> None:
    """Mark what is said in small type about a table or figure and where it comes from."""
    for index, line in enumerate(page.lines):
        small = line.size < typography.size - _SAME_SIZE
        under = (
            index > 0
            and page.lines[index - 1].matter in ("table", "caption")
            and line.runs[0].font != line.runs[-1].font
        )
        if line.matter is None and (small or under) and _NOTE.match(line.text):
            for part in _caption_from(page.lines, index, typography):
                part.matter = "caption"


def _shares(line: Line, caption: Sequence[Line]) -> bool:
    columns = {part.column for part in caption}
    return line.column in columns or SPANNING in columns


def _until_prose(lines: Sequence[Line], typography: Typography, *, small: bool = False) -> list[Line]:
    """The lines before the first that looks like prose; with `small`, prose in small type counts as well."""
    taken: list[Line] = []
    for line in lines:
        apart = small or (bool(taken) and abs(taken[-1].y - line.y) > _FAR_BELOW * line.size)
        heading = _heads_prose(line, lines, typography)
        if line.matter is None and (
            heading or _is_prose(line, typography) or (apart and _fills_column(line, typography))
        ):
            if taken and _ends_paragraph(taken[-1], line):
                taken.pop()
            break
        taken.append(line)
    return taken


def _heads_prose(line: Line, lines: Iterable[Line], typography: Typography) -> bool:
    """Whether a bold line at its column's edge stands right over running text, smaller though it may be."""
    if line.row or not line.font.bold or typography.bold or abs(typography.indent(line)) > 0.3:
        return False
    return any(
        0 < line.y - other.y < 1.7 * typography.leading
        and other.column == line.column
        and _is_prose(other, typography)
        and _fills_column(other, typography)
        for other in lines
    )


def _ends_paragraph(line: Line, prose: Line) -> bool:
    """Whether a short line is the last one of the prose above it."""
    alike = line.font == prose.font and abs(line.size - prose.size) < _SAME_SIZE
    return alike and abs(line.x0 - prose.x0) < line.size and 0 < prose.y - line.y < 1.6 * line.size


def _is_prose(line: Line, typography: Typography) -> bool:
    """Whether a line looks like part of a paragraph or a heading, rather than a label or a cell."""
    if line.row:
        return False
    if _DEEP_NUMBER.match(line.text):
        return True
    if line.size > typography.size + 0.6:
        return typography.indent(line) < 0.5
    if not typography.is_body(line):
        return False
    at_edge = -0.5 < typography.indent(line) < 3.2
    return at_edge and (len(line.text) > 25 or typography.indent(line) < 0.3)


def _fills_column(line: Line, typography: Typography) -> bool:
    """Whether a line is as long as those of an abstract, say, whatever its size; labels are shorter."""
    return not line.row and len(line.text) > _PROSE_LINE and typography.shortfall(line) < _MOSTLY


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
