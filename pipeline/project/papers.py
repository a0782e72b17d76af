"""The verbs about documents: read, inspect, extract, classify, explain."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.project import Project
    from pipeline.workflows import Track
    from pipeline.workflows.classify import ClassifyOutcome, File
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


def extract(
    project: Project, named: Sequence[str | Path], *, track: Track, take_all: bool = False
) -> Iterator[Ingested]:
    """Read documents and judge their passages, yielding each file's as soon as they are there."""
    from pipeline.project.fetching import documents
    from pipeline.workflows.ingest import ingest

    paths, unfetched = documents(project, named, track=track)
    project.reader.start()  # it gets ready while the model is loaded
    find = project.finder(project.model(), take_all=take_all)
    reading = chain(unfetched, ingest(paths, parse=project.parse, begin=project.reader.begin, find=find))
    return track(reading, total=len(paths) + len(unfetched), doing="Reading")


def classify(
    project: Project,
    named: Sequence[str | Path],
    *,
    track: Track,
    model_id: str | None = None,
    take_all: bool = False,
    file: File | None = None,
) -> ClassifyOutcome:
    """Tag every passage of the documents that describes a mitigation; `file` gets each document's at once."""
    from pipeline.project.fetching import documents
    from pipeline.workflows.classify import classify
    from pipeline.workflows.ingest import ingest

    paths, unfetched = documents(project, named, track=track)
    project.reader.start()  # it gets ready while the model is loaded
    model = project.model(model_id)
    find = project.finder(model, take_all=take_all)
    reading = chain(unfetched, ingest(paths, parse=project.parse, begin=project.reader.begin, find=find))
    n_files = len(paths) + len(unfetched)
    return classify(reading, n_files=n_files, model=model, reasoner=project.reasoner(), track=track, file=file)


def write(outcome: ClassifyOutcome, target: Path) -> None:
    """Write what was tagged as a table; the target is one that `writable` has let pass."""
    from pipeline.store.tables import write_rows

    write_rows(outcome.rows(), target, columns=outcome.columns())


def explain(project: Project, outcome: ClassifyOutcome) -> tuple[PassageExplanation, ...]:
    """Say for each tagged passage what its answers rest on, and which labelled entries are most like it."""
    from pipeline.workflows.explain import explain

    return explain(outcome, load=project.model, lessons=project.lessons)
