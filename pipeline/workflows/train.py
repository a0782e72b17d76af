"""Labelled entries → a saved model."""

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from pipeline.classification import Recipe, train_model
from pipeline.classification.features import TextEncoding
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


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """The saved model, what it learned from and how it scores on papers it did not see.

    Labels that contradict each other were left out, but for those that a reviewer settled. Where the encoder was tuned
    on labels, confidence is calibrated on the papers it was not tuned on, and the scores are of those.
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
    scored = ((each.facet, score_facet(each.probabilities, each.classes, each.truth)) for each in held_out)
    scores = {facet: found for facet, found in scored if found is not None}
    arrays, documents = model.to_parts()
    bundle = Bundle(arrays, {**documents, DOCUMENT: to_document(held_out_of(held_out, sound.entries))})
    made_of: dict[str, Any] = {
        "taxonomy_version": lessons.taxonomy.version,
        "data_sha": fingerprint(lessons),
        "encoder": reading.encoding.name,
        "params": asdict(recipe) | _about(reading, sound.entries, settled.contradictions),
        "scores": {facet: asdict(each) for facet, each in scores.items()},
        "parent": registry.promoted_id(),
    }
    manifest = registry.add(bundle, lambda files: _manifest({**made_of, "files": dict(files)}))
    promotion = promote(manifest.model_id, registry)
    write_card(registry.folder / manifest.model_id, manifest, sound, promotion.comparison)
    return TrainOutcome(
        manifest,
        n_entries=len(sound.entries),
        n_phrases=len(lessons.lexicon),
        promotion=promotion,
        scores=scores,
        contradictions=settled.contradictions,
        n_papers_tuned_on=len(reading.encoding.tuned_on),
        n_reviewed=sum(entry.rank > 0 for entry in sound.entries),
    )


def _about(
    reading: Reading, entries: Sequence[LabeledEntry], contradictions: Sequence[Contradiction]
) -> dict[str, Any]:
    """What the manifest says beside the recipe, where there is anything to say."""
    about: dict[str, Any] = {"encoder": dict(reading.trail)} if reading.trail else {}
    if reading.encoding.tuned_on:
        about["calibrated_on"] = sorted({entry.group for entry in entries} - reading.encoding.tuned_on)
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
