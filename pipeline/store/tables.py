"""Rows in and out of CSV, JSON lines, Parquet and Excel files, chosen by suffix."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, InputError
from pipeline.store.files import whole_file

Row = Mapping[str, Any]

# Excel refuses longer cells, and a spreadsheet would run text that begins like a formula.
_CELL_LIMIT = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each row of a table file with its place ("file:line") for messages.

    Raises InputError for a missing file, an unknown suffix, broken content or a bad line.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise InputError(
            f"{path}: labels are not read from {suffix or 'a file without suffix'}",
            remedy=f"one of: {' '.join(_READERS)} .txt",
        )
    if not path.is_file():
        raise InputError(f"{path}: there is no such file", remedy="check the path")
    yield from _READERS[suffix](path)


def _write_jsonl(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as handle:
        for row in rows:
            handle.write(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False) + "\n")


def _write_csv(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    _frame(rows, columns, spreadsheet=True).to_csv(path, index=False, lineterminator="\n")


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
        sheet.append([_cell(row.get(name)) for name in columns])
    book.save(path)


def _write_parquet(rows: Sequence[Row], path: Path, columns: Sequence[str]) -> None:
    _frame(rows, columns, spreadsheet=False).to_parquet(path, index=False)


def _frame(rows: Sequence[Row], columns: Sequence[str], *, spreadsheet: bool) -> Any:  # noqa: ANN401  (pandas is loaded late)
    import pandas as pd

    cells = [{name: _cell(row.get(name)) if spreadsheet else row.get(name) for name in columns} for row in rows]
    return pd.DataFrame(cells, columns=list(columns))


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        value = "".join(character for character in value if character >= " " or character in "\t\n")
        if value.startswith(_FORMULA_STARTS):
            value = "'" + value
        return value[:_CELL_LIMIT]
    return value


def _read_jsonl(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{place}: is not JSON ({error})", remedy="each line must be one JSON object") from error
        if not isinstance(row, dict):
            raise InputError(f"{place}: is not a JSON object", remedy="each line must be one JSON object")
        yield place, row


def _read_csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import pandas as pd

    _text(path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"{path}: is not a readable CSV file ({' '.join(str(error).split())})") from error
    yield from _frame_rows(frame, path)


def _read_excel(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    from zipfile import BadZipFile

    import pandas as pd

    try:
        frame = pd.read_excel(path, dtype=str, keep_default_na=False)
    except (BadZipFile, ValueError, KeyError) as error:
        raise InputError(f"{path}: is not a readable Excel file ({error})") from error
    yield from _frame_rows(frame, path)


def _read_parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import pandas as pd
    from pyarrow.lib import ArrowInvalid

    try:
        frame = pd.read_parquet(path)
    except (ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: is not a readable Parquet file ({error})") from error
    yield from _frame_rows(frame.astype(object).where(frame.notna(), None), path)


def _frame_rows(frame: Any, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401
    # The first row of a spreadsheet is its header, so the entries begin on line 2.
    for number, row in enumerate(frame.to_dict("records"), start=2):
        yield f"{path}:{number}", {str(name): _uncell(value) for name, value in row.items()}


def _uncell(value: object) -> object:
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(_FORMULA_STARTS):
        return value[1:]
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})", remedy="save it as UTF-8") from error


_WRITERS: dict[str, Callable[[Sequence[Row], Path, Sequence[str]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
}
_READERS: dict[str, Callable[[Path], Iterator[tuple[str, dict[str, Any]]]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
    ".xlsx": _read_excel,
}
