"""Where the parts of a project are joined for the review loop: filing, comparing, putting in use, publishing.

Beside `project`, so that neither grows too large for one reading. Everything heavy is loaded when asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.domain.review import State, Wanted
    from pipeline.project import Project
    from pipeline.store.ledger import Ledger
    from pipeline.workflows import Track
    from pipeline.workflows.classify import ClassifyOutcome
    from pipeline.workflows.compare import Comparison
    from pipeline.workflows.diff import DiffOutcome
    from pipeline.workflows.export import ExportOutcome
    from pipeline.workflows.promote import PromoteOutcome
    from pipeline.workflows.queue import Filer, Provenance, QueueOutcome
    from pipeline.workflows.ranking import Corpus


def file_tagged(project: Project, outcome: ClassifyOutcome, ledger: Ledger) -> ClassifyOutcome:
    """Put tagged passages into the store, and say so in the outcome."""
    from pipeline.workflows.queue import filings

    if not outcome.tagged:
        return outcome
    model_id = outcome.tagged[0].prediction.model_id
    model = project.model(model_id)
    coming = filings(
        outcome.tagged, corpus=_corpus(project), evidence=model.evidence, provenance=_provenance(project, model_id)
    )
    return replace(outcome, filed=ledger.file(coming))


def filer(project: Project) -> Filer:
    """What predicts and files passages that a reviewer drew, with the promoted model.

    Raises NotReadyError when there is none.
    """
    from pipeline.reasoning import Reasoner
    from pipeline.workflows.queue import Filer

    model = project.model()
    return Filer(model, Reasoner(), _corpus(project), _provenance(project, model.model_id))


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


def wanted(project: Project, states: tuple[State, ...], code: str | None, document: str | None) -> Wanted:
    """Which passages somebody wants to see; a code stands for all below it, a document may go by its file's name.

    Raises ConfigError for an unknown code, InputError for an unknown state or document.
    """
    from pipeline.domain.review import Wanted
    from pipeline.workflows.queue import document_called, subtree

    codes = subtree(project.taxonomy, code) if code else frozenset[str]()
    if not document:
        return Wanted(states, codes=codes)
    with project.ledger() as ledger:
        return Wanted(states, document_called(document, ledger.papers()), codes)


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
