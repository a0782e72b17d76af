"""What cannot be scored against stops the evaluation with a place and a remedy."""

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.workflows.gold import Gold, read_gold, read_mapping
from tests.workflows.judges import TAXONOMY

ROW = {"text": "Staff rehearse.", "code": "2", "actor": "User", "paper": "p"}


def write(folder: Path, *rows: object, name: str = "gold.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, **options: object) -> Gold:
    return read_gold([path], TAXONOMY, **options)  # type: ignore[arg-type]


def test_entries_come_with_year_annotators_and_headings(tmp_path: Path) -> None:
    rows = [
        ROW | {"annotator": "ann", "year": 2024, "name": "4 Drills"},
        ROW | {"annotator": "bob", "code": "1.1 Model", "name": "4 Drills"},
        {"text": "Another.", "code": "The Model", "actor": None, "year": "n.d."},
    ]

    gold = read(write(tmp_path, *rows))

    first, second = gold.entries
    assert first.entry.section_path == ("4 Drills",)
    assert first.year == 2024
    assert first.ratings == {"ann": {"code": "2", "actor": "User"}, "bob": {"code": "1.1", "actor": "User"}}
    assert second.entry.labels == {"code": "1.1"}
    assert second.year is None
    assert second.entry.paper == "gold"
    assert second.entry.origin == "hand"


def test_what_is_not_scored_is_counted(tmp_path: Path) -> None:
    rows = [ROW, ROW, {"text": "Thanks.", "mitigation": False}, {"text": "Unlabelled."}]

    gold = read(write(tmp_path, *rows))

    assert (len(gold.entries), gold.n_rows, gold.n_repeats, gold.n_no_mitigation, gold.n_unlabelled) == (1, 4, 1, 1, 1)


def test_a_folder_is_read_whole_and_an_empty_one_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="in: holds no file of labelled entries"):
        read(tmp_path / "in")
    write(tmp_path / "in", ROW, name="a.jsonl")
    (tmp_path / "in" / "b.csv").write_text("text,code\nSomething else.,1.2\n", encoding="utf-8")
    write(tmp_path / "in", {"phrase": "x", "facet": "code", "code": "1"}, name="lexicon.jsonl")
    (tmp_path / "in" / "README.md").write_text("Not labels.", encoding="utf-8")

    assert [each.entry.labels["code"] for each in read(tmp_path / "in").entries] == ["2", "1.2"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "gold.jsonl: is empty"),
        ([{"text": "Only text."}], "gold.jsonl: no entry has a label"),
        ([ROW, {"code": "2"}], "gold.jsonl:2: an entry needs text or at least a heading"),
        ([ROW, ROW | {"code": "1"}], "gold.jsonl:2: code is '1', but '2' at .*gold.jsonl:1"),
        ([ROW | {"id": 7}, {"text": "Another.", "code": "1", "id": 7}], "gold.jsonl:2: the id '7' stands at .*:1"),
        ([ROW | {"year": "soon"}], "gold.jsonl:1: the year 'soon' is not a year"),
        ([ROW | {"actr": "User"}], "gold.jsonl:1: 'actr' is not a facet"),
        ([ROW | {"code": "7.7"}], "gold.jsonl:1: '7.7' is not a category of code"),
        (
            [ROW | {"taxonomy_version": "old"}],
            "gold.jsonl:1: labelled by taxonomy 'old', but this project's is 'test-1'",
        ),
    ],
)
def test_bad_input_is_named_with_its_place(tmp_path: Path, rows: list[object], problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read(write(tmp_path, *rows))

    assert caught.value.remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.jsonl: there is no such file or folder"):
        read(tmp_path / "nowhere.jsonl")


def test_for_unknown_labels_a_mapping_is_offered_that_works_once_it_is_filled_in(tmp_path: Path) -> None:
    path = write(tmp_path, ROW | {"code": "Old code"}, ROW | {"text": "Another.", "code": "1.1 Modell"}, ROW)
    offer = tmp_path / "out" / "mapping.yaml"

    with pytest.raises(InputError, match=r"'Old code' is not a category of code; .*'1\.1 Modell'") as caught:
        read(path, offer=offer)

    assert caught.value.remedy.endswith(f"run again with --mapping {offer}")
    offered = offer.read_text(encoding="utf-8")
    assert "1.1 Modell: '1.1'" in offered
    offer.write_text(offered.replace("Old code: ''", "Old code: '1.2'"), encoding="utf-8")
    with pytest.raises(InputError, match=r"code is '2', but '1\.2'"):
        read(path, mapping=read_mapping(offer, TAXONOMY))
    path = write(tmp_path, ROW | {"code": "Old code"}, ROW | {"text": "Another.", "code": "1.1 Modell"})
    assert [each.entry.labels["code"] for each in read(path, mapping=read_mapping(offer, TAXONOMY)).entries] == [
        "1.2",
        "1.1",
    ]


def test_a_label_without_a_counterpart_is_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, ROW | {"code": "gone", "taxonomy_version": "old"})
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("code:\n  gone:\n", encoding="utf-8")

    (entry,) = read(path, mapping=read_mapping(mapping, TAXONOMY)).entries

    assert entry.entry.labels == {"actor": "User"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[1]", "is no mapping"),
        ("code: 3", "is no mapping"),
        ("{", "is not YAML"),
        ("colour: {a: b}", "'colour' is not a facet"),
        ("code: {old: '7.7'}", "'7.7' is not a category of code"),
    ],
)
def test_a_mapping_that_is_none_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=problem):
        read_mapping(path, TAXONOMY)


def test_labelled_pages_are_read(tmp_path: Path, root: Path) -> None:
    from pipeline.resources import load_taxonomy

    (tmp_path / "page.txt").write_bytes((root / "data" / "raw" / "entry.txt").read_bytes())

    (entry,) = read_gold([tmp_path], load_taxonomy()).entries

    assert set(entry.entry.labels) == {"code", "lifecycle_stage", "actor", "risk_function"}
    assert entry.year
