"""The verbs about labelled entries: import, export, check."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.project import Project
    from pipeline.workflows import Track
    from pipeline.workflows.check import CheckOutcome
    from pipeline.workflows.exchange import ImportOutcome, Known, Unsaid
    from pipeline.workflows.export_labels import LabelsExported, Selection

_NEAR_DUPLICATE = 0.7


def import_labels(project: Project, paths: Sequence[Path], unsaid: Unsaid, *, into: str, track: Track) -> ImportOutcome:
    """Add labelled entries from files to `<into>.jsonl` among this project's labels, and take over edits.

    What people say of passages that went out of the store becomes decisions there. Nothing is overwritten that has
    changed since it was exported.
    """
    from pipeline.store.labeled import append_entries, revise_entries
    from pipeline.workflows.annotations import decide_annotations
    from pipeline.workflows.exchange import import_labels, read_labels

    target = _label_file(project, into)
    read = partial(read_labels, taxonomy=project.taxonomy, origin=unsaid.origin)
    known = _known(project, starter=project.settings.starter)
    outcome = import_labels(paths, known, read=read, paper=unsaid.paper, threshold=_NEAR_DUPLICATE, track=track)
    if outcome.revised:
        revise_entries(outcome.revised, project.labeled, project.taxonomy)
    if outcome.added:
        append_entries(outcome.added, target)
    if outcome.annotations:
        with project.ledger() as ledger:
            return decide_annotations(outcome, ledger, project.taxonomy, reviewer=unsaid.annotator)
    return outcome


def export_labels(
    project: Project, target: Path, selection: Selection, *, starter: bool, format_name: str | None
) -> LabelsExported:
    """Write labels in use to a file in the format of its suffix, or in the one named.

    Raises ConfigError when no format fits, NotReadyError when there are no such labels.
    """
    from pipeline.store.interchange import format_for
    from pipeline.workflows.export_labels import export_labels

    form = format_for(target, format_name)
    known = _known(project, starter=starter)
    if not (selection.predictions and project.has_ledger):
        return export_labels(known, (), project.taxonomy, selection, form, target)
    with project.ledger() as ledger:
        return export_labels(known, ledger.everything(), project.taxonomy, selection, form, target)


def check_labels(project: Project) -> CheckOutcome:
    """Look for gaps, near repeats and contradictions in all that a model would learn from."""
    from pipeline.workflows.check import check_labels

    return check_labels(project.lessons().entries, project.taxonomy, threshold=_NEAR_DUPLICATE)


def _known(project: Project, *, starter: bool) -> Known:
    """All labels, by where they stand."""
    from pipeline.resources import starter_labels
    from pipeline.store.labeled import read_entries
    from pipeline.workflows.annotations import settled_and_asked
    from pipeline.workflows.exchange import Known

    own = read_entries(project.labeled, project.taxonomy)
    apart = starter and starter_labels().resolve() != project.labeled.resolve()
    shipped = read_entries(starter_labels(), project.taxonomy, lenient=True) if apart else []
    if not project.has_ledger:
        return Known(own, (), shipped)
    with project.ledger() as ledger:
        reviewed, asked = settled_and_asked(ledger.everything(), project.taxonomy)
    return Known(own, reviewed, shipped, asked)


def _label_file(project: Project, name: str) -> Path:
    from pipeline.store.labeled import LEXICON

    path = project.labeled / f"{name}.jsonl"
    if not name or path.parent != project.labeled or name.startswith(".") or path.name == LEXICON:
        raise ConfigError(f"labels cannot go into {name!r}", remedy="give a plain name, such as survey-2024")
    return path
