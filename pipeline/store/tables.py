"""Rows in and out of CSV, JSON lines, Parquet and Excel files, chosen by suffix."""

import csv
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pipeline.errors import ConfigError, InputError
from pipeline.store.files import whole_file

Row = Mapping[str, Any]

# Excel refuses longer cells and what XML cannot hold, and a spreadsheet would run text that begins like a formula.
CELL_LIMIT = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# The first of those that stand in the header most often: where a comma marks decimals, spreadsheets write semicolons.
_DELIMITERS = ",;\t"
# No entry comes near it; a file that is one endless line is refused before it fills the memory.
_LINE_LIMIT = 16 * 2**20
# The earliest time that a zip archive can name stands in for the time of writing.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TIME = re.compile(rb"(?<=W3CDTF\">)[0-9TZ:.+-]+")
_NO_TIME_IN_XML = b"1980-01-01T00:00:00Z"
_ONE_OBJECT = "each line must be one JSON object"
# What the zip layer and the XML and workbook layers raise, each in its own way, when a workbook is damaged;
# every XML parser's error is a SyntaxError.
_BROKEN_ZIP = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
_BROKEN_SHEET = (SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError)


def writable(path: Path) -> Path:
    """Return `path` if tables can be written to a file of that suffix.

    Raises ConfigError listing the suffixes that can; asking before the work is done saves the work.
    """
    if path.suffix.lower() not in _WRITERS:
        known = " ".join(_WRITERS)
        raise ConfigError(
            f"{path}: tables are not written as {path.suffix or 'a file without suffix'}", remedy=f"one of: {known}"
        )
    if path.is_dir():
        raise ConfigError(f"{path} is a folder", remedy="name a file in it")
    return path


def write_rows(rows: Sequence[Row], path: Path, *, columns: Sequence[str]) -> None:
    """Write rows to a table file, whole or not at all; cells that are lists are joined where a format has no lists."""
    write = _WRITERS[writable(path).suffix.lower()]
    with whole_file(path) as scratch:
        write(rows, scratch, columns)


def read_rows(path: Path, *, skip: Callable[[InputError], None] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each row of a table file with its place ("file:line") for messages.

    With `skip`, a line of a JSONL or a row of a CSV file that cannot be read is handed to it and the reading goes on.
    Rows of spreadsheets in which nothing stands are passed over.

    Raises InputError for a missing file, an unknown suffix, broken content or, without `skip`, a bad line.
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise InputError(
            f"{path}: labels are not read from {suffix or 'a file without suffix'}",
            remedy=f"one of: {' '.join(_SUFFIXES)} .txt",
        )
    if not path.is_file():
        raise InputError(f"{path}: there is no such file", remedy="check the path")
    if suffix == ".jsonl":
        yield from _read_jsonl(path, skip)
    elif suffix == ".csv":
        yield from _read_csv(path, skip)
    else:
        yield from _READERS[suffix](path)


def _write_jsonl(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as handle:
        for row in rows:
            handle.write(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False) + "\n")


def _write_csv(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle, lineterminator="\n")
        table.writerow(columns)
        table.writerows([spreadsheet_cell(row.get(name)) for name in columns] for row in rows)


def _write_excel(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("mitag")
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=name) for name in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_excel_cell(row.get(name)) for name in columns])
    book.save(path)
    without_times(path)


def without_times(path: Path) -> None:
    """Write an Excel file again without the time of writing, so that the same rows give the same bytes."""
    with ZipFile(path) as book:
        members = [(ZipInfo(name, _NO_TIME), _TIME.sub(_NO_TIME_IN_XML, book.read(name))) for name in book.namelist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for member, content in members:
            book.writestr(member, content, ZIP_DEFLATED)


def _write_parquet(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    from pyarrow import table
    from pyarrow.parquet import write_table

    # Column by column and without pandas, which would turn whole numbers with gaps into fractions.
    write_table(table({name: [row.get(name) for row in rows] for name in columns}), path)


def spreadsheet_cell(value: object) -> object:
    """What a cell can hold, and no spreadsheet will run: lists are joined, formulas get an apostrophe before them."""
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        value = _UNWRITABLE.sub("", value)
        if _looks_like_formula(value):
            value = "'" + value
    return value


def _excel_cell(value: object) -> object:
    cell = spreadsheet_cell(value)
    return cell[:CELL_LIMIT] if isinstance(cell, str) else cell


def _looks_like_formula(text: str) -> bool:
    # Apostrophes before the sign count too, so that reading takes off exactly the one that writing put there.
    return text.lstrip("'").startswith(_FORMULA_STARTS)


def _read_jsonl(path: Path, skip: Callable[[InputError], None] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    # Only "\n" ends a line: the other line ends of Unicode may stand inside a JSON string.
    with path.open("rb") as handle:
        for number, raw in enumerate(iter(lambda: handle.readline(_LINE_LIMIT + 1), b""), start=1):
            place = f"{path}:{number}"
            if len(raw) > _LINE_LIMIT:
                raise InputError(f"{place}: is longer than {_LINE_LIMIT // 2**20} MB", remedy=_ONE_OBJECT)
            try:
                if (row := read_line(raw, place)) is not None:
                    yield place, row
            except InputError as error:
                if skip is None:
                    raise
                skip(error)


def read_line(raw: bytes, place: str) -> dict[str, Any] | None:
    """Read a line of a JSONL file; a blank one is None.

    Raises InputError naming the place when it is not a JSON object in UTF-8.
    """
    line = text_of(raw, place).strip()
    if not line:
        return None
    try:
        row = json.loads(line)
        if "\\u" in line:
            json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{place}: an escape such as \\ud83d is half a character", remedy="write the character itself"
        ) from error
    except (ValueError, RecursionError) as error:
        why = f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else error
        raise InputError(f"{place}: is not JSON ({why})", remedy=_ONE_OBJECT) from error
    if not isinstance(row, dict):
        raise InputError(f"{place}: is not a JSON object", remedy=_ONE_OBJECT)
    return row


def _read_csv(path: Path, skip: Callable[[InputError], None] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = StringIO(text_of(path.read_bytes(), str(path)), newline="").readlines()
    delimiter = max(_DELIMITERS, key="".join(lines[:1]).count)
    cells, start = _record(lines, 0, path, delimiter)
    header = _header(cells, path)
    broken = False
    while start < len(lines):
        place, first = f"{path}:{start + 1}", start
        try:
            cells, start = _record(lines, first, path, delimiter)
            if broken:
                _refuse_remains(lines[first:start], place)
            if any(cells):
                yield place, _csv_row(header, cells, place)
            broken = False
        except InputError as error:
            if skip is None:
                raise
            skip(error)
            broken = True
            start = max(start, first + 1)


def _record(lines: Sequence[str], start: int, path: Path, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins on a line, counted from 0, and the line after it."""
    rows = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter, strict=True)
    try:
        return next(rows, []), start + rows.line_num
    except csv.Error as error:
        raise InputError(
            f"{path}:{start + 1}: is not readable as CSV ({error})",
            remedy='put cells that hold a comma, a line break or a " in double quotes, and write each " in them twice',
        ) from error


def _refuse_remains(lines: Sequence[str], place: str) -> None:
    """What follows a broken row may be the rest of its text: half a quotation gives it away."""
    if "".join(lines).count('"') % 2:
        raise InputError(
            f"{place}: seems to be a part of the broken row before it", remedy='see that every " has its other half'
        )


def _header(cells: Sequence[str], path: Path) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise InputError(f"{path}: has no header", remedy="name the columns in the first line")
    if repeated := [name for name, count in Counter(names).items() if name and count > 1]:
        raise InputError(f"{path}:1: two columns are called {repeated[0]!r}", remedy="rename one of them")
    return names


def _csv_row(header: Sequence[str], cells: Sequence[str], place: str) -> dict[str, Any]:
    if len(cells) != len(header):
        raise InputError(
            f"{place}: the number of cells is {len(cells)}, the header has {len(header)}",
            remedy="put cells that hold a comma in double quotes",
        )
    if any("\0" in cell for cell in cells):
        raise InputError(f"{place}: holds a NUL character", remedy="save the file as CSV in UTF-8")
    return {name: _uncell(cell) for name, cell in zip(header, cells, strict=True) if name}


def _read_excel(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import pandas as pd

    try:
        frame = pd.read_excel(path, dtype=str, keep_default_na=False)
    except (*_BROKEN_ZIP, *_BROKEN_SHEET) as error:
        raise _unreadable(path, "Excel", error) from error
    # The first row of a sheet is its header, so the entries begin on line 2.
    for number, row in enumerate(frame.to_dict("records"), start=2):
        if any(row.values()):
            yield f"{path}:{number}", {str(name): _uncell(value) for name, value in row.items()}


def _read_parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    from pyarrow.lib import ArrowException
    from pyarrow.parquet import ParquetFile

    # Without pandas between, lists stay lists and what is missing is None.
    try:
        with ParquetFile(path) as table:
            rows = table.read().to_pylist()
    except (ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, "Parquet", error) from error
    for number, row in enumerate(rows, start=1):
        yield f"{path}:{number}", row


def _unreadable(path: Path, kind: str, error: BaseException) -> InputError:
    why = " ".join(str(error).split()) or type(error).__name__
    return InputError(f"{path}: is not a readable {kind} file ({why})", remedy="save it again, or as CSV")


def _uncell(value: object) -> object:
    if isinstance(value, str) and value.startswith("'") and _looks_like_formula(value):
        return value[1:]
    return value


def text_of(content: bytes, place: str) -> str:
    """The text that UTF-8 bytes stand for.

    Raises InputError naming the place when they are none.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: is not UTF-8 text (byte {error.start})", remedy="save it as UTF-8") from error


_WRITERS: dict[str, Callable[[Sequence[Row], Path, Sequence[str]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
}
_READERS: dict[str, Callable[[Path], Iterator[tuple[str, dict[str, Any]]]]] = {
    ".parquet": _read_parquet,
    ".xlsx": _read_excel,
}
_SUFFIXES = (".csv", ".jsonl", *_READERS)
