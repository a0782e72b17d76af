"""The verbs about documents: read, inspect, extract, classify, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.project import Project
    from pipeline.workflows import Track
    from pipeline.workflows.classify import ClassifyOutcome
    from pipeline.workflows.explain import PassageExplanation
    from pipeline.workflows.ingest import Ingested
    from pipeline.workflows.inspect import InspectOutcome


def inspect(project: Project, path: Path, output: Path) -> InspectOutcome:
    """Read one document as `parse` does, and write a page for the browser that shows what was read where.

    Raises ConfigError when `output` is no place for such a page.
    """
    from pipeline.parsing.isolation import DISSECT, IsolatedReader
    from pipeline.workflows.inspect import inspect

    with IsolatedReader(project.reader.limits, function=DISSECT) as reader:
        return inspect(path, output, dissect=reader.dissect)


def extract(project: Project, named: Sequence[Path], *, track: Track, take_all: bool = False) -> Iterator[Ingested]:
    """Read documents and judge their passages, yielding each file's as soon as they are there."""
    from pipeline.workflows.ingest import ingest

    paths = project.documents(named)
    project.reader.start()  # it gets ready while the model is loaded
    find = project.finder(project.model(), take_all=take_all)
    return track(ingest(paths, parse=project.parse, find=find), total=len(paths), doing="Reading")


def classify(
    project: Project,
    named: Sequence[Path],
    *,
    track: Track,
    output: Path | None = None,
    model_id: str | None = None,
    take_all: bool = False,
) -> ClassifyOutcome:
    """Tag every passage of the documents that describes a mitigation, and write the table to `output`."""
    from pipeline.store.tables import writable, write_rows
    from pipeline.workflows.classify import classify

    target = writable(output) if output else None
    paths = project.documents(named)
    project.reader.start()  # it gets ready while the model is loaded
    model = project.model(model_id)
    find = project.finder(model, take_all=take_all)
    outcome = classify(paths, parse=project.parse, find=find, model=model, reasoner=project.reasoner(), track=track)
    if target:
        write_rows(outcome.rows(), target, columns=outcome.columns())
    return outcome


def explain(project: Project, outcome: ClassifyOutcome) -> tuple[PassageExplanation, ...]:
    """Say for each tagged passage what its answers rest on, and which labelled entries are most like it."""
    from pipeline.workflows.explain import explain

    return explain(outcome, load=project.model, lessons=project.lessons)
