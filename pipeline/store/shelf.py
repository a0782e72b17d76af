"""Fetched documents on disk, each with a record beside it of where it came from.

A document's file carries the beginning of its hash in its name, its record is named after what was asked for, and the
record is written last. So a killed run leaves no half of anything, a new version never overwrites the old one, and the
same request finds what is there. Names are made here; nothing of the server's gets into them but letters and digits.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from pipeline.domain.document import Document
from pipeline.domain.provenance import Citation, Provenance
from pipeline.errors import InputError
from pipeline.store.files import whole_file

_HIDDEN = ".fetch"
_UNSAFE = re.compile(r"[^a-z0-9.]+")
_STEM = 60
_SHA = 12
_NAMED = re.compile(rf"(?P<stem>.+)\.[0-9a-f]{{{_SHA}}}(?:\.[a-z]+)?")


class Shelf:
    """A folder of fetched documents and their records."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hidden = folder / _HIDDEN

    def find(self, key: str) -> Provenance | None:
        """The record of what was fetched under a key, if its document is still there."""
        record = _read(self._record(key))
        return record if record and self.path(record).exists() else None

    def path(self, record: Provenance) -> Path:
        """Where a document lies."""
        return self.folder / record.file

    def scratch(self, key: str) -> Path:
        """Where a document lies while it is being fetched, the same in every run.

        Raises InputError when the folder cannot be made.
        """
        return self._made("partial") / _stem(key)

    @property
    def lock(self) -> Path:
        """The file to lock while documents are fetched.

        Raises InputError when its folder cannot be made.
        """
        return self._made() / "lock"

    def keep(self, record: Provenance, content: Path, suffix: str, *, main: Path | None = None) -> Provenance:
        """Put a finished file, or a folder with its `main` file, on the shelf, and write its record.

        An earlier version under the same key is moved out of sight. Returns the record with the place filled in.
        """
        named = f"{_stem(record.key)}.{record.sha256[:_SHA]}{suffix}"
        place = self.folder / named
        if place.is_dir():
            rmtree(place)
        content.replace(place)
        file = place / main.relative_to(content) if main else place
        record = replace(record, file=file.relative_to(self.folder).as_posix())
        before = self.find(record.key)
        self.note(record)
        if before and before.file != record.file:
            self._retire(before)
        return record

    def note(self, record: Provenance) -> None:
        """Write the record of a document that is there already."""
        _write(self._record(record.key), asdict(record))

    def failed(self) -> list[dict[str, Any]]:
        """What could not be fetched so far, as `note_failed` was given it."""
        try:
            return list(json.loads(self._failures.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return []

    def note_failed(self, failures: list[dict[str, Any]]) -> None:
        """Remember what could not be fetched, in place of what was remembered."""
        if failures or self._failures.exists():
            _write(self._failures, failures)

    def _made(self, *parts: str) -> Path:
        folder = self._hidden.joinpath(*parts)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: cannot be made ({error.strerror})", remedy="check permissions") from error
        return folder

    @property
    def _failures(self) -> Path:
        return self._hidden / "failed.json"

    def _record(self, key: str) -> Path:
        return self.folder / f"{_stem(key)}.json"

    def _retire(self, record: Provenance) -> None:
        top = Path(record.file).parts[0]
        earlier = self._made("earlier")
        _write(earlier / f"{top}.json", asdict(record))
        (self.folder / top).replace(earlier / top)


def provenance_of(path: Path) -> Provenance | None:
    """The record that lies beside a fetched document, or None where a file is not from a shelf."""
    for place in (path, *path.parents):
        if match := _NAMED.fullmatch(place.name):
            record = _read(place.with_name(f"{match['stem']}.json"))
            if record and place.parent / record.file == path:
                return record
    return None


def with_provenance(document: Document, path: Path) -> Document:
    """Fill the gaps in what a document says about itself from the record beside its file, if there is one."""
    record = provenance_of(path)
    if record is None:
        return document
    said = record.citation
    return replace(
        document,
        title=document.title or said.title,
        authors=document.authors or said.authors,
        year=document.year or said.year,
        doi=document.doi or said.doi,
        arxiv_id=document.arxiv_id or said.arxiv_id.partition("v")[0],
    )


def _stem(key: str) -> str:
    """A file name for a key; what letters cannot tell apart a hash does.

    >>> _stem("arxiv:2412.17686"), _stem("doi:10.1/a?b")
    ('arxiv-2412.17686', 'doi-10.1-a-b-315e708e')
    """
    kind, _, rest = key.partition(":")
    name = rest.partition("://")[2] if kind == "url" else f"{kind}-{rest}"
    safe = _UNSAFE.sub("-", name.casefold()).strip("-.")[:_STEM]
    if kind == "arxiv" and len(name) <= _STEM:
        return safe
    return f"{safe}-{sha256(key.encode(errors='surrogatepass')).hexdigest()[:8]}".lstrip("-")


def _read(path: Path) -> Provenance | None:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        citation = row.pop("citation")
        return Provenance(
            **{**row, "passed_over": tuple(row["passed_over"])},
            citation=Citation(**{**citation, "authors": tuple(citation["authors"])}),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # not there, or no record of ours


def _write(path: Path, what: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    with whole_file(path) as scratch:
        scratch.write_text(json.dumps(what, ensure_ascii=False, indent=1), encoding="utf-8")
