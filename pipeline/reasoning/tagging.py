"""A passage as words, their classes settled by context, and what each contributed to the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np

from pipeline.domain.prediction import Evidence
from pipeline.reasoning import words as w
from pipeline.reasoning.words import English

_NOMINAL = frozenset({w.NOUN, w.PLURAL})
_OPENING = frozenset({w.STOP, w.BREAK, w.COMMA, w.COORDINATOR, w.PREPOSITION, w.OF, w.CLAUSE, ""})
_STARTS_PHRASE = frozenset(
    {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.ADJECTIVE, w.NOUN, w.PLURAL, w.EITHER, w.EITHER_S, w.ING, w.NUMBER}
)
_AFTER_NOUN = frozenset({"", w.STOP, w.COMMA, w.BREAK, w.MODAL, w.BE, w.HAVE, w.OF, w.COORDINATOR, w.VERB, w.VERB_S})


@dataclass(frozen=True)
class Text:
    """A passage taken apart; every list has one item a token."""

    doc: Any
    text: str
    tokens: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    letters: str
    """The classes of the tokens, one letter each."""
    stems: frozenset[str]
    """What the words of the passage have in common with their families."""
    proper: frozenset[str]
    """Lower-case forms of the words that are written with a capital letter within a sentence."""

    def slice(self, first: int, last: int) -> str:
        """The passage from token `first` up to token `last`, which is left out."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def written(self, number: int) -> str:
        """A token as it is written within a sentence."""
        token = self.tokens[number]
        opens = number == 0 or self.letters[number - 1] in (w.STOP, w.BREAK)
        if self.letters[number] in (w.DETERMINER, w.QUANTIFIER, w.POSSESSIVE):
            return token.lower()
        if opens and token[:1].isupper() and not any(letter.isupper() for letter in token[1:]):
            return token if token.lower() in self.proper else token.lower()
        return token

    @cached_property
    def sentence_of(self) -> Sequence[int]:
        """The number of the sentence of each token."""
        return list(accumulate(token in _ENDS for token in self.tokens))


_ENDS = frozenset({".", "!", "?"})


class Tagger:
    """Takes passages apart with spaCy's English tokenizer; classes of words that were met before are remembered."""

    def __init__(self, english: English) -> None:
        import spacy
        from spacy.attrs import LOWER, ORTH, SPACY
        from spacy.util import compile_infix_regex

        self.language = spacy.blank("en")
        # Hyphenated words stay whole: they are one word of the phrase.
        self.language.tokenizer.infix_finditer = compile_infix_regex((r"[—–…/]", r"\.\.+", r"--+")).finditer
        # Of what spaCy can say of a word, only its lower-case form is asked for; the rest costs most of the time.
        vocab = self.language.vocab
        vocab.lex_attr_getters = {LOWER: vocab.lex_attr_getters[LOWER]}
        self._attributes = [ORTH, SPACY]
        self._english = english
        self._known: dict[int, tuple[str, str, frozenset[str]]] = {}

    def read(self, text: str) -> Text:
        """Take a passage apart."""
        doc = self.language.tokenizer(text)
        orths, spaced = doc.to_array(self._attributes).T if len(doc) else (np.zeros(0, np.uint64),) * 2
        known = [self._known.get(orth) or self._meet(orth) for orth in orths.tolist()]
        tokens = [token for token, _, _ in known]
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        ends = np.cumsum(lengths + spaced.astype(np.int64)) - spaced.astype(np.int64)
        letters = self._settled(tokens, [letter for _, letter, _ in known])
        proper = frozenset(
            token.lower()
            for token, before in zip(tokens[1:], letters, strict=False)
            if token[0].isupper() and before not in (w.STOP, w.BREAK)
        )
        stems = frozenset().union(*(stems for _, _, stems in known))
        return Text(doc, text, tokens, (ends - lengths).tolist(), ends.tolist(), letters, stems, proper)

    def _meet(self, orth: int) -> tuple[str, str, frozenset[str]]:
        token = self.language.vocab.strings[orth]
        self._known[orth] = token, self._english.letter(token), w.stems_of(token)
        return self._known[orth]

    def _settled(self, tokens: Sequence[str], letters: list[str]) -> str:
        """Decide from the neighbours, left to right, what can be two things."""
        found: list[str] = []
        before = ""
        for number, letter in enumerate(letters):
            if letter in _SETTLE:
                after = letters[number + 1] if number + 1 < len(letters) else ""
                rule = _SETTLE[letter]
                letter = rule(before, after, _Place(tokens, letters, number, self._english, found))
            found.append(letter)
            before = letter if letter != w.ADVERB else before
        return "".join(found)


@dataclass(frozen=True, slots=True)
class _Place:
    tokens: Sequence[str]
    letters: Sequence[str]
    number: int
    english: English
    found: Sequence[str]

    @property
    def follows_agent(self) -> bool:
        """Whether what stands before can only be one who acts: "an officer", "each unit", "the council"."""
        noun = self.tokens[self.number - 1].lower()
        opening = self.number - 1
        while opening > 0 and self.found[opening] in _NOMINAL | {w.ADJECTIVE}:
            opening -= 1
        single = self.tokens[opening].lower() in {"a", "an", "each", "every"}
        return single or self.english.is_agent(noun)

    @property
    def follows_order(self) -> bool:
        """Whether the sentence opens with a verb, as an order does."""
        stop = max((number for number, letter in enumerate(self.found) if letter == w.STOP), default=-1)
        return self.found[stop + 1 : stop + 2] == [w.VERB]


def _base_form(before: str, after: str, place: _Place) -> str:
    """Of "audit" and its like: a verb after "to", "may" and "we", or with an object after a plural or at the start."""
    if before in {w.TO, w.MODAL, w.PRONOUN}:
        return w.VERB
    if before == w.PLURAL:
        return w.NOUN if after in _AFTER_NOUN else w.VERB
    if after in {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER} and before in {"", w.STOP, w.BREAK, w.COMMA, w.COORDINATOR}:
        return w.VERB
    orders = before in {"", w.STOP, w.BREAK} or (before == w.COORDINATOR and place.follows_order)
    return w.VERB if orders and after in {w.PLURAL, w.ADJECTIVE, w.ING, w.NUMBER} else w.NOUN


def _s_form(before: str, after: str, place: _Place) -> str:
    """Of "filters" and its like: a verb between a noun and its object, and after one who acts."""
    if before in _NOMINAL | {w.PRONOUN, w.COORDINATOR} and after in {w.DETERMINER, w.POSSESSIVE, w.PRONOUN}:
        return w.VERB_S
    if before not in {w.NOUN, w.ING}:
        return w.PLURAL
    has_object = after == w.CLAUSE or (after in _STARTS_PHRASE and after not in {w.NOUN, w.ING})
    return w.VERB_S if has_object or place.follows_agent else w.PLURAL


def _plain_verb(before: str, after: str, place: _Place) -> str:
    return w.NOUN if before in {w.DETERMINER, w.ADJECTIVE, w.OF, w.POSSESSIVE} else w.VERB


def _past(before: str, after: str, place: _Place) -> str:
    """Of "curated" and its like: an adjective before a noun, unless a noun or "is" stands before it."""
    nominal = after in _NOMINAL or after in {w.EITHER, w.EITHER_S, w.ADJECTIVE, w.ING, w.PAST}
    return w.ADJECTIVE if nominal and before not in {w.NOUN, w.PLURAL, w.PRONOUN, w.HAVE, w.BE, w.MODAL} else w.PAST


def _ing(before: str, after: str, place: _Place) -> str:
    """Of "filtering" and its like: a verb with its object where a clause or prepositional phrase opens."""
    if place.tokens[place.number].lower() not in place.english.verb_forms:
        return w.ING
    if before in _NOMINAL or before == w.BE:
        # "classifiers filtering prompts", "is filtering prompts", but "data filtering", "output monitoring"
        has_object = after in {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.PRONOUN}
        named = place.english.is_noun(place.tokens[place.number].lower())
        return w.ING if before == w.NOUN and named and not has_object else w.GERUND
    if before not in _OPENING or after not in _STARTS_PHRASE:
        return w.ING
    if after in {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.ADJECTIVE, w.NUMBER}:
        return w.GERUND
    return w.ING if _head_after(place) in place.english.instruments else w.GERUND


def _head_after(place: _Place) -> str:
    end = place.number + 1
    while end < len(place.letters) and place.letters[end] in {w.NOUN, w.PLURAL, w.EITHER, w.EITHER_S, w.ING}:
        end += 1
    return place.tokens[end - 1].lower().removesuffix("s")


_SETTLE = {w.EITHER: _base_form, w.EITHER_S: _s_form, w.VERB: _plain_verb, w.PAST: _past, w.ING: _ing}


def token_weights(text: Text, evidence: Sequence[Evidence]) -> list[float]:
    """What each token contributed: the weights of the spans it shares characters with, by the share."""
    if not evidence or not text.tokens:
        return [0.0] * len(text.tokens)
    size = text.ends[-1] + 1
    spans = np.array([(item.start, item.end, item.weight) for item in evidence])
    begins, ends = (np.clip(spans[:, column], 0, size).astype(np.int64) for column in (0, 1))
    density = spans[:, 2] / np.maximum(ends - begins, 1)
    steps = np.bincount(begins, density, size + 1) - np.bincount(ends, density, size + 1)
    reached = np.concatenate([[0.0], np.cumsum(np.cumsum(steps))])
    weights: list[float] = (reached[text.ends] - reached[text.starts]).tolist()
    return weights
