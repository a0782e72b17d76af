"""Labelled entries → a saved model."""

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from pipeline.classification import Recipe, train_model
from pipeline.classification.features import TextEncoding
from pipeline.classification.training import OutOfFold
from pipeline.domain.labels import TrainingSet
from pipeline.domain.manifest import Manifest
from pipeline.evaluation.metrics import FacetScores, score_facet
from pipeline.registry import Bundle, Registry
from pipeline.registry.bundle import model_id_of
from pipeline.store.labeled import fingerprint
from pipeline.workflows import Track

_LIBRARIES = ("mitag", "numpy", "scipy", "scikit-learn", "tokenizers", "wordllama")


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """The saved model, what it learned from and how it scores on papers it did not see."""

    manifest: Manifest
    n_entries: int
    n_phrases: int
    promoted: bool
    scores: Mapping[str, FacetScores]


def train(
    lessons: TrainingSet, recipe: Recipe, encoding: TextEncoding, registry: Registry, *, track: Track, jobs: int
) -> TrainOutcome:
    """Train, score out of fold, save, and put the model in use."""

    def tracked(items: Iterable[object], total: int) -> Iterator[object]:
        return track(items, total=total, doing="Training")

    model, held_out = train_model(lessons, recipe, encoding, track=tracked, jobs=jobs)
    scores = _scores(held_out)
    previous = registry.promoted_id()

    def describe(files: Mapping[str, str]) -> Manifest:
        return _manifest(lessons, recipe, encoding.name, scores, files)

    manifest = registry.add(Bundle(*model.to_parts()), describe)
    registry.promote(manifest.model_id)
    return TrainOutcome(manifest, len(lessons.entries), len(lessons.lexicon), previous != manifest.model_id, scores)


def _scores(held_out: Sequence[OutOfFold]) -> dict[str, FacetScores]:
    scored = ((each.facet, score_facet(each.probabilities, each.classes, each.truth)) for each in held_out)
    return {facet: scores for facet, scores in scored if scores is not None}


def _manifest(
    lessons: TrainingSet, recipe: Recipe, encoder: str, scores: Mapping[str, FacetScores], files: Mapping[str, str]
) -> Manifest:
    fields: dict[str, Any] = {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "taxonomy_version": lessons.taxonomy.version,
        "data_sha": fingerprint(lessons),
        "encoder": encoder,
        "params": asdict(recipe),
        "scores": {facet: asdict(each) for facet, each in scores.items()},
        "files": dict(files),
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
    }
    return Manifest(model_id=model_id_of(Manifest(model_id="", **fields)), **fields)
