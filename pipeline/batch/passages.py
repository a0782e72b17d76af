"""Passages as input: JSON lines or Parquet, read in a stream, with all their columns carried through.

The first look reads all of a JSONL file, so that its columns have one type in all shards: text, whole numbers,
numbers or truth values where every row agrees, and JSON otherwise.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
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


class PassageFiles:
    """Files of passages, in the order given; all are JSON lines, or all are Parquet."""

    def __init__(self, paths: Sequence[Path], *, each: int = _EACH) -> None:
        self._paths = tuple(paths)
        self._each = each
        self._parquet = _all_parquet(paths)

    def survey(self) -> Survey:
        """Digest all files, count their rows, and see what kind of values each column holds.

        Raises InputError when a file is not there, is not readable, or has no column `text`.
        """
        try:
            found = _survey_parquet(self._paths) if self._parquet else _survey_jsonl(self._paths)
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
        number = 0
        for path in self._paths:
            begin = 1
            for size, content in (_cut_parquet if self._parquet else _cut_jsonl)(path, self._each):
                yield Piece(number, size, sha256(content).hexdigest(), str(path), begin, content)
                number, begin = number + 1, begin + size


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


def _survey_jsonl(paths: Sequence[Path]) -> Survey:
    digest, n_rows, kinds = sha256(), 0, dict[str, str]()
    for path in paths:
        with path.open("rb") as handle:
            for line in _lines(handle, path):
                digest.update(line)
                if line.isspace():
                    continue
                n_rows += 1
                if isinstance(row := _loaded(line), dict):
                    _widen(kinds, row)
    return Survey(digest.hexdigest(), n_rows, tuple((name, kind or "string") for name, kind in kinds.items()))


def _loaded(line: bytes) -> object:
    """What a line of JSON holds; None where it is none, which is told of when its turn comes."""
    try:
        return from_json(line)
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


def _cut_jsonl(path: Path, each: int) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as handle:
        while lines := list(islice(handle, each)):
            yield len(lines), b"".join(lines)


def _cut_parquet(path: Path, each: int) -> Iterator[tuple[int, bytes]]:
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
