"""The phrases of a passage that can name a mechanism: noun phrases with what belongs to them, and actions.

An action is a verb with its object, and with what completes it: "tying capabilities to safeguards", "requiring
developers to report incidents". Which of the phrases is named is another question (`ranking`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.reasoning import words as w
from pipeline.reasoning.noun_phrases import NounPhrase, NounPhrases, is_plural
from pipeline.reasoning.phrases import Candidate, Phrase, wording
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import English

# Prepositions after which the phrase goes on; "despite", "including" or "than" end it.
_HOLDING = frozenset({"from", "for", "against", "in", "on", "with", "between", "across", "among", "over", "by"})
# Those that complete an action beside: "putting weights into escrow".
_COMPLETING = frozenset({"to", "into", "onto", "through", "under", "within", "at", "as", "upon"})
_LONGEST_LINKED, _LONGEST_ACTION = 9, 11
_MOST_LINKS = 2


class Finder:
    """Finds phrases that can name a mechanism."""

    def __init__(self, english: English) -> None:
        self._english = english
        self._noun_phrases = NounPhrases(english)

    def phrase(self, text: Text, candidate: Candidate) -> Phrase:
        """How a candidate reads in a line: as it stands, or as an action, its verb first."""
        first, last = candidate.first, candidate.last
        if candidate.verb is None:
            words = self._noun_phrases.article(text, first, candidate.head) + wording(text, first, last)
            head = text.tokens[candidate.head]
            takes_part = self._english.may_take_part(head)
            return Phrase(first, last, words, candidate.plural, takes_part=takes_part)
        gerund = self._english.gerund(text.tokens[candidate.verb].lower())
        begin, end = (first + 1, last) if candidate.verb == first else (first, candidate.head + 1)
        particle = begin if candidate.verb == first else candidate.verb + 1
        if _is_particle(text, particle):
            gerund = f"{gerund} {text.tokens[particle].lower()}"
            begin, last = begin + (particle == begin), max(last, particle + 1)
        words = self._noun_phrases.article(text, begin, candidate.head) + wording(text, begin, end)
        if candidate.verb >= end and last > candidate.verb + 1 and not _is_particle(text, particle):
            words += f" {wording(text, candidate.verb + 1, last)}"
        return Phrase(first, last, f"{gerund} {words}", plural=False, is_action=True)

    def candidates(self, text: Text) -> Iterator[Candidate]:
        """All phrases that can name a mechanism, in reading order."""
        phrases = self._noun_phrases.found(text)
        for number, phrase in enumerate(phrases):
            yield from self._passives(text, phrases, number)
            verb = phrase.first - 1 - _is_particle(text, phrase.first - 1)
            acts = verb >= 0 and text.letters[verb] in _MAY_ACT and _MAY_ACT[text.letters[verb]](text, verb)
            acts = acts and not self._may_be_attribute(text, verb)
            tells = acts and self._english.is_telling(text.tokens[verb])
            is_object = verb >= 0 and text.letters[verb] in _GOVERNING
            for last, plural in self._extensions(text, phrases, number):
                linked = text.letters[phrase.last : last]
                # "use the archive for base rates": "for" may belong to the verb.
                if not (is_object and w.PREPOSITION in linked):
                    yield Candidate(phrase.first, last, phrase.head, plural)
                # "suspend sales and seize gains": what follows may be another verb.
                if tells and not (_VERB_MAY_FOLLOW.search(linked) or self._lacks_complement(text, verb, last)):
                    yield Candidate(verb, last, phrase.head, False, verb)
            yield from self._with_infinitive(text, phrases, number, verb if acts else None)
            if tells:
                yield from self._completed(text, phrases, number, verb)

    def _passives(self, text: Text, phrases: Sequence[NounPhrase], number: int) -> Iterator[Candidate]:
        """What is done to the whole subject: of "the use of X is limited" limiting the use of X, not X."""
        passive = _PASSIVE.match(text.letters, phrases[number].last)
        verb = passive.end() - 1 if passive else 0
        if not passive or not self._english.is_telling(text.tokens[verb]):
            return
        first = number
        while first > 0 and self._link(text, phrases[first - 1], phrases[first]) in (w.OF, w.PREPOSITION):
            first -= 1
        begin = phrases[first].first
        whole = begin == 0 or text.letters[begin - 1] not in _NOT_BEFORE_SUBJECT
        if not whole or phrases[number].last - begin > _LONGEST_LINKED:
            return
        yield Candidate(begin, verb + 1, phrases[number].head, False, verb)
        after = self._complement(text, phrases, number + 1, verb + 1, _HOLDING - {"by"} | _COMPLETING)
        if after and after.last - begin <= _LONGEST_ACTION:
            yield Candidate(begin, after.last, phrases[number].head, False, verb)

    def _completed(self, text: Text, phrases: Sequence[NounPhrase], number: int, verb: int) -> Iterator[Candidate]:
        """An action with what completes it: "tying capabilities to safeguards"."""
        phrase = phrases[number]
        after = self._complement(text, phrases, number + 1, phrase.last, _COMPLETING)
        if after and after.last - verb <= _LONGEST_ACTION:
            yield Candidate(verb, after.last, phrase.head, False, verb)

    def _complement(
        self, text: Text, phrases: Sequence[NounPhrase], number: int, begin: int, prepositions: frozenset[str]
    ) -> NounPhrase | None:
        """The noun phrase of the prepositional phrase that begins at a token, if it surely ends there."""
        if number >= len(phrases) or phrases[number].first != begin + 1:
            return None
        after = phrases[number]
        fits = text.letters[begin] in (w.PREPOSITION, w.TO) and text.tokens[begin].lower() in prepositions
        ends = text.letters[after.last : after.last + 1] in _ENDING_CLAUSES
        may_be_clause = text.tokens[begin].lower() == "as" and not ends  # "as the panel decides"
        bare = self._noun_phrases.article(text, after.first, after.head)
        unclear = bare or may_be_clause or self._noun_phrases.is_verbal(text, after) or _points_back(text, after)
        return None if not fits or unclear or _may_go_on(text, after.last) else after

    def _with_infinitive(
        self, text: Text, phrases: Sequence[NounPhrase], number: int, verb: int | None
    ) -> Iterator[Candidate]:
        """With what is to be done: "requiring developers to report incidents", "a duty to report incidents"."""
        phrase, after = phrases[number], next(iter(phrases[number + 1 : number + 2]), None)
        if after is None or not _INFINITIVE.fullmatch(text.letters, phrase.last, after.first):
            return
        bare = self._noun_phrases.article(text, after.first, after.head)
        if bare or _points_back(text, after) or _may_go_on(text, after.last):
            return
        noun = text.tokens[phrase.head].lower()
        if self._english.is_duty(noun) and after.last - phrase.first <= _LONGEST_LINKED:
            yield Candidate(phrase.first, after.last, phrase.head, is_plural(text, phrase.first, phrase.head))
        orders = verb == phrase.first - 1 and self._english.is_order(text.tokens[verb])
        if verb is not None and orders and after.last - verb <= _LONGEST_ACTION:
            yield Candidate(verb, after.last, phrase.head, False, verb)

    def _extensions(self, text: Text, phrases: Sequence[NounPhrase], number: int) -> Iterator[tuple[int, bool]]:
        """Where the phrase can end, and whether it is plural then: alone, and with what is linked to it."""
        phrase = phrases[number]
        plural = is_plural(text, phrase.first, phrase.head)
        if not (self._is_incomplete(text, phrase) or _goes_on(text, phrase.last)):
            yield phrase.last, plural
        for links, (before, after) in enumerate(pairwise(phrases[number : number + _MOST_LINKS + 1]), start=1):
            link = self._link(text, before, after)
            if link is None or after.last - phrase.first > _LONGEST_LINKED or self._noun_phrases.is_verbal(text, after):
                return
            if self._is_unclear(text, link, after):
                return
            # "a check by the owner and a report": the report may go with the check as well as with the owner.
            if link == w.COORDINATOR and links > 1 and text.letters[after.first] in _OPENING_ANOTHER:
                return
            if link == w.COORDINATOR and text.tokens[after.first - 1].lower() != "or" and links == 1:
                plural = True
            torn = link == w.PREPOSITION and _is_left_open(text, after.last)
            if not (torn or _goes_on(text, after.last)):
                yield after.last, plural

    def _is_incomplete(self, text: Text, phrase: NounPhrase) -> bool:
        """Whether a noun phrase says too little by itself: "the need" (to act), "a formal way" (of or to something)."""
        noun = text.tokens[phrase.head].lower()
        to_be_done = _INFINITIVE.match(text.letters, phrase.last) is not None
        return noun in self._english.empty_heads or (to_be_done and self._english.is_duty(noun))

    def _is_unclear(self, text: Text, link: str, after: NounPhrase) -> bool:
        """Whether what is linked lacks an article or, after "and", may be a verb: "or copy checkpoints"."""
        if link != w.COORDINATOR:
            return bool(self._noun_phrases.article(text, after.first, after.head))
        may_be_verb = self._english.letter(text.tokens[after.first]) in (w.EITHER, w.VERB)
        return may_be_verb and after.last - after.first > 1

    def _link(self, text: Text, before: NounPhrase, after: NounPhrase) -> str | None:
        between = text.letters[before.last : after.first]
        if _points_back(text, after):
            return None
        if between in (w.OF, w.COORDINATOR) or (between == w.ADVERB + w.OF and text.tokens[before.last] != "out"):
            return between[-1]
        if between == w.PREPOSITION and text.tokens[before.last].lower() in _HOLDING:
            halved = text.tokens[before.last].lower() == "between" and text.letters[after.head] != w.PLURAL
            return None if halved else between
        completes = (
            between == w.TO and text.tokens[before.head].lower().removesuffix("s") in self._english.heads_with_to
        )
        return between if completes else None

    def _lacks_complement(self, text: Text, verb: int, last: int) -> bool:
        """Whether an action says too little by itself, as "comparing answers" does."""
        goes_on = text.letters[last : last + 1] in (w.PREPOSITION, w.TO)
        return goes_on and self._english.asks_for_complement(text.tokens[verb])

    def _may_be_attribute(self, text: Text, verb: int) -> bool:
        """Whether an -ing form that opens a sentence may describe who acts: "Contracting parties"."""
        opens = text.letters[max(verb - 1, 0) : verb] in ("", w.STOP, w.BREAK)
        describes = text.letters[verb : verb + 2] == w.GERUND + w.PLURAL
        return opens and describes and self._english.is_entity(text.tokens[verb + 1])


_PARTICLES = frozenset({"away", "back", "down", "off", "out", "up"})
_PARTICLES_AT_END = frozenset({"in", "on", "over"})
_ENDING_CLAUSES = frozenset({"", w.STOP, w.COMMA, w.CLAUSE, w.COORDINATOR, w.PREPOSITION, w.BREAK})


def _is_particle(text: Text, number: int) -> bool:
    """Whether a token belongs to the verb before it, as "off" of "switched off"."""
    if not 0 <= number < len(text.tokens):
        return False
    word, following = text.tokens[number].lower(), text.letters[number + 1 : number + 2]
    return word in _PARTICLES or (word in _PARTICLES_AT_END and following in _ENDING_CLAUSES)


_PASSIVE = re.compile(r"(?:mb|b)r?e(?!i[i.,]|i$)")  # not "is searched for in"
_INFINITIVE = re.compile("tr?v")
# "firms that misdescribed a product are barred": the product is none of what is barred.
_NOT_BEFORE_SUBJECT = (w.COORDINATOR, w.OF, w.PREPOSITION, w.TO, w.VERB, w.VERB_S, w.PAST, w.GERUND)


def _past_acts(text: Text, verb: int) -> bool:
    """Whether a past form before a noun phrase has a subject: "researchers removed the data"."""
    return verb > 0 and text.letters[verb - 1] in {w.NOUN, w.PLURAL, w.PRONOUN, w.HAVE}


def _verb_acts(text: Text, verb: int) -> bool:
    """Whether a base form is a verb here: after "to", "may", "we", a plural, or another verb with "and" or a comma."""
    before = text.letters[max(verb - 2, 0) : verb].rstrip(w.ADVERB)[-1:]
    if before in {w.TO, w.MODAL, w.PRONOUN}:
        return True
    # "launch decisions", "or stop criteria": of a word that can be a noun, only an article shows that it is a verb.
    if verb in text.ambiguous and text.letters[verb + 1 : verb + 2] not in _OPENING_OBJECTS:
        return False
    if before in {w.COMMA, w.COORDINATOR}:
        return w.VERB in text.letters[text.letters.rfind(w.STOP, 0, verb) + 1 : verb - 1]
    return before in {"", w.PLURAL, w.STOP, w.BREAK}


_GOVERNING = (w.PAST, w.VERB, w.VERB_S, w.GERUND, w.PREPOSITION, w.TO, w.OF)


def _gerund_acts(text: Text, verb: int) -> bool:
    """Whether a form in -ing has an object: in "prediction and planning components" it may be an attribute."""
    return _AFTER_ITEM.fullmatch(text.letters, max(verb - 2, 0), verb + 2) is None


_AFTER_ITEM = re.compile("[ns]cG[nsa]")
_OPENING_OBJECTS = (w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.NUMBER, w.ADJECTIVE)
_MAY_ACT = {w.PAST: _past_acts, w.VERB: _verb_acts, w.VERB_S: lambda *_: True, w.GERUND: _gerund_acts}


def _goes_on(text: Text, last: int) -> bool:
    """Whether a phrase cannot end here, as "the removal" of "the removal of data"."""
    following = text.letters[last : last + 2]
    return (
        following[:1] in _INSIDE
        or following == w.ADVERB + w.OF
        or following in ("cn", "cs", "ca")
        or following[:1] in _OPENING_ANOTHER
    )


def _is_left_open(text: Text, last: int) -> bool:
    """Whether what follows may belong to the end of a phrase: "a register with purpose, vendor and contact"."""
    return _LEAVING_OPEN.match(text.letters, last) is not None or text.tokens[last : last + 1] in (["as"], ["("])


def _may_go_on(text: Text, last: int) -> bool:
    return _is_left_open(text, last) or _goes_on(text, last)


def _points_back(text: Text, phrase: NounPhrase) -> bool:
    """Whether a phrase points at what stands before it."""
    return text.tokens[phrase.first].lower() in _DEMONSTRATIVES


_VERB_MAY_FOLLOW = re.compile("c[na].")
# "vendor and contact", "a system with refusals disabled"
_LEAVING_OPEN = re.compile(",[nsadg]|[eagG]")
# "the medicines agency": a plural within a compound
_INSIDE = (w.OF, w.GENITIVE, w.NOUN, w.PLURAL)
_OPENING_ANOTHER = (w.NUMBER, w.DETERMINER, w.POSSESSIVE)
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those", "such"})
