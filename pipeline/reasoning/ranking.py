"""Which phrase of a passage the line is about: one that speaks for the answer, and reads like a measure."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate
from math import sqrt

from pipeline.reasoning import words as w
from pipeline.reasoning.mechanisms import Candidate
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import CONTENT, English
from pipeline.reasoning.worth import Places, shapes, worth

_KEPT = 12
_POINTING = (w.DETERMINER, w.POSSESSIVE)
_LEAST_SHARE = 0.03
# What the corpus's lines do not teach: they are about measures, and written by people who know a noun from a verb.
_OF_ACTIONS, _OF_RISKS, _OF_DOUBT = 0.01, 0.1, 0.05
_OF_BACKWARD = 0.04
_OF_ENTITIES, _OF_BARE_ENTITIES, _OF_BARE_NOUNS = 0.02, 0.06, 0.015


class Ranking:
    """Scores the phrases of one passage."""

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
        if self._total <= 0:
            return []
        shares = ((candidate, self._share(candidate)) for candidate in candidates)
        scored = [
            candidate._replace(score=self._score(candidate, share))
            for candidate, share in shares
            if share >= _LEAST_SHARE
        ]
        return sorted(scored, key=lambda each: (-each.score, each.first))[:_KEPT]

    def _share(self, candidate: Candidate) -> float:
        return (self._evidence[candidate.last] - self._evidence[candidate.first]) / self._total

    def _score(self, candidate: Candidate, share: float) -> float:
        known = self._worth
        n_content = self._n_content[candidate.last] - self._n_content[candidate.first]
        shape = shapes(self._text, candidate.first, candidate.last, candidate.kind, n_content)
        score = known.shapes["share"] * sqrt(share) + self._of_words(candidate)
        score += known.of_names(shape) + known.of_names(self._places.of(candidate.head))
        if self._text.roots[candidate.head] in self._defined:
            score += known.shapes["defined"]
        return score - self._cost(candidate, bare=n_content < 2 and candidate.verb is None)

    def _of_words(self, candidate: Candidate) -> float:
        """What the words weigh: the head and the verb as such, the others as they come."""
        known, roots = self._worth, self._text.roots
        head = roots[candidate.head]
        score = self._words[candidate.last] - self._words[candidate.first]
        score += known.heads.get(head, 0.0) - known.others.get(head, 0.0)
        if candidate.verb is not None:
            verb = roots[candidate.verb]
            score += known.verbs.get(verb, 0.0) - known.others.get(verb, 0.0) + _OF_ACTIONS
        return score

    def _cost(self, candidate: Candidate, *, bare: bool) -> float:
        cost = _OF_RISKS if candidate.head in self._risky else 0.0
        if self._english.is_entity(self._text.tokens[candidate.head]):
            cost += _OF_ENTITIES + bare * _OF_BARE_ENTITIES - self._worth.shapes["entity"]
        elif bare:
            cost += _OF_BARE_NOUNS
        cost += _OF_BACKWARD * self._points_back(candidate)
        return cost + _OF_DOUBT * self._is_doubtful(candidate)

    def _points_back(self, candidate: Candidate) -> bool:
        """Whether it may be understood only from what stands before, as "the obligation" is."""
        short = candidate.verb is None and candidate.last - candidate.first == 2
        return short and self._text.letters[candidate.first] in _POINTING

    def _is_doubtful(self, candidate: Candidate) -> bool:
        """Whether a word in the phrase, or beside it, may be of another class than it was taken for."""
        return not self._text.doubtful.isdisjoint(range(candidate.first - 1, candidate.last + 1))
