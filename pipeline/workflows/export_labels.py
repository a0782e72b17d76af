"""Labels in use → a file for people to label in, or for another program to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.labels import ORIGINS, LabeledEntry, Origin, Record
from pipeline.domain.review import Dossier
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import ConfigError, NotReadyError
from pipeline.store.interchange import Format
from pipeline.workflows.exchange import Known
from pipeline.workflows.learn import merged, passage_entry


@dataclass(frozen=True, slots=True)
class Selection:
    """Which labels are wanted; nothing given wants all of a project's own and all that reviewers settled."""

    settled: bool = False
    """Only what reviewers settled."""
    origins: tuple[Origin, ...] = ()
    """Only labels of these origins."""
    predictions: bool = False
    """What the model says of passages in the store too, and the passages there that nobody has labelled."""

    def __post_init__(self) -> None:
        if unknown := set(self.origins) - set(ORIGINS):
            raise ConfigError(f"unknown origin {min(unknown)!r}", remedy=f"one of: {', '.join(ORIGINS)}")


@dataclass(frozen=True, slots=True)
class LabelsExported:
    """How many entries are in which files, and how many of them wait for a label."""

    n_entries: int
    n_unlabelled: int
    files: tuple[Path, ...]


def export_labels(
    known: Known, dossiers: Iterable[Dossier], taxonomy: Taxonomy, selection: Selection, form: Format, target: Path
) -> LabelsExported:
    """Write the labels that are wanted, each passage once: what reviewers settled counts before the rest.

    `dossiers` are asked for only when predictions are wanted.

    Raises NotReadyError when there are none, InputError when the format cannot hold one or the file cannot be written.
    """
    records = list(_records(known, dossiers, taxonomy, selection))
    if not records:
        raise NotReadyError(
            "there are no such labels to export", remedy="see `mitag labels check`; --starter exports those of mitag"
        )
    files = form.write(records, target, taxonomy)
    n_unlabelled = sum(not record.entry.says_something for record in records)
    return LabelsExported(len(records), n_unlabelled, tuple(files))


def _records(known: Known, dossiers: Iterable[Dossier], taxonomy: Taxonomy, selection: Selection) -> Iterator[Record]:
    entries = _entries(known, selection)
    if not selection.predictions:
        yield from (Record(entry) for entry in entries)
        return
    predicted = ((passage_entry(each, taxonomy), each.predicted.prediction) for each in dossiers if each.predicted)
    passages = {entry.entry_id: Record(entry, prediction) for entry, prediction in predicted}
    for entry in entries:
        passage = passages.get(entry.entry_id)
        yield Record(entry, passage.prediction if passage else None)
    labelled = {entry.entry_id for entry in (*known.own, *known.reviewed, *known.shipped)}
    if not selection.settled:
        yield from (passage for entry_id, passage in passages.items() if entry_id not in labelled)


def _entries(known: Known, selection: Selection) -> list[LabeledEntry]:
    own = [] if selection.settled else merged(known.own, known.shipped)
    entries = merged(known.reviewed, own)
    return [entry for entry in entries if not selection.origins or entry.origin in selection.origins]
