"""Names → documents on the shelf, each with the record of where it came from; what fails is listed, the rest goes on.

Every host has a lane of its own, so that a wait at one holds up no other. What is on the shelf is not asked for again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Literal
from urllib.parse import urlsplit

from pipeline.domain.provenance import Citation, Glance, Provenance
from pipeline.errors import InputError
from pipeline.parsing.glance import glance
from pipeline.sources.answers import AbsentError
from pipeline.sources.archive import unpack
from pipeline.sources.client import Client, Download, StoppedError
from pipeline.sources.names import Wanted
from pipeline.sources.plans import Candidate, Form, Indexes, Places, candidates
from pipeline.store.shelf import Shelf
from pipeline.workflows import Track
from pipeline.workflows.ingest import Failure
from pipeline.workflows.lanes import in_lanes

State = Literal["fetched", "kept", "unchanged", "updated"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document that was asked for: whether it is new, and its record; or why it could not be had."""

    wanted: Wanted
    state: State | None = None
    record: Provenance | None = None
    path: Path | None = None
    failure: Failure | None = None
    is_absent: bool = False
    """Whether it could not be had because nothing is there."""


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of everything that was asked for, in the order asked."""

    results: tuple[Fetched, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What could not be had, and why."""
        return tuple(each.failure for each in self.results if each.failure)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The documents that are there now."""
        return tuple(each.path for each in self.results if each.path)

    def count(self, state: State) -> int:
        """How many documents are in a state."""
        return sum(each.state == state for each in self.results)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """What fetches: the client, where indexes are, and the shelf that documents go to."""

    client: Client
    places: Places
    shelf: Shelf
    refresh: bool = False
    """Whether servers are asked if what lies on the shelf has changed."""

    def fetch(self, wanted: Wanted) -> Fetched:
        """Get one document, unless it lies on the shelf; a failure is part of the answer."""
        try:
            return self._fetch(wanted)
        except InputError as error:
            failure = Failure(wanted.name, error.problem, error.remedy)
            return Fetched(wanted, failure=failure, is_absent=isinstance(error, AbsentError))

    def _fetch(self, wanted: Wanted) -> Fetched:
        if not wanted.key:
            raise InputError(f"{wanted.name}: names no arXiv id, DOI or web address", remedy="add one to the entry")
        record = self.shelf.find(wanted.key)
        if record and not self.refresh:
            return self._there(wanted, "kept", record)
        if record:
            return self._refreshed(wanted, record)
        return self._there(wanted, "fetched", self._first_of(wanted))

    def _there(self, wanted: Wanted, state: State, record: Provenance) -> Fetched:
        return Fetched(wanted, state, record, self.shelf.path(record))

    def _refreshed(self, wanted: Wanted, record: Provenance) -> Fetched:
        scratch = self.shelf.scratch(record.key)
        download = self.client.download(record.url, scratch, etag=record.etag, last_modified=record.last_modified)
        if download is None or download.sha256 == record.sha256:
            scratch.unlink(missing_ok=True)
            return self._there(wanted, "unchanged", record)
        candidate = Candidate(record.url, _form_of(record), record.citation)
        return self._there(wanted, "updated", self._shelved(wanted, candidate, download, record.passed_over))

    def _first_of(self, wanted: Wanted) -> Provenance:
        passed_over: list[InputError] = []
        for candidate in candidates(wanted, self.places, Indexes(self.client.json, self._page)):
            try:
                download = self.client.download(candidate.url, self.shelf.scratch(wanted.key))
                if download:
                    return self._shelved(wanted, candidate, download, [error.problem for error in passed_over])
            except InputError as error:
                passed_over.append(error)
        if len(passed_over) == 1:
            raise passed_over[0]
        why = "; ".join(error.problem for error in passed_over) or "no open copy of it is known"
        raise InputError(f"{wanted.name}: {why}", remedy="download it in a browser and name the file")

    def _shelved(
        self, wanted: Wanted, candidate: Candidate, download: Download, passed_over: Sequence[str]
    ) -> Provenance:
        """Put a download on the shelf, if it is what it should be."""
        scratch = self.shelf.scratch(wanted.key)
        unpacked = scratch.with_name(f"{scratch.name}.unpacked")
        try:
            seen = glance(scratch.read_bytes(), download.final_url, download.content_type)
            _check(seen, candidate, download)
            record = _record(wanted, candidate, download, seen.citation, passed_over)
            if seen.suffix != ".tar":
                return self.shelf.keep(record, scratch, seen.suffix)
            rmtree(unpacked, ignore_errors=True)
            return self.shelf.keep(record, unpacked, "", main=unpack(scratch, unpacked, download.final_url))
        finally:
            scratch.unlink(missing_ok=True)
            rmtree(unpacked, ignore_errors=True)

    def _page(self, url: str) -> Glance:
        return glance(self.client.content(url), url, "text/html")


def fetch(wanted: Sequence[Wanted], fetcher: Fetcher, *, track: Track) -> FetchOutcome:
    """Get documents, several hosts at a time; what is asked for twice is fetched once.

    An interrupt, or a caller who stops iterating, leaves nothing half-written.
    """
    by_key: dict[str, Wanted] = {}
    for each in wanted:
        by_key.setdefault(each.key or each.name, each)
    results: dict[str, Fetched] = {}
    lanes = _by_host(by_key.values(), fetcher.places)
    try:
        with closing(in_lanes(lanes, fetcher.fetch, stop=fetcher.client.stop, stopped=StoppedError)) as coming:
            for result in track(coming, total=len(by_key), doing="Fetching"):
                results[result.wanted.key or result.wanted.name] = result
    finally:
        remember_failures(fetcher.shelf, results.values())
    return FetchOutcome(tuple(results[key] for key in by_key))


def remember_failures(shelf: Shelf, results: Iterable[Fetched]) -> None:
    """Bring the shelf's list of failures up to date: what failed is on it, what came is not."""
    failed = {row["name"]: row for row in shelf.failed()}
    for each in results:
        failed.pop(each.wanted.name, None)
        if each.failure and each.wanted.key:
            failed[each.wanted.name] = asdict(each.wanted) | {"problem": each.failure.problem}
    shelf.note_failed(list(failed.values()))


def failed_before(shelf: Shelf) -> list[Wanted]:
    """What earlier runs could not fetch."""
    wanted = []
    for row in shelf.failed():
        with suppress(KeyError, TypeError):
            said = row["citation"]
            wanted.append(Wanted(row["name"], Citation(**{**said, "authors": tuple(said["authors"])}), row["url"]))
    return wanted


def _by_host(wanted: Iterable[Wanted], places: Places) -> list[list[Wanted]]:
    lanes: dict[str, list[Wanted]] = defaultdict(list)
    for each in wanted:
        if each.citation.arxiv_id:
            lanes[places.arxiv].append(each)
        elif each.citation.doi:
            lanes[places.crossref].append(each)
        else:
            lanes[urlsplit(each.url).netloc].append(each)
    return list(lanes.values())


def _check(seen: Glance, candidate: Candidate, download: Download) -> None:
    where = download.final_url
    if not seen.suffix:
        raise InputError(f"{where}: is {seen.what}, which is not read", remedy="name a document")
    if candidate.form == "html" and not seen.is_latexml:
        raise InputError(f"{where}: is {seen.what} and not the paper as HTML")
    if candidate.form == "pdf" and seen.suffix != ".pdf":
        raise InputError(f"{where}: is {seen.what} and not the PDF that it should be")
    if seen.suffix == ".tar" and candidate.form not in ("latex", None):
        raise InputError(f"{where}: is {seen.what}")


def _form_of(record: Provenance) -> Form | None:
    """What must come again from where a document came from: no page of regrets in place of a paper."""
    if record.file.endswith(".pdf"):
        return "pdf"
    return "html" if record.key.startswith("arxiv:") and record.file.endswith(".html") else None


def _record(
    wanted: Wanted, candidate: Candidate, download: Download, said: Citation, passed_over: Sequence[str]
) -> Provenance:
    return Provenance(
        key=wanted.key,
        name=wanted.name,
        url=candidate.url,
        final_url=download.final_url,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        content_type=download.content_type,
        n_bytes=download.n_bytes,
        sha256=download.sha256,
        file="",
        etag=download.etag,
        last_modified=download.last_modified,
        citation=candidate.citation.or_else(said),
        passed_over=tuple(passed_over),
    )
