"""Tables as people and programs leave them: read where that is safe, else refused in one line with its place."""

import csv
import json
import random
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipeline.errors import InputError
from pipeline.store.tables import read_rows, write_rows
from tests.store.rows import COLUMNS, read, refusal, written

# JSON lines

ONE_OBJECT = "each line must be one JSON object"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not JSON (Expecting property name enclosed in double quotes, column 2)"),
        ("[1]", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ('{"text": "a"} {"text": "b"}', "is not JSON (Extra data, column 15)"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = written(tmp_path, "labels.jsonl", f'{{"text": "fine"}}\n\n{line}\n')

    assert refusal(path) == (f"FILE:3: {why}", ONE_OBJECT)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_line_nested_without_end_is_refused(tmp_path: Path, opening: str) -> None:
    problem, remedy = refusal(written(tmp_path, "labels.jsonl", opening * 100_000))

    assert problem.startswith("FILE:1: is not JSON (maximum recursion depth exceeded")
    assert remedy == ONE_OBJECT


def test_a_number_of_many_digits_is_refused(tmp_path: Path) -> None:
    problem, _ = refusal(written(tmp_path, "labels.jsonl", f'{{"text": {"1" * 5000}}}'))

    assert problem.startswith("FILE:1: is not JSON (Exceeds the limit (4300 digits)")


def test_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    with path.open("wb") as handle:
        handle.write(b'{"text": "fine"}\n')
        handle.truncate(3 * 2**30)  # a hole: the file takes no room on the disk

    rows = read_rows(path)

    assert next(rows) == (f"{path}:1", {"text": "fine"})
    with pytest.raises(InputError) as caught:
        next(rows)
    assert str(caught.value) == f"{path}:2: is longer than 16 MB"


def test_bytes_that_are_no_utf_8_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "labels.jsonl", b'{"text": "fine"}\n{"text": "\xe9"}\n')

    assert refusal(path) == ("FILE:2: is not UTF-8 text (byte 10)", "save it as UTF-8")


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00\\ud800", "x\\uDFFFx"])
def test_half_a_character_is_refused(tmp_path: Path, escape: str) -> None:
    path = written(tmp_path, "labels.jsonl", f'{{"text": "{escape}"}}')

    assert refusal(path) == (
        "FILE:1: an escape such as \\ud83d is half a character",
        "write the character itself",
    )


def test_a_whole_character_may_be_escaped(tmp_path: Path) -> None:
    assert read(written(tmp_path, "labels.jsonl", '{"text": "\\ud83e\\udd16 \\u00e9"}')) == [{"text": "🤖 é"}]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b", "\x1c"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, end: str) -> None:
    path = tmp_path / "labels.jsonl"

    write_rows([{"text": f"one{end}two"}], path, columns=["text"])

    assert read(path) == [{"text": f"one{end}two"}]


def test_files_from_other_systems_are_read(tmp_path: Path) -> None:
    assert read(written(tmp_path, "labels.jsonl", b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}\r\n')) == [
        {"text": "a"},
        {"text": "b"},
    ]
    assert read(written(tmp_path, "labels.csv", b'\xef\xbb\xbftext,code\r\n"a\r\nb",1\r\n')) == [
        {"text": "a\r\nb", "code": "1"}
    ]


# CSV


@pytest.mark.parametrize(
    ("content", "problem", "remedy"),
    [
        ("", "FILE: has no header", "name the columns in the first line"),
        (",,\na,b,c\n", "FILE: has no header", "name the columns in the first line"),
        ("text,code,text\n", "FILE:1: two columns are called 'text'", "rename one of them"),
        (
            "text,code\nfine,1\nshort\n",
            "FILE:3: the number of cells is 1, the header has 2",
            "put cells that hold a comma in double quotes",
        ),
        (
            'text,code\n"two\nlines",1\nlong,1,2\n',
            "FILE:4: the number of cells is 3, the header has 2",
            "put cells that hold a comma in double quotes",
        ),
        ("text,code\na\0b,1\n", "FILE:2: holds a NUL character", "save the file as CSV in UTF-8"),
        (
            'text,code\nfine,1\n"never closed,1\n',
            "FILE:3: is not readable as CSV (unexpected end of data)",
            'put cells that hold a comma, a line break or a " in double quotes, and write each " in them twice',
        ),
        (
            'text,code\n"closed" early,1\n',
            "FILE:2: is not readable as CSV (',' expected after '\"')",
            'put cells that hold a comma, a line break or a " in double quotes, and write each " in them twice',
        ),
        (b"text,code\nna\xefve,1\n", "FILE: is not UTF-8 text (byte 12)", "save it as UTF-8"),
    ],
)
def test_a_broken_csv_file_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, problem: str, remedy: str
) -> None:
    assert refusal(written(tmp_path, "labels.csv", content)) == (problem, remedy)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_says_what_separates_cells(tmp_path: Path, delimiter: str) -> None:
    content = f'text{delimiter}code\n"a, b; c\td"{delimiter}1.1\n'

    assert read(written(tmp_path, "labels.csv", content)) == [{"text": "a, b; c\td", "code": "1.1"}]


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    problem, _ = refusal(written(tmp_path, "labels.csv", 'text,code\n"' + "x" * 2**18))

    assert problem == f"FILE:2: is not readable as CSV (field larger than field limit ({csv.field_size_limit()}))"


def test_rows_of_a_csv_file_are_placed_where_they_begin(tmp_path: Path) -> None:
    path = written(tmp_path, "labels.csv", ' text ,code,\n"a\nb",1,\n\nc,2,\n')

    assert list(read_rows(path)) == [
        (f"{path}:2", {"text": "a\nb", "code": "1"}),
        (f"{path}:5", {"text": "c", "code": "2"}),
    ]


def read_on(path: Path) -> tuple[list[str], list[str]]:
    """The texts of the rows that can be read, and what is said of those that cannot."""
    bad: list[InputError] = []
    good = [row["text"] for _, row in read_rows(path, skip=bad.append)]
    return good, [str(error).replace(str(path), "FILE") for error in bad]


@pytest.mark.parametrize(
    ("middle", "problems"),
    [
        ("short\n", ["FILE:3: the number of cells is 1, the header has 2"]),
        ("a,1,2\n", ["FILE:3: the number of cells is 3, the header has 2"]),
        ("a\0b,1\n", ["FILE:3: holds a NUL character"]),
        ('"closed" early,1\n', ["FILE:3: is not readable as CSV (',' expected after '\"')"]),
        # Rows of text in a row with too many cells are not rows of the table.
        ('"one\ntwo,2\nthree",1,2\n', ["FILE:3: the number of cells is 3, the header has 2"]),
        # An inner quotation ends the cell too early; what follows of it is no row either.
        (
            '"an "inner" quotation\nand more",1\n',
            [
                "FILE:3: is not readable as CSV (',' expected after '\"')",
                "FILE:4: seems to be a part of the broken row before it",
            ],
        ),
        (
            '"an "inner" quotation\nand\nmore",1\n',
            [
                "FILE:3: is not readable as CSV (',' expected after '\"')",
                "FILE:4: the number of cells is 1, the header has 2",
                "FILE:5: seems to be a part of the broken row before it",
            ],
        ),
    ],
)
def test_the_good_rows_of_a_csv_file_are_read_and_the_bad_ones_named(
    tmp_path: Path, middle: str, problems: list[str]
) -> None:
    path = written(tmp_path, "labels.csv", f'text,code\nfirst,1\n{middle}"second",2\n"third, of ""three""\nlines",3\n')

    assert read_on(path) == (["first", "second", 'third, of "three"\nlines'], problems)


def test_a_quotation_that_never_ends_costs_one_row(tmp_path: Path) -> None:
    path = written(tmp_path, "labels.csv", 'text,code\nfirst,1\n"never closed,1\nsecond,2\nthird,3\n')

    assert read_on(path) == (["first", "second", "third"], ["FILE:3: is not readable as CSV (unexpected end of data)"])


def test_a_file_of_broken_rows_takes_no_longer_than_others(tmp_path: Path) -> None:
    path = written(tmp_path, "labels.csv", "text,code\n" + '"x" y,1\n' * 20_000)

    good, problems = read_on(path)

    assert (good, len(problems)) == ([], 20_000)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_rows_in_which_nothing_stands_are_passed_over(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"labels{suffix}"
    nothing: dict[str, Any] = {"text": "", "code": ""}

    write_rows([{"text": "a", "code": "1"}, nothing, nothing, {"text": "b", "code": "2"}], path, columns=COLUMNS)

    assert [(place, row["text"]) for place, row in read_rows(path)] == [(f"{path}:2", "a"), (f"{path}:5", "b")]


# Excel and Parquet


def good(folder: Path, suffix: str) -> bytes:
    path = folder / f"good{suffix}"
    write_rows([{"text": "hello", "code": "1.1"}] * 3, path, columns=COLUMNS)
    return path.read_bytes()


@pytest.mark.parametrize(("suffix", "kind"), [(".xlsx", "Excel"), (".parquet", "Parquet")])
@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"PAR1PAR1", b"\x00" * 1000])
def test_a_renamed_file_is_refused(tmp_path: Path, suffix: str, kind: str, content: bytes) -> None:
    problem, remedy = refusal(written(tmp_path, f"labels{suffix}", content))

    assert problem.startswith(f"FILE: is not a readable {kind} file (")
    assert not problem.endswith("()")
    assert remedy == "save it again, or as CSV"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_damaged_file_is_read_or_refused_and_never_a_traceback(tmp_path: Path, suffix: str) -> None:
    content, dice = good(tmp_path, suffix), random.Random(7)  # noqa: S311
    path = tmp_path / f"damaged{suffix}"
    refused = 0
    for attempt in range(120):
        damaged = bytearray(content)
        if attempt % 3:
            for _ in range(attempt % 3):
                damaged[dice.randrange(len(content))] = dice.randrange(256)
        else:
            del damaged[dice.randrange(len(content)) :]
        path.write_bytes(damaged)
        try:
            read(path)
        except InputError:
            refused += 1
    assert refused > 40


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("damage", ["cut", "left out", "another character"])
def test_a_workbook_with_broken_parts_is_read_or_refused(tmp_path: Path, damage: str) -> None:
    with ZipFile(BytesIO(good(tmp_path, ".xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = tmp_path / "damaged.xlsx"
    refused = 0
    for broken, content in parts.items():
        middle = len(content) // 2
        with ZipFile(path, "w") as archive:
            for name, whole in parts.items():
                if name != broken or damage == "another character":
                    archive.writestr(name, whole if name != broken else content[:middle] + b"<&" + content[middle:])
                elif damage == "cut":
                    archive.writestr(name, content[:middle])
        try:
            read(path)
        except InputError:
            refused += 1
    assert refused > 1


def test_cells_that_are_numbers_in_a_workbook_are_read_as_text(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["text", "code", "count"])
    book.active.append(["hello", 1.1, 2])
    book.active.append(["empty", None, None])
    book.save(tmp_path / "labels.xlsx")

    assert [(row["text"], row["code"] or "", row["count"] or "") for row in read(tmp_path / "labels.xlsx")] == [
        ("hello", "1.1", "2"),
        ("empty", "", ""),
    ]


def test_lists_and_gaps_come_out_of_parquet_as_lists_and_none(tmp_path: Path) -> None:
    path = tmp_path / "labels.parquet"
    rows: list[dict[str, Any]] = [
        {"section_path": ["4 Defences", "4.1"], "page": 3},
        {"section_path": None, "page": None},
    ]

    write_rows(rows, path, columns=["section_path", "page"])

    assert list(read_rows(path)) == [(f"{path}:1", rows[0]), (f"{path}:2", rows[1])]
    assert json.dumps(read(path)[0])
