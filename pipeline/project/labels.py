"""The verbs about labelled entries: import, check."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.domain.labels import Origin
    from pipeline.project import Project
    from pipeline.workflows import Track
    from pipeline.workflows.exchange import CheckOutcome, ImportOutcome

_NEAR_DUPLICATE = 0.7


def import_labels(
    project: Project, paths: Sequence[Path], *, origin: Origin, paper: str | None, into: str, track: Track
) -> ImportOutcome:
    """Add labelled entries from files to `<into>.jsonl` among this project's labels; nothing is overwritten."""
    from pipeline.store.labeled import append_entries, read_entries
    from pipeline.workflows.exchange import import_labels, read_labels

    target = _label_file(project, into)
    known = read_entries(project.labeled, project.taxonomy)
    read = partial(read_labels, taxonomy=project.taxonomy, origin=origin)
    outcome = import_labels(paths, known, read=read, paper=paper, threshold=_NEAR_DUPLICATE, track=track)
    if outcome.added:
        append_entries(outcome.added, target)
    return outcome


def check_labels(project: Project) -> CheckOutcome:
    """Look for gaps, near repeats and contradictions in all that a model would learn from."""
    from pipeline.workflows.exchange import check_labels

    return check_labels(project.lessons().entries, project.taxonomy, threshold=_NEAR_DUPLICATE)


def _label_file(project: Project, name: str) -> Path:
    from pipeline.store.labeled import LEXICON

    path = project.labeled / f"{name}.jsonl"
    if not name or path.parent != project.labeled or name.startswith(".") or path.name == LEXICON:
        raise ConfigError(f"labels cannot go into {name!r}", remedy="give a plain name, such as survey-2024")
    return path
