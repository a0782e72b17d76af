"""What training promises: it learns, it is repeatable, it says when it cannot."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from pipeline.classification import Model, Recipe, train_model
from pipeline.classification.training import OutOfFold
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Category, Facet, Taxonomy
from pipeline.errors import NotReadyError
from pipeline.workflows import untracked
from tests.builders import a_passage
from tests.classification.conftest import WORDS, toy_entries, toy_lessons, toy_training
from tests.fakes import fake_encoding


def track(items: Iterable[object], total: int) -> Iterator[object]:
    return untracked(items, total=total, doing="Training")


def test_it_learns_what_the_words_of_a_code_are(toy_model: Model) -> None:
    predictions = toy_model.classify([a_passage(words) for words in WORDS.values()])

    assert [each.answers["code"].alternatives[0].code for each in predictions] == list(WORDS)
    assert predictions[2].answers["actor"].alternatives[0].code == "Governance Actor"


def test_held_out_predictions_come_from_papers_not_trained_on(toy: tuple[Model, tuple[OutOfFold, ...]]) -> None:
    by_facet = {each.facet: each for each in toy[1]}

    code = by_facet["code"]
    best = [code.classes[index] for index in code.probabilities.argmax(axis=1)]
    assert len(code.truth) == 18
    assert np.mean([one == other for one, other in zip(best, code.truth, strict=True)]) > 0.9
    assert len(by_facet["is_mitigation"].truth) == 24
    assert len(by_facet["risk_function"].truth) == 0  # no entry has that label, the definitions alone teach it


def test_one_core_or_two_give_the_same_model_to_the_byte(toy_model: Model) -> None:
    again, _ = toy_training(jobs=2)

    ours, theirs = toy_model.to_parts(), again.to_parts()
    assert ours[1] == theirs[1]
    assert {name: array.tobytes() for name, array in ours[0].items()} == {
        name: array.tobytes() for name, array in theirs[0].items()
    }


def test_a_code_added_to_the_taxonomy_is_predicted_from_its_definition_alone() -> None:
    lessons = toy_lessons()
    tree = lessons.taxonomy.tree
    new = Category("2.5", "Zoology", "Keeping marmots that whistle when gradients explode.", parent="2")
    facets = tuple(Facet(f.name, f.question, (*f.categories, new)) if f is tree else f for f in lessons.taxonomy)
    grown = replace(lessons, taxonomy=Taxonomy("next", facets))

    model, _ = train_model(grown, Recipe(), fake_encoding(), track=track, jobs=1)
    (prediction,) = model.classify([a_passage("Marmots that whistle when gradients explode.")])

    assert prediction.answers["code"].alternatives[0].code == "2.5"


def test_entries_that_lack_a_facet_still_train_the_others(toy_model: Model) -> None:
    assert all("risk_function" not in entry.labels for entry in toy_entries())
    (prediction,) = toy_model.classify([a_passage("Quantifying, testing and monitoring the risks identified.")])

    assert prediction.answers["risk_function"].alternatives[0].code == "Measure"


def test_papers_that_the_encoder_was_tuned_on_do_not_say_how_sure_it_may_be() -> None:
    turned = {"1.1.1": "2.2.2", "2.2.2": "3.1.3", "3.1.3": "1.1.1"}
    entries = tuple(
        replace(entry, labels={"code": turned[entry.labels["code"]]})
        if entry.paper == "paper 5" and entry.labels
        else entry
        for entry in toy_entries()
    )
    tuned = replace(fake_encoding(), tuned_on=frozenset(f"paper {number}" for number in range(5)))

    blind, _ = train_model(toy_lessons(entries), Recipe(), fake_encoding(), track=track, jobs=1)
    aware, held_out = train_model(toy_lessons(entries), Recipe(), tuned, track=track, jobs=1)

    assert aware.heads["code"].temperature > 2 * blind.heads["code"].temperature
    np.testing.assert_array_equal(aware.heads["code"].weights, blind.heads["code"].weights)
    for each in held_out:
        assert {entries[number].paper for number in each.entries} <= {"paper 5"}


def test_where_the_encoder_was_tuned_on_all_papers_nothing_is_ruled_out() -> None:
    tuned = replace(fake_encoding(), tuned_on=frozenset(entry.paper for entry in toy_entries()))

    model, held_out = train_model(toy_lessons(), Recipe(), tuned, track=track, jobs=1)
    (prediction,) = model.classify([a_passage("treaty states verify")])

    assert [len(each.truth) for each in held_out] == [0] * 5
    assert len(prediction.answers["code"].prediction_set) == len(model.taxonomy.tree.codes)


def test_too_few_entries_are_refused() -> None:
    with pytest.raises(NotReadyError) as caught:
        train_model(toy_lessons(toy_entries()[:2]), Recipe(), fake_encoding(), track=track, jobs=1)

    assert caught.value.problem == "2 labelled entries and 0 paragraphs marked `mitigation` false are too few"
    assert caught.value.remedy == "training needs at least 3 of the one and 1 of the other: `mitag labels import`"


def test_too_few_papers_are_refused() -> None:
    entries: tuple[LabeledEntry, ...] = tuple(replace(entry, paper="one") for entry in toy_entries())

    with pytest.raises(NotReadyError, match="the labels come from 1 papers; calibration needs at least 3"):
        train_model(toy_lessons(entries), Recipe(), fake_encoding(), track=track, jobs=1)
