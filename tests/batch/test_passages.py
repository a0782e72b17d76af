"""Tables of passages: read in a stream, cut alike, typed alike, and what is bad in them is named."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.passages import PassageFiles
from pipeline.batch.rows import Rows, read_piece
from pipeline.errors import InputError
from pipeline.store.tables import read_line


def a_jsonl(folder: Path, rows: Sequence[object], name: str = "rows.jsonl") -> Path:
    path = folder / name
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def all_rows(source: PassageFiles) -> list[Rows]:
    columns = dict(source.survey().columns)
    return [read_piece(piece, columns, read_line) for piece in source.pieces()]


def test_lines_and_rows_of_a_table_are_read_alike(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": f"Text {n}.", "section_path": ["A", f"B{n}"], "id": n, "doi": None if n else "10.1/x"}
        for n in range(7)
    ]
    jsonl = a_jsonl(tmp_path, rows)
    parquet = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(rows), parquet, row_group_size=4)

    read = [all_rows(PassageFiles([path], each=3)) for path in (jsonl, parquet)]

    for pieces in read:
        assert [len(piece.passages) for piece in pieces] == [3, 3, 1]
    tables = [pa.concat_tables(piece.carried for piece in pieces) for pieces in read]
    assert tables[0].equals(tables[1])
    assert tables[0]["section_path"].to_pylist()[:2] == ["A > B0", "A > B1"]
    (first, *_) = read[0][0].passages
    assert (first.text, first.section_path, first.start) == ("Text 0.", ("A", "B0"), 0)


def test_all_pieces_agree_on_the_type_of_a_column(tmp_path: Path) -> None:
    rows = [
        {"text": "a", "year": 2020, "score": 1, "mixed": "n.d.", "more": {"k": [1]}, "late": None},
        {"text": "b", "year": None, "score": 0.5, "mixed": 7, "more": None},
        {"text": "c", "late": True, "huge": 2**70},
    ]

    survey = PassageFiles([a_jsonl(tmp_path, rows)]).survey()
    pieces = all_rows(PassageFiles([a_jsonl(tmp_path, rows)], each=1))

    kinds = {"text": "string", "year": "int64", "score": "double", "mixed": "json", "more": "json", "late": "bool"}
    assert dict(survey.columns) == {**kinds, "huge": "json"}
    table = pa.concat_tables(piece.carried for piece in pieces)
    assert table["mixed"].to_pylist() == ["n.d.", "7", None]
    assert table["more"].to_pylist() == ['{"k": [1]}', None, None]
    assert table["score"].to_pylist() == [1.0, 0.5, None]
    assert table["huge"].to_pylist() == [None, None, str(2**70)]


def test_bad_rows_are_named_by_line_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [
        '{"text": "good"}',
        "{",
        "",
        '{"text": 5}',
        '{"text": "  "}',
        '["text"]',
        '{"text": "\\ud83d"}',
        '{"a": 1}',
    ]
    path = a_jsonl(tmp_path, lines)

    pieces = all_rows(PassageFiles([path], each=3))

    assert [passage.text for piece in pieces for passage in piece.passages] == ["good"]
    failures = {each.document: each.reason for piece in pieces for each in piece.failures}
    assert list(failures) == [f"{path}:{number}" for number in (2, 4, 5, 6, 7, 8)]
    assert failures[f"{path}:2"].startswith("is not JSON")
    assert failures[f"{path}:8"] == "has no text"
    assert all(each.remedy for piece in pieces for each in piece.failures)


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    path = a_jsonl(tmp_path, ["", '{"text": "a"}', "  ", "", "", '{"text": "b"}', "{"])
    source = PassageFiles([path], each=3)

    assert source.survey().n_items == 3
    assert [piece.size for piece in source.pieces()] == [1, 1, 1]
    assert [failure.document for piece in all_rows(source) for failure in piece.failures] == [f"{path}:7"]


def test_a_file_that_was_changed_since_the_first_look_is_refused(tmp_path: Path) -> None:
    path = a_jsonl(tmp_path, [{"text": "a"}, {"text": "b"}])
    source = PassageFiles([path], each=1)
    columns, pieces = dict(source.survey().columns), list(source.pieces())

    a_jsonl(tmp_path, [{"text": "a"}, {"text": "c"}])
    assert len(read_piece(pieces[0], columns, read_line).passages) == 1
    with pytest.raises(InputError, match="was changed while it was read"):
        read_piece(pieces[1], columns, read_line)

    path.unlink()
    with pytest.raises(InputError, match="can no longer be read"):
        read_piece(pieces[0], columns, read_line)


def test_more_workers_are_of_use_the_larger_a_table_is(tmp_path: Path) -> None:
    small = a_jsonl(tmp_path, [{"text": "a"}])
    large = a_jsonl(tmp_path, [{"text": "a" * 2**20}] * 3, "large.jsonl")

    assert [PassageFiles([path]).most_workers() for path in (small, large, tmp_path / "none.jsonl")] == [1, 4, 1]


def test_a_number_in_the_text_column_is_a_row_without_text(tmp_path: Path) -> None:
    (piece,) = all_rows(PassageFiles([a_jsonl(tmp_path, [{"text": "a"}, {"text": 5}])]))

    assert [passage.text for passage in piece.passages] == ["a"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [([{"body": "a"}], "have no `text`"), ([], "have no `text`"), (["x" * 100], "have no `text`")],
)
def test_input_without_text_is_refused_before_any_work(tmp_path: Path, rows: list[object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        PassageFiles([a_jsonl(tmp_path, rows)]).survey()


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.parquet").write_bytes(b"PAR1 noise")

    for name in ("none.jsonl", "none.parquet", "noise.parquet"):
        with pytest.raises(InputError, match=rf"{name}: cannot be read"):
            PassageFiles([tmp_path / name]).survey()
    with pytest.raises(InputError, match="one kind of table at a time"):
        PassageFiles([tmp_path / "a.jsonl", tmp_path / "b.parquet"])


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    one, two = a_jsonl(tmp_path, [{"text": "a"}], "one.jsonl"), a_jsonl(tmp_path, [{"text": "a"}], "two.jsonl")
    three = a_jsonl(tmp_path, [{"text": "b"}], "three.jsonl")

    digests = [PassageFiles([path]).survey().digest for path in (one, two, three)]

    assert digests[0] == digests[1] != digests[2]


def test_passages_keep_the_identity_that_they_came_with(tmp_path: Path) -> None:
    row = {"text": "a b", "document_id": "d0c", "start": 40, "end": 43}

    (piece,) = all_rows(PassageFiles([a_jsonl(tmp_path, [row])]))

    (passage,) = piece.passages
    assert (passage.document_id, passage.start, passage.end) == ("d0c", 40, 43)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text(st.characters(exclude_categories=["Cs"]), min_size=1)},
            optional={
                "a": st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text("ab\n\r\x85 ")),
                "b": st.booleans(),
            },
        ),
        min_size=1,
    ),
    st.integers(1, 5),
)
def test_nothing_is_lost_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], each: int
) -> None:
    path = a_jsonl(tmp_path_factory.mktemp("any"), rows)

    pieces = all_rows(PassageFiles([path], each=each))

    texts = [row["text"] for row in rows if row["text"].strip()]
    assert [passage.text for piece in pieces for passage in piece.passages] == texts
    assert sum(len(piece.failures) for piece in pieces) == len(rows) - len(texts)
    assert len({piece.carried.schema for piece in pieces}) == 1
