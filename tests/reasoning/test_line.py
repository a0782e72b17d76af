"""The line is one sentence of the right length, true to the passage and to the category, and always the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.prediction import Evidence
from pipeline.domain.taxonomy import Category
from pipeline.reasoning import Reasoner
from pipeline.reasoning.line import LONGEST, SHORTEST
from pipeline.resources import load_taxonomy
from tests.reasoning.conftest import TEXTS, everywhere, on

TREE = load_taxonomy().tree
CATEGORIES = st.sampled_from(TREE.categories)
FILTERS, TRAINING_DATA = TREE["1.2.1"], TREE["1.1.1"]
PASSAGE = "Providers may remove hazardous documents from the corpus before training to reduce toxicity."


@given(TEXTS, CATEGORIES, st.booleans())
def test_every_line_keeps_the_rules(reasoner: Reasoner, text: str, category: Category, unclassifiable: bool) -> None:
    line = reasoner.line(text, category, everywhere(text), unclassifiable=unclassifiable)

    assert SHORTEST <= len(line.split()) <= LONGEST
    assert line.endswith(".")
    assert line == line.strip()
    assert len(line.splitlines()) == 1
    assert not re.search(r"[{}\[\]|]", line)
    assert not re.match(r"(it|they|this|its|our)\b", line, re.IGNORECASE)


@given(TEXTS, CATEGORIES)
def test_every_word_of_it_comes_from_passage_or_definition(reasoner: Reasoner, text: str, category: Category) -> None:
    line = reasoner.line(text, category, everywhere(text))

    assert reasoner.strange(text, category, line) == []


@given(TEXTS, CATEGORIES)
def test_the_spans_lie_in_the_passage_and_hold_words_of_the_line(
    reasoner: Reasoner, text: str, category: Category
) -> None:
    explanation = reasoner.explain(text, category, everywhere(text))

    spans = [*explanation.phrases, *([explanation.target] if explanation.target else [])]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        last = text[start:end].split()[-1].strip("“”…")
        assert last.lower()[:3] in explanation.line.lower()


@given(TEXTS, CATEGORIES)
def test_the_same_passage_gets_the_same_line(reasoner: Reasoner, text: str, category: Category) -> None:
    assert reasoner.line(text, category, everywhere(text)) == Reasoner().line(text, category, everywhere(text))


def test_the_verb_of_the_passage_becomes_an_action(reasoner: Reasoner) -> None:
    evidence = on(PASSAGE, "remove", "hazardous", "documents")

    explanation = reasoner.explain(PASSAGE, TRAINING_DATA, evidence)

    assert "removing hazardous documents" in explanation.line.lower()
    assert PASSAGE[slice(*explanation.phrases[0])].startswith("remove hazardous documents")


def test_the_risk_that_is_sought_is_named(reasoner: Reasoner) -> None:
    explanation = reasoner.explain(PASSAGE, TRAINING_DATA, on(PASSAGE, "remove", "hazardous", "documents"))

    assert "toxicity" in explanation.line
    assert explanation.target is not None
    assert PASSAGE[slice(*explanation.target)] == "toxicity"


@pytest.mark.parametrize(
    ("text", "named", "wrong"),
    [
        ("We want output filters.", ("output", "filters"), r"filters,? (checks|acts|filters|moderates|serves|is)\b"),
        ("We want an output filter.", ("output", "filter"), r"filter,? (check|act|filter|moderate|serve|are)\b"),
    ],
)
def test_the_predicate_agrees_with_what_is_named(
    reasoner: Reasoner, text: str, named: tuple[str, ...], wrong: str
) -> None:
    """Over many passages that differ in their spaces alone, so that every frame has its turn."""
    lines = {reasoner.line(text + " " * spaces, FILTERS, on(text, *named)) for spaces in range(80)}

    assert len(lines) > 10
    assert [line for line in lines if re.search(wrong, line) or "output filter" not in line.lower()] == []


def test_lines_about_one_category_vary(reasoner: Reasoner) -> None:
    texts = [f"{PASSAGE} Case {number}." for number in range(100)]
    lines = [reasoner.line(text, TRAINING_DATA, on(text, "remove", "hazardous", "documents")) for text in texts]

    assert len(set(lines)) >= 10
    assert max(lines.count(line) for line in lines) <= 30


def test_no_line_copies_a_whole_sentence(reasoner: Reasoner) -> None:
    text = "Filters check inputs."

    assert text not in reasoner.line(text, FILTERS, everywhere(text))


def test_without_evidence_the_line_says_that_no_mechanism_is_named(reasoner: Reasoner) -> None:
    explanation = reasoner.explain(PASSAGE, FILTERS, [])

    assert "guardrails and filtering" in explanation.line
    assert explanation.phrases == ()


def test_words_that_speak_against_are_not_named(reasoner: Reasoner) -> None:
    text = "Robust output filters help, slow manual review fails."
    evidence = [*on(text, "output", "filters"), *on(text, "manual", "review", weight=-1)]

    line = reasoner.line(text, FILTERS, evidence)

    assert "output filters" in line.lower()
    assert "review" not in line


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Misuse is a growing danger.", "misuse as a risk|risk, misuse|against misuse|Misuse"),
        ("Fairness is the goal.", "fairness as a goal|goal, fairness|for fairness"),
        ("Safety culture", "heading|content|vague|Safety culture|safety culture"),
        ("", "heading without content"),
    ],
)
def test_what_cannot_be_classified_is_said_to_lack_something(reasoner: Reasoner, text: str, named: str) -> None:
    line = reasoner.line(text, TREE["99.9"], everywhere(text), unclassifiable=True)

    assert re.search(named, line, re.IGNORECASE)
    assert re.search(r"\b(no|not|only|without|nothing|vague)\b", line, re.IGNORECASE)


def test_a_category_of_another_taxonomy_is_named_by_its_label(reasoner: Reasoner) -> None:
    foreign = Category("7.3", "Kill Switches", "Ways of turning a system off.")
    text = "Operators install an emergency stop on every robot."

    line = reasoner.line(text, foreign, on(text, "install", "emergency", "stop"))

    assert "kill switches" in line
    assert "emergency stop" in line


def test_what_is_hardly_the_mechanism_is_only_spoken_of(reasoner: Reasoner) -> None:
    text = "Whether companies care about toxic language is unclear."

    line = reasoner.line(text, FILTERS, everywhere(text))

    assert re.search(r"\b(speak|described|as to|said|concerning)", line, re.IGNORECASE)
    assert not re.match(r"(companies|toxic language)\b", line, re.IGNORECASE)


def test_a_large_vocabulary_is_forgotten_and_changes_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reasoning.line._MOST_MET", 30)
    forgetful, evidence = Reasoner(), on(PASSAGE, "remove", "hazardous", "documents")
    before = forgetful.explain(PASSAGE, TRAINING_DATA, evidence)

    for number in range(50):
        forgetful.line(f"word{number} stands alone", TRAINING_DATA, [])

    assert forgetful.explain(PASSAGE, TRAINING_DATA, evidence) == before


def test_a_very_long_passage_is_read_from_its_beginning(reasoner: Reasoner) -> None:
    text = f"{PASSAGE} " * 2000
    late = [Evidence(len(text) - 20, len(text) - 5, 5.0), *on(text, "remove", "hazardous", "documents")]

    assert "removing hazardous documents" in reasoner.line(text, TRAINING_DATA, late).lower()
