"""Noun phrases of a passage that can stand in a line: whole ones, of which it is sure where they begin and end."""

import re
from dataclasses import dataclass
from string import ascii_letters

from pipeline.reasoning import words as w
from pipeline.reasoning.tagging import Text
from pipeline.reasoning.words import English

NOUN_PHRASE = re.compile(r"[dpq]{0,2}#{0,2}(?:r(?=a)|[ang]|[ns]')*[nsg]")
SINGLES = frozenset({"a", "an", "another", "each", "every", "one"})
LONGEST = 6
_OPENS_WITH_VOWEL = re.compile(r"(?!uni|use|usu|eu|one)[aeiou]|hour|honest")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Where one stands: its first token, and the one after its end."""

    first: int
    last: int

    @property
    def head(self) -> int:
        """The noun that the others belong to."""
        return self.last - 1


class NounPhrases:
    """Finds noun phrases that a line can take over."""

    def __init__(self, english: English) -> None:
        self._english = english

    def found(self, text: Text) -> list[NounPhrase]:
        """Those that can stand in a line, in reading order."""
        spans = (match.span() for match in NOUN_PHRASE.finditer(text.letters))
        return [NounPhrase(*span) for span in spans if span[1] - span[0] <= LONGEST and self._is_usable(text, *span)]

    def is_verbal(self, text: Text, phrase: NounPhrase) -> bool:
        """Whether a phrase may be a verb whose object comes later: "methods for designing, testing and using X"."""
        return phrase.last - phrase.first == 1 and self._may_be_gerund(text, phrase.first)

    def article(self, text: Text, first: int, head: int) -> str:
        """The article that a list or heading left out before a noun that needs one; prose leaves out none."""
        if not self._is_bare(text, first, head) or _is_in_prose(text, first):
            return ""
        return "an " if _OPENS_WITH_VOWEL.match(text.written(first)) else "a "

    def _is_bare(self, text: Text, first: int, head: int) -> bool:
        """Whether a singular that may need an article has none."""
        bare = text.letters[first] in (w.ADVERB, w.ADJECTIVE, w.NOUN, w.ING) and text.letters[head] == w.NOUN
        return bare and not (self._english.is_uncounted(text.tokens[head]) or text.written(first)[:1].isupper())

    def _is_usable(self, text: Text, first: int, last: int) -> bool:
        return not (
            self._says_little(text, first, last)
            or _is_torn(text, first, last)
            or self._may_be_verbal(text, first, last)
            or self._is_idiom(text, first, last)
        )

    def _says_little(self, text: Text, first: int, last: int) -> bool:
        """Whether it points elsewhere, counts, or is a single word that cannot stand alone."""
        words, letters = text.tokens[first:last], text.letters
        return (
            words[0].lower() in self._english.pointless
            or letters[max(first - 2, 0) : first] == w.DETERMINER + w.ADVERB
            or (len(words) == 1 and not self._stands_alone(text, first))
            or "own" in words
            or (w.NUMBER in letters[first:last] and any(each.isdigit() for each in words))
        )

    def _may_be_verbal(self, text: Text, first: int, last: int) -> bool:
        """Whether its first or last word may be a verb."""
        of_many = text.letters[last - 1] == w.PLURAL
        mixed = of_many and (text.tokens[first].lower() in SINGLES or self._may_be_gerund(text, first))
        return mixed or self._may_be_order(text, first) or self._ends_in_participle(text, first, last)

    def _is_idiom(self, text: Text, first: int, last: int) -> bool:
        """Whether a noun that needs an article lacks one in prose: "on site", or less than a phrase."""
        if text.letters[first : first + 2] == w.NOUN + w.GENITIVE:
            return True
        counted = self._english.is_counted(text.tokens[last - 1])
        return counted and self._is_bare(text, first, last - 1) and _is_in_prose(text, first)

    def _may_be_gerund(self, text: Text, number: int) -> bool:
        """Whether a phrase may be a verb with its object, which take a singular: "returning chips"."""
        named = self._english.is_noun(text.tokens[number].lower())
        return text.letters[number] == w.ING and (not named or text.letters[number + 1 : number + 2] == w.ADJECTIVE)

    def _may_be_order(self, text: Text, first: int) -> bool:
        """Whether the first word may be a verb: "Secure facilities" tells to secure them, or that they are."""
        before = text.letters[max(first - 1, 0) : first]
        if first in text.ambiguous and before in (w.COMMA, w.COORDINATOR):  # "encrypt weights, offer keys"
            return w.VERB in text.letters[text.letters.rfind(w.STOP, 0, first) + 1 : first]
        return before in _OPENING_CLAUSES and text.tokens[first].lower() in self._english.adjectives_and_verbs

    def _ends_in_participle(self, text: Text, first: int, last: int) -> bool:
        """Whether the last word may say what the phrase does: "a curve starting from zero", "a sliding"."""
        goes_on = text.letters[last : last + 1] in (w.PREPOSITION, w.TO, w.DETERMINER, w.POSSESSIVE)
        single = text.tokens[first].lower() in SINGLES
        return (
            (goes_on or single)
            and text.letters[last - 1] == w.ING
            and not self._english.is_noun(text.tokens[last - 1].lower())
        )

    def _stands_alone(self, text: Text, number: int) -> bool:
        """Whether a word without article or attribute can be a phrase: "audits", "encryption", "STRIDE"."""
        word = text.tokens[number]
        if self._english.letter(word) in (w.EITHER, w.VERB, w.PAST):
            return False
        following = text.letters[number + 1 : number + 2]
        if text.letters[number] == w.ING and not self._english.is_noun(word.lower()) and following not in _AFTER_GERUND:
            return False
        return text.letters[number] == w.PLURAL or word.isupper() or self._english.is_uncounted(word)


def _is_in_prose(text: Text, first: int) -> bool:
    """Whether a phrase stands in a sentence that leaves out no article: not at its start, nor after an order."""
    opening = text.letters.rfind(w.STOP, 0, first) + 1
    return first > opening and text.letters[opening:first] != w.VERB and text.letters[first - 1] != w.BREAK


def _is_torn(text: Text, first: int, last: int) -> bool:
    """Whether a stretch may be pieces of two phrases, or less than one."""
    before, after = text.letters[max(first - 1, 0) : first], text.letters[last : last + 1]
    words, letters = text.tokens[first:last], text.letters[first:last]
    return (
        "/" in (*text.tokens[max(first - 1, 0) : first], *text.tokens[last : last + 1])  # "go/no-go"
        or text.tokens[max(first - 1, 0) : first] == ["whose"]
        or (first > 0 and text.tokens[first - 1][0].isdigit())  # "found 140 faults"
        or (before in ("", w.STOP, w.BREAK) and _LABEL.fullmatch(words[0]) is not None)
        or letters[0] == before == w.NUMBER
        or w.NOUN + w.ADJECTIVE in letters  # "give staff clear rules"
        or (last - first > 1 and first in text.doubtful)  # "sum gradients": an order
        or (letters in _ARTICLE_AND_NOUN and after == w.CLAUSE)  # "a manner that serves everyone"
        or (after == w.PREPOSITION and words[-1].lower() in _ALSO_PARTICIPLES)  # "a limit set by the board"
        or (last - first <= 2 and words[-1].lower() in _SAID_BY_FRAMES)
        or (min(map(len, words)) == 1 and not _ONE_LETTER.isdisjoint(words))
    )


_OPENING_CLAUSES = ("", w.STOP, w.BREAK, w.COMMA, w.COORDINATOR)
_AFTER_GERUND = frozenset({w.OF, w.BE, w.MODAL, w.HAVE, w.VERB_S})
# The number of a list's item, as in "C1 Ensemble spread" or "a team B".
_LABEL = re.compile(r"[B-Z]|[ivx]+|.*\d.*")
_ARTICLE_AND_NOUN = (w.DETERMINER + w.NOUN, w.DETERMINER + w.PLURAL)
_ALSO_PARTICIPLES = frozenset({"set", "cut", "put", "read", "split", "run", "shut", "cast"})
_SAID_BY_FRAMES = frozenset({"measure", "measures", "mechanism", "mechanisms", "passage"})
_ONE_LETTER = frozenset(ascii_letters) - {"a", "A"}


def is_plural(text: Text, first: int, head: int) -> bool:
    """Whether a noun phrase takes a plural verb."""
    if text.tokens[first].lower() in SINGLES:
        return False
    return text.letters[head] == w.PLURAL and text.tokens[head].lower() != "data"
