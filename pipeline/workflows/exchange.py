"""Labelled entries in from files of many kinds, and a look at whether what is there can be trusted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain.labels import LabeledEntry, Origin
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.evaluation.duplicates import near_duplicates
from pipeline.parsing import read_labeled_file
from pipeline.store.labeled import entry_from_row
from pipeline.store.tables import read_rows
from pipeline.workflows import Track
from pipeline.workflows.contradictions import differences
from pipeline.workflows.ingest import Failure

_NO_LABEL = "label a facet, or say `mitigation` false for text that describes none"

ReadEntries = Callable[[Path], Iterable[tuple[str, LabeledEntry | InputError]]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same passage with two different labels for one facet; neither is overwritten."""

    where: str
    facet: str
    kept: str
    refused: str
    text: str


@dataclass(frozen=True, slots=True)
class NearRepeat:
    """An entry left out because it says nearly what another says."""

    where: str
    text: str
    like: str
    similarity: float


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import added, what it left out and why."""

    added: tuple[LabeledEntry, ...]
    n_read: int
    n_duplicates: int
    near_repeats: tuple[NearRepeat, ...]
    conflicts: tuple[Conflict, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The state of a labelled set: sizes, gaps, duplicates and conflicts."""

    n_entries: int
    n_not_mitigation: int
    papers: Mapping[str, int]
    origins: Mapping[str, int]
    per_code: Mapping[str, int]
    missing: Mapping[str, int]
    codes_without_entry: tuple[str, ...]
    near_duplicates: tuple[tuple[str, str, float], ...]
    conflicts: tuple[Conflict, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing contradicts itself."""
        return not self.conflicts


def import_labels(
    paths: Sequence[Path],
    known: Sequence[LabeledEntry],
    *,
    read: ReadEntries,
    paper: str | None,
    threshold: float,
    track: Track,
) -> ImportOutcome:
    """Read labelled files and keep what is new: no repeats, no near repeats, nothing that contradicts what is there.

    A row that cannot be used is a failure in the outcome; the rest goes on. `paper` is used where a row names none.
    """
    by_id = {entry.entry_id: entry for entry in known}
    added: list[tuple[str, LabeledEntry]] = []
    conflicts: list[Conflict] = []
    failures: list[Failure] = []
    n_read = n_duplicates = 0
    for path in track(paths, total=len(paths), doing="Importing"):
        for where, entry in _each(read, path):
            if isinstance(entry, InputError):
                failures.append(Failure(where, entry.problem, entry.remedy))
                continue
            n_read += 1
            if entry.mitigation and not entry.labels:
                failures.append(Failure(where, f"{where}: has no label", _NO_LABEL))
                continue
            entry = entry if entry.paper else replace(entry, paper=paper or path.stem)
            before = by_id.get(entry.entry_id)
            if before is None:
                by_id[entry.entry_id] = entry
                added.append((where, entry))
            else:
                n_duplicates += 1
                conflicts += _conflicts(where, before, entry)
    repeats = _near_repeats(known, added, threshold)
    for index, (other, _) in repeats.items():
        conflicts += _conflicts(added[index][0], other, added[index][1])
    return ImportOutcome(
        added=tuple(entry for index, (_, entry) in enumerate(added) if index not in repeats),
        n_read=n_read,
        n_duplicates=n_duplicates,
        near_repeats=tuple(
            NearRepeat(added[index][0], added[index][1].text, other.text, similarity)
            for index, (other, similarity) in repeats.items()
        ),
        conflicts=tuple(conflicts),
        failures=tuple(failures),
    )


def check_labels(entries: Sequence[LabeledEntry], taxonomy: Taxonomy, *, threshold: float) -> CheckOutcome:
    """Count, and look for gaps, near repeats and contradictions in a labelled set."""
    positives = [entry for entry in entries if entry.mitigation]
    per_code = Counter(entry.labels[taxonomy.tree.name] for entry in positives if taxonomy.tree.name in entry.labels)
    repeats = near_duplicates([entry.text for entry in entries], threshold=threshold)
    return CheckOutcome(
        n_entries=len(positives),
        n_not_mitigation=len(entries) - len(positives),
        papers=dict(Counter(entry.paper for entry in entries)),
        origins=dict(Counter(entry.origin for entry in entries)),
        per_code={code: per_code[code] for code in taxonomy.tree.codes if per_code[code]},
        missing={facet.name: sum(facet.name not in entry.labels for entry in positives) for facet in taxonomy},
        codes_without_entry=tuple(code for code in taxonomy.tree.codes if not per_code[code]),
        near_duplicates=tuple((entries[a].text, entries[b].text, similarity) for a, b, similarity in repeats),
        conflicts=tuple(
            Conflict(entries[b].paper, facet, *labels, entries[a].text)
            for a, b, _ in repeats
            for facet, labels in differences(entries[a], entries[b])
        ),
    )


def _each(read: ReadEntries, path: Path) -> Iterator[tuple[str, LabeledEntry | InputError]]:
    try:
        yield from read(path)
    except InputError as error:
        yield str(path), error


def _conflicts(where: str, kept: LabeledEntry, other: LabeledEntry) -> Iterator[Conflict]:
    """What an entry says that the one kept in its place does not, gaps included: it would be lost without a word."""
    for facet, labels in differences(kept, other):
        yield Conflict(where, facet, *labels, kept.text)
    if kept.mitigation == other.mitigation:
        for facet, code in other.labels.items():
            if facet not in kept.labels:
                yield Conflict(where, facet, "without a label", code, kept.text)


def _near_repeats(
    known: Sequence[LabeledEntry], added: Sequence[tuple[str, LabeledEntry]], threshold: float
) -> dict[int, tuple[LabeledEntry, float]]:
    """The numbers of added entries that nearly repeat one that is kept, with that one and the similarity."""
    entries = [*known, *(entry for _, entry in added)]
    left_out: dict[int, tuple[LabeledEntry, float]] = {}
    for earlier, later, similarity in near_duplicates([entry.text for entry in entries], threshold=threshold):
        place = later - len(known)
        if place >= 0 and earlier - len(known) not in left_out:
            left_out.setdefault(place, (entries[earlier], similarity))
    return left_out


def read_labels(path: Path, taxonomy: Taxonomy, *, origin: Origin) -> Iterator[tuple[str, LabeledEntry | InputError]]:
    """Read labelled entries from a table, or from hand-labelled pages saved as text (.txt), each with its place.

    A row that cannot be used comes as the error it raised.

    Raises InputError when the whole file cannot be used.
    """
    if path.suffix.lower() == ".txt":
        for number, page in enumerate(read_labeled_file(path, taxonomy), start=1):
            yield f"{path}, page {number}", page.entry
        return
    unreadable: list[InputError] = []
    for place, row in read_rows(path, skip=unreadable.append):
        try:
            yield place, entry_from_row(row, taxonomy, where=place, origin=origin)
        except InputError as error:
            yield place, error
    yield from ((str(path), error) for error in unreadable)
