"""Words are told apart well enough to find phrases, and verbs take the right endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reasoning import words as w
from pipeline.reasoning.words import english, stem


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("the", w.DETERMINER),
        ("its", w.POSSESSIVE),
        ("of", w.OF),
        ("should", w.MODAL),
        ("audit", w.EITHER),
        ("audits", w.EITHER_S),
        ("mitigate", w.VERB),
        ("mitigates", w.VERB_S),
        ("curated", w.PAST),
        ("monitoring", w.ING),
        ("harmful", w.ADJECTIVE),
        ("privacy-preserving", w.ADJECTIVE),
        ("red-teaming", w.ING),
        ("policies", w.PLURAL),
        ("bias", w.NOUN),
        ("criteria", w.PLURAL),
        ("governance", w.NOUN),
        ("carefully", w.ADVERB),
        ("three", w.NUMBER),
        (",", w.COMMA),
        (".", w.STOP),
        ("(", w.BREAK),
        ("2024", w.BREAK),
    ],
)
def test_classes(word: str, letter: str) -> None:
    assert english().letter(word) == letter


@pytest.mark.parametrize(
    ("form", "gerund"),
    [
        ("set", "setting"),
        ("cut", "cutting"),
        ("restrict", "restricting"),
        ("evaluated", "evaluating"),
        ("notifies", "notifying"),
        ("tie", "tying"),
        ("overseen", "overseeing"),
        ("built", "building"),
        ("log", "logging"),
        ("limits", "limiting"),
        ("label", "labeling"),
        ("house", None),
    ],
)
def test_gerunds(form: str, gerund: str | None) -> None:
    assert english().gerund(form) == gerund


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("identify", "identification"),
        ("assess", "assessments"),
        ("enforceable", "enforce"),
        ("operational", "operator"),
    ],
)
def test_words_of_a_family_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("model", "mode"), ("audit", "audience"), ("risk", "rise"), ("test", "tell")]
)
def test_words_of_different_families_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(max_size=20))
def test_every_word_has_one_class_and_a_stem(word: str) -> None:
    assert len(english().letter(word)) == 1
    assert len(stem(word)) <= len(word.lower())


def test_no_word_is_listed_as_verb_alone_and_as_verb_and_noun() -> None:
    lists = english()

    assert lists.words("verbs") & lists.words("verbs_and_nouns") == frozenset()
    assert lists.words("other_verbs") & lists.words("verbs_and_nouns") == frozenset()
