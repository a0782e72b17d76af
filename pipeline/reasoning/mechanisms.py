"""The phrase of a passage that names the mechanism: phrase structure says what can be one, the evidence which is it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from string import ascii_letters
from typing import NamedTuple

from pipeline.reasoning import words as w
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import English, stem
from pipeline.reasoning.worth import ACTION, NOUN, PASSIVE

NOUN_PHRASE = re.compile(r"[dpq]{0,2}#{0,2}(?:r(?=a)|[ang]|[ns]')*[nsg]")
# Prepositions after which the phrase goes on; "despite", "including" or "than" end it.
_HOLDING = frozenset({"from", "for", "against", "in", "on", "with", "between", "across", "among", "over", "by"})
_LONGEST, _LONGEST_LINKED = 6, 9
_MOST_LINKS = 2

_OPENS_WITH_VOWEL = re.compile(r"(?!uni|use|usu|eu|one)[aeiou]|hour|honest")


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

    def phrase(self, text: Text, candidate: Candidate) -> Phrase:
        """How a candidate reads in a line: as it stands, or as an action, its verb first."""
        first, last = candidate.first, candidate.last
        if candidate.verb is None:
            words = self._article(text, first, candidate.head) + wording(text, first, last)
            head = text.tokens[candidate.head]
            takes_part = self._english.may_take_part(head)
            return Phrase(first, last, words, candidate.plural, takes_part=takes_part)
        gerund = self._english.gerund(text.tokens[candidate.verb].lower())
        begin, end = (first + 1, last) if candidate.verb == first else (first, candidate.head + 1)
        particle = begin if candidate.verb == first else last
        if _is_particle(text, particle):
            gerund = f"{gerund} {text.tokens[particle].lower()}"
            begin, last = begin + (particle == begin), max(last, particle + 1)
        words = self._article(text, begin, candidate.head) + wording(text, begin, end)
        return Phrase(first, last, f"{gerund} {words}", plural=False, is_action=True)

    def _article(self, text: Text, first: int, head: int) -> str:
        """The article that a list or heading left out before a noun that needs one."""
        opening = text.written(first)
        bare = text.letters[first] in (w.ADVERB, w.ADJECTIVE, w.NOUN, w.ING) and text.letters[head] == w.NOUN
        if not bare or self._english.is_uncounted(text.tokens[head]) or opening[:1].isupper():
            return ""
        return "an " if _OPENS_WITH_VOWEL.match(opening) else "a "

    def candidates(self, text: Text) -> Iterator[Candidate]:
        """All phrases that can name a mechanism, in reading order."""
        spans = (match.span() for match in NOUN_PHRASE.finditer(text.letters))
        phrases = [_NounPhrase(*span) for span in spans if span[1] - span[0] <= _LONGEST and self._usable(text, *span)]
        for number, phrase in enumerate(phrases):
            passive = _PASSIVE.match(text.letters, phrase.last)
            if passive and self._english.is_telling(text.tokens[passive.end() - 1]):
                yield from self._passive(text, phrases, number, passive.end() - 1)
            verb = phrase.first - 1 - _is_particle(text, phrase.first - 1)
            acts = verb >= 0 and text.letters[verb] in _MAY_ACT and _MAY_ACT[text.letters[verb]](text, verb)
            acts = acts and not self._may_be_attribute(text, verb) and self._english.is_telling(text.tokens[verb])
            is_object = verb >= 0 and text.letters[verb] in _GOVERNING
            for last, plural in self._extensions(text, phrases, number):
                linked = text.letters[phrase.last : last]
                # "use the archive for base rates": "for" may belong to the verb.
                if not (is_object and w.PREPOSITION in linked):
                    yield Candidate(phrase.first, last, phrase.head, plural)
                # "suspend sales and seize gains": what follows may be another verb.
                if acts and not _VERB_MAY_FOLLOW.search(linked):
                    yield Candidate(verb, last, phrase.head, False, verb)

    def _passive(self, text: Text, phrases: Sequence[_NounPhrase], number: int, verb: int) -> Iterator[Candidate]:
        """What is done to the whole subject: of "the use of X is limited" limiting the use of X, not X."""
        first = number
        while first > 0 and self._link(text, phrases[first - 1], phrases[first]) in (w.OF, w.PREPOSITION):
            first -= 1
        begin = phrases[first].first
        whole = begin == 0 or text.letters[begin - 1] not in (w.COORDINATOR, w.OF, w.PREPOSITION, w.TO)
        if whole and phrases[number].last - begin <= _LONGEST_LINKED:
            yield Candidate(begin, verb + 1, phrases[number].head, False, verb)

    def _extensions(self, text: Text, phrases: Sequence[_NounPhrase], number: int) -> Iterator[tuple[int, bool]]:
        """Where the phrase can end, and whether it is plural then: alone, and with what is linked to it."""
        phrase = phrases[number]
        plural = is_plural(text, phrase.first, phrase.head)
        if not _goes_on(text, phrase.last):
            yield phrase.last, plural
        for links, (before, after) in enumerate(pairwise(phrases[number : number + _MOST_LINKS + 1]), start=1):
            link = self._link(text, before, after)
            if link is None or after.last - phrase.first > _LONGEST_LINKED or self._is_verbal(text, after):
                return
            if self._is_unclear(text, link, after):
                return
            # "a check by the owner and a report": the report may go with the check as well as with the owner.
            if link == w.COORDINATOR and links > 1 and text.letters[after.first] in _OPENING_ANOTHER:
                return
            if link == w.COORDINATOR and text.tokens[after.first - 1].lower() != "or" and links == 1:
                plural = True
            open_ended = _LEAVING_OPEN.match(text.letters, after.last) or text.tokens[after.last : after.last + 1] == [
                "as"
            ]
            torn = link == w.PREPOSITION and open_ended
            if not (torn or _goes_on(text, after.last)):
                yield after.last, plural

    def _is_unclear(self, text: Text, link: str, after: _NounPhrase) -> bool:
        """Whether what is linked lacks an article or, after "and", may be a verb: "or copy checkpoints"."""
        if link != w.COORDINATOR:
            return bool(self._article(text, after.first, after.head))
        may_be_verb = self._english.letter(text.tokens[after.first]) in (w.EITHER, w.VERB)
        return may_be_verb and after.last - after.first > 1

    def _link(self, text: Text, before: _NounPhrase, after: _NounPhrase) -> str | None:
        between = text.letters[before.last : after.first]
        if text.tokens[after.first].lower() in _DEMONSTRATIVES:
            return None
        if between in (w.OF, w.COORDINATOR, w.ADVERB + w.OF):
            return between[-1]
        if between == w.PREPOSITION and text.tokens[before.last].lower() in _HOLDING:
            halved = text.tokens[before.last].lower() == "between" and text.letters[after.head] != w.PLURAL
            return None if halved else between
        completes = (
            between == w.TO and text.tokens[before.head].lower().removesuffix("s") in self._english.heads_with_to
        )
        return between if completes else None

    def _is_verbal(self, text: Text, phrase: _NounPhrase) -> bool:
        """Whether a phrase may be a verb whose object comes later: "methods for designing, testing and using X"."""
        return phrase.last - phrase.first == 1 and self._may_be_gerund(text, phrase.first)

    def _usable(self, text: Text, first: int, last: int) -> bool:
        opening = text.tokens[first].lower()
        if opening in self._english.pointless or text.letters[max(first - 2, 0) : first] == w.DETERMINER + w.ADVERB:
            return False
        if last - first == 1 and not self._stands_alone(text, first):
            return False
        if text.letters[last - 1] == w.PLURAL and (opening in _SINGLES or self._may_be_gerund(text, first)):
            return False
        if _is_torn(text, first, last):
            return False
        if "own" in text.tokens[first:last]:
            return False
        return not (w.NUMBER in text.letters[first:last] and any(each.isdigit() for each in text.tokens[first:last]))

    def _may_be_gerund(self, text: Text, number: int) -> bool:
        """Whether a phrase may be a verb with its object, which take a singular: "returning chips"."""
        named = self._english.is_noun(text.tokens[number].lower())
        return text.letters[number] == w.ING and (not named or text.letters[number + 1 : number + 2] == w.ADJECTIVE)

    def _may_be_attribute(self, text: Text, verb: int) -> bool:
        """Whether an -ing form that opens a sentence may describe who acts: "Contracting parties"."""
        opens = text.letters[max(verb - 1, 0) : verb] in ("", w.STOP, w.BREAK)
        describes = text.letters[verb : verb + 2] == w.GERUND + w.PLURAL
        return opens and describes and self._english.is_entity(text.tokens[verb + 1])

    def _stands_alone(self, text: Text, number: int) -> bool:
        """Whether a word without article or attribute can be a phrase: "audits", "encryption", "STRIDE"."""
        word = text.tokens[number]
        if self._english.letter(word) in (w.EITHER, w.VERB, w.PAST):
            return False
        following = text.letters[number + 1 : number + 2]
        if text.letters[number] == w.ING and not self._english.is_noun(word.lower()) and following not in _AFTER_GERUND:
            return False
        return text.letters[number] == w.PLURAL or word.isupper() or self._english.is_uncounted(word)


_PARTICLES = frozenset({"away", "back", "down", "off", "out", "up"})
_PARTICLES_AT_END = frozenset({"in", "on", "over"})
_ENDING_CLAUSES = frozenset({"", w.STOP, w.COMMA, w.CLAUSE, w.COORDINATOR, w.ADVERB, w.PREPOSITION, w.BREAK})


def _is_particle(text: Text, number: int) -> bool:
    """Whether a token belongs to the verb before it, as "off" of "switched off"."""
    if not 0 <= number < len(text.tokens):
        return False
    word, following = text.tokens[number].lower(), text.letters[number + 1 : number + 2]
    return word in _PARTICLES or (word in _PARTICLES_AT_END and following in _ENDING_CLAUSES)


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


_GOVERNING = (w.PAST, w.VERB, w.VERB_S, w.GERUND, w.PREPOSITION, w.TO, w.OF)
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


_VERB_MAY_FOLLOW = re.compile("c[na].")
# "a register with purpose, vendor and contact", "a system with refusals disabled"
_LEAVING_OPEN = re.compile(",[nsadg]|[eagG]")
_OPENING_ANOTHER = (w.NUMBER, w.DETERMINER, w.POSSESSIVE)


def _is_torn(text: Text, first: int, last: int) -> bool:
    """Whether a stretch may be pieces of two phrases, or less than one."""
    before, after = text.letters[max(first - 1, 0) : first], text.letters[last : last + 1]
    words, letters = text.tokens[first:last], text.letters[first:last]
    return (
        (before in ("", w.STOP, w.BREAK) and _LABEL.fullmatch(words[0]) is not None)
        or letters[0] == before == w.NUMBER
        or w.NOUN + w.ADJECTIVE in letters  # "give staff clear rules"
        or (last - first > 1 and first in text.doubtful)  # "sum gradients": an order
        or (letters in _ARTICLE_AND_NOUN and after == w.CLAUSE)  # "a manner that serves everyone"
        or (after == w.PREPOSITION and words[-1].lower() in _ALSO_PARTICIPLES)  # "a limit set by the board"
        or (last - first <= 2 and words[-1].lower() in _SAID_BY_FRAMES)
        or (min(map(len, words)) == 1 and not _ONE_LETTER.isdisjoint(words))
    )


_AFTER_GERUND = frozenset({w.OF, w.BE, w.MODAL, w.HAVE, w.VERB_S})
# The number of a list's item, as in "C1 Ensemble spread" or "a team B".
_LABEL = re.compile(r"[B-Z]|[ivx]+|.*\d.*")
_ARTICLE_AND_NOUN = (w.DETERMINER + w.NOUN, w.DETERMINER + w.PLURAL)
_ALSO_PARTICIPLES = frozenset({"set", "cut", "put", "read", "split", "run", "shut", "cast"})
_SAID_BY_FRAMES = frozenset({"measure", "measures", "mechanism", "mechanisms", "passage"})
_ONE_LETTER = frozenset(ascii_letters) - {"a", "A"}
# They point at what stands before the phrase.
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those", "such"})
_SINGLES = frozenset({"a", "an", "another", "each", "every", "one"})


def is_plural(text: Text, first: int, head: int) -> bool:
    """Whether a noun phrase takes a plural verb."""
    if text.tokens[first].lower() in _SINGLES:
        return False
    return text.letters[head] == w.PLURAL and text.tokens[head].lower() != "data"


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


_POINTING = re.compile(r"\b(?:its|their|our|his|her|my|your|this|that|these|those)\b")


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
