"""English words by class and form: what a word can be in a sentence, its stem, the -ing form of its verb.

There is no trained tagger behind this. Small words and verbs are listed in `resources/english.yaml`, the rest is told
by its ending, and `tagging` settles by context what can be two things. That is enough for finding noun phrases and
verbs with their objects, and costs microseconds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

import yaml

from pipeline.resources import ENGLISH_FILE

# Classes of words, one letter each, so that the phrases of a sentence can be found by a regular expression.
DETERMINER: Final = "d"
POSSESSIVE: Final = "p"
QUANTIFIER: Final = "q"
COORDINATOR: Final = "c"
MODAL: Final = "m"
BE: Final = "b"
HAVE: Final = "h"
PRONOUN: Final = "x"
PREPOSITION: Final = "i"
OF: Final = "o"
TO: Final = "t"
CLAUSE: Final = "w"
ADVERB: Final = "r"
ADJECTIVE: Final = "a"
NOUN: Final = "n"
PLURAL: Final = "s"
VERB: Final = "v"
VERB_S: Final = "z"
PAST: Final = "e"
ING: Final = "g"
GERUND: Final = "G"
EITHER: Final = "u"
EITHER_S: Final = "U"
NUMBER: Final = "#"
GENITIVE: Final = "'"
COMMA: Final = ","
STOP: Final = "."
BREAK: Final = "|"

_ADJECTIVE = re.compile(
    r".{3,}(?:[ai]ble|ical|ional|[^i]al|ive|ous|[^aeiou]ic|ful|less|ant|ent|ory|ary|some|like|wide|[^u]est)"
)
_NOUN = re.compile(r".+(?:ment|ance|ence|ancy|ency|ity|tion|sion|ness|ship|ism|ist|age|ure|logy|graphy)")
_VERB_S = re.compile(r".{4,}(?:ates|ises|izes|ifies)")
_WORD = re.compile(r"[^\W\d_](?:[\w’'./+&‑-]*[\w+])?")
_NAME = re.compile(r"[A-Z][a-z]+[A-Z]\w*")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiou"
_SHORT_VERB = re.compile(r"(?:[^aeiouy]|qu)+[aeiou][bdfgklmnprstvz]")


@dataclass(frozen=True)
class English:
    """The lists of `english.yaml`, and what follows from them."""

    lists: Mapping[str, str]

    def words(self, name: str) -> frozenset[str]:
        """The words of one list."""
        return frozenset(str(self.lists[name]).split())

    def stems(self, name: str) -> frozenset[str]:
        """The stems of the words of one list."""
        return frozenset(map(stem, self.words(name)))

    def phrases(self, name: str) -> tuple[str, ...]:
        """The phrases of a list that separates them by bars."""
        return tuple(each.strip() for each in self.lists[name].split("|"))

    @cached_property
    def entities(self) -> frozenset[str]:
        """Nouns that name who or what takes part, not a measure."""
        return self.words("entities")

    def is_entity(self, noun: str) -> bool:
        """Whether a noun, singular or plural, names who or what takes part, not a measure."""
        noun = noun.lower()
        singulars = (noun, noun.removesuffix("s"), f"{noun.removesuffix('ies')}y")
        return any(each in self.entities for each in singulars)

    def may_take_part(self, noun: str) -> bool:
        """Whether a noun names who or what takes part, or by its ending may name a person: "responders"."""
        singular = noun.lower().removesuffix("s")
        return self.is_entity(noun) or (singular.endswith(_PERSONS) and singular not in self._count_nouns)

    def is_noun(self, word: str) -> bool:
        """Whether a word is listed as a noun, whatever its ending looks like."""
        return word in self._nouns

    def is_uncounted(self, noun: str) -> bool:
        """Whether a noun can stand without an article in the singular, as "encryption" and "licensing" do.

        >>> english().is_uncounted("encryption"), english().is_uncounted("embargo")
        (True, False)
        """
        noun = noun.lower()
        last = noun.rpartition("-")[2] or noun
        return last not in self._count_nouns and (last in self._mass_nouns or _UNCOUNTED.fullmatch(last) is not None)

    def is_counted(self, noun: str) -> bool:
        """Whether a noun is listed as one that needs an article in the singular."""
        return (noun.lower().rpartition("-")[2] or noun) in self._count_nouns

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return self.words("nouns")

    def is_agent(self, noun: str) -> bool:
        """Whether a singular noun names one who acts, as "officer" and "council" do."""
        return self.is_entity(noun) and noun.endswith(_AGENT_ENDINGS)

    @cached_property
    def pointless(self) -> frozenset[str]:
        """Words by which no phrase that names something opens."""
        return self.words("pointless_openings")

    @cached_property
    def heads_with_to(self) -> frozenset[str]:
        """Nouns that a phrase with "to" completes."""
        return self.words("heads_with_to")

    def is_duty(self, noun: str) -> bool:
        """Whether a noun can be completed by what is to be done, as "a duty to report" is."""
        return noun.lower().removesuffix("s") in self._duties

    def is_order(self, word: str) -> bool:
        """Whether a word is a form of a verb that makes somebody do something, as "required" is."""
        return self.verb_forms.get(word.lower()) in self._orders

    @cached_property
    def empty_heads(self) -> frozenset[str]:
        """Nouns that say nothing by themselves."""
        return self.words("empty_heads")

    @cached_property
    def adjectives_and_verbs(self) -> frozenset[str]:
        """Adjectives that can be verbs."""
        return self.words("adjectives_and_verbs")

    def asks_for_complement(self, word: str) -> bool:
        """Whether a word is a form of a verb that says little without a complement, as "compared" is."""
        return self.verb_forms.get(word.lower()) in self._with_complement

    @cached_property
    def _with_complement(self) -> frozenset[str]:
        return self.words("verbs_with_complement")

    @cached_property
    def _duties(self) -> frozenset[str]:
        return self.words("heads_with_infinitive")

    @cached_property
    def _orders(self) -> frozenset[str]:
        return self.words("verbs_with_infinitive")

    @cached_property
    def _count_nouns(self) -> frozenset[str]:
        return self.words("count_nouns")

    @cached_property
    def _mass_nouns(self) -> frozenset[str]:
        return self.words("mass_nouns")

    @cached_property
    def instruments(self) -> frozenset[str]:
        """Nouns that make a compound of the -ing form before them, as in "filtering tools"."""
        return self.words("instruments")

    @cached_property
    def idle_verbs(self) -> frozenset[str]:
        """Base forms of verbs that name no mechanism: light ones, and what an attacker does."""
        return self.words("light_verbs") | self.words("hostile_verbs") | self.words("other_verbs")

    @cached_property
    def verb_forms(self) -> Mapping[str, str]:
        """Every form of every listed verb → its base form."""
        forms: dict[str, str] = {}
        for verb in self._only_verbs | self.words("verbs_and_nouns"):
            doubled = self._doubles(verb)
            for form in (_with_s(verb), _with_suffix(verb, "ing", doubled), _with_suffix(verb, "ed", doubled)):
                forms.setdefault(form, verb)
            forms[verb] = verb
        for entry in self.words("irregular_verbs"):
            verb, *others = entry.split("/")
            forms |= dict.fromkeys(others, verb)
        return forms

    def is_telling(self, word: str) -> bool:
        """Whether a word is a form of a verb that can name a mechanism, as "filtered" is and "used" is not."""
        verb = self.verb_forms.get(word.lower())
        return verb is not None and verb not in self.idle_verbs

    @cached_property
    def past_tenses(self) -> frozenset[str]:
        """Past forms that are no participle: "showed" as against "shown"."""
        entries = (entry.split("/") for entry in self.words("irregular_verbs"))
        return frozenset(forms[1] for forms in entries if len(forms) > 2 and forms[1] != forms[2])

    def gerund(self, form: str) -> str | None:
        """The -ing form of the verb that `form` belongs to; None for what is no listed verb.

        >>> english().gerund("mitigated"), english().gerund("sets"), english().gerund("table")
        ('mitigating', 'setting', None)
        """
        verb = self.verb_forms.get(form)
        return None if verb is None else _with_suffix(verb, "ing", self._doubles(verb))

    @cached_property
    def _only_verbs(self) -> frozenset[str]:
        irregular = {entry.partition("/")[0] for entry in self.words("irregular_verbs")}
        every = self.words("verbs") | self.words("other_verbs") | self.idle_verbs | irregular
        return every - self.words("verbs_and_nouns")

    def _doubles(self, verb: str) -> bool:
        """Whether a verb doubles its last letter: "swap" does, and of the longer ones those listed."""
        return verb in self._doubling or _SHORT_VERB.fullmatch(verb) is not None

    @cached_property
    def _doubling(self) -> frozenset[str]:
        return self.words("doubling_verbs")

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        classes: dict[str, str] = {}
        for verb in self._only_verbs:
            classes |= {verb: VERB, _with_s(verb): VERB_S}
        for verb in self.words("verbs_and_nouns"):
            classes |= {verb: EITHER, _with_s(verb): EITHER_S}
        for name, letter in _LISTS.items():
            classes |= dict.fromkeys(self.words(name), letter)
        for entry in self.words("irregular_verbs"):
            classes |= {form: PAST for form in entry.split("/")[1:] if classes.get(form, PAST) == PAST}
        classes |= dict.fromkeys(self.words("nouns") - self.words("verbs_and_nouns"), NOUN)
        return classes | {"of": OF, "to": TO, "'s": GENITIVE, "’s": GENITIVE, "'": GENITIVE, "’": GENITIVE}

    @cached_property
    def _ambiguous_ing(self) -> frozenset[str]:
        return frozenset(noun for noun in self.words("nouns") if noun.endswith("ing"))

    def letter(self, word: str) -> str:
        """The class of a word, before its neighbours are looked at."""
        lower = word.lower()
        listed = self._listed.get(lower)
        if listed is not None:
            return ING if lower in self._ambiguous_ing else listed
        if not _WORD.fullmatch(word):
            return COMMA if word == "," else STOP if word in {".", "!", "?", ";", ":"} else BREAK
        if _NAME.fullmatch(word):
            return NOUN
        return self._by_ending(lower)

    def _by_ending(self, word: str) -> str:
        last = word.rpartition("-")[2]
        if last != word and len(last) > 2:
            letter = self.letter(last)
            again = word.startswith(("re-", "co-", "de-")) and letter != PAST
            return letter if again else _of_compound(last, letter)
        if _NOUN.fullmatch(word):
            return NOUN
        if _VERB_S.fullmatch(word):
            return VERB_S
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return PLURAL
        for ending, letter in (("ly", ADVERB), ("ing", ING), ("ed", PAST)):
            if word.endswith(ending) and (len(word) > len(ending) + 2 or word in self.verb_forms):
                return letter
        return ADJECTIVE if _ADJECTIVE.fullmatch(word) else NOUN


_LISTS = {
    "spelled_numbers": NUMBER,
    "plural_nouns": PLURAL,
    "singular_in_s": NOUN,
    "adjectives": ADJECTIVE,
    "adverbs": ADVERB,
    "clause_words": CLAUSE,
    "prepositions": PREPOSITION,
    "pronouns": PRONOUN,
    "forms_of_have_and_do": HAVE,
    "forms_of_be": BE,
    "modals": MODAL,
    "coordinators": COORDINATOR,
    "quantifiers": QUANTIFIER,
    "possessives": POSSESSIVE,
    "determiners": DETERMINER,
}


def _of_compound(last: str, letter: str) -> str:
    """The class of a hyphenated word, by the class of its last part."""
    if last == "media":
        return NOUN
    if letter == PAST or (letter == ING and not last.endswith(("training", "testing", "tuning", "teaming"))):
        return ADJECTIVE
    return {EITHER: NOUN, VERB: NOUN, EITHER_S: PLURAL, VERB_S: PLURAL, PLURAL: PLURAL, ADJECTIVE: ADJECTIVE}.get(
        letter, ING if letter == ING else NOUN
    )


@cache
def english() -> English:
    """The lists that ship with the package."""
    return English(yaml.safe_load(ENGLISH_FILE.read_text(encoding="utf-8")))


_INFLECTED = ("'s", "’s", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y")
_DERIVED = re.compile(
    r"(?<=.{4})(?:[ai]bilit|icat|at|ment|[ae]nc|at[io]v|at?or|ional|ion|it|[ai]bl|iv|ical|ur|al|er|or|if|is|iz|i|y|e)$"
)
_SHORTEST_STEM = 4
_REMEMBERED = 2**16
_UNCOUNTED = re.compile(
    r".+(?:ing|[ts]ion|ment|ity|ness|[ae]nce|[ae]ncy|cy|ism|ship|age|graphy|logy|ware|ure|ics|acy|al|sis)"
)
_PERSONS = ("er", "or", "ist", "ian", "ee")
_AGENT_ENDINGS = ("er", "or", "ist", "cil", "cian", "ive", "ant", "ent", "ment", "ee", "ry", "man", "son", "any", "rm")


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """What a word has in common with its family; words of different families may share it, too.

    >>> sorted({stem(each) for each in ("mitigate", "Mitigates", "mitigated", "mitigating", "mitigation")})
    ['mitig']
    >>> stem("policies") == stem("policy"), stem("setting") == stem("sets"), stem("observe") == stem("observation")
    (True, True, True)
    """
    word = word.lower()
    inflected = next((each for each in _INFLECTED if word.endswith(each) and _pronounceable(word, each)), "")
    word = word.removesuffix(inflected)
    while match := _DERIVED.search(word):
        word = word[: match.start()]
    if len(word) >= _SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


def _pronounceable(word: str, ending: str) -> bool:
    rest = word.removesuffix(ending)
    return len(rest) > 2 and any(vowel in rest for vowel in "aeiouy")


@lru_cache(maxsize=_REMEMBERED)
def stems_of(words: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(map(stem, _LETTERS.findall(words)))


CONTENT = frozenset({ADJECTIVE, NOUN, PLURAL, VERB, VERB_S, PAST, ING, GERUND, EITHER, EITHER_S})


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{word}s"


def _with_suffix(word: str, suffix: str, doubled: bool) -> str:
    if doubled:
        return f"{word}{word[-1]}{suffix}"
    if suffix == "ed" and word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ied"
    if suffix == "ing" and word.endswith("ie"):
        return f"{word[:-2]}ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return f"{word[:-1]}{suffix}"
    return f"{word}d" if suffix == "ed" and word.endswith("e") else f"{word}{suffix}"
