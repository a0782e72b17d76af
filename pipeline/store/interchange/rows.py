"""Records as tables: CSV, JSON lines and Parquet, one row an entry.

JSON lines have the layout of the labels of a project; the flat tables have a column for each facet. All are read by
`datasets.load_dataset` as they are.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.domain.labels import Record
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.interchange.marks import NO, YES, marks_of, titles_of
from pipeline.store.labeled import entry_to_row, joined_path
from pipeline.store.tables import write_rows

Row = dict[str, Any]

# Spreadsheets have a notation of their own for characters that their files cannot hold (ECMA-376, 22.9.2.19).
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-F]{4}_)")
_HELD = re.compile("_x([0-9A-F]{4})_")
# A reader of CSV takes longer cells for a quotation mark that was never closed.
_CSV_LIMIT = 131_072


def write_csv(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write a table for any spreadsheet."""
    rows = [cells_of(record, taxonomy, limit=_CSV_LIMIT, path=path) for record in records]
    write_rows(rows, path, columns=columns_for(records, taxonomy))
    return [path]


def write_parquet(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write a table whose columns have types, equal for every export by this taxonomy."""
    from pyarrow import Table, bool_, float64, int16, list_, schema, string
    from pyarrow.parquet import write_table

    columns = columns_for(records, taxonomy)
    kinds = {"section_path": list_(string()), "mitigation": bool_(), "year": int16()}
    kinds |= {name: float64() for name in columns if name.endswith("_confidence")}
    rows = [{**flat_row(record, taxonomy), "section_path": list(record.entry.section_path)} for record in records]
    typed = schema([(name, kinds.get(name, string())) for name in columns])
    with whole_file(path) as scratch:
        write_table(Table.from_pylist(rows, schema=typed), scratch)
    return [path]


def write_jsonl(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write JSON lines that may lie among the labels of a project as they are."""
    del taxonomy
    rows = [_nested_row(record) for record in records]
    write_rows(rows, path, columns=list(dict.fromkeys(chain.from_iterable(rows))))
    return [path]


def columns_for(records: Iterable[Record], taxonomy: Taxonomy) -> list[str]:
    """The columns of a flat table: the text and its labels first, what a program needs last."""
    said = [f"{facet.name}_{aside}" for facet in taxonomy for aside in ("model", "confidence")]
    predicted = [*said, "model_id"] if any(record.prediction for record in records) else []
    facets = [facet.name for facet in taxonomy]
    about = ["mitigation", "reasoning", "paper", "year", "annotator", "origin"]
    return ["section_path", "text", *facets, *about, *predicted, "entry_id", "revision"]


def flat_row(record: Record, taxonomy: Taxonomy) -> Row:
    """A record with a column for each facet; headings in one cell, codes with their titles where they have one."""
    entry = record.entry
    row: Row = marks_of(record) | {
        "text": entry.text,
        "section_path": joined_path(entry.section_path),
        "mitigation": entry.mitigation,
        "reasoning": entry.reasoning,
    }
    row |= {facet.name: title for facet, title in titles_of(entry.labels, taxonomy)}
    if record.prediction:
        row["model_id"] = record.prediction.model_id
        for name, answer in record.prediction.answers.items():
            row |= {f"{name}_model": answer.code, f"{name}_confidence": answer.confidence}
    return row


def cells_of(record: Record, taxonomy: Taxonomy, *, limit: int, path: Path) -> Row:
    """A record as a spreadsheet holds it.

    Raises InputError when a text is too long for a cell.
    """
    row = flat_row(record, taxonomy)
    row["mitigation"] = YES if record.entry.mitigation else NO
    cells = {name: _escaped(value) if isinstance(value, str) else value for name, value in row.items()}
    # One more for the apostrophe before what a spreadsheet would take for a formula.
    longest = max((len(cell) + 1 for cell in cells.values() if isinstance(cell, str)), default=0)
    if longest > limit:
        raise InputError(
            f"{path}: a cell of {path.suffix} holds {limit} characters, the entry {record.entry.entry_id} has"
            f" {longest}: {record.entry.text[:60]!r}",
            remedy="write .jsonl or .parquet",
        )
    return cells


def unescaped(row: Row) -> Row:
    """Undo what `cells_of` did to characters that a spreadsheet cannot hold."""
    return {name: _HELD.sub(_character, cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def _escaped(text: str) -> str:
    return _UNHOLDABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character == "_" or _UNHOLDABLE.match(character) else found[0]


def _nested_row(record: Record) -> Row:
    row = entry_to_row(record.entry) | {"origin": ""} | marks_of(record)
    if record.prediction:
        answers = record.prediction.answers
        row["prediction"] = {
            "model_id": record.prediction.model_id,
            "reasoning": record.prediction.reasoning,
            "answers": {name: {"code": each.code, "confidence": each.confidence} for name, each in answers.items()},
        }
    return row
