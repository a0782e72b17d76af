"""Lines → one text: what becomes of a hyphen at the end of a line."""

import re
from collections.abc import Iterable, Sequence

from pipeline.parsing.pdf.characters import HYPHEN
from pipeline.parsing.pdf.lines import Line

_LAST_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*$")
_FIRST_WORD = re.compile(r"[A-Za-z]+")
_FIRST_PARTS = frozenset(("cross", "non", "self", "well"))
_LINKS = frozenset(("a", "and", "as", "by", "for", "in", "of", "on", "or", "the", "to", "vs"))
"""What stands between the parts of a longer compound: state-of-the-art."""
_SECOND_PARTS = re.compile(
    r"agnostic|and|art|automated|aware|based|bit|box|by|centered|centric|class|consuming|critical|"
    r"cutting|dependent|dimensional|driven|effective|efficient|end|friendly|free|generated|grained|"
    r"handed|hoc|hop|in|independent|intensive|invariant|label|labeled|language|led|level|like|line|"
    r"lingual|making|maker|makers|modal|of|off|on|oriented|party|person|point|pre|preserving|prone|"
    r"quality|ready|related|resolution|right|risk|rich|run|scale|sensitive|set|shot|side|source|"
    r"specific|stage|stakes|standing|state|step|style|supervised|task|tech|term|text|the|threatening|"
    r"tier|time|to|trained|tree|tuned|tuning|turn|type|up|use|user|wide|width|world|year"
)
"""What follows a hyphen that belongs to a compound, whether a line ends there or not."""


class Joiner:
    """Joins lines to text; whether a hyphen at a line's end stays is asked of the words of the whole document."""

    def __init__(self, lines: Iterable[Line]) -> None:
        text = " ".join([line.text for line in lines]).lower()
        for mark in ",.;:()":
            text = text.replace(mark, " ")
        self._words = set(text.split())

    def join(self, lines: Sequence[Line]) -> str:
        """Return the lines as one text."""
        return self.join_texts([line.text for line in lines])

    def join_texts(self, texts: Iterable[str]) -> str:
        """Return the texts of lines as one text."""
        parts: list[str] = []
        broken = False
        for text in texts:
            if broken:
                head = parts[-1][:-1]
                parts[-1] = f"{head}-" if self._keeps_hyphen(head, text) else head
                parts.append(text)
            else:
                parts += (" ", text) if parts else (text,)
            broken = text.endswith(HYPHEN)
        return "".join(parts).replace(HYPHEN, "-" if broken else "")

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        before, after = _LAST_WORD.search(head.rpartition(" ")[2]), _FIRST_WORD.match(tail)
        if not before or not after:
            return bool(tail[:1].isupper() or tail[:1].isdigit())
        first, second = before[0].lower(), after[0].lower()
        if first + second in self._words:
            return False
        name = not tail[0].islower() and not (before[0].isupper() and after[0].isupper())
        if f"{first}-{second}" in self._words or name or _SECOND_PARTS.fullmatch(second):
            return True
        if first in _FIRST_PARTS and len(second) > 3:
            return True
        return "-" in first and self._goes_on(first.rpartition("-")[2], second)

    def _goes_on(self, last: str, second: str) -> bool:
        """Whether a compound of several parts has one more, rather than a part that was broken."""
        whole = last + second in self._words
        return not whole and second in self._words and (last in _LINKS or last in self._words)
