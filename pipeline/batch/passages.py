"""Passages as input: JSON lines or Parquet, read in a stream, with all their columns carried through.

The first look reads all of a JSONL file, so that its columns have one type in all shards: text, whole numbers,
numbers or truth values where every row agrees, and JSON otherwise. It notes where to cut, too: workers then read their
pieces themselves. The row groups of Parquet may be of any size, so its pieces are cut by one and handed to the others.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic_core import from_json

from pipeline.batch.pieces import Piece, Survey
from pipeline.batch.rows import JSON, TEXT
from pipeline.errors import InputError

SUFFIXES = (".jsonl", ".parquet")
_EACH = 8192
_KINDS = {str: "string", int: "int64", float: "double", bool: "bool"}
_LONGEST_LINE = 16 * 2**20
_LARGEST = 2**53  # beyond it, a whole number may be no number of 64 bits
_WORTH_A_WORKER = 2**20  # bytes; with less to do it would take longer to get ready than to work


class PassageFiles:
    """Files of passages, in the order given; all are JSON lines, or all are Parquet."""

    def __init__(self, paths: Sequence[Path], *, each: int = _EACH) -> None:
        self._paths = tuple(paths)
        self._each = each
        self._parquet = _all_parquet(paths)

    def most_workers(self) -> int:
        """One for each megabyte."""
        return 1 + sum(path.stat().st_size for path in self._paths if path.exists()) // _WORTH_A_WORKER

    def survey(self) -> Survey:
        """Digest all files, count their rows, and see what kind of values each column holds.

        Raises InputError when a file is not there, is not readable, or has no column `text`.
        """
        try:
            found = _survey_parquet(self._paths) if self._parquet else self._looked_over[0]
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self._paths, error) from error
        if TEXT not in dict(found.columns):
            raise InputError(
                f"{self._paths[0]}: the passages have no `text`",
                remedy=f"name the field that holds it `text`; there are: {', '.join(dict(found.columns)) or 'none'}",
            )
        return found

    def pieces(self) -> Iterator[Piece]:
        """Cut the files into as many rows at a time; no piece reaches over the end of a file."""
        return _cut_parquet(self._paths, self._each) if self._parquet else iter(self._looked_over[1])

    @cached_property
    def _looked_over(self) -> tuple[Survey, list[Piece]]:
        return _look_over(self._paths, self._each)


def _survey_parquet(paths: Sequence[Path]) -> Survey:
    schemas = [pq.read_schema(path) for path in paths]
    for path, schema in zip(paths, schemas, strict=True):
        if not schema.equals(schemas[0]):
            raise InputError(f"{path}: has other columns than {paths[0]}", remedy="classify them one after the other")
    columns = tuple((field.name, str(field.type)) for field in schemas[0])
    if (kind := dict(columns).get(TEXT, "string")) not in ("string", "large_string", "string_view"):
        raise InputError(f"{paths[0]}: the column `text` holds {kind}", remedy="it must hold text")
    digest = sha256()
    for path in paths:
        with path.open("rb") as handle:
            digest.update(file_digest(handle, "sha256").digest())
    return Survey(digest.hexdigest(), sum(pq.read_metadata(path).num_rows for path in paths), columns)


def _look_over(paths: Sequence[Path], each: int) -> tuple[Survey, list[Piece]]:
    """Digest, count and cut lines of JSON, and see what their columns hold."""
    kinds, pieces = dict[str, str](), list[Piece]()
    for path in paths:
        begin, start = 1, 0
        with path.open("rb") as handle:
            lines = _lines(handle, path)
            while group := list(islice(lines, each)):
                content, size = b"".join(group), _count(group, kinds)
                digest = sha256(content).hexdigest()
                pieces.append(Piece(len(pieces), size, digest, str(path), begin, start=start, length=len(content)))
                begin, start = begin + len(group), start + len(content)
    whole = sha256("".join(piece.digest for piece in pieces).encode()).hexdigest()
    columns = tuple((name, kind or "string") for name, kind in kinds.items())
    return Survey(whole, sum(piece.size for piece in pieces), columns), pieces


def _count(lines: Sequence[bytes], kinds: dict[str, str]) -> int:
    """How many lines are not blank; what their values are is added to `kinds`."""
    n_rows = 0
    for line in lines:
        if isinstance(row := _loaded(line), dict):
            _widen(kinds, row)
        elif line.isspace():
            continue
        n_rows += 1
    return n_rows


def _loaded(line: bytes) -> object:
    """What a line of JSON holds; None where it is none, which is told of when its turn comes."""
    try:
        return from_json(line, cache_strings="keys")
    except ValueError:  # rows are read by `json`, which is a third as fast and takes more
        with suppress(ValueError, RecursionError):
            return json.loads(line)
    return None


def _widen(kinds: dict[str, str], row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        before, kind = kinds.setdefault(name, ""), _kind_of(value)
        if kind != before and kind:
            kinds[name] = kind if not before else "double" if {before, kind} == {"int64", "double"} else JSON


def _kind_of(value: object) -> str:
    if isinstance(value, int) and abs(value) > _LARGEST:
        return JSON
    return "" if value is None else _KINDS.get(type(value), JSON)


def _lines(handle: BinaryIO, path: Path) -> Iterator[bytes]:
    for number, line in enumerate(iter(lambda: handle.readline(_LONGEST_LINE + 1), b""), start=1):
        if len(line) > _LONGEST_LINE:
            raise InputError(
                f"{path}:{number}: is longer than {_LONGEST_LINE // 2**20} MB", remedy="one passage a line, as JSON"
            )
        yield line


def _cut_parquet(paths: Sequence[Path], each: int) -> Iterator[Piece]:
    number = 0
    for path in paths:
        begin = 1
        for size, content in _batches(path, each):
            yield Piece(number, size, sha256(content).hexdigest(), str(path), begin, content=content)
            number, begin = number + 1, begin + size


def _batches(path: Path, each: int) -> Iterator[tuple[int, bytes]]:
    # Without buffering ahead, a row group of any size is read a page at a time.
    with pq.ParquetFile(path, pre_buffer=False, buffer_size=2**20) as file:
        for batch in file.iter_batches(each):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            yield batch.num_rows, sink.getvalue().to_pybytes()


def _all_parquet(paths: Sequence[Path]) -> bool:
    kinds = {path.suffix.lower() for path in paths}
    if len(kinds) != 1 or not kinds <= set(SUFFIXES):
        raise InputError(
            f"{', '.join(sorted(kinds))}: passages are read from one kind of table at a time",
            remedy="name only .jsonl files, or only .parquet files",
        )
    return kinds == {".parquet"}


def _unreadable(paths: Sequence[Path], error: Exception) -> InputError:
    why = getattr(error, "strerror", None) or " ".join(str(error).split())
    named = ", ".join(map(str, paths[:3]))
    return InputError(f"{named}: cannot be read ({why})", remedy="check the path, and that it is whole")
