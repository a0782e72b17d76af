"""The verbs about models: train, evaluate, simulate, compare, promote, roll back, tell apart."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.classification import Model
    from pipeline.project import Project
    from pipeline.workflows import Track
    from pipeline.workflows.assess import Parts
    from pipeline.workflows.compare import Comparison
    from pipeline.workflows.diff import DiffOutcome
    from pipeline.workflows.evaluate import Teach
    from pipeline.workflows.ingest import Ingested
    from pipeline.workflows.promote import PromoteOutcome
    from pipeline.workflows.publish import EvaluateOutcome
    from pipeline.workflows.simulate import SimulateOutcome
    from pipeline.workflows.terms import Plan, Request
    from pipeline.workflows.train import TrainOutcome


def train(project: Project, *, track: Track, tune: bool = False, jobs: int | None = None) -> TrainOutcome:
    """Train on the labels in use and put the model in use; with `tune`, fit the encoder to them first.

    Raises ConfigError when the static encoder is to be tuned.
    """
    from pipeline.encoding import get_encoder, trail_of
    from pipeline.project.project import text_encoding
    from pipeline.workflows.train import Reading, train

    settings = project.settings.classification
    workplace = replace(project.workplace(), track=track)
    encoder, lessons = get_encoder(settings.encoder, workplace), project.lessons()
    if tune:
        from pipeline.workflows.tune import tune_encoder

        encoder = tune_encoder(encoder, lessons, workplace, seed=settings.seed)
    reading = Reading(text_encoding(encoder), trail_of(encoder))
    return train(lessons, project.recipe(), reading, project.registry, track=track, jobs=jobs or os.cpu_count() or 1)


def evaluate(project: Project, request: Request, *, track: Track) -> EvaluateOutcome:
    """Score models against hand-labelled entries, and write the report to the folder that the request names.

    Raises InputError for labels that cannot be scored against, NotReadyError when a model is asked for and missing.
    """
    from pipeline.workflows.assess import assess

    return assess(request, _parts(project, track), track=track)


def simulate(project: Project, plan: Plan, *, output: Path | None, jobs: int | None, track: Track) -> SimulateOutcome:
    """Replay the labels in use as a review, in the order of doubt and at random, and write down what it saves.

    Raises InputError when there are too few papers or entries.
    """
    from pipeline.workflows.assess import replay

    return replay(plan, _parts(project, track), output=output, jobs=jobs, track=track)


def _parts(project: Project, track: Track) -> Parts:
    from pipeline.reasoning import Reasoner
    from pipeline.resources import starter_labels
    from pipeline.store.labeled import entry_files
    from pipeline.workflows.assess import Parts
    from pipeline.workflows.ingest import ingest
    from pipeline.workflows.judging import teacher

    def teach(jobs: int | None) -> Teach:
        return teacher(project.recipe(), project.encoding(), Reasoner(), jobs=jobs or os.cpu_count() or 1)

    def read(folder: Path, model: Model) -> Iterator[Ingested]:
        paths, find = project.documents([folder]), project.finder(model)
        reading = ingest(paths, parse=project.parse, begin=project.reader.begin, find=find)
        return track(reading, total=len(paths), doing="Reading")

    return Parts(
        taxonomy=project.taxonomy,
        registry=project.registry,
        encoder=project.settings.classification.encoder,
        results=project.home / "results",
        labels=tuple(entry_files(project.labeled) or entry_files(starter_labels())),
        lessons=project.lessons,
        model=project.model,
        teach=teach,
        reasoner=Reasoner,
        read=read,
    )


def compare_models(project: Project, first: str, second: str) -> Comparison:
    """Compare two models on entries whose papers neither had seen.

    Raises NotReadyError when there is no such model.
    """
    from pipeline.workflows.promote import compare_models

    return compare_models(first, second, project.registry)


def promote(project: Project, model_id: str, *, force: bool) -> PromoteOutcome:
    """Put a model in use unless it is worse than the one that is; with `force`, in any case.

    Raises NotReadyError when there is no such model.
    """
    from pipeline.workflows.promote import promote

    return promote(model_id, project.registry, force=force)


def roll_back(project: Project) -> PromoteOutcome:
    """Put the model in use that was before.

    Raises NotReadyError when there was none.
    """
    from pipeline.workflows.promote import roll_back

    return roll_back(project.registry)


def diff_models(project: Project, pair: tuple[str, str], *, file: bool, track: Track) -> DiffOutcome:
    """List the passages in the store that two models answer differently, and with `file` put them up for review."""
    from pipeline.workflows.diff import ask_about, diff

    first, second = (project.model(model_id) for model_id in pair)
    with project.ledger() as ledger:
        outcome = diff(ledger.everything(), first, second, track=track, n_passages=ledger.count())
        return ask_about(outcome, ledger) if file else outcome
