"""What a line can name: a stretch of the passage, and how it reads there."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.reasoning import words as w
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import stem
from pipeline.reasoning.worth import ACTION, NOUN, PASSIVE


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the passage and how it reads in a line."""

    first: int
    last: int
    """The token after its end."""
    wording: str
    plural: bool
    is_action: bool = False
    """Whether it begins with a gerund, as in "removing hazardous data"."""
    takes_part: bool = False
    """Whether it names who or what takes part, of whom one does not say "which"."""


class Candidate(NamedTuple):
    """Where a phrase stands that can name a mechanism, and how much of the evidence lies on it."""

    first: int
    last: int
    head: int
    plural: bool
    verb: int | None = None
    """The verb that opens the phrase or, in the passive, ends it."""
    score: float = 0.0

    @property
    def kind(self) -> str:
        """Whether a verb opens it, ends it, or there is none."""
        return NOUN if self.verb is None else ACTION if self.verb == self.first else PASSIVE

    def overlaps(self, other: "Candidate") -> bool:
        """Whether both share a word."""
        return self.first < other.last and other.first < self.last


def are_listed(text: Text, one: Candidate, other: Candidate) -> bool:
    """Whether two phrases are items of the same list, side by side or with others between them."""
    first, second = sorted((one, other), key=lambda each: each.first)
    return _BETWEEN_ITEMS.fullmatch(text.letters[first.last : second.first]) is not None


_BETWEEN_ITEMS = re.compile(r"(?:,|c|,c)(?:[dpq#ragns'oi]+(?:,|c|,c))*")


def wording(text: Text, first: int, last: int) -> str:
    """A stretch of the passage as it reads in a line: "its" and "these", which would point at nothing, left out."""
    letter = text.letters[first]
    token = text.tokens[first].lower()
    if letter == w.POSSESSIVE or (letter == w.QUANTIFIER and token not in {"each", "every"}):
        plural = token in {"these", "those", "such"} or letter == w.QUANTIFIER
        opening = "" if plural else "the "
        while last - first > 1 and (
            text.letters[first] in (w.POSSESSIVE, w.QUANTIFIER, w.DETERMINER) or text.tokens[first] == "own"
        ):
            first += 1
    else:
        opening = ""
    opening += text.written(first)
    rest = _POINTING.sub("the", text.slice(first + 1, last)) if last - first > 1 else ""
    gap = text.text[text.ends[first] : text.starts[first + 1]] if rest else ""
    return " ".join(f"{opening}{gap}{rest}".split())


_POINTING = re.compile(r"(?<![\w-])(?:its|their|our|his|her|my|your|this|that|these|those)(?![\w-])")


def shares_stem(one: str, other: str) -> bool:
    """Whether two wordings have a word of four letters or more in common.

    >>> shares_stem("auditing the models", "checks by audits"), shares_stem("the data", "of the model")
    (True, False)
    """
    return bool(_stems(one) & _stems(other))


@lru_cache(maxsize=4096)
def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(each) for each in _LONG_WORD.findall(words))


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
