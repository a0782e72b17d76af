"""A passage as words, their classes settled by context, and what each contributed to the answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np

from pipeline.domain.prediction import Evidence
from pipeline.reasoning import words as w
from pipeline.reasoning.homographs import WITHOUT_VERB, Homographs, features, homographs
from pipeline.reasoning.words import CONTENT, English

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
    roots: Sequence[str]
    """The stem of each token."""
    stems: frozenset[str]
    """What the words of the passage have in common with their families."""
    doubtful: frozenset[int]
    """Tokens that may be a noun as well as a verb, whatever `letters` says."""
    ambiguous: frozenset[int]
    """Tokens that can be a noun as well as a verb by themselves."""
    proper: frozenset[str]
    """Lower-case forms of the words that are written with a capital letter within a sentence."""

    def slice(self, first: int, last: int) -> str:
        """The passage from token `first` up to token `last`, which is left out."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def n_content(self, first: int, last: int) -> int:
        """How many of the tokens from `first` up to `last` carry meaning."""
        return sum(letter in CONTENT for letter in self.letters[first:last])

    def written(self, number: int) -> str:
        """A token as it is written within a sentence."""
        token = self.tokens[number]
        opens = number == 0 or self.letters[number - 1] in (w.STOP, w.BREAK)
        opens = opens and self.tokens[number - 1] not in {"(", "["} and not self._opens_name(number)
        if self.letters[number] in (w.DETERMINER, w.QUANTIFIER, w.POSSESSIVE):
            return token.lower()
        if opens and token[:1].isupper() and not any(letter.isupper() for letter in token[1:]):
            return token if token.lower() in self.proper else token.lower()
        return token

    def _opens_name(self, number: int) -> bool:
        """Whether a word that opens a sentence has its capital letter as a name: "South Africa", "Norway's act"."""
        token, following = self.tokens[number], self.tokens[number + 1 : number + 2]
        if token in _OPENING_NAMES:
            return any(each[:1].isupper() for each in following)
        owns = self.letters[number] == w.NOUN and following[:1] in (["'s"], ["’s"])
        return owns or _OF_A_NAME.fullmatch(token) is not None

    @cached_property
    def sentence_of(self) -> Sequence[int]:
        """The number of the sentence of each token."""
        return list(accumulate(int(token in _ENDS) for token in self.tokens))


_OF_A_NAME = re.compile(r"[A-Z]\w+(?:[^d]ian|[^l]ean|ese)")
_OPENING_NAMES = frozenset(
    {"South", "North", "East", "West", "United", "Hong", "Silicon", "Saudi", "San", "Sri", "Costa"}
)
_ENDS = frozenset({".", "!", "?"})
_NOUN_OR_VERB = {w.EITHER: (w.NOUN, w.VERB), w.EITHER_S: (w.PLURAL, w.VERB_S)}
_SINGULAR = frozenset({w.NOUN, w.ING, w.GERUND})
_CALLING = frozenset({w.MODAL, w.TO})
_BEFORE_NOUN = frozenset({w.DETERMINER, w.POSSESSIVE, w.ADJECTIVE, w.OF, w.NUMBER})
# Orders, which open with a verb, are commoner in lists of controls than in the corpus.
_FINITE = frozenset({w.VERB, w.VERB_S, w.PAST})
_SURE, _SURE_OF_ORDERS = 0.5, 2.5
# "…, trained staff and …": a participle, or what somebody did next.
_BETWEEN_CLAUSES = frozenset({w.COMMA, w.COORDINATOR, w.BREAK})
_BEGINS = frozenset({"", w.STOP, w.BREAK})


class Tagger:
    """Takes passages apart with spaCy's English tokenizer; classes of words that were met before are remembered."""

    def __init__(self, english: English, verbs: Homographs | None = None) -> None:
        import spacy
        from spacy.attrs import LOWER, ORTH, SPACY
        from spacy.util import compile_infix_regex

        self.language = spacy.blank("en")
        # Hyphenated words stay whole: they are one word of the phrase.
        self.language.tokenizer.infix_finditer = compile_infix_regex((r"[—–…/]", r"\.\.+", r"--+")).finditer
        # Of what spaCy can say of a word, only its lower-case form is asked for; the rest costs most of the time.
        vocab = self.language.vocab
        vocab.lex_attr_getters = {LOWER: vocab.lex_attr_getters[LOWER]}
        # What is letters alone need not be searched for punctuation.
        self.language.tokenizer.token_match = re.compile(r"[A-Za-z]+\Z").match
        self._attributes = [ORTH, SPACY]
        self._english = english
        self._homographs = verbs or homographs()
        self._known: dict[int, tuple[str, str, str, frozenset[str]]] = {}

    @property
    def n_met(self) -> int:
        """How many different words it has met, and remembers."""
        return len(self._known)

    def read(self, text: str) -> Text:
        """Take a passage apart."""
        doc = self.language.tokenizer(text)
        orths, spaced = doc.to_array(self._attributes).T if len(doc) else (np.zeros(0, np.uint64),) * 2
        known = [self._known.get(orth) or self._meet(orth) for orth in orths.tolist()]
        tokens = [token for token, *_ in known]
        roots = [root for _, _, root, _ in known]
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        ends = np.cumsum(lengths + spaced.astype(np.int64)) - spaced.astype(np.int64)
        alone = [letter for _, letter, *_ in known]
        letters, doubtful = self._settled(tokens, alone)
        ambiguous = frozenset(number for number, letter in enumerate(alone) if letter in _NOUN_OR_VERB)
        capital = [number for number, token in enumerate(tokens) if token[0].isupper()]
        proper = frozenset(
            tokens[number].lower() for number in capital if number and letters[number - 1] not in (w.STOP, w.BREAK)
        )
        stems = frozenset().union(*(stems for *_, stems in known))
        return Text(
            doc,
            text,
            tokens,
            (ends - lengths).tolist(),
            ends.tolist(),
            letters,
            roots,
            stems,
            doubtful,
            ambiguous,
            proper,
        )

    def _meet(self, orth: int) -> tuple[str, str, str, frozenset[str]]:
        token = self.language.vocab.strings[orth]
        root = w.stem(token)
        stems = frozenset({root}) if token.isalpha() else w.stems_of(token)
        self._known[orth] = token, self._english.letter(token), root, stems
        return self._known[orth]

    def _settled(self, tokens: Sequence[str], letters: list[str]) -> tuple[str, frozenset[int]]:
        """Decide from the neighbours, left to right, what can be two things; and which decisions were close."""
        found: list[str] = []
        doubtful: set[int] = set()
        before = ""
        for number, letter in enumerate(letters):
            if letter in _SETTLE:
                after = letters[number + 1] if number + 1 < len(letters) else ""
                ruled = _SETTLE[letter](before, after, _Place(tokens, letters, number, self._english, found))
                close = letter == w.PAST and ruled == w.ADJECTIVE and before in _BETWEEN_CLAUSES
                if letter in _NOUN_OR_VERB:
                    certain = _certainly(letter, before, tokens, number)
                    around = features(tokens, letters, found, number)
                    opens = before in _BEGINS
                    ruled, close = (
                        (certain, False) if certain else self._noun_or_verb(letter, ruled, around, opens=opens)
                    )
                if close:
                    doubtful.add(number)
                letter = ruled
            elif before in _CALLING and self._is_called_for(letter, before, tokens[number]):
                letter = w.VERB
            found.append(letter)
            before = letter if letter != w.ADVERB else before
        return "".join(found), frozenset(doubtful)

    def _is_called_for(self, letter: str, before: str, token: str) -> bool:
        """Whether a verb stands where a word is found that is listed as something else: "should separate them"."""
        turns = token.lower() in self._english.adjectives_and_verbs
        return (letter == w.NOUN and before == w.MODAL) or (turns and letter == w.ADJECTIVE)

    def _noun_or_verb(self, letter: str, ruled: str, around: Sequence[str], *, opens: bool) -> tuple[str, bool]:
        """What the neighbours make of a word that a rule took for `ruled`, and whether the two are at odds."""
        score = self._homographs.verb_score(letter, around)
        likelier = _NOUN_OR_VERB[letter][score > 0]
        may_order = opens and WITHOUT_VERB in around
        if likelier == ruled:
            return ruled, may_order and ruled == w.NOUN  # "List base models": an order, or a heading
        sure = abs(score) >= (_SURE_OF_ORDERS if may_order and ruled == w.VERB else _SURE)
        return (likelier, may_order) if sure else (ruled, True)


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


def _follows_attribute(before: str, tokens: Sequence[str], number: int) -> bool:
    """Whether what stands before needs a noun; of "rule-making" it is not known whether it is one itself."""
    return before in _BEFORE_NOUN and not (number and tokens[number - 1].endswith("ing"))


def _certainly(letter: str, before: str, tokens: Sequence[str], number: int) -> str:
    """What a word that can be noun or verb is where that is sure; "" where its neighbours have to decide."""
    noun, verb = _NOUN_OR_VERB[letter]
    named = tokens[number][0].isupper() and before not in _BEGINS
    if named or _follows_attribute(before, tokens, number):  # "the Public Contracts Act"
        return noun
    following = " ".join(tokens[number + 1 : number + 2]).lower()
    seeks = following == "for" and tokens[number].lower() in _SEEKING
    # "red teaming searches for inputs", "the rate rises when it rains"
    acts = letter == w.EITHER_S and before in _SINGULAR and (seeks or following in _AFTER_VERBS)
    return verb if acts else ""


_AFTER_VERBS = frozenset(
    {"when", "whenever", "if", "because", "whether", "how", "why", "what", "unless", "until", "while"}
)
_SEEKING = frozenset({"looks", "searches", "hunts", "calls", "asks", "aims", "checks", "screens", "tests", "watches"})


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
    return w.NOUN if _follows_attribute(before, place.tokens, place.number) else w.VERB


def _plain_s_form(before: str, after: str, place: _Place) -> str:
    return w.PLURAL if _follows_attribute(before, place.tokens, place.number) else w.VERB_S


def _past(before: str, after: str, place: _Place) -> str:
    """Of "curated" and its like: an adjective before a noun, unless a noun or "is" stands before it."""
    if place.tokens[place.number].lower() in place.english.past_tenses:
        return w.PAST
    nominal = after in _NOMINAL or after in {w.EITHER, w.EITHER_S, w.VERB_S, w.ADJECTIVE, w.ING, w.PAST}
    return w.ADJECTIVE if nominal and before not in {w.NOUN, w.PLURAL, w.PRONOUN, w.HAVE, w.BE, w.MODAL} else w.PAST


def _ing(before: str, after: str, place: _Place) -> str:
    """Of "filtering" and its like: a verb with its object where a clause or prepositional phrase opens."""
    word = place.tokens[place.number].lower()
    if word not in place.english.verb_forms:
        return w.ING
    named = place.english.is_noun(word)
    if before in _NOMINAL or before == w.BE:
        # "classifiers filtering prompts", "is filtering prompts", but "data filtering", "output monitoring"
        has_object = after in {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.PRONOUN}
        compound = before == w.NOUN or _head_after(place) in place.english.instruments
        return w.ING if compound and named and not has_object else w.GERUND
    opens = before in _OPENING or before == w.TO or (before in _FINITE and not named)
    if not opens or after not in _STARTS_PHRASE:
        return w.ING
    if after in {w.DETERMINER, w.POSSESSIVE, w.QUANTIFIER, w.ADJECTIVE, w.NUMBER}:
        return w.GERUND
    return w.ING if _head_after(place) in place.english.instruments else w.GERUND


def _head_after(place: _Place) -> str:
    end = place.number + 1
    while end < len(place.letters) and place.letters[end] in {w.NOUN, w.PLURAL, w.EITHER, w.EITHER_S, w.ING}:
        end += 1
    return place.tokens[end - 1].lower().removesuffix("s")


def _closing(before: str, after: str, place: _Place) -> str:
    """Of a lone apostrophe: the genitive of a plural, unless it closes what was quoted."""
    quoted = any(
        each in _OPENING_QUOTES for each in place.tokens[max(place.number - _LONGEST_QUOTED, 0) : place.number]
    )
    lone = place.tokens[place.number] in _APOSTROPHES
    return w.BREAK if lone and (quoted or before != w.PLURAL) else w.GENITIVE


def _one(before: str, after: str, place: _Place) -> str:
    """Of "one": a determiner before what it counts."""
    counts = place.tokens[place.number].lower() == "one" and after in {w.ADJECTIVE, w.NOUN, w.EITHER, w.ING, w.PAST}
    return w.DETERMINER if counts and before not in {w.DETERMINER, w.ADJECTIVE, w.QUANTIFIER} else w.PRONOUN


_APOSTROPHES = frozenset({"'", "’"})
_OPENING_QUOTES = frozenset({"‘", "'", "`"})
_LONGEST_QUOTED = 8
_SETTLE = {
    w.GENITIVE: _closing,
    w.PRONOUN: _one,
    w.EITHER: _base_form,
    w.EITHER_S: _s_form,
    w.VERB: _plain_verb,
    w.VERB_S: _plain_s_form,
    w.PAST: _past,
    w.ING: _ing,
}


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
