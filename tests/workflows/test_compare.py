"""A model is put in use when it is no worse than the one before, and there is always a way back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.classification.training import OutOfFold
from pipeline.errors import NotReadyError
from pipeline.registry import Bundle, Registry
from pipeline.workflows.compare import compare
from pipeline.workflows.held_out import DOCUMENT, Held, from_document, held_out_of, to_document
from pipeline.workflows.promote import compare_models, promote, roll_back
from tests.builders import a_bundle, an_entry, describing

_N = 200


def held(right: float, confidence: float | None = None, *, n: int = _N) -> dict[str, dict[str, Held]]:
    """A model that is right on this share of the entries of twenty papers, spread over all of them."""
    sure = right if confidence is None else confidence
    answers = ["a" if (number * 7919) % n < right * n else "b" for number in range(n)]
    return {"code": {f"e{number}": Held(f"p{number % 20}", "a", answer, sure) for number, answer in enumerate(answers)}}


def add(registry: Registry, seed: int, held_out: Mapping[str, Any] | None) -> str:
    bundle = a_bundle(seed)
    documents = dict(bundle.documents) | ({DOCUMENT: to_document(held_out)} if held_out is not None else {})
    return registry.add(Bundle(bundle.arrays, documents), describing()).model_id


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_what_is_compared_are_the_entries_that_both_know_by_the_newer_labels() -> None:
    before = {"code": {"both": Held("p", "a", "a", 0.9), "old": Held("p", "a", "a", 0.9)}}
    after = {"code": {"both": Held("p", "b", "b", 0.8), "new": Held("q", "a", "a", 0.9)}, "actor": {}}

    (facet,) = compare(("A", before), ("B", after)).facets

    assert (facet.n, facet.accuracy) == (1, (0.0, 1.0))
    assert not facet.gain.there


def test_a_clear_gain_and_a_clear_loss_are_told_from_chance() -> None:
    (better,) = compare(("A", held(0.6)), ("B", held(0.9))).facets
    (same,) = compare(("A", held(0.8)), ("B", held(0.8))).facets
    worse = compare(("A", held(0.9)), ("B", held(0.6)))

    assert (better.is_better, better.is_worse, better.accuracy) == (True, False, (0.6, 0.9))
    assert (same.is_better, same.is_worse, same.gain.value) == (False, False, 0.0)
    assert worse.facets[0].is_worse
    assert worse.objections[0].startswith("code is right less often: -0.300 (-0.")


def test_confidence_that_promises_more_than_it_keeps_is_an_objection() -> None:
    comparison = compare(("A", held(0.8)), ("B", held(0.8, 0.99)))

    assert not comparison.facets[0].is_worse
    assert comparison.facets[0].overconfidence[0] < 0.05 < comparison.facets[0].overconfidence[1] == 0.19
    (objection,) = comparison.objections
    assert objection.startswith("the confidence in code promises more than it keeps: overconfidence +0.1")


def test_a_little_overconfidence_is_none() -> None:
    assert compare(("A", held(0.8)), ("B", held(0.8, 0.83))).objections == ()


def test_too_little_confidence_is_no_objection() -> None:
    assert compare(("A", held(0.8)), ("B", held(0.8, 0.5))).objections == ()


def test_the_first_model_is_put_in_use_as_it_is(registry: Registry) -> None:
    first = add(registry, 0, held(0.1))

    outcome = promote(first, registry)

    assert (outcome.promoted, outcome.previous, registry.promoted_id()) == (True, None, first)
    assert promote(first, registry).was_in_use


def test_a_worse_model_is_refused_unless_forced(registry: Registry) -> None:
    good, bad = add(registry, 0, held(0.9)), add(registry, 1, held(0.6))
    promote(good, registry)

    refused = promote(bad, registry)
    assert (refused.promoted, registry.promoted_id()) == (False, good)
    assert refused.comparison == compare_models(good, bad, registry)

    forced = promote(bad, registry, force=True)
    assert (forced.promoted, forced.forced, registry.promoted_id()) == (True, True, bad)
    back = promote(good, registry, force=True)
    assert (back.promoted, back.forced) == (True, False)


def test_a_model_that_cannot_be_compared_is_put_in_use(registry: Registry) -> None:
    old, new = add(registry, 0, None), add(registry, 1, held(0.5))
    promote(old, registry)

    outcome = promote(new, registry)

    assert outcome.promoted
    assert outcome.comparison is not None
    assert not outcome.comparison.says_something


def test_rolling_back_goes_all_the_way_and_says_when_there_is_no_more(registry: Registry) -> None:
    models = [add(registry, seed, held(0.5 + seed / 10)) for seed in range(3)]
    with pytest.raises(NotReadyError, match="no model is in use"):
        roll_back(registry)
    for model_id in models:
        promote(model_id, registry)

    assert [roll_back(registry).model_id for _ in range(2)] == [models[1], models[0]]
    with pytest.raises(NotReadyError, match="no model was in use before"):
        roll_back(registry)
    assert registry.promoted_id() == models[0]


def test_what_was_held_out_survives_the_file_and_names_its_entries() -> None:
    entries = [
        an_entry("One.", labels={"code": "1"}, paper="seen"),
        an_entry("Two.", labels={"actor": "User"}),
        an_entry("Three.", labels={"code": "2"}),
    ]
    probabilities = np.asarray([[0.7, 0.3], [0.6, 0.4]], dtype=np.float32)
    said = OutOfFold("code", np.asarray([0, 2]), ("1", "2"), probabilities, ("1", "2"))

    kept = held_out_of([said], entries)

    assert kept == {
        "code": {entries[0].entry_id: Held("seen", "1", "1", 0.7), entries[2].entry_id: Held("drills", "2", "1", 0.6)}
    }
    assert from_document(to_document(kept)) == kept
