"""Lines → paragraphs and list items: where one ends and the next begins, and how broken words are joined."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.parsing.pdf.characters import HYPHEN
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
_LAST_WORD = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)$")
_FIRST_WORD = re.compile(r"([A-Za-z]+)(?:-[A-Za-z]+)*")


_FIRST_PARTS = frozenset(("cross", "non", "self", "well"))
_SECOND_PARTS = frozenset(
    [
        "agnostic",
        "and",
        "art",
        "automated",
        "aware",
        "based",
        "bit",
        "box",
        "by",
        "centered",
        "centric",
        "class",
        "consuming",
        "critical",
        "cutting",
        "dependent",
        "dimensional",
        "driven",
        "effective",
        "efficient",
        "end",
        "friendly",
        "free",
        "generated",
        "grained",
        "handed",
        "hoc",
        "hop",
        "in",
        "independent",
        "intensive",
        "invariant",
        "label",
        "labeled",
        "language",
        "led",
        "level",
        "like",
        "line",
        "lingual",
        "making",
        "maker",
        "makers",
        "modal",
        "of",
        "off",
        "on",
        "oriented",
        "party",
        "person",
        "point",
        "pre",
        "preserving",
        "prone",
        "quality",
        "ready",
        "related",
        "resolution",
        "right",
        "risk",
        "rich",
        "run",
        "scale",
        "sensitive",
        "set",
        "shot",
        "side",
        "source",
        "specific",
        "stage",
        "stakes",
        "standing",
        "state",
        "step",
        "style",
        "supervised",
        "task",
        "tech",
        "term",
        "text",
        "the",
        "threatening",
        "tier",
        "time",
        "to",
        "trained",
        "tree",
        "tuned",
        "tuning",
        "turn",
        "type",
        "up",
        "use",
        "user",
        "wide",
        "width",
        "world",
        "year",
    ]
)
"""What follows a hyphen that belongs to a compound, whether a line ends there or not."""


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


class Joiner:
    """Joins lines to text; whether a hyphen at a line's end stays is asked of the words of the whole document."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words = set(" ".join([line.text for line in lines]).lower().split())

    def join(self, lines: Sequence[Line]) -> str:
        """Return the lines as one text."""
        parts: list[str] = []
        for line in lines:
            if parts and parts[-1].endswith(HYPHEN):
                self._mend(parts, line.text)
            else:
                parts.append(line.text)
        return " ".join(parts).replace(HYPHEN, "-" if parts and parts[-1].endswith(HYPHEN) else "")

    def _mend(self, parts: list[str], text: str) -> None:
        head = parts[-1][:-1]
        parts[-1] = head + ("-" if self._keeps_hyphen(head, text) else "") + text

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        before, after = _LAST_WORD.search(head), _FIRST_WORD.match(tail)
        if not before or not after:
            return bool(tail[:1].isupper() or tail[:1].isdigit())
        joined = (before[1] + after[1]).lower()
        parted = f"{before[1]}-{after[1]}".lower()
        if joined in self._words:
            return False
        if parted in self._words or not tail[:1].islower() or after[1] in _SECOND_PARTS:
            return True
        if before[1].lower() in _FIRST_PARTS and len(after[1]) > 3:
            return True
        return "-" in before[1] and {before[1].lower(), after[1].lower()} <= self._words
