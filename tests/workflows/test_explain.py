"""An explanation tells the words, the sentence and the entries that an answer rests on."""

from collections.abc import Sequence
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification import Model
from pipeline.domain.labels import TrainingSet
from pipeline.domain.passage import Finding, Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Prediction
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import NotReadyError
from pipeline.workflows.classify import ClassifyOutcome, Tagged
from pipeline.workflows.explain import (
    AnswerExplanation,
    PassageExplanation,
    Weighed,
    explain,
    explained,
    strongest,
)
from pipeline.workflows.nearest import NearestEntries, Neighbour
from tests.builders import a_document, a_passage, a_taxonomy, an_entry
from tests.classification.conftest import WORDS, toy_lessons, toy_training
from tests.fakes import fake_encode

TEXT = "Staff rehearse a shutdown. The red-team watches them, and the red team\nwrites it down."
WEIGHTS = {
    "Staff": 0.3,
    "rehearse": 0.2,
    "shutdown": -0.25,
    "The": 0.01,
    "red": 0.5,
    "team": 0.25,
    "watches": -0.125,
    "them": 0.05,
    "writes": 0.02,
    "down": -0.01,
}


def words_of(text: str, weights: dict[str, float]) -> list[Evidence]:
    """Evidence at every place where one of the words stands."""
    found = []
    for word, weight in weights.items():
        start = text.find(word)
        while start >= 0:
            found.append(Evidence(start, start + len(word), weight))
            start = text.find(word, start + 1)
    return sorted(found, key=lambda each: each.start)


def tagged(*texts: str, answers: dict[str, Answer] | None = None, taxonomy: Taxonomy | None = None) -> ClassifyOutcome:
    items = []
    for text in texts:
        passage = a_passage(text)
        prediction = Prediction(passage.passage_id, "m1", answers or {})
        items.append(Tagged(a_document(), Finding(passage, 0.9, (), taken=True), prediction))
    return ClassifyOutcome(taxonomy or a_taxonomy(), tuple(items), 1, ())


@pytest.fixture(scope="module")
def model() -> Model:
    return toy_training()[0]


def test_neighbours_are_one_term_and_repeats_count_together() -> None:
    evidence = [each for each in words_of(TEXT, WEIGHTS) if each.weight > 0]

    assert strongest(TEXT, evidence, count=3) == (
        Weighed("red-team", 1.5),
        Weighed("Staff rehearse", 0.5),
        Weighed("them", 0.05),
    )


def test_words_parted_by_a_stop_or_by_a_word_that_says_nothing_stay_apart() -> None:
    text = "Audit. Audits the code, audit code"
    evidence = [Evidence(0, 5, 0.4), Evidence(7, 13, 0.3), Evidence(18, 22, 0.2), Evidence(30, 34, 0.1)]

    assert strongest(text, evidence, count=5) == (
        Weighed("Audit", 0.4),
        Weighed("Audits", 0.3),
        Weighed("code", 0.3),
    )


@given(st.text("ab -.,\n", max_size=60), st.data(), st.integers(1, 5))
def test_every_term_stands_in_the_text_and_there_are_no_more_than_asked_for(
    text: str, draw: st.DataObject, count: int
) -> None:
    spans = [(at, at + 1) for at, letter in enumerate(text) if letter in "ab"]
    evidence = [Evidence(*span, draw.draw(st.floats(0.1, 1))) for span in spans]

    found = strongest(text, evidence, count=count)

    assert len(found) <= count
    assert bool(found) == bool(evidence)
    assert all(each.text in " ".join(text.split()) for each in found)
    assert [abs(each.weight) for each in found] == sorted((abs(each.weight) for each in found), reverse=True)
    assert sum(each.weight for each in found) <= sum(each.weight for each in evidence) + 0.001


def test_an_answer_is_told_with_its_second_its_words_its_sentence_and_its_like() -> None:
    ranked = (Candidate("1.1", 0.4), Candidate("1", 0.35), Candidate("2", 0.3))
    code = Answer("code", "1", 0.8, ranked, ("1.1", "1", "2"), "1.1")
    actor = Answer("actor", "User", 0.3, (Candidate("User", 0.3),), ("User",), abstained=True)
    text = "We drill. Staff press the red button, not the green."
    asked: list[Answer] = []

    def evidence_of(passage: Passage, answer: Answer) -> Sequence[Evidence]:
        asked.append(answer)
        weights = {"drill": 0.25, "red": 0.5, "button": 0.25, "not": -0.5, "the": -0.25, "green": -0.125}
        return words_of(passage.text, weights) if answer.facet == "code" else ()

    known = NearestEntries((an_entry(paper="drills"),), fake_encode, "code")
    (found,) = explained(tagged(text, answers={"code": code, "actor": actor}), evidence_of, known)

    assert asked == [code, actor]
    assert found == PassageExplanation(
        {
            "code": AnswerExplanation(
                code="1",
                confidence=0.8,
                likeliest=Candidate("1.1", 0.4),
                second=Candidate("2", 0.3),
                spoke_for=(Weighed("red button", 0.75), Weighed("drill", 0.25)),
                spoke_against=(Weighed("not the green", -0.875), Weighed("the", -0.25)),
                sentence=Weighed("We drill.", 0.25),
            ),
            "actor": AnswerExplanation(
                code="User",
                confidence=0.3,
                likeliest=Candidate("User", 0.3),
                second=None,
                spoke_for=(),
                spoke_against=(),
                sentence=None,
                abstained=True,
            ),
        },
        (Neighbour("Staff rehearse a shutdown before every release.", "2", "drills", found.nearest[0].similarity),),
    )
    assert 0.9 < found.nearest[0].similarity <= 1


def test_a_passage_that_nothing_speaks_for_has_no_sentence_that_carried_most() -> None:
    answer = Answer("actor", "User", 0.3)

    (found,) = explained(
        tagged("No. Never.", answers={"actor": answer}),
        lambda passage, _: words_of(passage.text, {"No": -0.5, "Never": -0.25}),
        NearestEntries((), fake_encode, "code"),
    )

    assert found.answers["actor"].sentence is None
    assert found.answers["actor"].spoke_against == (Weighed("No", -0.5), Weighed("Never", -0.25))
    assert found.nearest == ()


def test_a_trained_model_is_explained_by_words_of_the_passage_and_by_what_it_learned(model: Model) -> None:
    text = f"We thank the reader. Here we {WORDS['2.2.2']}."
    passage = a_passage(text, section_path=("Part",))
    (prediction,) = model.classify([passage])
    item = Tagged(a_document(), Finding(passage, 0.9, (), taken=True), prediction)
    loaded: list[str] = []

    def load(model_id: str) -> Model:
        loaded.append(model_id)
        return model

    (found,) = explain(ClassifyOutcome(model.taxonomy, (item,), 1, ()), load=load, lessons=toy_lessons)

    code = found.answers["code"]
    assert loaded == [model.model_id]
    assert set(found.answers) == {facet.name for facet in model.taxonomy}
    assert (code.likeliest.code, code.second is not None) == ("2.2.2", True)
    assert set(" ".join(each.text for each in code.spoke_for).split()) <= set(WORDS["2.2.2"].split())
    assert code.sentence is not None
    assert code.sentence.text == f"Here we {WORDS['2.2.2']}."
    assert len(found.nearest) == 3
    assert {each.paper for each in found.nearest} <= {f"paper {number}" for number in range(6)}


def test_without_labels_there_are_no_like_entries(model: Model) -> None:
    def lessons() -> TrainingSet:
        raise NotReadyError("there are no labelled entries")

    (found,) = explain(tagged("Staff."), load=lambda _: model, lessons=lessons)

    assert found == PassageExplanation({}, ())


def test_where_nothing_was_tagged_nothing_is_loaded() -> None:
    def never(*_: object) -> NoReturn:
        pytest.fail("loaded all the same")

    assert explain(tagged(), load=never, lessons=never) == ()
