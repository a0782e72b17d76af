"""Lines → paragraphs and list items: where one ends and the next begins."""

import re
from dataclasses import dataclass, field

from pipeline.parsing.pdf.lines import Line
from pipeline.parsing.pdf.typography import Typography

_ENDED = re.compile(r"[.!?:;][\])”’\"'»]*$|(?<!\d)[.!?:;][\])”’\"'»]*(?:\s?\[[^\]]*\]|\s?\d{1,2})$|[\])]$")
_LAST = frozenset(".!?:;])”’\"'»0123456789")
_ABBREVIATION = re.compile(
    r"\b(?:Figs?|Secs?|Eqs?|Tab|Refs?|Chap|cf|e\.g|i\.e|al|vs|Nos?|Vol|pp?|ca|approx|resp|Dr|Prof|St|Mrs?|Ms)\.$"
)
_BULLET = re.compile(
    r"(?:[•◦▪▫∙·●○■□‣⁃➢➤✓❖–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}[.)]|\[?[A-Z]{1,3}\d{1,2}[\]:.])\s+\S"
)
_SYMBOL_BULLET = re.compile(r"[•◦▪▫∙·●○■□‣⁃➢➤✓❖]")


@dataclass(slots=True)
class Paragraph:
    """Lines that read on, and whether they are an item of a list."""

    lines: list[Line] = field(default_factory=list)
    item: bool = False
    text: str = ""


class Breaker:
    """Decides line by line whether a new paragraph begins."""

    def __init__(self, typography: Typography) -> None:
        self._typography = typography

    def begins(self, current: Paragraph, line: Line, *, interrupted: bool) -> bool:
        """Whether `line` opens a new paragraph after `current`; `interrupted` by a formula in between."""
        last = current.lines[-1]
        if abs(line.size - last.size) > 0.9:
            return True
        if last.page == line.page and last.column == line.column and line.y < last.y + 1:
            return self._in_column(current, last, line, interrupted=interrupted)
        return self._across(current, last, line)

    def begins_in_front(self, current: Paragraph, line: Line) -> bool:
        """The same before the first heading, where names, places and the abstract differ in style and stand apart."""
        last = current.lines[-1]
        apart = last.y - line.y > 1.3 * max(last.size, line.size) and last.y - line.y > 1.25 * self._step_in(current)
        return apart or abs(line.size - last.size) > 0.4 or self.begins(current, line, interrupted=False)

    def _step_in(self, current: Paragraph) -> float:
        """How far apart the lines of a paragraph stand, as far as it has shown."""
        lines = current.lines
        return lines[-2].y - lines[-1].y if len(lines) > 1 else self._typography.leading

    def _in_column(self, current: Paragraph, last: Line, line: Line, *, interrupted: bool) -> bool:
        leading = self._typography.leading
        gap = last.y - line.y
        ended = is_ended(last)
        if gap > 1.45 * leading and (ended or interrupted or gap > 2.2 * leading):
            return True
        if is_bulleted(line) and (ended or gap > 1.1 * leading or self._outdented(current, line)):
            return True
        if self._outdented(current, line) and (current.item or ended):
            return True
        return ended and self._opens(last, line, gap)

    def _opens(self, last: Line, line: Line, gap: float) -> bool:
        """After a full stop: an indent, extra space, or a short last line shows a new paragraph."""
        typography = self._typography
        if last.text.endswith((";", ":")) and line.text[0].islower() and gap < 1.2 * typography.leading:
            return False
        if line.x0 - last.x0 > 0.55 * typography.size and 0.55 < typography.indent(line) < 4:
            return True
        if gap > 1.2 * typography.leading and typography.shortfall(last) > 0.03:
            return True
        return typography.shortfall(last) > 0.12 and not line.text[:1].islower()

    def _outdented(self, current: Paragraph, line: Line) -> bool:
        """Whether a line stands further left than an item's text, or where its bullet stands."""
        first, last = current.lines[0], current.lines[-1]
        if line.page != first.page or line.column != first.column:
            return False
        slack = 0.3 * self._typography.size
        if len(current.lines) == 1:
            return current.item and line.x0 < first.x0 - slack
        hanging = current.lines[1].x0 > first.x0 + slack and line.x0 < current.lines[1].x0 - slack
        return hanging or line.x0 < last.x0 - 0.8 * self._typography.size

    def _across(self, current: Paragraph, last: Line, line: Line) -> bool:
        """A new column or page: read on, unless the sentence is over and something shows a beginning."""
        if not is_ended(last):
            return is_bulleted(line) and bool(_SYMBOL_BULLET.match(line.text))
        typography = self._typography
        indent = typography.indent(line)
        if current.item:
            return is_bulleted(line) or indent < typography.indent(current.lines[-1]) - 0.3
        return is_bulleted(line) or 0.55 < indent < 4 or typography.shortfall(last) > 0.12


def is_ended(line: Line) -> bool:
    """Whether a line ends in a full stop or the like, perhaps with a citation or a note's number behind it."""
    text = line.text
    if text[-1] not in _LAST:
        return False
    if text.rfind("(") > text.rfind(")") or _ABBREVIATION.search(text):
        return False
    return _ENDED.search(text) is not None


def is_bulleted(line: Line) -> bool:
    """Whether a line begins with a bullet or an item's number."""
    return _BULLET.match(line.text) is not None
