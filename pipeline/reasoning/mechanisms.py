"""The phrase of a passage that names the mechanism: phrase structure says what can be one, the evidence which is it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from pipeline.reasoning import words as w
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import CONTENT, English, stem

NOUN_PHRASE = re.compile(r"[dpq]{0,2}#{0,2}(?:r(?=a)|[ang]|[ns]')*[nsg]")
# Prepositions after which the phrase goes on; "despite", "including" or "than" end it.
_HOLDING = frozenset(
    {"from", "for", "against", "in", "on", "with", "between", "across", "among", "within", "over", "by"}
)
_LONGEST, _LONGEST_LINKED = 6, 9
_MOST_LINKS = 2
_KEPT = 12

_OPENS_WITH_VOWEL = re.compile(r"(?!uni|use|usu|eu|one)[aeiou]|hour|honest")
_WORD_COST = 0.2
_OF_ACTIONS, _OF_ENTITIES, _OF_RISKS, _OF_SINGLES = 1.25, 0.35, 0.3, 0.6


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where a phrase stands that can name a mechanism, and how much of the evidence lies on it."""

    first: int
    last: int
    head: int
    plural: bool
    verb: int | None = None
    """The verb that opens the phrase or, in the passive, ends it."""
    score: float = 0.0
    """The evidence on it, less a price for each word."""

    def overlaps(self, other: "Candidate") -> bool:
        """Whether both share a word."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True, slots=True)
class _NounPhrase:
    first: int
    last: int

    @property
    def head(self) -> int:
        return self.last - 1


class Finder:
    """Finds phrases that can name a mechanism."""

    def __init__(self, english: English) -> None:
        self._english = english

    def ranked(self, text: Text, weights: Sequence[float], risky: frozenset[int]) -> list[Candidate]:
        """The phrases that speak most for the answer, the strongest first.

        Args:
            text: The passage.
            weights: What each token contributed.
            risky: Tokens that end the name of a risk; what guards against it is a mechanism, it itself is none.
        """
        typical = max(weights, default=0.0)
        if typical <= 0:
            return []
        reached = [0.0, *accumulate(weights)]
        is_content = [letter in CONTENT for letter in text.letters]
        n_content = [0, *accumulate(is_content)]
        found: list[tuple[float, int, int, Candidate]] = []
        for candidate in self._candidates(text):
            weight = reached[candidate.last] - reached[candidate.first]
            if weight <= 0:
                continue
            length = n_content[candidate.last] - n_content[candidate.first]
            score = weight - _WORD_COST * typical * length
            found.append(
                (-score * self._fitness(text, candidate, length, risky), candidate.first, len(found), candidate)
            )
        found.sort()
        return [replace(candidate, score=-cost) for cost, *_, candidate in found[:_KEPT]]

    def phrase(self, text: Text, candidate: Candidate) -> Phrase:
        """How a candidate reads in a line: as it stands, or as an action, its verb first."""
        first, last = candidate.first, candidate.last
        if candidate.verb is None:
            words = self._article(text, first, candidate.head) + wording(text, first, last)
            return Phrase(first, last, words, candidate.plural)
        gerund = self._english.gerund(text.tokens[candidate.verb].lower())
        begin, end = (first + 1, last) if candidate.verb == first else (first, candidate.head + 1)
        words = self._article(text, begin, candidate.head) + wording(text, begin, end)
        return Phrase(first, last, f"{gerund} {words}", plural=False, is_action=True)

    def _article(self, text: Text, first: int, head: int) -> str:
        """The article that a list or heading left out before a noun that needs one."""
        opening = text.written(first)
        bare = text.letters[first] in (w.ADJECTIVE, w.NOUN, w.ING) and text.letters[head] == w.NOUN
        if not bare or text.tokens[head].lower() not in self._english.count_nouns or opening[:1].isupper():
            return ""
        return "an " if _OPENS_WITH_VOWEL.match(opening) else "a "

    def _fitness(self, text: Text, candidate: Candidate, n_content: int, risky: frozenset[int]) -> float:
        if candidate.verb is not None:
            return _OF_ACTIONS
        fitness = 1.0
        if candidate.head in risky:
            fitness *= _OF_RISKS
        elif self._english.is_entity(text.tokens[candidate.head]):
            fitness *= _OF_ENTITIES
        return fitness * _OF_SINGLES if n_content < 2 else fitness

    def _candidates(self, text: Text) -> Iterator[Candidate]:
        spans = (match.span() for match in NOUN_PHRASE.finditer(text.letters))
        phrases = [_NounPhrase(*span) for span in spans if span[1] - span[0] <= _LONGEST and self._usable(text, *span)]
        for number, phrase in enumerate(phrases):
            passive = _PASSIVE.match(text.letters, phrase.last)
            if passive and self._is_telling(text, passive.end() - 1):
                yield Candidate(phrase.first, passive.end(), phrase.head, False, passive.end() - 1)
            verb = phrase.first - 1
            acts = verb >= 0 and text.letters[verb] in _MAY_ACT and _MAY_ACT[text.letters[verb]](text, verb)
            acts = acts and self._is_telling(text, verb)
            for last, plural in self._extensions(text, phrases, number):
                yield Candidate(phrase.first, last, phrase.head, plural)
                if acts:
                    yield Candidate(verb, last, phrase.head, False, verb)

    def _extensions(self, text: Text, phrases: Sequence[_NounPhrase], number: int) -> Iterator[tuple[int, bool]]:
        """Where the phrase can end, and whether it is plural then: alone, and with what is linked to it."""
        phrase = phrases[number]
        plural = is_plural(text, phrase.first, phrase.head)
        if not _goes_on(text, phrase.last):
            yield phrase.last, plural
        for links, (before, after) in enumerate(pairwise(phrases[number : number + _MOST_LINKS + 1]), start=1):
            link = self._link(text, before, after)
            if link is None or after.last - phrase.first > _LONGEST_LINKED:
                return
            if link == w.COORDINATOR and text.tokens[after.first - 1].lower() != "or" and links == 1:
                plural = True
            if not _goes_on(text, after.last):
                yield after.last, plural

    def _link(self, text: Text, before: _NounPhrase, after: _NounPhrase) -> str | None:
        between = text.letters[before.last : after.first]
        if between in (w.OF, w.COORDINATOR, w.ADVERB + w.OF):
            return between[-1]
        if between == w.PREPOSITION and text.tokens[before.last].lower() in _HOLDING:
            return between
        completes = (
            between == w.TO and text.tokens[before.head].lower().removesuffix("s") in self._english.heads_with_to
        )
        return between if completes else None

    def _usable(self, text: Text, first: int, last: int) -> bool:
        opening = text.tokens[first].lower()
        if opening in self._english.pointless or text.letters[max(first - 2, 0) : first] == w.DETERMINER + w.ADVERB:
            return False
        if last - first == 1 and not self._stands_alone(text, first):
            return False
        return not (w.NUMBER in text.letters[first:last] and any(each.isdigit() for each in text.tokens[first:last]))

    def _stands_alone(self, text: Text, number: int) -> bool:
        """Whether a word without article or attribute can be a phrase: "audits", "encryption", "STRIDE"."""
        word = text.tokens[number]
        if self._english.letter(word) in (w.EITHER, w.VERB, w.PAST):
            return False
        return text.letters[number] == w.PLURAL or word.isupper() or self._english.is_uncounted(word)

    def _is_telling(self, text: Text, number: int) -> bool:
        """Whether a token is a form of a verb that can name a mechanism."""
        verb = self._english.verb_forms.get(text.tokens[number].lower())
        return verb is not None and verb not in self._english.idle_verbs


_PASSIVE = re.compile(r"(?:mb|b)r?e")


def _past_acts(text: Text, verb: int) -> bool:
    """Whether a past form before a noun phrase has a subject: "researchers removed the data"."""
    return verb > 0 and text.letters[verb - 1] in {w.NOUN, w.PLURAL, w.PRONOUN, w.HAVE}


def _verb_acts(text: Text, verb: int) -> bool:
    """Whether a base form is a verb here: after "to", "may", "we", a plural, or another verb with "and" or a comma."""
    before = text.letters[max(verb - 2, 0) : verb].rstrip(w.ADVERB)[-1:]
    if before in {w.COMMA, w.COORDINATOR}:
        sentence = text.letters.rfind(w.STOP, 0, verb) + 1
        return w.VERB in text.letters[sentence : verb - 1]
    return before in {"", w.TO, w.MODAL, w.PRONOUN, w.PLURAL, w.STOP, w.BREAK}


_MAY_ACT = {w.PAST: _past_acts, w.VERB: _verb_acts, w.VERB_S: lambda *_: True, w.GERUND: lambda *_: True}


def _goes_on(text: Text, last: int) -> bool:
    """Whether a phrase cannot end here, as "the removal" of "the removal of data"."""
    following = text.letters[last : last + 2]
    return (
        following[:1] in (w.OF, w.GENITIVE)
        or following == w.ADVERB + w.OF
        or following in ("cn", "cs", "ca")
        or following[:1] in _OPENING_ANOTHER
    )


_OPENING_ANOTHER = (w.NUMBER, w.DETERMINER, w.POSSESSIVE)


def is_plural(text: Text, first: int, head: int) -> bool:
    """Whether a noun phrase takes a plural verb."""
    if text.tokens[first].lower() in {"each", "every", "a", "an", "another"}:
        return False
    return text.letters[head] == w.PLURAL and text.tokens[head].lower() != "data"


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
    rest = text.slice(first + 1, last) if last - first > 1 else ""
    gap = text.text[text.ends[first] : text.starts[first + 1]] if rest else ""
    return " ".join(f"{opening}{gap}{rest}".split())


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
