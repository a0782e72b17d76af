"""How much a phrase is like what a curator names: by its words, its shape and where it stands.

A linear score whose weights were fitted on the starter corpus (`python -m benchmarks.phrase_weights`): of the phrases
of a passage, those weigh more that come nearer to the line a person wrote about it.
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
        self._sentences: dict[int, list[str]] = {}

    def of(self, token: int) -> list[str]:
        """The features of one token."""
        text = self._text
        number = text.sentence_of[token]
        if number not in self._sentences:
            self._sentences[number] = self._of_sentence(number)
        again = f"again {min(self._counts[text.roots[token]], _MOST_REPEATS)}"
        return [*self._sentences[number], again, *self._of_clause(token)]

    def _of_sentence(self, number: int) -> list[str]:
        first, last = bisect_left(self._text.sentence_of, number), bisect_right(self._text.sentence_of, number)
        words = {word.lower() for word in self._text.tokens[first:last]}
        moods = [mood for mood, cues in _MOODS.items() if not cues.isdisjoint(words)]
        ending = ["last sentence"] if number == self._text.sentence_of[-1] else []
        return [f"sentence {min(number, _MOST_SENTENCES)}", *ending, *moods]

    def _of_clause(self, token: int) -> list[str]:
        letters = self._text.letters
        begin = max(letters.rfind(end, 0, token + 1) for end in _CLAUSE_ENDS)
        opened = begin >= 0 and letters[begin] == w.CLAUSE
        return [f"clause {self._text.tokens[begin].lower()}"] if opened else []


_MOST_SENTENCES, _MOST_REPEATS = 3, 4
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
