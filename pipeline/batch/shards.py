"""Shards: Parquet files that are there whole or not at all, each telling in its footer what went into it.

A shard is written under a scratch name, brought to the disk and renamed. So a name that is there is a shard that is
finished, whatever ended the process, and what could not be used is not apart from what could.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.batch.pieces import Piece, Receipt, Unusable
from pipeline.errors import InputError

_KEY = b"mitag"
_SCRATCH = ".new-"


@dataclass(frozen=True, slots=True)
class Footer:
    """What a shard says of itself: the seal of its run, its piece, and what is to be told beside its rows."""

    seal: str
    number: int
    size: int
    n_to_review: int
    failures: tuple[Unusable, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished shard, without its rows."""

    path: Path
    n_rows: int
    footer: Footer


def write_shard(
    folder: Path,
    piece: Piece,
    seal: str,
    table: pa.Table,
    *,
    failures: Sequence[Unusable] = (),
    documents: Sequence[Mapping[str, Any]] = (),
) -> Receipt:
    """Write what became of a piece.

    Raises InputError when the disk is full or the folder cannot be written.
    """
    n_to_review = pc.sum(table["needs_review"]).as_py() or 0
    footer = Footer(seal, piece.number, piece.size, n_to_review, tuple(failures), tuple(documents))
    stated = json.dumps(asdict(footer), ensure_ascii=False, sort_keys=True)
    write_table(folder / piece.shard(seal), table.replace_schema_metadata({_KEY: stated}))
    return Receipt(piece.number, piece.size, table.num_rows, len(failures))


def finished(folder: Path, seal: str) -> list[Shard]:
    """The shards of a run that are there and whole, in order."""
    return sorted(
        (shard for path in folder.glob("part-*.parquet") if (shard := _read(path)) and shard.footer.seal == seal),
        key=lambda shard: shard.footer.number,
    )


def _read(path: Path) -> Shard | None:
    try:
        found = pq.read_metadata(path)
        stated = json.loads(found.metadata[_KEY])
        failures = tuple(Unusable(**each) for each in stated.pop("failures"))
        documents = tuple(stated.pop("documents"))
        return Shard(path, found.num_rows, Footer(**stated, failures=failures, documents=documents))
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
        return None


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table as Parquet, whole or not at all; pages carry checksums.

    Raises InputError when the disk is full or the folder cannot be written.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    write_whole(path, sink.getvalue())


def write_whole(path: Path, content: bytes | pa.Buffer) -> None:
    """Write a file that survives any end of the process and of the machine, or is not there.

    Raises InputError when the disk is full or the folder cannot be written.
    """
    scratch = path.with_name(f"{_SCRATCH}{os.getpid()}-{path.name}")
    try:
        with scratch.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        scratch.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error})",
            remedy="make room, or mend the permissions there, and run the same command again: it goes on from here",
        ) from error


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written."""
    for path in folder.glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
