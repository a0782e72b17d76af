"""Labelled entries in from files of many kinds, and a look at whether what is there can be trusted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.evaluation.duplicates import near_duplicates
from pipeline.workflows import Track
from pipeline.workflows.ingest import Failure

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
class ImportOutcome:
    """What an import added, what it left out and why."""

    added: tuple[LabeledEntry, ...]
    n_read: int
    n_duplicates: int
    n_near_duplicates: int
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
            entry = entry if entry.paper else replace(entry, paper=paper or path.stem)
            before = by_id.get(entry.entry_id)
            if before is None:
                by_id[entry.entry_id] = entry
                added.append((where, entry))
            else:
                n_duplicates += 1
                conflicts += _conflicts(where, before, entry)
    fresh = _without_near_repeats(known, [entry for _, entry in added], threshold)
    return ImportOutcome(
        added=tuple(fresh),
        n_read=n_read,
        n_duplicates=n_duplicates,
        n_near_duplicates=len(added) - len(fresh),
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
            conflict for a, b, _ in repeats for conflict in _conflicts(entries[b].paper, entries[a], entries[b])
        ),
    )


def _each(read: ReadEntries, path: Path) -> Iterator[tuple[str, LabeledEntry | InputError]]:
    try:
        yield from read(path)
    except InputError as error:
        yield str(path), error


def _conflicts(where: str, kept: LabeledEntry, other: LabeledEntry) -> Iterator[Conflict]:
    for facet, code in kept.labels.items():
        if other.labels.get(facet, code) != code:
            yield Conflict(where, facet, code, other.labels[facet], kept.text)


def _without_near_repeats(
    known: Sequence[LabeledEntry], added: Sequence[LabeledEntry], threshold: float
) -> list[LabeledEntry]:
    texts = [entry.text for entry in (*known, *added)]
    repeated = {later for _, later, _ in near_duplicates(texts, threshold=threshold)}
    return [entry for index, entry in enumerate(added, start=len(known)) if index not in repeated]
