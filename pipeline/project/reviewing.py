"""The verbs about the store of passages and decisions: file, queue, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.domain.review import FiledOutcome, Wanted
    from pipeline.project import Project
    from pipeline.store.ledger import Ledger
    from pipeline.workflows.classify import File, Tagged
    from pipeline.workflows.export import ExportOutcome
    from pipeline.workflows.queue import Filer, Provenance, QueueOutcome
    from pipeline.workflows.ranking import Corpus


def filing(project: Project, ledger: Ledger, model_id: str | None) -> File:
    """What puts the passages that a model tagged into the store.

    Raises NotReadyError when there is no such model.
    """
    from pipeline.workflows.queue import filings

    model = project.model(model_id)
    corpus, provenance = _corpus(project), _provenance(project, model.model_id)

    def file(tagged: Sequence[Tagged]) -> FiledOutcome:
        return ledger.file(filings(tagged, corpus=corpus, evidence=model.evidence, provenance=provenance))

    return file


def filer(project: Project) -> Filer:
    """What predicts and files passages that a reviewer drew, with the promoted model.

    Raises NotReadyError when there is none.
    """
    from pipeline.reasoning import Reasoner
    from pipeline.workflows.queue import Filer

    model = project.model()
    return Filer(model, Reasoner(), _corpus(project), _provenance(project, model.model_id))


def export(project: Project, target: Path, wanted: Wanted) -> ExportOutcome:
    """Write what is in the store as a table: settled labels, where there are any, and predictions.

    Raises ConfigError when the file is none that tables are written to.
    """
    from pipeline.store.tables import writable, write_rows
    from pipeline.workflows.export import export

    path = writable(target)
    with project.ledger() as ledger:
        outcome = export(ledger.everything(wanted), project.taxonomy)
    write_rows(outcome.rows, path, columns=outcome.columns)
    return outcome


def narrowed(project: Project, wanted: Wanted, *, code: str, document: str) -> Wanted:
    """The passages wanted, as far as they are of this code or below it, and of this document (by id or file name).

    Raises ConfigError for an unknown code, InputError for a document, model, reviewer or reason that is not there.
    """
    from pipeline.workflows.queue import narrowed

    with project.ledger() as ledger:
        return narrowed(wanted, ledger, project.taxonomy, code=code, document=document)


def waiting(project: Project, wanted: Wanted, *, limit: int) -> QueueOutcome:
    """How far the review has come, and the most urgent passages of those wanted."""
    from pipeline.workflows.queue import waiting

    with project.ledger() as ledger:
        return waiting(ledger, wanted, limit=limit)


def _corpus(project: Project) -> Corpus:
    from pipeline.workflows.ranking import Corpus

    lessons = project.lessons()
    return Corpus(lessons.entries, lessons.taxonomy)


def _provenance(project: Project, model_id: str) -> Provenance:
    from pipeline.workflows.queue import Provenance

    manifest = next(each for each in project.registry.manifests() if each.model_id == model_id)
    return Provenance(manifest.data_sha, __version__)
