"""Labelled entries in from files of many kinds.

What is known is never overwritten by what merely differs. An edit is another thing: a row with the revision under which
its entry was exported, while the entry is still at that revision, says what somebody who saw it wants it to be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.domain.labels import ABOUT, LabeledEntry, Origin, Record
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.evaluation.duplicates import near_duplicates
from pipeline.parsing import read_labeled_file
from pipeline.store.interchange import read_records
from pipeline.store.interchange.pages import is_written_here
from pipeline.workflows import Track
from pipeline.workflows.contradictions import differences
from pipeline.workflows.ingest import Failure

_NO_LABEL = "label a facet, or say `mitigation` no for text that describes none"
_OTHER_TEXT = "put the text back, or empty `entry_id` and `revision` to add it as another entry"
_REASONING = "reasoning"

ReadRecords = Callable[[Path], Iterable[tuple[str, Record | InputError]]]


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
class Unsaid:
    """What holds where a row does not say it."""

    origin: Origin = "imported"
    paper: str | None = None
    """None: the name of the file."""
    annotator: str = ""
    """Whose decisions annotations of passages in the store are."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody says elsewhere of passages in the store: all those with these words in one paper."""

    where: str
    entry: LabeledEntry
    passage_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before an import: a project's own labels, what reviewers settled, and what ships with mitag.

    Own labels may be edited, reviewed ones stand, and an edit of a shipped one becomes a label of the project's own.
    """

    own: Sequence[LabeledEntry] = ()
    reviewed: Sequence[LabeledEntry] = ()
    shipped: Sequence[LabeledEntry] = ()
    asked: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    """Passages in the store, by the entry's id and the revision under which they go out to be labelled."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import added and changed, what it left out and why."""

    added: tuple[LabeledEntry, ...]
    revised: Mapping[str, LabeledEntry]
    """By id, entries that were edited outside."""
    n_read: int
    n_duplicates: int
    n_unlabelled: int
    """Passages that came back as they went, without a label."""
    near_repeats: tuple[NearRepeat, ...]
    conflicts: tuple[Conflict, ...]
    failures: tuple[Failure, ...]
    ignored: tuple[str, ...] = ()
    """Columns that mean nothing here."""
    n_predicted: int = 0
    """Labels that a model gave and nobody else, which were left out: it would learn what it says."""
    annotations: tuple[Annotation, ...] = ()
    """Labels of passages that went out of the store to be labelled; they are decisions, and no entries."""
    n_decided: int = 0
    """How many of the annotations became decisions."""


def import_labels(
    paths: Sequence[Path],
    known: Known,
    *,
    read: ReadRecords,
    paper: str | None,
    threshold: float,
    track: Track,
) -> ImportOutcome:
    """Read labelled files and keep what is new and what was edited: no repeats, nothing that contradicts what is there.

    A row that cannot be used is a failure in the outcome; the rest goes on. `paper` is used where a row names none.
    """
    intake = _Intake.beside(known)
    for path in track(paths, total=len(paths), doing="Importing"):
        for where, record in _each(read, path):
            intake.take(where, record, paper or path.stem)
    added = intake.added
    repeats = _near_repeats([*known.own, *known.reviewed], added, threshold)
    for index, (other, _) in repeats.items():
        intake.conflicts += _conflicts(added[index][0], other, added[index][1])
    return ImportOutcome(
        added=tuple(entry for index, (_, entry) in enumerate(added) if index not in repeats),
        revised=intake.revised,
        n_read=intake.n_read,
        n_duplicates=intake.n_duplicates,
        n_unlabelled=intake.n_unlabelled,
        near_repeats=tuple(
            NearRepeat(added[index][0], added[index][1].text, other.text, similarity)
            for index, (other, similarity) in repeats.items()
        ),
        conflicts=tuple(intake.conflicts),
        failures=tuple(intake.failures),
        ignored=tuple(intake.ignored),
        n_predicted=intake.n_predicted,
        annotations=tuple(intake.annotations),
    )


@dataclass
class _Intake:
    """Sorts records, one after another, into what is new, edited, known, contradictory or of no use."""

    reviewed: Mapping[str, LabeledEntry]
    shipped: Mapping[str, LabeledEntry]
    own: dict[str, LabeledEntry]
    asked: Mapping[tuple[str, str], Sequence[str]]
    met: set[str] = field(default_factory=set)
    added: list[tuple[str, LabeledEntry]] = field(default_factory=list)
    revised: dict[str, LabeledEntry] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    ignored: dict[str, None] = field(default_factory=dict)
    n_read: int = 0
    n_duplicates: int = 0
    n_unlabelled: int = 0
    n_predicted: int = 0
    annotations: list[Annotation] = field(default_factory=list)

    @classmethod
    def beside(cls, known: Known) -> "_Intake":
        reviewed, shipped, own = (
            {entry.entry_id: entry for entry in entries} for entries in (known.reviewed, known.shipped, known.own)
        )
        return cls(reviewed, shipped, own, known.asked)

    def take(self, where: str, record: Record | InputError, paper: str) -> None:
        self.n_read += 1
        try:
            if isinstance(record, InputError):
                raise record
            self._sort(where, record, paper)
            self.met.add(record.entry.entry_id)
            self.ignored |= dict.fromkeys(record.unread)
            self.n_predicted += len(record.predicted)
        except InputError as error:
            self.failures.append(Failure(where, error.problem, error.remedy))

    def _sort(self, where: str, record: Record, paper: str) -> None:
        entry = record.entry
        if record.given_revision and record.given_id != entry.entry_id:
            raise InputError(f"{where}: is not the text of entry {record.given_id!r}", remedy=_OTHER_TEXT)
        before = self.reviewed.get(entry.entry_id) or self.own.get(entry.entry_id)
        asked = self.asked.get((entry.entry_id, record.given_revision))
        if not entry.says_something:
            self._pass_over(where, record, before)
        elif asked and entry.entry_id not in self.own:
            self.annotations.append(Annotation(where, entry, tuple(asked)))
        elif before is None:
            self._add(where, record, paper)
        elif self._is_edit(record, before):
            self._revise(before, _edited(before, record))
        else:
            self.n_duplicates += 1
            self.conflicts += conflicts_between(where, before, entry)

    def _pass_over(self, where: str, record: Record, before: LabeledEntry | None) -> None:
        """A passage that went out without a label may come back without one; one that had some may not lose them."""
        had_none = before is None or not before.says_something
        if record.said and not record.predicted and not (record.given_revision and had_none):
            raise InputError(f"{where}: has no label", remedy=_NO_LABEL)
        self.n_unlabelled += 1

    def _add(self, where: str, record: Record, paper: str) -> None:
        entry = record.entry if record.entry.paper else replace(record.entry, paper=paper)
        shipped = self.shipped.get(entry.entry_id)
        if shipped and record.given_revision == shipped.revision:
            entry = _edited(shipped, record)
            if entry == shipped:
                self.n_duplicates += 1
                return
        self.own[entry.entry_id] = entry
        self.added.append((where, entry))

    def _is_edit(self, record: Record, before: LabeledEntry) -> bool:
        # Of two rows for one passage neither is taken for an edit after the first: they contradict each other.
        entry_id = before.entry_id
        return record.given_revision == before.revision and entry_id not in self.reviewed and entry_id not in self.met

    def _revise(self, before: LabeledEntry, after: LabeledEntry) -> None:
        if after == before:
            self.n_duplicates += 1
        else:
            self.revised[before.entry_id] = self.own[before.entry_id] = after


def _edited(before: LabeledEntry, record: Record) -> LabeledEntry:
    """An entry as a row wants it to be; what the row had no place for stays."""
    now = record.entry
    unsaid = {facet: code for facet, code in before.labels.items() if facet not in record.said}
    said: dict[str, Any] = {name: getattr(now, name) for name in ABOUT if name in record.said}
    said.setdefault("mitigation", bool(now.labels) or before.mitigation)
    return replace(before, labels={**unsaid, **now.labels} if said["mitigation"] else {}, **said)


def _each(read: ReadRecords, path: Path) -> Iterator[tuple[str, Record | InputError]]:
    try:
        yield from read(path)
    except InputError as error:
        yield str(path), error
    except OSError as error:
        yield str(path), InputError(f"{path}: cannot be read ({error.strerror})", remedy="check its permissions")


def conflicts_between(where: str, kept: LabeledEntry, other: LabeledEntry) -> Iterator[Conflict]:
    """All that an entry says otherwise than the one of the same words that is kept in its place."""
    yield from _conflicts(where, kept, other)
    if other.reasoning not in ("", kept.reasoning):
        yield Conflict(where, _REASONING, kept.reasoning, other.reasoning, kept.text)


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
    if not added:
        return {}
    entries = [*known, *(entry for _, entry in added)]
    left_out: dict[int, tuple[LabeledEntry, float]] = {}
    for earlier, later, similarity in near_duplicates([entry.text for entry in entries], threshold=threshold):
        place = later - len(known)
        if place >= 0 and earlier - len(known) not in left_out:
            left_out.setdefault(place, (entries[earlier], similarity))
    return left_out


def read_labels(path: Path, taxonomy: Taxonomy, *, origin: Origin) -> Iterator[tuple[str, Record | InputError]]:
    """Read labelled entries from whatever `labels export` writes, from any table, or from hand-labelled pages.

    Each comes with its place; one that cannot be used comes as the error it raised.

    Raises InputError when the whole file cannot be used.
    """
    if path.suffix.lower() in (".txt", ".html", ".htm") and not (path.is_file() and is_written_here(path)):
        for number, page in enumerate(read_labeled_file(path, taxonomy), start=1):
            yield f"{path}, page {number}", Record(replace(page.entry, year=page.year))
    else:
        yield from read_records(path, taxonomy, origin=origin)
