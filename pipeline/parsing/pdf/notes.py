"""Footnotes: small type at the foot of a column."""

import re
from collections.abc import Sequence

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
_RULE_SHARE = 0.55


def drop_footnotes(page: Page, typography: Typography) -> None:
    """Mark footnotes and imprints at the foot of each column."""
    columns = {line.column for line in page.lines}
    for column in columns:
        lines = sorted((line for line in page.lines if line.column == column), key=lambda line: line.y)
        for line in _foot(lines, page, typography):
            if line.matter is None:
                line.matter = "footnote"


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
    top = small[-1]
    told = _MARK.match(top.text) or any(_IMPRINT.search(line.text) for line in small[-3:])
    if told or _rule_over(top, page) or len(small) <= 12:
        return small
    return []


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
