"""How much a phrase is like what a curator names: by its words, its shape and where it stands.

A linear score whose weights were fitted on the starter corpus (`python -m benchmarks.phrase_weights`): on which of its
phrases come near to the line that was written about a passage, and which of them a reader let stand for its measure.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, repeat

from pipeline.reasoning import words as w
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import CONTENT
from pipeline.resources import PHRASES_FILE

_ARTICLES = frozenset({"a", "an", "the", "each", "every"})
_LINKS = (w.OF, w.COORDINATOR, w.PREPOSITION, w.TO)
_MOST_COUNTED = 6
ACTION, PASSIVE, NOUN = "a", "p", "n"


@dataclass(frozen=True)
class Worth:
    """Weights of words, by what they are in a phrase, and of shapes."""

    heads: Mapping[str, float]
    verbs: Mapping[str, float]
    others: Mapping[str, float]
    shapes: Mapping[str, float]

    def of_words(self, text: Text) -> list[float]:
        """What the words up to each token weigh together, as attributes or objects; one item more than tokens."""
        others = self.others
        return [
            0.0,
            *accumulate(
                others.get(root, 0.0) if letter in CONTENT else 0.0
                for root, letter in zip(text.roots, text.letters, strict=True)
            ),
        ]

    def of_names(self, names: Iterable[str]) -> float:
        """What features of shape and place weigh together."""
        return sum(map(self.shapes.get, names, repeat(0.0)))


class Places:
    """The features of where a token stands: in which sentence and clause, and how often its word comes again."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._counts = Counter(text.roots)
        self._known: dict[int, tuple[int, int, list[str]]] = {}
        self._of: dict[int, list[str]] = {}

    def of(self, token: int) -> list[str]:
        """The features of one token."""
        if token not in self._of:
            again = f"again {min(self._counts[self._text.roots[token]], _MOST_REPEATS)}"
            self._of[token] = [*self._sentence(token)[2], again, *self._of_clause(token)]
        return self._of[token]

    def sentence(self, token: int) -> tuple[int, int]:
        """Where the sentence of a token begins, and the token after its end."""
        first, last, _ = self._sentence(token)
        return first, last

    def _sentence(self, token: int) -> tuple[int, int, list[str]]:
        number = self._text.sentence_of[token]
        if number not in self._known:
            self._known[number] = self._seen(number)
        return self._known[number]

    def _seen(self, number: int) -> tuple[int, int, list[str]]:
        text = self._text
        first, last = bisect_left(text.sentence_of, number), bisect_right(text.sentence_of, number)
        words = {word.lower() for word in text.tokens[first:last]}
        names = [mood for mood, cues in _MOODS.items() if not cues.isdisjoint(words)]
        if number == text.sentence_of[-1]:
            names.append("last sentence")
        if last - first <= _LONGEST_HEADING and _FINITE.isdisjoint(text.letters[first:last]):
            names.append("heading")
        return first, last, [f"sentence {min(number, _MOST_SENTENCES)}", *names]

    def _of_clause(self, token: int) -> list[str]:
        letters = self._text.letters
        begin = max(letters.rfind(end, 0, token + 1) for end in _CLAUSE_ENDS)
        opened = begin >= 0 and letters[begin] == w.CLAUSE
        return [f"clause {self._text.tokens[begin].lower()}"] if opened else []


_MOST_SENTENCES, _MOST_REPEATS = 3, 4
_LONGEST_HEADING = 10
_FINITE = frozenset({w.VERB, w.VERB_S, w.PAST, w.BE, w.HAVE, w.MODAL})
_MOODS = {
    "prescribed": frozenset({"should", "must", "shall", "ought"}),
    "negated": frozenset({"not", "no", "never", "cannot", "n't", "n’t", "without", "nobody", "nothing"}),
    "contrasted": frozenset({"however", "although", "though", "but", "critics", "yet", "whereas"}),
}
_CLAUSE_ENDS = (w.STOP, w.COMMA, w.CLAUSE)


def shapes(text: Text, first: int, last: int, kind: str, n_content: int) -> Iterator[str]:
    """The features of a phrase that do not hang on what it names.

    Args:
        text: The passage.
        first: The token that opens the phrase.
        last: The token after its end.
        kind: Whether a verb opens it (ACTION), ends it (PASSIVE), or there is none (NOUN).
        n_content: How many of its words carry meaning.
    """
    letters = text.letters
    opening = first + (kind == ACTION)
    word = text.tokens[opening].lower()
    yield f"{kind} opens {word if word in _ARTICLES else letters[opening]}"
    yield f"{kind} after {letters[first - 1] if first else w.STOP}"
    yield f"{kind} before {letters[last] if last < len(letters) else w.STOP}"
    yield f"{kind} of {min(n_content, _MOST_COUNTED)}"
    for link in _LINKS:
        if link in letters[opening:last]:
            yield f"{kind} with {link}"


@cache
def worth() -> Worth:
    """The weights that ship with the package."""
    known: dict[str, dict[str, float]] = json.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    return Worth(known["heads"], known["verbs"], known["others"], known["shapes"])
