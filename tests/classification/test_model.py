"""A model's answers hold together, survive saving and can be taken apart."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification import Model
from pipeline.domain.prediction import Answer
from pipeline.errors import IntegrityError
from tests.builders import a_passage
from tests.classification.conftest import WORDS, toy_training
from tests.fakes import fake_encoding


@pytest.fixture(scope="module")
def model() -> Model:
    return toy_training()[0]


def test_every_facet_is_answered_with_a_category_of_its_own(model: Model) -> None:
    (prediction,) = model.classify([a_passage("Inspectors verify the treaty.")])

    assert list(prediction.answers) == [facet.name for facet in model.taxonomy]
    for facet in model.taxonomy:
        answer = prediction.answers[facet.name]
        assert answer.code in facet
        assert [each.confidence for each in answer.alternatives] == sorted(
            (each.confidence for each in answer.alternatives), reverse=True
        )


@given(st.text(min_size=1, max_size=200))
def test_any_text_gets_a_consistent_answer(text: str) -> None:
    model = _shared()
    (prediction,) = model.classify([a_passage(text)])

    answer = prediction.answers["code"]
    if answer.backed_off_from:
        assert answer.code in model.taxonomy.tree.ancestors(answer.backed_off_from)
        assert answer.backed_off_from != answer.code
    assert answer.abstained == (answer.confidence < model.floor)
    assert answer.prediction_set
    assert prediction.needs_review == bool(prediction.review_reasons)


def test_answers_do_not_depend_on_what_else_is_asked(model: Model) -> None:
    passages = [a_passage(words) for words in WORDS.values()]

    assert model.classify(passages)[1:] == model.classify(passages[1:])


def test_nothing_in_nothing_out(model: Model) -> None:
    assert model.classify([]) == []
    assert model.relevance([]) == []


def test_thanks_are_no_mitigation(model: Model) -> None:
    thanks, measure = model.relevance(
        [a_passage("We thank reviewer 9 and list results."), a_passage("Red team exercise to probe capability.")]
    )

    assert thanks < 0.5 < measure


def test_a_model_survives_saving(model: Model) -> None:
    arrays, documents = model.to_parts()
    again = Model.from_parts("m1", arrays, json.loads(json.dumps(documents)), fake_encoding())
    passage = a_passage("Filter toxic documents from the corpus.")

    assert again.model_id == "m1"
    assert again.classify([passage])[0].answers == model.classify([passage])[0].answers
    assert again.relevance([passage]) == model.relevance([passage])


def test_another_encoder_than_the_one_trained_with_is_refused(model: Model) -> None:
    wider = replace(fake_encoding(), encode=lambda texts: np.ones((len(texts), 9), dtype=np.float32))

    with pytest.raises(IntegrityError, match="was trained on"):
        Model.from_parts("m1", *model.to_parts(), wider)


def test_evidence_points_at_the_words_that_carried_the_answer(model: Model) -> None:
    passage = a_passage("On Monday the treaty was read aloud.", section_path=("A treaty heading",))

    evidence = model.evidence(passage, Answer("code", "3.1.3", 0.9))

    best = max(evidence, key=lambda each: each.weight)
    assert passage.text[best.start : best.end] == "treaty"
    assert all(0 <= each.start < each.end <= len(passage.text) for each in evidence)


_MODELS: list[Model] = []


def _shared() -> Model:
    if not _MODELS:
        _MODELS.append(toy_training()[0])
    return _MODELS[0]
