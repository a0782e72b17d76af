"""What a measure is directed at: the risk, or the aim, that the passage names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.reasoning import words as w
from pipeline.reasoning.noun_phrases import NOUN_PHRASE
from pipeline.reasoning.phrases import Phrase, shares_stem, wording
from pipeline.reasoning.tagging import Tagger, Text
from pipeline.reasoning.words import English, stem

Kind = Literal["risk", "aim"]
RISK: Final = "risk"
AIM: Final = "aim"
_CUE = "cue"
_MOST_BEFORE = 2
_CUE_WINDOW = 5
_LONGEST_AFTER_CUE = 4
_FAR = 1000
_NOMINAL = (w.NOUN, w.PLURAL, w.ING)
_BEFORE_HEAD = (w.NOUN, w.PLURAL, w.ING, w.OF, w.GENITIVE, w.ADJECTIVE, w.PAST)


@dataclass(frozen=True, slots=True)
class Target:
    """A risk or aim as the passage names it; `sought` where it says itself that something is directed at it."""

    kind: Kind
    phrase: Phrase
    sought: bool = False


class Targets:
    """Finds risks and aims with spaCy's phrase matcher: those listed, and what follows "risk of" and the like."""

    def __init__(self, english: English, tagger: Tagger) -> None:
        from spacy.matcher import PhraseMatcher

        self._matcher: Any = PhraseMatcher(tagger.language.vocab, attr="LOWER")
        names = {RISK: "risks", AIM: "aims", _CUE: "only_against_risks"}
        for name, listed in names.items():
            self._matcher.add(name, [tagger.language.tokenizer(each) for each in english.phrases(listed)])
        self._names = {tagger.language.vocab.strings[name]: name for name in names}
        self._seeking = {RISK: english.stems("against_risks"), AIM: english.stems("for_aims")}
        self._broad = english.stems("broad_risks")

    def found(self, text: Text) -> list[Target]:
        """All risks and aims, in reading order; of two that overlap the longer."""
        matches = sorted(self._matcher(text.doc), key=lambda each: (each[1], -each[2]))
        reached, taken = 0, []
        for name, first, last in matches:
            target = self._target(text, self._names[name], first, last) if first >= reached else None
            if target:
                reached = target.phrase.last
                taken.append(target)
        return taken

    def _target(self, text: Text, name: str, first: int, last: int) -> Target | None:
        if name == _CUE:
            return _after_cue(text, last)
        if not _is_head(text, last):
            return None
        kind: Kind = RISK if name == RISK else AIM
        begin = _begin(text, first)
        before = text.tokens[max(begin - _CUE_WINDOW, 0) : begin]
        sought = any(stem(token) in self._seeking[kind] for token in before)
        return Target(kind, Phrase(begin, last, wording(text, begin, last), plural=False), sought)

    def belonging(self, text: Text, targets: Sequence[Target], mechanism: Phrase) -> Target | None:
        """The target that belongs to a mechanism.

        The nearest in its sentence that is said to be sought there; failing that, the nearest risk. An aim that is
        merely mentioned is left alone: nothing says that the measure serves it.
        """
        ranked = sorted(self._distances(text, targets, mechanism), key=lambda each: each[0])
        return ranked[0][1] if ranked else None

    def _distances(self, text: Text, targets: Sequence[Target], mechanism: Phrase) -> Iterator[tuple[int, Target]]:
        sentence = text.sentence_of
        for target in targets:
            phrase = target.phrase
            sought = target.sought and sentence[phrase.first] == sentence[mechanism.first]
            overlaps = phrase.first < mechanism.last and mechanism.first < phrase.last
            if overlaps or not (sought or self._is_telling(text, target)):
                continue
            if not shares_stem(phrase.wording, mechanism.wording):
                distance = abs(phrase.first - mechanism.last) + (0 if sought else _FAR)
                yield distance, Target(target.kind, phrase, sought)

    def _is_telling(self, text: Text, target: Target) -> bool:
        """Whether a risk says something where it is merely mentioned: "misuse" does, "failure" does not."""
        return target.kind == RISK and stem(text.tokens[target.phrase.last - 1]) not in self._broad


def _after_cue(text: Text, first: int) -> Target | None:
    phrase = NOUN_PHRASE.match(text.letters, first)
    if (
        phrase is None
        or phrase.end() - first > _LONGEST_AFTER_CUE
        or text.letters[phrase.end() :][:1] in (w.OF, w.GENITIVE)
    ):
        return None
    if text.letters[first] in (w.POSSESSIVE, w.QUANTIFIER, w.NUMBER) or first in text.ambiguous:
        return None
    return Target(RISK, Phrase(first, phrase.end(), wording(text, first, phrase.end()), plural=False), sought=True)


def _is_head(text: Text, last: int) -> bool:
    """Whether the words are no mere attribute, as "bias" of "bias audits" or "attack" of "attack on trust"."""
    return text.letters[last - 1] in _NOMINAL and text.letters[last : last + 1] not in _BEFORE_HEAD


def _begin(text: Text, first: int) -> int:
    """Where the phrase begins: up to two attributes and "a" belong to it."""
    begin = first
    while begin > 0 and first - begin < _MOST_BEFORE and text.letters[begin - 1] in (w.ADJECTIVE, w.NOUN):
        begin -= 1
    if begin > 0 and text.letters[begin - 1] in (w.ADJECTIVE, w.NOUN, w.GENITIVE, w.ADVERB):
        return first
    return begin - 1 if begin > 0 and text.tokens[begin - 1].lower() in {"a", "an"} else begin
