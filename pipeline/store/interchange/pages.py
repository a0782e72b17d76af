"""Labelled passages as plain text, to be read and edited in any editor: some lines of labels, then the text.

Each begins with a line of its own, and `name: value` lines follow up to the first empty one. Values that would not fit
on a line are written as JSON. A line of the text that begins like the mark, or with a backslash, gets a backslash.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.domain.labels import Record
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.interchange.marks import NO, YES
from pipeline.store.interchange.rows import columns_for, flat_row
from pipeline.store.tables import text_of

_MARK = "=== labelled passage ==="
_ESCAPED = ("===", "\\")


def write(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write all records into one text file."""
    columns = [name for name in columns_for(records, taxonomy) if name != "text"]
    with whole_file(path) as scratch, scratch.open("w", encoding="utf-8", newline="") as handle:
        handle.writelines(_page(record, columns, taxonomy) for record in records)
    return [path]


def is_written_here(path: Path) -> bool:
    """Whether a text file is one of these, and not a page from elsewhere."""
    with path.open("rb") as handle:
        return handle.readline().removeprefix(b"\xef\xbb\xbf").strip() == _MARK.encode()


def read(path: Path) -> Iterator[tuple[str, dict[str, Any] | InputError]]:
    """Yield each passage with its place, as a row like that of any table, or why it cannot be used.

    Raises InputError when the file is not UTF-8.
    """
    text = text_of(path.read_bytes(), str(path))
    if text.startswith(f"{_MARK}\r"):  # an editor has put in the line ends of another system
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.rstrip() == _MARK]
    for start, end in pairwise([*starts, len(lines)]):
        place = f"{path}:{start + 1}"
        try:
            yield place, _row(lines[start + 1 : end])
        except InputError as error:
            yield place, InputError(f"{place}: {error.problem}", remedy=error.remedy)


def _page(record: Record, columns: Sequence[str], taxonomy: Taxonomy) -> str:
    row = flat_row(record, taxonomy) | {"mitigation": YES if record.entry.mitigation else NO}
    # Lines for labels stand there in any case, to be filled in.
    asked = {*(facet.name for facet in taxonomy), "reasoning"}
    said = ((name, "" if row.get(name) is None else _line(str(row[name]))) for name in columns)
    head = [f"{name}: {value}".rstrip() for name, value in said if value or name in asked]
    body = [f"\\{line}" if line.startswith(_ESCAPED) else line for line in record.entry.text.split("\n")]
    return "\n".join([_MARK, *head, "", *body, "", ""])


def _line(value: str) -> str:
    return value if value.isprintable() and not value.startswith('"') else json.dumps(value, ensure_ascii=False)


def _row(lines: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    n_head = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    for line in lines[:n_head]:
        name, colon, value = line.partition(":")
        if not colon or name.strip() in row:
            raise InputError(
                f"{line[:60]!r} is not a line of the kind `name: value`, or its name stands twice",
                remedy="leave an empty line between the labels and the text",
            )
        row[name.strip()] = _value(value.strip())
    row["text"] = "\n".join(line.removeprefix("\\") for line in lines[n_head:])
    return row


def _value(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise InputError(f"the value {text[:60]!r} is not JSON", remedy='end it with a " too') from error
