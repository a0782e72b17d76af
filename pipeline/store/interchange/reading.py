"""Records back from whatever file they come in."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.domain.labels import Origin, Record
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.interchange import argilla, label_studio, pages
from pipeline.store.interchange.rows import unescaped
from pipeline.store.labeled import record_from_row
from pipeline.store.tables import read_rows, text_of

Placed = tuple[str, dict[str, Any] | InputError]

_SPREADSHEETS = (".csv", ".xlsx")
_LAYOUTS = "export from Label Studio as JSON, from Argilla with `records.to_json`"


def read_records(path: Path, taxonomy: Taxonomy, *, origin: Origin) -> Iterator[tuple[str, Record | InputError]]:
    """Yield each entry of a file with its place; one that cannot be used comes as the error it raised.

    Raises InputError when the whole file cannot be used.
    """
    for place, row in _rows(path, taxonomy):
        if isinstance(row, InputError):
            yield place, row
            continue
        try:
            yield place, record_from_row(row, taxonomy, where=place, origin=origin)
        except InputError as error:
            yield place, error


def _rows(path: Path, taxonomy: Taxonomy) -> Iterator[Placed]:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _from_objects(path, taxonomy)
    if suffix == ".txt":
        return pages.read(path)
    return _from_table(path, spreadsheet=suffix in _SPREADSHEETS)


def _from_table(path: Path, *, spreadsheet: bool) -> Iterator[Placed]:
    unreadable: list[InputError] = []
    for place, row in read_rows(path, skip=unreadable.append):
        yield place, unescaped(row) if spreadsheet else row
    yield from ((str(path), error) for error in unreadable)


def _from_objects(path: Path, taxonomy: Taxonomy) -> Iterator[Placed]:
    for number, item in enumerate(_objects(path), start=1):
        name = item.get("id", number) if isinstance(item, Mapping) else number
        place = f"{path}, number {number}" if name == number else f"{path}, number {number} (id {name})"
        try:
            yield from ((place, row) for row in _rows_of(item, taxonomy))
        except InputError as error:
            yield place, InputError(f"{place}: {error.problem}", remedy=error.remedy)


def _rows_of(item: object, taxonomy: Taxonomy) -> list[dict[str, Any]]:
    if isinstance(item, Mapping):
        if label_studio.is_task(item):
            return list(label_studio.rows_of(item, taxonomy))
        if argilla.is_record(item):
            return list(argilla.rows_of(item, taxonomy))
    raise InputError("is neither a task of Label Studio nor a record of Argilla", remedy=_LAYOUTS)


def _objects(path: Path) -> list[Any]:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file", remedy="check the path")
    try:
        items = json.loads(text_of(path.read_bytes(), str(path)))
    except (ValueError, RecursionError) as error:
        why = f"{error.msg}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else error
        raise InputError(f"{path}: is not JSON ({why})", remedy=_LAYOUTS) from error
    if not isinstance(items, list):
        raise InputError(f"{path}: is not a list of tasks or records", remedy=_LAYOUTS)
    return items
