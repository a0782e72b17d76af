"""What is written in any format comes back as it was, with the marks under which it went."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import LabeledEntry, Record
from pipeline.errors import ConfigError, InputError
from pipeline.store.interchange import FORMATS, format_for, read_records
from tests.builders import an_entry
from tests.store.entries import TAXONOMY, records

HARD = [
    an_entry("=cmd|' /C calc'!A0", reasoning="+1", paper="-x", annotator="@SUM(A1)"),
    an_entry("'=not a formula", section_path=("=1+1", "a > b")),
    an_entry('He said "keep, it"\nand left.\r\nThen:\ttabs', section_path=("one\ntwo",)),
    an_entry("a\n === labelled passage ===\n=== labelled passage === \nb"),
    an_entry("=== labelled passage ===\ncode: 1\n\n\\=== and \\more", reasoning='"quoted"\nand broken'),
    an_entry("שלום عالم 日本 🤖 e\u0301 \u2028 \x85 \u202eRTL", paper="نص"),
    an_entry("a\x00b\x07c\x0bd\x0ce\x1bf\x7f\ufffe\uffff _x0007_ _x005F_", reasoning="\x01"),
    an_entry("", section_path=("Only a heading",)),
    an_entry("Partly.", labels={"actor": "User"}, reasoning="", paper=""),
    an_entry("No one.", labels={}, reasoning="", mitigation=False, year=2024, annotator="ada"),
    an_entry("1.10", section_path=('["a", "b"]', '["c"]')),
]


def came_back(written: list[Record], name: str, folder: Path) -> list[Record]:
    form = FORMATS[name]
    path = folder / f"labels{form.suffix}"
    form.write(written, path, TAXONOMY)
    found = [record for _, record in read_records(path, TAXONOMY, origin="imported")]
    assert not [record for record in found if isinstance(record, InputError)]
    return [record for record in found if isinstance(record, Record)]


@pytest.mark.parametrize("name", FORMATS)
@given(written=st.lists(records(), max_size=3))
@settings(max_examples=30)
def test_nothing_is_lost(name: str, written: list[Record], tmp_path_factory: pytest.TempPathFactory) -> None:
    back = came_back(written, name, tmp_path_factory.mktemp("labels"))

    assert [record.entry for record in back] == [record.entry for record in written]
    assert [record.given_id for record in back] == [record.entry.entry_id for record in written]
    assert [record.given_revision for record in back] == [record.entry.revision for record in written]
    assert {record.unread for record in back} <= {()}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("entry", HARD, ids=lambda entry: repr(entry.text[:12]))
def test_what_is_hard_to_write_comes_back(name: str, entry: LabeledEntry, tmp_path: Path) -> None:
    (back,) = came_back([Record(entry)], name, tmp_path)

    assert back.entry == entry
    assert back.said >= {*(facet.name for facet in TAXONOMY)} or not entry.mitigation


@pytest.mark.parametrize("name", FORMATS)
def test_a_passage_without_a_label_comes_back_without_one(name: str, tmp_path: Path) -> None:
    entry = an_entry(labels={}, reasoning="")

    (back,) = came_back([Record(entry)], name, tmp_path)

    assert not back.entry.says_something
    assert (back.entry.entry_id, back.given_revision) == (entry.entry_id, entry.revision)
    assert back.entry.origin == "imported"  # nobody has said anything of it yet


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_entries_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    for number in (1, 2):
        form.write([Record(entry) for entry in HARD], tmp_path / f"{number}" / f"a{form.suffix}", TAXONOMY)

    files = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert [(tmp_path / "1" / each).read_bytes() for each in files] == [
        (tmp_path / "2" / each).read_bytes() for each in files
    ]


@pytest.mark.parametrize(("name", "limit"), [("csv", 131_072), ("xlsx", 32_767)])
def test_a_text_that_no_cell_holds_is_refused_and_nothing_is_written(name: str, limit: int, tmp_path: Path) -> None:
    form, path = FORMATS[name], tmp_path / f"labels.{name}"
    fits, longer = (Record(an_entry("=" + "x" * (limit - more))) for more in (2, 1))

    assert came_back([fits], name, tmp_path)[0].entry == fits.entry
    path.unlink()
    with pytest.raises(InputError) as caught:
        form.write([longer], path, TAXONOMY)

    assert f"a cell of .{name} holds {limit} characters, the entry {longer.entry.entry_id} has {limit + 1}" in str(
        caught.value
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "name", "problem", "remedy"),
    [
        ("a.json", None, "several tools take .json", "--format label-studio or --format argilla"),
        ("a.csv", "argilla", "argilla is written as .json", "call it a.json"),
        ("a.doc", None, "labels are not written as .doc", "one of: .csv .xlsx .jsonl .parquet .txt .json"),
        ("a", None, "labels are not written as a file without suffix", "one of: .csv .xlsx .jsonl .parquet .txt .json"),
    ],
)
def test_a_format_that_is_not_clear_is_refused(file: str, name: str | None, problem: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        format_for(Path(file), name)

    assert (str(caught.value), caught.value.remedy) == (f"{file}: {problem}", remedy)


def test_a_suffix_or_a_name_says_the_format() -> None:
    assert format_for(Path("A.XLSX")) is FORMATS["xlsx"]
    assert format_for(Path("a.json"), "argilla") is FORMATS["argilla"]


def test_a_folder_is_no_file_of_labels(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        format_for(tmp_path)
