"""The line names the category and quotes nothing but the passage."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.prediction import Evidence
from pipeline.domain.taxonomy import Category
from pipeline.reasoning import Reasoner
from pipeline.resources import load_taxonomy

TEXT = "Providers apply output filters before release."
FILTERS = Category("1.2.1", "Guardrails & Filtering", "")
QUOTED = re.compile(r"“(.*)”", re.DOTALL)

PROSE = st.lists(
    st.sampled_from(
        ["output", "filters", "of", "the", "hazardous", "data\n", "“quoted”", "(Lin)", "privacy-preserving"]
    ),
    max_size=12,
).map(" ".join)


@pytest.fixture(scope="module")
def reasoner() -> Reasoner:
    return Reasoner()


def everywhere(text: str) -> list[Evidence]:
    return [Evidence(0, len(text), 1.0)]


def on(text: str, *words: str) -> list[Evidence]:
    return [Evidence(text.index(word), text.index(word) + len(word), 1.0) for word in words]


@given(PROSE | st.text(max_size=60), st.sampled_from(load_taxonomy().tree.categories))
@settings(deadline=None)
def test_what_is_quoted_stands_in_the_passage(reasoner: Reasoner, text: str, category: Category) -> None:
    line = reasoner.line(text, category, everywhere(text))

    quoted = QUOTED.search(line)
    assert quoted is None or quoted.group(1) in " ".join(text.split())


@given(PROSE | st.text(max_size=60), st.sampled_from(load_taxonomy().tree.categories), st.booleans())
@settings(deadline=None)
def test_it_is_one_sentence_and_always_the_same(
    reasoner: Reasoner, text: str, category: Category, unclassifiable: bool
) -> None:
    line = reasoner.line(text, category, everywhere(text), unclassifiable=unclassifiable)

    assert line == reasoner.line(text, category, everywhere(text), unclassifiable=unclassifiable)
    assert line.endswith(".")
    assert line[0].isupper()
    assert len(line.splitlines()) == 1


@given(st.text(max_size=60), st.sampled_from(load_taxonomy().tree.categories))
@settings(deadline=None)
def test_it_names_the_category(reasoner: Reasoner, text: str, category: Category) -> None:
    assert category.label.lower() in reasoner.line(text, category, everywhere(text)).lower()


def test_whole_lines(reasoner: Reasoner) -> None:
    lines = {reasoner.line(f"{TEXT}{' ' * spaces}", FILTERS, on(TEXT, "output", "filters")) for spaces in range(40)}

    assert lines == {
        "Rests on “output filters”, a measure of guardrails & filtering.",
        "The mechanism is “output filters”, which belongs to guardrails & filtering.",
        "Turns on “output filters”, hence guardrails & filtering.",
        "Describes “output filters” as a form of guardrails & filtering.",
    }


def test_without_a_phrase_the_line_says_so(reasoner: Reasoner) -> None:
    assert reasoner.line(TEXT, FILTERS, []) == "Speaks of guardrails & filtering without naming one mechanism."


def test_what_cannot_be_classified_is_said_so_whatever_the_evidence(reasoner: Reasoner) -> None:
    line = reasoner.line(TEXT, Category("99.9", "Other", ""), everywhere(TEXT), unclassifiable=True)

    assert line == "Names no mechanism by which the passage could be classified."


@pytest.mark.parametrize(
    ("label", "shown"),
    [("AI System", "AI system"), ("NIST", "NIST"), ("Non-Model", "non-model"), ("Training Data", "training data")],
)
def test_abbreviations_keep_their_capitals(reasoner: Reasoner, label: str, shown: str) -> None:
    assert reasoner.line(TEXT, Category("1", label, ""), []) == f"Speaks of {shown} without naming one mechanism."
