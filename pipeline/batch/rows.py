"""A piece of a table → its passages, the columns they came with, and what could not be used."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.batch.pieces import Piece, Unusable
from pipeline.domain.passage import Passage
from pipeline.errors import InputError

TEXT, JSON = "text", "json"
"""The column that is tagged; and the kind of a column whose values have no one type: text as it is, else JSON."""
_SECTIONS, _SEPARATOR = "section_path", " > "
_OF_PASSAGE = (TEXT, _SECTIONS, "document_id", "start")

ReadLine = Callable[[bytes, str], dict[str, Any] | None]
"""A line of JSON and its place → its object, or None where it is blank; raises InputError naming the place."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The passages of a piece, the columns they came with, and what could not be used."""

    passages: Sequence[Passage]
    carried: pa.Table
    failures: Sequence[Unusable]


def read_piece(piece: Piece, columns: Mapping[str, str], read_line: ReadLine) -> Rows:
    """Take a piece of passages apart; `columns` is what the survey found."""
    if Path(piece.place).suffix.lower() == ".parquet":
        table, failures = _usable_rows(piece)
    else:
        lines = _stretch(piece).removesuffix(b"\n").split(b"\n")
        rows, failures = read_lines(lines, f"{piece.place}:", piece.begin, read_line)
        kinds = {**columns, TEXT: "string"}
        table = pa.table({name: _column([row.get(name) for row in rows], kinds[name]) for name in columns})
    nothing = [None] * len(table)
    cells = [table[name].to_pylist() if name in table.column_names else nothing for name in _OF_PASSAGE]
    passages = [_passage(*each) for each in zip(*cells, strict=True)]
    if _SECTIONS in table.column_names:
        joined = pa.array([_SEPARATOR.join(passage.section_path) for passage in passages], pa.string())
        table = table.set_column(table.column_names.index(_SECTIONS), _SECTIONS, joined)
    return Rows(passages, table, failures)


def _stretch(piece: Piece) -> bytes:
    """The bytes of the file that a piece is.

    Raises InputError when they are no longer what they were at the first look.
    """
    try:
        with Path(piece.place).open("rb") as handle:
            handle.seek(piece.start)
            content = handle.read(piece.length)
    except OSError as error:
        raise InputError(
            f"{piece.place}: can no longer be read ({error.strerror})",
            remedy="run the same command again: it goes on where this one stopped",
        ) from error
    if sha256(content).hexdigest() != piece.digest:
        raise InputError(f"{piece.place}: was changed while it was read", remedy="run the command with --restart")
    return content


def read_lines(
    lines: Sequence[bytes], place: str, begin: int, read_line: ReadLine
) -> tuple[list[dict[str, Any]], list[Unusable]]:
    """The objects in lines that have a text, and what is wrong with the others; they are numbered from `begin`."""
    rows: list[dict[str, Any]] = []
    failures: list[Unusable] = []
    for number, line in enumerate(lines, start=begin):
        where = f"{place}{number}"
        try:
            row = read_line(line, where)
        except InputError as error:
            failures.append(Unusable(where, error.problem.removeprefix(f"{where}: "), error.remedy))
            continue
        if row is not None and _is_text(row.get(TEXT)):
            rows.append(row)
        elif row is not None:
            failures.append(_without_text(where))
    return rows, failures


def passage_of(row: Mapping[str, Any]) -> Passage:
    """A passage from what a row says of it, as far as it can be understood.

    >>> passage_of({"text": "Inputs are screened.", "section_path": "4 Defences > 4.1 Filters"}).section_path
    ('4 Defences', '4.1 Filters')
    >>> passage_of({"text": "Inputs are screened.", "section_path": ["4 Defences"], "start": "?"}).start
    0
    """
    return _passage(*(row.get(name) for name in _OF_PASSAGE))


def _passage(text: Any, section_path: object, document_id: object, start: object) -> Passage:  # noqa: ANN401
    begin = start if isinstance(start, int) else 0
    return Passage(str(document_id or ""), _section_path(section_path), begin, begin + len(text), text)


def _section_path(value: object) -> tuple[str, ...]:
    if isinstance(value, str) and value.startswith("["):  # a list that was carried as JSON
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, str):
        value = value.split(_SEPARATOR) if value else ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _usable_rows(piece: Piece) -> tuple[pa.Table, list[Unusable]]:
    with pa.ipc.open_stream(piece.content) as stream:
        table = stream.read_all()
    usable = [_is_text(text) for text in table[TEXT].to_pylist()]
    failures = [_without_text(f"{piece.place}:{piece.begin + row}") for row, good in enumerate(usable) if not good]
    return (table.filter(pa.array(usable)) if failures else table), failures


def _column(values: list[Any], kind: str) -> pa.Array:
    if kind != JSON:
        return pa.array(values, kind)
    return pa.array([value if value is None or isinstance(value, str) else _json(value) for value in values], "string")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _without_text(place: str) -> Unusable:
    return Unusable(place, "has no text", "fill in its `text`, or leave the row out")
