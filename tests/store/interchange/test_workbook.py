"""The workbook as a spreadsheet program sees it: lists to choose from, notes, and nothing that runs."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.domain.labels import Record
from pipeline.store.interchange import FORMATS, read_records
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "labels.xlsx"
    FORMATS["xlsx"].write([Record(an_entry()), Record(an_entry("=1+1", labels={}))], written, TAXONOMY)
    return written


@pytest.fixture
def book(path: Path) -> Workbook:
    return load_workbook(path)


def column(sheet: Worksheet, name: str) -> int:
    return [cell.value for cell in sheet[1]].index(name) + 1


def choices(book: Workbook, name: str) -> list[str]:
    """What the list of a column offers, looked up as a spreadsheet program would."""
    sheet = book["labels"]
    (validation,) = (
        each
        for each in sheet.data_validations.dataValidation
        if range_boundaries(str(each.sqref))[0] == column(sheet, name)
    )
    assert (validation.type, validation.showErrorMessage, validation.allow_blank) == ("list", True, True)
    _, first, _, last = range_boundaries(str(validation.sqref))
    assert (first, last) == (2, 1_048_576)
    if validation.formula1.startswith('"'):
        return str(validation.formula1).strip('"').split(",")
    place, _, area = validation.formula1.partition("!")
    return [cell.value for (cell,) in book[place][area]]


def test_every_facet_has_the_list_of_its_categories(book: Workbook) -> None:
    assert choices(book, "code") == ["1 System", "1.1 Model", "1.2 Surroundings", "2 People", "9 Other"]
    assert choices(book, "actor") == ["Developer", "User", "Unable to classify"]
    assert choices(book, "mitigation") == ["yes", "no"]
    assert choices(book, "origin") == ["hand", "imported", "synthetic", "review", "gold"]


def test_what_stands_in_a_cell_is_in_its_list(book: Workbook) -> None:
    sheet = book["labels"]

    assert sheet.cell(2, column(sheet, "code")).value in choices(book, "code")
    assert sheet.cell(2, column(sheet, "mitigation")).value in choices(book, "mitigation")


def test_notes_explain_the_categories(book: Workbook) -> None:
    sheet = book["labels"]
    note = sheet.cell(1, column(sheet, "code")).comment

    assert note.text.splitlines() == [
        "What is done?",
        "1 System: What is built in.",
        "2 People: What people do.",
        "9 Other: Cannot be classified.",
        "All 5 are explained on the sheet “categories”.",
    ]
    assert "one line" in sheet.cell(1, column(sheet, "reasoning")).comment.text.lower()


def test_all_definitions_stand_on_a_sheet_of_their_own(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["categories"].iter_rows()]

    assert rows[0] == ["code", "What is done?", "actor", "By whom?"]
    assert rows[2][:2] == ["1.1 Model", "What is learned."]
    assert len(rows) == 6


def test_formulas_are_text(book: Workbook) -> None:
    sheet = book["labels"]
    cells = [cell for row in sheet.iter_rows() for cell in row]

    assert sheet.cell(3, column(sheet, "text")).value == "'=1+1"
    assert {cell.data_type for cell in cells} == {"s", "n"}  # n: empty


def test_a_workbook_saved_by_another_program_is_read(path: Path, book: Workbook) -> None:
    sheet = book["labels"]
    sheet.cell(3, column(sheet, "code"), "1.1 Model")
    sheet.cell(3, column(sheet, "year"), 2024)
    sheet.cell(6, column(sheet, "text"), "Added below two empty rows.")
    sheet.cell(6, column(sheet, "actor"), "User")
    sheet.delete_cols(column(sheet, "reasoning"))
    book.save(path)

    found = [record for _, record in read_records(path, TAXONOMY, origin="hand") if isinstance(record, Record)]

    assert [record.entry.text for record in found] == [an_entry().text, "=1+1", "Added below two empty rows."]
    assert [record.entry.labels for record in found[1:]] == [{"code": "1.1"}, {"actor": "User"}]
    assert (found[1].entry.year, found[1].entry.origin) == (2024, "hand")
    assert (found[2].given_id, found[2].given_revision) == ("", "")
    assert "reasoning" not in found[0].said
    assert [place for place, _ in read_records(path, TAXONOMY, origin="hand")][-1] == f"{path}:6"


def test_a_tree_of_many_codes_needs_no_long_formula(tmp_path: Path) -> None:
    from pipeline.resources import load_taxonomy

    taxonomy = load_taxonomy()
    FORMATS["xlsx"].write([Record(an_entry(labels={}))], tmp_path / "a.xlsx", taxonomy)
    sheet = load_workbook(tmp_path / "a.xlsx")["labels"]

    assert len(sheet.data_validations.dataValidation) == 2 + len(taxonomy.facets)
    assert all(len(each.formula1) <= 255 for each in sheet.data_validations.dataValidation)  # Excel refuses longer ones
    assert choices(load_workbook(tmp_path / "a.xlsx"), taxonomy.tree.name) == [
        category.title for category in taxonomy.tree.categories
    ]
