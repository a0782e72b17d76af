"""A request → the evaluation it asks for, with the parts of a project: which labels, which model, against what."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.classification import Model
from pipeline.domain.labels import TrainingSet
from pipeline.domain.manifest import Manifest
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError, IntegrityError, NotReadyError
from pipeline.evaluation.scored import Evaluation
from pipeline.registry import Registry
from pipeline.store.labeled import fingerprint
from pipeline.workflows import Track
from pipeline.workflows.classify import ReasoningWriter
from pipeline.workflows.evaluate import Teach, cross_validate, evaluate_on
from pipeline.workflows.evaluate_pages import evaluate_pages
from pipeline.workflows.gold import Gold, read_gold, read_mapping
from pipeline.workflows.ingest import Ingested
from pipeline.workflows.judging import ModelJudge
from pipeline.workflows.publish import EvaluateOutcome, prepared, publish, read_evaluation, read_simulation
from pipeline.workflows.simulate import SimulateOutcome, publish_simulation, simulate
from pipeline.workflows.terms import Plan, Request, Terms

_MAPPING = "mapping.yaml"


@dataclass(frozen=True)
class Parts:
    """What a project brings to an evaluation; whatever takes long is made when it is asked for."""

    taxonomy: Taxonomy
    registry: Registry
    encoder: str
    results: Path
    """The folder for reports where none is named."""
    labels: tuple[Path, ...]
    """The files of the labels that cross-validation scores."""
    lessons: Callable[[], TrainingSet]
    model: Callable[[str], Model]
    teach: Callable[[int | None], Teach]
    reasoner: Callable[[], ReasoningWriter]
    read: Callable[[Path, Model], Iterable[Ingested]]


def assess(request: Request, parts: Parts, *, track: Track) -> EvaluateOutcome:
    """Evaluate what the request names, and write the report.

    Raises InputError for labels that cannot be scored against, NotReadyError when a model is asked for and missing.
    """
    folder = prepared(request.output or parts.results / "evaluation")
    simulation = read_simulation(request.simulation) if request.simulation else None
    if request.again:
        evaluation = read_evaluation(request.again)
    elif request.on or request.pages:
        evaluation = _of_model(request, parts, folder, track)
    else:
        gold, terms = _gold(request, parts, parts.labels, folder)
        terms = replace(terms, encoder=parts.encoder)
        evaluation = cross_validate(gold, parts.lessons(), parts.teach(request.jobs), terms, track=track)
    return publish(replace(evaluation, simulation=simulation) if simulation else evaluation, folder)


def replay(plan: Plan, parts: Parts, *, output: Path | None, jobs: int | None, track: Track) -> SimulateOutcome:
    """Replay the labels in use as a review, by doubt and at random, and write down what the order saves.

    Raises InputError when there are too few papers or entries.
    """
    folder = prepared(output or parts.results / "simulation")
    gold = read_gold(parts.labels, parts.taxonomy)
    simulation = simulate(gold.entries, parts.lessons(), parts.teach(jobs), plan, track=track)
    return publish_simulation(simulation, folder)


def _of_model(request: Request, parts: Parts, folder: Path, track: Track) -> Evaluation:
    if request.papers and not request.papers.is_dir():
        raise InputError(f"{request.papers}: there is no such folder", remedy="name the folder that holds the papers")
    gold, terms = _gold(request, parts, (request.pages,) if request.pages else request.on, folder)
    manifest, _ = parts.registry.load(request.model_id)
    lessons, reasoner = parts.lessons(), parts.reasoner()
    terms = replace(terms, encoder=manifest.encoder, notes=tuple(_about(manifest, lessons)))
    model = parts.model(manifest.model_id)
    _check_categories(model, parts.taxonomy)
    judge = ModelJudge(model, reasoner)
    if request.papers:
        return evaluate_pages(gold, lessons, judge, terms, parts.read(request.papers, model))
    previous, terms = _previous(request.against, manifest, parts, terms)
    rival = ModelJudge(previous, reasoner) if previous else None
    return evaluate_on(gold, lessons, judge, terms, previous=rival, track=track)


def _gold(request: Request, parts: Parts, paths: Sequence[Path], folder: Path) -> tuple[Gold, Terms]:
    mapping = read_mapping(request.mapping, parts.taxonomy) if request.mapping else None
    gold = read_gold(paths, parts.taxonomy, mapping=mapping, offer=folder / _MAPPING)
    return gold, replace(request.terms, sources=tuple(map(str, paths)))


def _check_categories(model: Model, taxonomy: Taxonomy) -> None:
    if [(facet.name, facet.codes) for facet in model.taxonomy] != [(facet.name, facet.codes) for facet in taxonomy]:
        raise NotReadyError(
            f"model {model.model_id} answers by taxonomy {model.taxonomy.version!r}, whose categories are not those of "
            f"this project's ({taxonomy.version!r})",
            remedy="run `mitag train`, or set `taxonomy` in mitag.toml to the file that the model was trained with",
        )


def _previous(named: str | None, manifest: Manifest, parts: Parts, terms: Terms) -> tuple[Model | None, Terms]:
    """The model to compare with: the one named, the parent, or the newest of those that are older.

    One that nobody named and that cannot be used any more is left out with a note.
    """
    if named:
        return parts.model(named), terms
    try:
        ids = [each.model_id for each in parts.registry.manifests()]
        number = ids.index(manifest.model_id)
        before = manifest.parent if manifest.parent in ids else ids[number - 1] if number else None
        return (parts.model(before) if before else None), terms
    except (IntegrityError, NotReadyError) as error:
        note = f"The model before this one is no baseline here, because it cannot be used: {error.problem}."
        return None, replace(terms, notes=(*terms.notes, note))


def _about(manifest: Manifest, lessons: TrainingSet) -> Iterator[str]:
    if manifest.data_sha != fingerprint(lessons):
        yield (
            f"The labels in use are not those that model {manifest.model_id} was trained on: what it has seen is "
            "judged by the labels in use, and baselines are trained on them."
        )
