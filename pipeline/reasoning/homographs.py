"""Is "review" a noun here, or a verb? What stands around a word that can be both decides.

A log-linear model over the neighbours. It was fitted on words of the starter corpus that can be only one of the two
(`python -m benchmarks.english_weights`), so no text was tagged by hand for it: the place where "publish" can stand is
the place where "review" is a verb (distant supervision by a dictionary, as in Merialdo, Tagging English Text with a
Probabilistic Model, 1994).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

from pipeline.reasoning import words as w
from pipeline.resources import HOMOGRAPHS_FILE

_CLAUSE_ENDS = frozenset({w.STOP, w.CLAUSE})
_VERBS = frozenset({w.VERB, w.VERB_S, w.BE, w.HAVE, w.MODAL})
# Words of these classes speak for themselves, of others only the class is looked at.
_CLOSED = frozenset(
    {
        w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.COORDINATOR, w.MODAL, w.BE, w.HAVE, w.PRONOUN, w.PREPOSITION, w.OF,
        w.TO, w.CLAUSE, w.ADVERB, w.COMMA, w.GENITIVE,
    }
)  # fmt: skip


WITHOUT_VERB = "~00"
"""The feature of a clause in which no other word is surely a verb."""


@dataclass(frozen=True)
class Homographs:
    """How much each neighbour speaks for a verb, for base forms and for forms in -s."""

    weights: Mapping[str, Mapping[str, float]]

    def verb_score(self, letter: str, features: Sequence[str]) -> float:
        """How much speaks for a verb; negative where more speaks for a noun."""
        known = self.weights[letter]
        return known[""] + sum(map(known.get, features, repeat(0.0)))


def features(tokens: Sequence[str], letters: Sequence[str], settled: Sequence[str], number: int) -> list[str]:
    """A token and what stands around it: two neighbours on each side, and whether its clause has another verb.

    Args:
        tokens: The words.
        letters: Their classes by themselves.
        settled: Their classes in context, of the tokens before this one.
        number: Which token.
    """
    before = _seen(tokens, settled, number - 1) if number else w.STOP
    second = settled[number - 2] if number > 1 else w.STOP
    after = _seen(tokens, letters, number + 1) if number + 1 < len(letters) else w.STOP
    farther = letters[number + 2] if number + 2 < len(letters) else w.STOP
    verbs = f"{_has_verb(reversed(settled[:number]), past=True)}{_has_verb(letters[number + 1 :], past=False)}"
    return [
        f"={tokens[number].lower()}",
        f"<{before}",
        f"<<{second}",
        f"<<{second} {before}",
        f">{after}",
        f">>{farther}",
        f">>{after} {farther}",
        f"<>{before} {after}",
        f"~{verbs}",
        f"~{verbs} {before}",
    ]


def _seen(tokens: Sequence[str], letters: Sequence[str], number: int) -> str:
    return tokens[number].lower() if letters[number] in _CLOSED else letters[number]


def _has_verb(letters: Iterable[str], *, past: bool) -> int:
    for letter in letters:
        if letter in _CLAUSE_ENDS:
            return 0
        if letter in _VERBS or (past and letter == w.PAST):
            return 1
    return 0


@cache
def homographs() -> Homographs:
    """The weights that ship with the package."""
    return Homographs(json.loads(HOMOGRAPHS_FILE.read_text(encoding="utf-8")))
