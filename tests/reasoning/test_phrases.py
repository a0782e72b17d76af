"""The phrase stands in the text, has natural bounds, and lies where the evidence is."""

import string

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.domain.prediction import Evidence
from pipeline.reasoning.phrases import best_phrase

PLAIN = st.sampled_from(["red", "teaming", "models", "output", "filters", "on-chip", "é"])
SMALL = st.sampled_from(["the", "of", "can", "it", "which", "–", ",", "…", "\n", "5"])
QUOTES = st.sampled_from(["(Lin", "2024)", "[3]", "“quoted”"])
PROSE = st.lists(PLAIN | SMALL | QUOTES, max_size=20).map(" ".join)
TEXTS = PROSE | st.text(max_size=60)
WEIGHTS = st.floats(-2, 2)


@pytest.fixture(scope="module")
def english() -> Language:
    return spacy.blank("en")


@st.composite
def texts_with_evidence(draw: st.DrawFn) -> tuple[str, list[Evidence]]:
    text = draw(TEXTS)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = draw(st.lists(st.tuples(places, WEIGHTS), max_size=5))
    return text, [Evidence(start, end, weight) for (start, end), weight in spans]


def on(text: str, *marked: str, weight: float = 1.0) -> list[Evidence]:
    return [Evidence(text.index(word), text.index(word) + len(word), weight) for word in marked]


@given(texts_with_evidence())
@settings(deadline=None)
def test_the_phrase_is_a_stretch_of_the_text(english: Language, given_: tuple[str, list[Evidence]]) -> None:
    text, evidence = given_

    assert best_phrase(english(text), evidence) in text


@given(texts_with_evidence())
@settings(deadline=None)
def test_the_phrase_has_two_to_seven_words_and_natural_bounds(
    english: Language, given_: tuple[str, list[Evidence]]
) -> None:
    text, evidence = given_
    words = list(english(best_phrase(english(text), evidence)))
    if not words:
        return

    assert 2 <= len(words) <= 7
    for outermost in (words[0], words[-1]):
        assert not outermost.is_stop
        assert not outermost.is_punct
        assert len(outermost) >= 3
    assert not set(",.;:()[]“”\n") & set("".join(word.text for word in words if word.is_punct or word.is_space))


@given(TEXTS, WEIGHTS.filter(lambda weight: weight <= 0))
@settings(deadline=None)
def test_where_nothing_speaks_for_the_answer_there_is_no_phrase(english: Language, text: str, weight: float) -> None:
    assert best_phrase(english(text), []) == ""
    assert best_phrase(english(text), [Evidence(0, len(text), weight)]) == ""


@given(texts_with_evidence(), st.floats(0.5, 4))
@settings(deadline=None)
def test_how_weights_are_scaled_does_not_matter(
    english: Language, given_: tuple[str, list[Evidence]], factor: float
) -> None:
    text, evidence = given_
    doc = english(text)
    power = 2.0 ** round(factor)  # exact in binary, so that no rounding decides

    assert best_phrase(doc, [Evidence(e.start, e.end, e.weight * power) for e in evidence]) == best_phrase(
        doc, evidence
    )


@pytest.mark.parametrize(
    ("text", "marked", "phrase"),
    [
        ("Providers apply output filters before release.", ("output", "filters"), "output filters"),
        (
            "They rely on the removal of hazardous data today.",
            ("removal", "hazardous", "data"),
            "removal of hazardous data",
        ),
        ("Filters (Lin et al., 2024) block prompts.", ("Filters", "block", "prompts"), "block prompts"),
        ("Audits, logs and drills.", ("Audits", "logs", "drills"), "logs and drills"),
        ("Use privacy-preserving training here.", ("privacy", "preserving", "training"), "privacy-preserving training"),
        ("Logging.", ("Logging",), ""),
        ("", (), ""),
    ],
)
def test_the_phrase_is_the_one_a_reader_would_mark(
    english: Language, text: str, marked: tuple[str, ...], phrase: str
) -> None:
    assert best_phrase(english(text), on(text, *marked)) == phrase


def test_words_that_speak_against_are_left_out(english: Language) -> None:
    text = "robust output filters sometimes fail badly"
    evidence = [*on(text, "output", "filters"), *on(text, "sometimes", "fail", weight=-1)]

    assert best_phrase(english(text), evidence) == "output filters"


def test_no_punctuation_comes_along(english: Language) -> None:
    text = f"{string.punctuation} output filters {string.whitespace}"

    assert best_phrase(english(text), on(text, "output", "filters")) == "output filters"


def test_a_long_stretch_of_evidence_gives_seven_words(english: Language) -> None:
    text = "alpha bravo charlie delta echo foxtrot golf hotel india"

    assert best_phrase(english(text), [Evidence(0, len(text), 1.0)]) in (
        "alpha bravo charlie delta echo foxtrot golf",
        "bravo charlie delta echo foxtrot golf hotel",
        "charlie delta echo foxtrot golf hotel india",
    )


def test_of_two_equal_phrases_the_first_is_taken(english: Language) -> None:
    text = "safety drills, output alarms"

    assert best_phrase(english(text), on(text, "safety", "drills", "output", "alarms")) == "safety drills"
