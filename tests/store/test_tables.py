"""Rows come back from every kind of table as they were written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.store.tables import writable, write_rows
from tests.store.rows import COLUMNS, read, refusal, written

KINDS = [".csv", ".jsonl", ".parquet", ".xlsx"]

# What a cell of a spreadsheet can hold: no half characters, no control characters but tabs and line feeds.
CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\n\t=+-@'\"")
)
FORMULA = st.builds("".join, st.tuples(st.sampled_from(["=", "+", "-", "@", "\t=", "'=", "''+", "'"]), CELL))


@pytest.mark.parametrize("suffix", KINDS)
@given(rows=st.lists(st.fixed_dictionaries({"text": CELL | FORMULA, "code": CELL | FORMULA}), max_size=4))
@example(rows=[{"text": "=1+1", "code": "'=1+1"}, {"text": "'", "code": "''"}, {"text": "", "code": ""}])
@example(rows=[{"text": "line\nfeed\u2028\u2029\x85next", "code": "_x0041_ 日本 🤖"}, {"text": "NA", "code": "nan"}])
@settings(max_examples=40, deadline=None)
def test_text_survives_every_kind_of_table(
    suffix: str, rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("tables") / f"table{suffix}"
    rows = [{"place": "here"} | row for row in rows]  # a spreadsheet drops rows in which nothing stands

    write_rows(rows, path, columns=["place", *COLUMNS])

    assert read(path) == rows


@pytest.mark.parametrize("suffix", KINDS)
def test_columns_come_in_the_order_asked_for_and_no_other_is_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"

    write_rows([{"more": "x", "code": "1", "text": "a"}, {"text": "b"}], path, columns=COLUMNS)

    assert [list(row) for row in read(path)] == [COLUMNS, COLUMNS]
    assert [row["text"] for row in read(path)] == ["a", "b"]
    assert not read(path)[1]["code"]


@pytest.mark.parametrize("suffix", KINDS)
def test_a_table_without_rows_is_a_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"

    write_rows([], path, columns=COLUMNS)

    assert path.stat().st_size > 0 or suffix == ".jsonl"
    assert read(path) == []


@pytest.mark.parametrize(
    ("suffix", "cell"),
    [(".csv", "a; 2"), (".xlsx", "a; 2"), (".jsonl", ["a", 2]), (".parquet", ["a", "2"])],
)
def test_lists_are_joined_only_where_a_table_has_none(tmp_path: Path, suffix: str, cell: object) -> None:
    path = tmp_path / f"table{suffix}"
    value = ["a", "2"] if suffix == ".parquet" else ["a", 2]

    write_rows([{"text": value}], path, columns=["text"])

    assert read(path) == [{"text": cell}]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path, suffix: str) -> None:
    import pandas as pd

    path = tmp_path / f"table{suffix}"
    write_rows(
        [{"text": "=cmd|' /C calc'!A0", "code": "@SUM(A1)"}, {"text": "2-1", "code": "'t"}], path, columns=COLUMNS
    )

    frame = pd.read_csv(path) if suffix == ".csv" else pd.read_excel(path)

    assert frame["text"].tolist() == ["'=cmd|' /C calc'!A0", "2-1"]
    assert frame["code"].tolist() == ["'@SUM(A1)", "'t"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_control_characters_are_dropped_where_a_spreadsheet_would_choke(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"

    write_rows([{"text": "a\x00b\x07c\r\nd\x1b\ufffe\uffff\ud800"}], path, columns=["text"])

    assert read(path) == [{"text": "abc\nd"}]


NUMBERS: list[dict[str, Any]] = [
    {"confidence": 0.1234, "page": 17, "sure": True},
    {"confidence": None, "page": None, "sure": None},
]


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_numbers_keep_value_and_kind_beside_gaps(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"

    write_rows(NUMBERS, path, columns=list(NUMBERS[0]))

    assert [[repr(cell) for cell in row.values()] for row in read(path)] == [
        ["0.1234", "17", "True"],
        ["None", "None", "None"],
    ]


def test_numbers_are_written_plainly(tmp_path: Path) -> None:
    write_rows(NUMBERS, tmp_path / "table.csv", columns=list(NUMBERS[0]))
    write_rows(NUMBERS, tmp_path / "table.xlsx", columns=list(NUMBERS[0]))

    assert (tmp_path / "table.csv").read_text() == "confidence,page,sure\n0.1234,17,True\n,,\n"
    assert read(tmp_path / "table.xlsx")[0] == {"confidence": "0.1234", "page": "17", "sure": "True"}


@pytest.mark.parametrize("suffix", KINDS)
def test_only_excel_cuts_long_texts(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"

    write_rows([{"text": "x" * 40_000}], path, columns=["text"])

    assert len(read(path)[0]["text"]) == (32_767 if suffix == ".xlsx" else 40_000)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_the_same_rows_are_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    rows: list[dict[str, Any]] = [{"text": "a", "code": "1.1"}, {"text": "b", "code": None}]

    for name in ("one", "two"):
        write_rows(rows, tmp_path / f"{name}{suffix}", columns=COLUMNS)

    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = written(tmp_path, "table.jsonl", "old")

    with pytest.raises(TypeError):
        write_rows([{"text": "fine"}, {"text": object()}], path, columns=["text"])

    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("name", ["table", "table.txt", "table.xls"])
def test_an_unknown_suffix_is_refused_before_any_work(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    kind = path.suffix or "a file without suffix"

    with pytest.raises(ConfigError) as caught:
        writable(path)
    assert str(caught.value) == f"{path}: tables are not written as {kind}"
    assert caught.value.remedy == "one of: .csv .jsonl .parquet .xlsx"
    with pytest.raises(ConfigError):
        write_rows([], path, columns=COLUMNS)
    assert refusal(path) == (f"FILE: labels are not read from {kind}", "one of: .csv .jsonl .parquet .xlsx .txt")


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    folder = tmp_path / "table.CSV"
    folder.mkdir()

    with pytest.raises(ConfigError) as caught:
        writable(folder)
    assert (str(caught.value), caught.value.remedy) == (f"{folder} is a folder", "name a file in it")
    assert refusal(folder) == ("FILE: there is no such file", "check the path")


@pytest.mark.parametrize("suffix", KINDS)
def test_a_missing_file_is_refused(tmp_path: Path, suffix: str) -> None:
    assert refusal(tmp_path / f"table{suffix}") == ("FILE: there is no such file", "check the path")
