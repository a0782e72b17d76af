"""Training as a workflow: what is learned from, what is listed, what the scores are of."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.classification import Recipe
from pipeline.registry import Registry
from pipeline.workflows import untracked
from pipeline.workflows.train import Reading, TrainOutcome, train
from tests.classification.conftest import toy_entries, toy_lessons
from tests.fakes import fake_encoding


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def trained(registry: Registry, *, entries: Any = None, tuned_on: Sequence[str] = ()) -> TrainOutcome:
    trail = {"sha256": "ab", "tuning": {"papers": [*tuned_on]}} if tuned_on else {}
    reading = Reading(replace(fake_encoding(), tuned_on=frozenset(tuned_on)), trail)
    return train(toy_lessons(entries), Recipe(), reading, registry, track=untracked, jobs=1)


def test_a_model_is_saved_put_in_use_and_known_again(registry: Registry) -> None:
    first, second = trained(registry), trained(registry)

    assert registry.promoted_id() == first.manifest.model_id == second.manifest.model_id
    assert (first.promoted, second.promoted) == (True, False)
    assert "contradictions" not in first.manifest.params
    assert "encoder" not in first.manifest.params


def test_contradictions_are_listed_in_outcome_and_manifest_and_not_learned(registry: Registry) -> None:
    entries = toy_entries()
    disagreeing = replace(entries[0], labels={**entries[0].labels, "code": "2.2.2"}, paper="paper 7")

    outcome = trained(registry, entries=(*entries, disagreeing))

    (found,) = outcome.contradictions
    assert (found.facet, found.labels, found.settled) == ("code", ("1.1.1", "2.2.2"), None)
    assert outcome.manifest.params["contradictions"]["count"] == 1
    assert outcome.manifest.params["contradictions"]["first"][0]["places"] == ["paper 0 > Part", "paper 7 > Part"]
    assert outcome.scores["code"].n == 18 - 1
    assert outcome.scores["actor"].n == 18 + 1
    assert registry.manifests()[0].params == outcome.manifest.params


def test_entries_without_a_facet_train_the_others(registry: Registry) -> None:
    entries = tuple(
        replace(entry, labels={"actor": entry.labels["actor"]}) if entry.paper == "paper 0" and entry.labels else entry
        for entry in toy_entries()
    )

    outcome = trained(registry, entries=entries)

    assert (outcome.scores["code"].n, outcome.scores["actor"].n) == (15, 18)


def test_with_a_tuned_encoder_calibration_and_scores_are_of_papers_it_has_not_seen(registry: Registry) -> None:
    seen = ["paper 0", "paper 1", "paper 2", "paper 3"]

    usual, tuned = trained(registry), trained(registry, tuned_on=seen)

    assert (usual.scores["code"].n, tuned.scores["code"].n) == (18, 6)
    assert (usual.scores["is_mitigation"].n, tuned.scores["is_mitigation"].n) == (24, 8)
    assert (usual.n_papers_tuned_on, tuned.n_papers_tuned_on) == (0, 4)
    assert tuned.manifest.params["encoder"]["tuning"]["papers"] == seen
    assert tuned.manifest.params["calibrated_on"] == ["paper 4", "paper 5"]
    assert "calibrated_on" not in usual.manifest.params
    held_out = json.loads((registry.folder / tuned.manifest.model_id / "held_out.json").read_text(encoding="utf-8"))
    assert {*held_out["code"]["papers"]} == {"paper 4", "paper 5"}
    assert usual.manifest.model_id != tuned.manifest.model_id
