"""Labelled entries → a saved model."""

import platform
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np

from pipeline.classification import Recipe, train_model
from pipeline.classification.features import TextEncoding
from pipeline.classification.training import OutOfFold
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.manifest import Manifest
from pipeline.evaluation.metrics import FacetScores, score_facet
from pipeline.registry import Bundle, Registry
from pipeline.registry.bundle import model_id_of
from pipeline.store.labeled import fingerprint
from pipeline.workflows import Track
from pipeline.workflows.card import write_card
from pipeline.workflows.contradictions import Contradiction, settle
from pipeline.workflows.held_out import DOCUMENT, held_out_of, to_document
from pipeline.workflows.promote import PromoteOutcome, promote

_LIBRARIES = ("mitag", "numpy", "scipy", "scikit-learn", "tokenizers", "wordllama")
_TRANSFORMER_LIBRARIES = ("sentence-transformers", "torch", "transformers")
_NEARLY_THE_SAME = 0.7
_LISTED, _START = 50, 120


@dataclass(frozen=True, slots=True)
class Reading:
    """How a model reads text, and what its manifest says of the encoder beside its name."""

    encoding: TextEncoding
    trail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tuned_on(self) -> frozenset[str]:
        """The papers whose labels the encoder has seen."""
        return frozenset(self.trail.get("tuning", {}).get("papers", ()))


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """The saved model, what it learned from and how it scores on papers it did not see.

    Labels that contradict each other were left out, but for those that a reviewer settled. Where the encoder was tuned
    on labels, the scores are those of the papers it was not tuned on.
    """

    manifest: Manifest
    n_entries: int
    n_phrases: int
    promotion: PromoteOutcome
    scores: Mapping[str, FacetScores]
    contradictions: tuple[Contradiction, ...] = ()
    n_papers_tuned_on: int = 0
    n_reviewed: int = 0
    """How many of the entries reviewers settled."""

    @property
    def promoted(self) -> bool:
        """Whether the model was put in use."""
        return self.promotion.promoted and not self.promotion.was_in_use


def train(
    lessons: TrainingSet, recipe: Recipe, reading: Reading, registry: Registry, *, track: Track, jobs: int
) -> TrainOutcome:
    """Train, score out of fold, save, and put the model in use unless it is worse than the one that is."""

    def tracked(items: Iterable[object], total: int) -> Iterator[object]:
        return track(items, total=total, doing="Training")

    settled = settle(lessons.entries, threshold=_NEARLY_THE_SAME)
    sound = replace(lessons, entries=settled.entries)
    model, held_out = train_model(sound, recipe, reading.encoding, track=tracked, jobs=jobs)
    scores = _scores(held_out, sound.entries, reading.tuned_on)
    kept = held_out_of(held_out, sound.entries, apart_from=reading.tuned_on)
    arrays, documents = model.to_parts()
    bundle = Bundle(arrays, {**documents, DOCUMENT: to_document(kept)})
    made_of: dict[str, Any] = {
        "taxonomy_version": lessons.taxonomy.version,
        "data_sha": fingerprint(lessons),
        "encoder": reading.encoding.name,
        "params": asdict(recipe) | _about(reading, settled.contradictions),
        "scores": {facet: asdict(each) for facet, each in scores.items()},
        "parent": registry.promoted_id(),
    }
    manifest = registry.add(bundle, lambda files: _manifest({**made_of, "files": dict(files)}))
    write_card(registry.folder / manifest.model_id, manifest, sound)
    return TrainOutcome(
        manifest,
        n_entries=len(sound.entries),
        n_phrases=len(lessons.lexicon),
        promotion=promote(manifest.model_id, registry),
        scores=scores,
        contradictions=settled.contradictions,
        n_papers_tuned_on=len(reading.tuned_on),
        n_reviewed=sum(entry.origin == "review" for entry in sound.entries),
    )


def _scores(
    held_out: Sequence[OutOfFold], entries: Sequence[LabeledEntry], tuned_on: Collection[str]
) -> dict[str, FacetScores]:
    fair = (_unseen(each, entries, tuned_on) if tuned_on else each for each in held_out)
    scored = ((each.facet, score_facet(each.probabilities, each.classes, each.truth)) for each in fair)
    return {facet: scores for facet, scores in scored if scores is not None}


def _unseen(each: OutOfFold, entries: Sequence[LabeledEntry], tuned_on: Collection[str]) -> OutOfFold:
    """The part of the predictions that is of papers whose labels the encoder has not seen either.

    Predictions come in the order of the entries that the facet's head was asked about.
    """
    asked = [entry for entry in entries if each.facet in entry.labels] or list(entries)
    if len(asked) != len(each.truth):
        return replace(each, probabilities=each.probabilities[:0], truth=())
    rows = [index for index, entry in enumerate(asked) if entry.group not in tuned_on]
    truth = tuple(each.truth[index] for index in rows)
    return replace(each, probabilities=each.probabilities[np.asarray(rows, dtype=np.int64)], truth=truth)


def _about(reading: Reading, contradictions: Sequence[Contradiction]) -> dict[str, Any]:
    """What the manifest says beside the recipe, where there is anything to say."""
    about: dict[str, Any] = {"encoder": dict(reading.trail)} if reading.trail else {}
    if contradictions:
        listed = [_row(each) for each in contradictions[:_LISTED]]
        about["contradictions"] = {"count": len(contradictions), "first": listed}
    return about


def _row(each: Contradiction) -> dict[str, Any]:
    return {**asdict(each), "labels": [*each.labels], "places": [*each.places], "text": each.text[:_START]}


def _manifest(made_of: Mapping[str, Any]) -> Manifest:
    used = _LIBRARIES + (_TRANSFORMER_LIBRARIES if "encoder" in made_of["params"] else ())
    fields: dict[str, Any] = {
        **made_of,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in used}},
    }
    model_id = model_id_of(Manifest(model_id="", **fields))
    return Manifest(
        model_id=model_id, **{**fields, "parent": None if fields["parent"] == model_id else fields["parent"]}
    )
