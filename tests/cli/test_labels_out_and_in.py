"""Labels out to a spreadsheet or a tool, edited there, and in again."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import Result

from pipeline.domain.review import Wanted
from pipeline.project import Project
from pipeline.resources import load_taxonomy
from pipeline.store.labeled import read_entries
from tests.store.ledger.filings import a_decision, a_filing

Run = Callable[..., Result]
AUDIT = {
    "text": "An auditor from outside checks the controls once a year.",
    "labels": {"code": "2.2.3", "actor": "Other"},
    "section_path": ["4 Audits"],
    "reasoning": "Somebody from outside looks.",
    "paper": "survey",
    "origin": "hand",
    "year": 2023,
    "annotator": "ada",
}
VAULT = AUDIT | {"text": "=Weights stay encrypted at rest.", "labels": {"code": "1.2.4"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "labeled"
    folder.mkdir(parents=True)
    (tmp_path / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    (folder / "hand.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (AUDIT, VAULT)), encoding="utf-8")
    return tmp_path


def labels_of(home: Path, name: str = "hand") -> list[dict[str, Any]]:
    path = home / "data" / "labeled" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def edited(path: Path, row: int, column: str, value: str | None) -> Path:
    book = load_workbook(path)
    sheet = book["labels"]
    names = [cell.value for cell in sheet[1]]
    sheet.cell(row, names.index(column) + 1).value = value
    book.save(path)
    return path


FILES = [
    *((f"labels{suffix}", []) for suffix in (".csv", ".xlsx", ".jsonl", ".parquet", ".txt")),
    *(("labels.json", ["--format", tool]) for tool in ("label-studio", "argilla")),
]


@pytest.mark.parametrize(
    ("name", "options"), FILES, ids=lambda value: " ".join(value) if isinstance(value, list) else value
)
def test_what_went_out_comes_in_elsewhere_as_it_was(
    mitag: Run, home: Path, tmp_path: Path, name: str, options: list[str]
) -> None:
    other, file = tmp_path / "other", tmp_path / name
    (other / "data" / "labeled").mkdir(parents=True)

    out = mitag("-C", home, "labels", "export", file, *options)
    again = mitag("-C", home, "labels", "import", file)
    result = mitag("-C", other, "labels", "import", file, "--into", "hand")

    assert (out.exit_code, again.exit_code, result.exit_code) == (0, 0, 0), out.output + again.output + result.output
    assert out.stderr.startswith(f"2 entries are in {file}")
    assert again.stderr.startswith("0 of 2 entries added; left out: 2 known, 0 nearly")
    taxonomy = load_taxonomy()
    assert read_entries(other / "data" / "labeled", taxonomy) == read_entries(home / "data" / "labeled", taxonomy)


def test_an_edit_in_a_spreadsheet_comes_in_where_the_entry_stands(mitag: Run, home: Path, tmp_path: Path) -> None:
    mitag("-C", home, "labels", "export", tmp_path / "labels.xlsx")
    title = load_taxonomy().tree["2.2.2"].title

    result = mitag("-C", home, "labels", "import", edited(tmp_path / "labels.xlsx", 2, "code", title))

    assert result.stderr.startswith("0 of 2 entries added and 1 edited; left out: 1 known")
    assert labels_of(home) == [AUDIT | {"labels": {"actor": "Other", "code": "2.2.2"}}, VAULT]
    assert not (home / "data" / "labeled" / "imported.jsonl").exists()


def test_an_edit_of_a_line_of_json_comes_in(mitag: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    mitag("-C", home, "labels", "export", file)
    row, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([json.dumps(json.loads(row) | {"reasoning": "Another line."}), *rest]), encoding="utf-8")

    result = mitag("-C", home, "labels", "import", file)

    assert result.stderr.startswith("0 of 2 entries added and 1 edited; left out: 1 known")
    assert labels_of(home) == [AUDIT | {"reasoning": "Another line."}, VAULT]


def test_an_edit_of_what_has_changed_since_is_listed_and_nothing_is_overwritten(
    mitag: Run, home: Path, tmp_path: Path
) -> None:
    mitag("-C", home, "labels", "export", tmp_path / "labels.xlsx")
    path = home / "data" / "labeled" / "hand.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("2.2.3", "2.3.1"), encoding="utf-8")
    before = path.read_bytes()

    result = mitag("-C", home, "labels", "import", edited(tmp_path / "labels.xlsx", 2, "actor", "User"))

    assert result.exit_code == 0
    assert f"{tmp_path}/labels.xlsx:2: code is '2.3.1' here already, '2.2.3' was left out\n" in result.stderr
    assert f"{tmp_path}/labels.xlsx:2: actor is 'Other' here already, 'User' was left out\n" in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("text", "An auditor checks nothing.", "is not the text of entry"),
        ("entry_id", "0123456789abcdef", "is not the text of entry '0123456789abcdef'"),
        ("code", "7.7 What", "'7.7 What' is not a category of code"),
        ("year", "last", "the year 'last' is not a year"),
        ("mitigation", "no", "a paragraph marked as no mitigation cannot have labels"),
    ],
)
def test_a_row_that_was_spoilt_is_named_and_the_others_go_in(
    mitag: Run, home: Path, tmp_path: Path, column: str, value: str, problem: str
) -> None:
    file = tmp_path / "labels.xlsx"
    mitag("-C", home, "labels", "export", file)
    edited(file, 2, column, value)

    result = mitag("-C", home, "labels", "import", edited(file, 3, "actor", "User"))

    assert result.exit_code == 3
    assert f"Error: {file}:2: {problem}" in result.stderr
    assert "1 of 2 entries could not be used (listed above)" in result.stderr
    assert labels_of(home) == [AUDIT, VAULT | {"labels": {"code": "1.2.4", "actor": "User"}}]


def test_a_broken_row_of_a_csv_file_does_not_stop_the_others(mitag: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text(
        'text,code,colour\n"Drills take place.",2.3.4,red\n"Half a "quotation",2.3.4,red\nToo few\n'
        "Red teams probe it.,2.2.1,red\n",
        encoding="utf-8",
    )

    result = mitag("-C", home, "labels", "import", file)

    assert result.exit_code == 3
    assert f"Error: {file}:3: is not readable as CSV" in result.stderr
    assert f"Error: {file}:4: the number of cells is 1, the header has 3\n" in result.stderr
    assert "Columns that mean nothing here were ignored: colour.\n" in result.stderr
    assert [row["text"] for row in labels_of(home, "imported")] == ["Drills take place.", "Red teams probe it."]


def test_an_edit_of_the_corpus_that_ships_becomes_a_label_of_the_project(
    mitag: Run, home: Path, tmp_path: Path
) -> None:
    (home / "mitag.toml").unlink()
    file = tmp_path / "all.csv"
    mitag("-C", home, "labels", "export", file, "--starter", "--origin", "synthetic")
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))[:20]
    rows[3]["actor"] = "User" if rows[3]["actor"] != "User" else "Developer"
    with file.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, list(rows[0]))
        table.writeheader()
        table.writerows(rows)

    result = mitag("-C", home, "labels", "import", file, "--into", "corrected")

    assert result.stderr.startswith("1 of 20 entries added; left out: 19 known")
    (row,) = labels_of(home, "corrected")
    assert (row["labels"]["actor"], row["origin"]) == (rows[3]["actor"], "synthetic")


@pytest.fixture
def filed(home: Path) -> Path:
    """The store holds one passage that is settled and one that waits."""
    settled, waiting = a_filing("Settled by a person."), a_filing("Waiting for a person.")
    with Project.open(home).ledger() as ledger:
        ledger.file([settled, waiting])
        ledger.record(a_decision(settled.passage.passage_id, code="2"))
    return home


def test_predictions_go_to_label_studio_and_annotations_come_back(mitag: Run, filed: Path, tmp_path: Path) -> None:
    file = tmp_path / "tasks.json"
    out = mitag("-C", filed, "labels", "export", file, "--format", "label-studio", "--with-predictions")
    tasks = json.loads(file.read_text(encoding="utf-8"))
    (task,) = [each for each in tasks if each["data"]["text"] == "Waiting for a person."]
    config = tmp_path / "tasks.config.xml"
    assert out.stderr == f"4 entries, 1 of them without a label yet, are in {file} and {config}.\n"
    assert task["predictions"][0]["score"] == 0.4
    untouched = mitag("-C", filed, "labels", "import", file)
    result_of_model = task["predictions"][0]["result"]
    task["annotations"] = [{"result": result_of_model, "completed_by": {"id": 1, "email": "bob@x.org"}}]
    file.write_text(json.dumps(tasks), encoding="utf-8")

    result = mitag("-C", filed, "labels", "import", file)

    assert untouched.stderr.startswith("0 of 4 entries added; left out: 3 known, 1 without a label, ")
    assert result.stderr.startswith("0 of 4 entries added, 1 kept as decisions in the store; left out: 3 known")
    assert not (filed / "data" / "labeled" / "imported.jsonl").exists()
    with Project.open(filed).ledger() as ledger:
        (decision,) = ledger.recent("bob@x.org")
    assert decision.labels == {"code": "2", "actor": "Developer"}
    assert mitag("-C", filed, "queue", "--json").stdout == ""


@pytest.mark.parametrize(
    ("options", "column", "value", "reviewer"),
    [
        (["--reviewer", "zoe"], "reasoning", "Someone waits.", "zoe"),
        (["--reviewer", "zoe"], "annotator", "eve", "eve"),
    ],
)
def test_what_was_labelled_in_a_spreadsheet_is_not_asked_again(
    mitag: Run, filed: Path, tmp_path: Path, options: list[str], column: str, value: str, reviewer: str
) -> None:
    file = tmp_path / "labels.xlsx"
    mitag("-C", filed, "labels", "export", file, "--with-predictions")
    row = next(row for row in load_workbook(file)["labels"].iter_rows() if row[1].value == "Waiting for a person.")
    assert json.loads(mitag("-C", filed, "queue", "--json").stdout)["state"] == "needs review"
    edited(file, row[1].row, "code", "1")
    edited(file, row[1].row, column, value)

    result = mitag("-C", filed, "labels", "import", file, *options)
    again = mitag("-C", filed, "labels", "import", file, *options, "--json")

    assert result.stderr.startswith("0 of 4 entries added, 1 kept as decisions in the store; left out: 3 known")
    counts = json.loads(again.stdout)
    assert (counts["decided"], counts["duplicates"], counts["conflicts"]) == (0, 4, [])
    assert mitag("-C", filed, "queue", "--json").stdout == ""
    with Project.open(filed).ledger() as ledger:
        (decision,) = ledger.recent(reviewer)
    assert decision.labels == {"code": "1"}


def test_what_was_settled_while_the_spreadsheet_was_out_stands(mitag: Run, filed: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    mitag("-C", filed, "labels", "export", file, "--with-predictions")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    (number,) = (n for n, row in enumerate(rows, start=1) if row["text"] == "Waiting for a person.")
    rows[number - 1] |= {"labels": {"code": "1"}, "annotator": "eve"}
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with Project.open(filed).ledger() as ledger:
        (waiting,) = ledger.items(Wanted(states=("needs review",)))
        ledger.record(a_decision(waiting.passage_id, "bob", "2"))

    result = mitag("-C", filed, "labels", "import", file)

    assert result.exit_code == 0
    assert f"{file}:{number}: code is '2' here already, '1' was left out\n" in result.stderr
    with Project.open(filed).ledger() as ledger:
        assert ledger.reviewers() == ["ada", "bob"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_the_answers_of_a_published_table_are_no_labels(mitag: Run, filed: Path, tmp_path: Path, suffix: str) -> None:
    table, other = tmp_path / f"published{suffix}", tmp_path / "other"
    (other / "data" / "labeled").mkdir(parents=True)
    (other / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    assert mitag("-C", filed, "export", table).exit_code == 0

    result = mitag("-C", other, "labels", "import", table)

    assert result.exit_code == 0, result.output
    assert "3 labels that only a model gave were left out.\n" in result.stderr
    assert "1 of 2 entries added; left out: 0 known, 1 without a label, " in result.stderr
    (row,) = labels_of(other, "imported")
    assert (row["text"], row["labels"]) == ("Settled by a person.", {"code": "2"})


def test_the_answers_of_classify_are_no_labels(mitag: Run, trained_home: Path, root: Path, tmp_path: Path) -> None:
    table, report = tmp_path / "tagged.xlsx", root / "data" / "raw" / "report.md"
    assert mitag("-C", trained_home, "classify", report, "-o", table).exit_code == 0
    n = load_workbook(table).active.max_row - 1
    home = tmp_path / "home"
    (home / "data" / "labeled").mkdir(parents=True)

    result = mitag("-C", home, "labels", "import", table, "--json")

    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    assert (counts["added"], counts["read"], counts["unlabelled"], counts["predicted"]) == (0, n, n, 4 * n)


def test_only_what_is_settled_goes_out_and_is_not_edited_from_outside(mitag: Run, filed: Path, tmp_path: Path) -> None:
    file = tmp_path / "settled.xlsx"
    out = mitag("-C", filed, "labels", "export", file, "--settled")

    result = mitag("-C", filed, "labels", "import", edited(file, 2, "code", "1"))

    assert out.stderr == f"1 entries are in {file}.\n"
    assert f"{file}:2: code is '2' here already, '1' was left out\n" in result.stderr
    assert not (filed / "data" / "labeled" / "imported.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "problem"),
    [
        (["labels.json"], 2, "labels.json: several tools take .json"),
        (["labels.csv", "--format", "argilla"], 2, "labels.csv: argilla is written as .json"),
        (["labels.doc"], 2, "labels.doc: labels are not written as .doc"),
        (["labels.csv", "--origin", "rumour"], 2, "unknown origin 'rumour'"),
        (["labels.csv", "--settled"], 4, "there are no such labels to export"),
    ],
)
def test_an_export_that_cannot_be_is_refused(
    mitag: Run, home: Path, arguments: list[str], exit_code: int, problem: str
) -> None:
    result = mitag("-C", home, "labels", "export", *arguments)

    assert result.exit_code == exit_code
    assert f"Error: {problem}" in result.stderr


def test_a_table_that_export_published_says_what_it_does_not_mean(mitag: Run, home: Path, tmp_path: Path) -> None:
    table = tmp_path / "published.csv"
    table.write_text("text,code,code_model,code_confidence,risk_function_model\nDrills.,2.3.4,2.3.4,0.5,Manage\n")

    result = mitag("-C", home, "labels", "import", table)

    assert (result.exit_code, "ignored" in result.stderr) == (0, False)
