"""Which phrase of a passage the line is about: one that speaks for the answer, and reads like a measure."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from pipeline.reasoning import words as w
from pipeline.reasoning.phrases import Candidate
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import CONTENT, English
from pipeline.reasoning.worth import Places, shapes, worth

_KEPT = 12
_POINTING = (w.DETERMINER, w.POSSESSIVE)
_LEAST_SHARE = 0.03
_BARE = (w.ADVERB, w.ADJECTIVE, w.NOUN, w.ING)


class Traits(NamedTuple):
    """What the score of a phrase is made of, but for its words."""

    candidate: Candidate
    names: Sequence[str]
    """Those it has or has not."""
    amounts: Sequence[tuple[str, float]]
    """Those it has more or less of."""


class Ranking:
    """Scores the phrases of one passage: the log-odds that a reader would let a line name it."""

    def __init__(
        self,
        text: Text,
        weights: Sequence[float],
        english: English,
        *,
        risky: AbstractSet[int] = frozenset(),
        defined: AbstractSet[str] = frozenset(),
    ) -> None:
        """Look at a passage.

        Args:
            text: The passage.
            weights: What each token contributed to the answer.
            english: The lists of words.
            risky: Tokens that end the name of a risk; what guards against it is a mechanism, it itself is none.
            defined: Stems of the words by which the category is defined.
        """
        self._text, self._english, self._risky, self._defined = text, english, risky, defined
        self._worth, self._places = worth(), Places(text)
        self._evidence = [0.0, *accumulate(weights)]
        self._total = sum(weight for weight in weights if weight > 0)
        self._words = self._worth.of_words(text)
        self._n_content = [0, *accumulate(letter in CONTENT for letter in text.letters)]

    def strongest(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The phrases that speak for the answer, the best first, with their scores; of equals the earlier."""
        scored = [traits.candidate._replace(score=self._score(traits)) for traits in self.traits(candidates)]
        return sorted(scored, key=lambda each: (-each.score, each.first))[:_KEPT]

    def traits(self, candidates: Iterable[Candidate]) -> Iterator[Traits]:
        """What there is to say of each phrase that speaks for the answer, each beside the others."""
        if self._total <= 0:
            return
        measured = [(each, self._share(each.first, each.last)) for each in candidates]
        speaking = [(each, share) for each, share in measured if share >= _LEAST_SHARE]
        opening = min((each.first for each, _ in speaking), default=0)
        most = max((share for _, share in speaking), default=1.0)
        for each, share in speaking:
            n_content = self._n_content[each.last] - self._n_content[each.first]
            names = [
                *shapes(self._text, each.first, each.last, each.kind, n_content),
                *self._places.of(each.head),
                *self._flags(each, n_content),
            ]
            if each.first == opening:
                names.append("opens the passage")
            around = self._share(*self._places.sentence(each.head))
            yield Traits(each, names, (("share", sqrt(share)), ("of most", share / most), ("around", max(around, 0.0))))

    def _flags(self, candidate: Candidate, n_content: int) -> Iterator[str]:
        text, head = self._text, candidate.head
        if text.roots[head] in self._defined:
            yield f"{candidate.kind} defined"
        if head in self._risky:
            yield f"{candidate.kind} risk"
        if self._english.is_entity(text.tokens[head]):
            yield f"{candidate.kind} entity"
        if n_content == 1 and candidate.verb is None:
            yield "bare"
        if self._points_back(candidate):
            yield "points back"
        if text.letters[candidate.first] in _BARE and text.letters[head] == w.NOUN:
            yield "uncounted" if self._english.is_uncounted(text.tokens[head]) else "lacks an article"
        if not text.doubtful.isdisjoint(range(candidate.first - 1, candidate.last + 1)):
            yield "doubtful"

    def _share(self, first: int, last: int) -> float:
        return (self._evidence[last] - self._evidence[first]) / self._total

    def _score(self, traits: Traits) -> float:
        known = self._worth.shapes
        score = known["constant"] + self._of_words(traits.candidate) + self._worth.of_names(traits.names)
        return score + sum(known.get(name, 0.0) * amount for name, amount in traits.amounts)

    def _of_words(self, candidate: Candidate) -> float:
        """What the words weigh: the head and the verb as such, the others as they come."""
        known, roots = self._worth, self._text.roots
        head = roots[candidate.head]
        score = self._words[candidate.last] - self._words[candidate.first]
        score += known.heads.get(head, 0.0) - known.others.get(head, 0.0)
        if candidate.verb is not None:
            verb = roots[candidate.verb]
            score += known.verbs.get(verb, 0.0) - known.others.get(verb, 0.0)
        return score

    def _points_back(self, candidate: Candidate) -> bool:
        """Whether it may be understood only from what stands before, as "the obligation" is."""
        short = candidate.verb is None and candidate.last - candidate.first == 2
        return short and self._text.letters[candidate.first] in _POINTING
