"""Records as an Excel workbook that a person can label in: lists to choose from, notes that explain them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.labels import ORIGINS, Record
from pipeline.domain.taxonomy import Facet, Taxonomy
from pipeline.store.files import whole_file
from pipeline.store.interchange.marks import NO, YES
from pipeline.store.interchange.rows import Row, cells_of, columns_for
from pipeline.store.tables import CELL_LIMIT, spreadsheet_cell, without_times

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_LABELS, _CATEGORIES = "labels", "categories"
_WIDTHS = {"section_path": 30, "text": 80, "reasoning": 50, "paper": 24}
_WIDTH = 16
_WRAPPED = frozenset({"section_path", "text", "reasoning"})
_LAST_ROW = 1_048_576
_AUTHOR = "mitag"
_NOTE_WIDTH, _LINE_HEIGHT, _NOTE_HEIGHT = 420, 18, 500
_NOTES = {
    "mitigation": f"“{NO}” for text that describes no way to reduce a risk; leave its labels empty.",
    "reasoning": "One line: why these labels.",
    "origin": "Who says so: hand (a person, on this text), imported (from elsewhere), synthetic (written for training),"
    " review (settled in the review), gold (by two reviewers, or an adjudicator).",
    "entry_id": "By this and the revision the passage is found again: do not change them; new rows have neither.",
}


def write(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write a sheet of labels, and one of all categories with their definitions.

    Raises InputError when a text is too long for a cell.
    """
    from openpyxl import Workbook

    rows = [cells_of(record, taxonomy, limit=CELL_LIMIT, path=path) for record in records]
    book = Workbook(write_only=True)
    _write_labels(book.create_sheet(_LABELS), rows, columns_for(records, taxonomy), taxonomy)
    _write_categories(book.create_sheet(_CATEGORIES), taxonomy)
    with whole_file(path) as scratch:
        book.save(scratch)
        without_times(scratch)
    return [path]


def _write_labels(sheet: "WriteOnlyWorksheet", rows: Sequence[Row], columns: Sequence[str], taxonomy: Taxonomy) -> None:
    from openpyxl.utils import get_column_letter

    letters = {name: get_column_letter(number) for number, name in enumerate(columns, start=1)}
    sheet.freeze_panes = "A2"
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, _WIDTH)
    sheet.auto_filter.ref = f"A1:{letters[columns[-1]]}{len(rows) + 1}"
    for validation in _lists(letters, taxonomy):
        sheet.data_validations.append(validation)
    notes = _NOTES | {facet.name: _explained(facet) for facet in taxonomy}
    sheet.append([_head(sheet, name, notes.get(name, "")) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, name, row.get(name)) for name in columns])


def _lists(letters: Mapping[str, str], taxonomy: Taxonomy) -> list[object]:
    """A list to choose from for every column that knows one; those of facets stand on the second sheet."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    ranges = {"mitigation": f'"{YES},{NO}"', "origin": f'"{",".join(ORIGINS)}"'}
    for number, facet in enumerate(taxonomy):
        column = get_column_letter(2 * number + 1)
        ranges[facet.name] = f"{_CATEGORIES}!${column}$2:${column}${len(facet.categories) + 1}"
    found = []
    for name, formula in ranges.items():
        validation = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=True)
        validation.errorTitle, validation.error = name, "Choose from the list, or leave the cell empty."
        validation.add(f"{letters[name]}2:{letters[name]}{_LAST_ROW}")
        found.append(validation)
    return found


def _write_categories(sheet: "WriteOnlyWorksheet", taxonomy: Taxonomy) -> None:
    """Two columns for each facet: what can be chosen, and what it means."""
    from openpyxl.utils import get_column_letter

    facets = list(taxonomy)
    sheet.freeze_panes = "A2"
    for number, _ in enumerate(facets):
        sheet.column_dimensions[get_column_letter(2 * number + 1)].width = 34
        sheet.column_dimensions[get_column_letter(2 * number + 2)].width = 70
    heads = ((facet.name, facet.question) for facet in facets)
    sheet.append([_head(sheet, spreadsheet_cell(text), "") for pair in heads for text in pair])
    for row in range(max(len(facet.categories) for facet in facets)):
        cells: list[object] = []
        for facet in facets:
            category = facet.categories[row] if row < len(facet.categories) else None
            cells += [category.title, spreadsheet_cell(category.definition)] if category else [None, None]
        sheet.append(cells)


def _explained(facet: Facet) -> str:
    """The question and its categories; of a tree those at the top, as all of them stand on the second sheet."""
    shown = facet.children(None)
    lines = [facet.question, *(f"{each.title}: {each.definition}" for each in shown)]
    more = [f"All {len(facet.categories)} are explained on the sheet “{_CATEGORIES}”."] if facet.is_tree else []
    return "\n".join([*lines, *more])


def _head(sheet: "WriteOnlyWorksheet", text: object, note: str) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    if note:
        height = min(_LINE_HEIGHT * (2 + len(note) // 50 + note.count("\n")), _NOTE_HEIGHT)
        cell.comment = Comment(note, _AUTHOR, width=_NOTE_WIDTH, height=height)
    return cell


def _cell(sheet: "WriteOnlyWorksheet", column: str, value: object) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    written = spreadsheet_cell(value)
    if column not in _WRAPPED:
        return written
    cell = WriteOnlyCell(sheet, value=written)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
