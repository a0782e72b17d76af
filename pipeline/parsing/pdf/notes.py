"""Footnotes: small type at the foot of a column."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.parsing.pdf.lines import Line, Page, Rectangle
from pipeline.parsing.pdf.typography import Typography

_MARK = re.compile(r"(?:\d{1,3}|[*∗†‡§¶‖#a-e]|\*{2,3}|[\u00b9\u00b2\u00b3\u2070-\u2079])\s?\S")
_IMPRINT = re.compile(
    r"permission to make|©|copyright|this work (?:was|is) |corresponding author|e-?mail|manuscript received|\*? ?equal"
    r"|preprint|doi\b|https?://|authors?[’'] addresses|received \d|accepted|proceedings of|licensed under|acm isbn"
    r"|conference|to appear|under review|work done",
    re.IGNORECASE,
)
_SMALLER = 0.9
_FEW = 12
_BESIDE = 5.0
_SLIGHTLY = 0.6
_LONG = 25
_RULE_SHARE = 0.55
_WELL_ABOVE = 1.5
_CLOSER = 0.97


def drop_footnotes(page: Page, typography: Typography) -> None:
    """Mark footnotes and imprints at the foot of each column."""
    columns = {line.column for line in page.lines}
    for column in columns:
        lines = sorted((line for line in page.lines if line.column == column), key=lambda line: line.y)
        for line in _foot(lines, page, typography) or _set_off(lines, page, typography):
            if line.matter is None:
                line.matter = "footnote"


def drop_side_notes(pages: Sequence[Page], typography: Typography) -> None:
    """Mark small type that stands beside all running text, in a margin made wide for it."""
    left, right = _text_block(pages, typography)
    for page in pages:
        for line in page.lines:
            beside = line.x0 > right + _BESIDE or line.x1 < left - _BESIDE
            if line.matter is None and beside and line.size < typography.size - _SLIGHTLY:
                line.matter = "footnote"


def _text_block(pages: Sequence[Page], typography: Typography) -> tuple[float, float]:
    """Where running text begins and ends across, lines of unusual width aside."""
    lines = [line for page in pages for line in page.lines if line.matter is None and len(line.text) > _LONG]
    body = [line for line in lines if typography.is_body(line)]
    if not body:
        return -math.inf, math.inf
    starts, ends = sorted(line.x0 for line in body), sorted(line.x1 for line in body)
    return starts[len(starts) // 50], ends[-1 - len(ends) // 50]


def _foot(lines: Sequence[Line], page: Page, typography: Typography) -> list[Line]:
    """The small lines at the foot, when a ruled line, a mark or their words show that they are notes."""
    small: list[Line] = []
    for line in lines:
        if line.matter in ("margin", "rotated"):
            continue
        if line.matter not in (None, "footnote", "table") or line.y > 0.6 * page.height:
            break
        if line.size > typography.size - _SMALLER and not (len(line.text) < 4 and small):
            break
        small.append(line)
    if not small:
        return _under_rule(lines, page)
    return next((notes for notes in (small, _smallest(small)) if _are_notes(notes, page)), [])


def _are_notes(small: Sequence[Line], page: Page) -> bool:
    top = small[-1]
    told = _MARK.match(top.text) or any(_IMPRINT.search(line.text) for line in small[-3:])
    return bool(told) or _rule_over(top, page) is not None or len(small) <= _FEW


def _smallest(small: Sequence[Line]) -> list[Line]:
    """The lowest lines of one size: notes may stand below an abstract or a list that is small itself."""
    size = max(line.size for line in small[:3])
    count = next((place for place, line in enumerate(small) if line.size > size + 0.4), len(small))
    return list(small[:count])


def _rule_over(line: Line, page: Page) -> Rectangle | None:
    for rule in page.rules:
        if 0 < rule.y0 - line.y < 2.2 * line.size and abs(rule.x0 - line.x0) < 2.5 * line.size:
            return rule
    return None


def _under_rule(lines: Sequence[Line], page: Page) -> list[Line]:
    """Notes in the size of the text: under a ruled line that is shorter than the column, beginning with a mark."""
    open_lines = [line for line in lines if line.matter is None and line.y < 0.5 * page.height]
    for index, line in enumerate(open_lines):
        if _MARK.match(line.text) and line.runs[0].size < line.size - 1:
            rule = _rule_over(line, page)
            if rule and rule.x1 - rule.x0 < _RULE_SHARE * max(line.x1 - line.x0, 200.0):
                return list(open_lines[: index + 1])
    return []


def _set_off(lines: Sequence[Line], page: Page, typography: Typography) -> list[Line]:
    """Notes in the size of the text and without a ruled line: raised marks, space above, and lines set closer."""
    open_lines = [line for line in lines if line.matter is None and line.y < 0.5 * page.height]
    for index, line in enumerate(open_lines):
        step = open_lines[index + 1].y - line.y if index + 1 < len(open_lines) else math.inf
        if step < _WELL_ABOVE * typography.leading:
            continue
        notes = open_lines[: index + 1]
        raised = _MARK.match(line.text) and line.runs[0].size < line.size - 1
        steps = [above.y - below.y for below, above in pairwise(notes)]
        closer = sum(one < _CLOSER * typography.leading for one in steps)
        return list(notes) if raised and 2 * closer >= len(steps) else []
    return []
