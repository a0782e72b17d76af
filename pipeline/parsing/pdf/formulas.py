"""Displayed formulas: set apart, mostly symbols; they part paragraphs and are not read as text."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.lines import Line
from pipeline.parsing.pdf.paragraphs import is_bulleted
from pipeline.parsing.pdf.typography import Typography

_NUMBER = re.compile(r"\(?[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\)")
_TRAILING_NUMBER = re.compile(r"\s\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\)$")
_WORD = re.compile(r"[A-Za-z]{4,}")


def drop_formulas(lines: Sequence[Line], typography: Typography) -> None:
    """Mark lines of displayed formulas and the fragments around them."""
    last: Line | None = None
    for line in lines:
        if line.matter is None and not _reads_on(last, line, typography) and _is_displayed(line, typography):
            line.matter = "formula"
        last = line
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        beside = "formula" in (before.matter, after.matter)
        if line.matter is None and beside and len(line.text) < 20 and not _WORD.search(line.text):
            line.matter = "formula"


def _reads_on(last: Line | None, line: Line, typography: Typography) -> bool:
    """Whether a line goes on with the text above it, though it may hold nothing but a citation."""
    if last is None or last.matter is not None or line.font.name != typography.font:
        return False
    under = last.column == line.column and 0 < last.y - line.y < 1.2 * typography.leading
    hanging = is_bulleted(last) and 0 < line.x0 - last.x0 < 3.0 * line.size
    return under and (hanging or abs(last.x0 - line.x0) < 0.3 * line.size)


def _is_displayed(line: Line, typography: Typography) -> bool:
    short = len(line.text) < 10
    if short and len(line.text) <= 3 and (line.runs[0].font.math or line.size < typography.size - 1.5):
        return True
    if short and _NUMBER.fullmatch(line.text) and typography.shortfall(line) < 0.03:
        return True
    indent = typography.indent(line)
    if indent < 0.8 or line.size > typography.size + 0.6:
        return False
    share = math_share(line)
    return share > 0.45 or (share > 0.15 and indent > 1.2 and _TRAILING_NUMBER.search(line.text) is not None)


def math_share(line: Line) -> float:
    """The share of a line's visible characters that are set as symbols: maths fonts, or signs and lone letters."""
    symbols = total = 0
    for run in line.runs:
        visible = len(run.text) - run.text.count(" ")
        total += visible
        if run.font.math:
            symbols += visible
        elif not _WORD.search(run.text):
            small = run.size < line.size - 1 and visible < 4 and not run.text.isupper()
            symbols += visible if small else visible - sum(map(str.isalpha, run.text))
    return symbols / max(total, 1)
