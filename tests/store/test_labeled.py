"""Entries and phrases are what was written, whatever table they went through, and a wrong one is named by its place."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import LabeledEntry, LexiconPhrase, TrainingSet
from pipeline.errors import InputError
from pipeline.resources import load_taxonomy, starter_labels
from pipeline.store.labeled import (
    append_entries,
    entry_files,
    entry_from_row,
    entry_to_row,
    fingerprint,
    lexicon_phrase_from_row,
    read_entries,
    read_lexicon,
    record_from_row,
    revise_entries,
)
from pipeline.store.tables import read_rows, write_rows
from tests.builders import a_taxonomy, an_entry
from tests.store.entries import CHARACTERS, TAXONOMY, entries, words


def refusal(row: Mapping[str, Any]) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        entry_from_row(row, TAXONOMY, where="labels.csv:7")
    return str(caught.value), caught.value.remedy


@given(entries(CHARACTERS))
def test_an_entry_survives_its_row(entry: LabeledEntry) -> None:
    assert entry_from_row(entry_to_row(entry), TAXONOMY, where="here") == entry


@given(written=st.lists(entries(CHARACTERS), max_size=4))
@settings(max_examples=50, deadline=None)
def test_entries_survive_their_file(written: list[LabeledEntry], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("labels")

    append_entries(written, folder / "a.jsonl")

    assert read_entries(folder, TAXONOMY) == written


def test_a_nested_row_of_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.parquet"
    both = [an_entry(), an_entry("Another.", labels={"actor": "User"})]

    write_rows([entry_to_row(entry) for entry in both], path, columns=list(entry_to_row(both[0])))

    assert [entry_from_row(row, TAXONOMY, where=place) for place, row in read_rows(path)] == both


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"text": " a ", "code": "1.1 Model", "actor": "user"}, {"labels": {"code": "1.1", "actor": "User"}}),
        ({"text": "a", "labels": {"code": "the model"}, "actor": "User"}, {"labels": {"code": "1.1"}}),
        ({"text": "a", "code": 1.1, "actor": ""}, {"labels": {"code": "1.1"}}),
        ({"text": "a", "code": math.nan, "actor": "User"}, {"labels": {"actor": "User"}}),
        ({"text": "a", "section_path": "4 Logs > 4.1 Why"}, {"section_path": ("4 Logs", "4.1 Why")}),
        ({"text": "a", "section_path": ["4 Logs", " ", None]}, {"section_path": ("4 Logs",)}),
        ({"text": "a", "section_path": 4}, {"section_path": ("4",)}),
        ({"text": "a", "section_path": math.nan}, {"section_path": ()}),
        ({"text": None, "section_path": "4 Logs"}, {"text": "", "section_path": ("4 Logs",)}),
        (
            {"Text": "a", "Section path": "4 Logs", "ACTOR": "User"},
            {"section_path": ("4 Logs",), "labels": {"actor": "User"}},
        ),
        ({"text": "a", "section_path": '["in > out", "4.1"]'}, {"section_path": ("in > out", "4.1")}),
        ({"text": "a", "section_path": '["a", 1]'}, {"section_path": ('["a", 1]',)}),
        ({"text": "a", "section_path": '["a"'}, {"section_path": ('["a"',)}),
        ({"text": "a", "origin": "review"}, {"origin": "review"}),
        ({"text": "a", "Year": " 2024.0 ", "annotator": "ada"}, {"year": 2024, "annotator": "ada"}),
        ({"text": "a", "year": "n.d."}, {"year": None}),
        ({"text": "a", "origin": None}, {"origin": "imported"}),
        ({"text": "a", "code": None}, {"mitigation": True}),
        ({"text": "a", "code": None, "actor": None}, {"mitigation": True}),
        ({"text": "a"}, {"mitigation": True}),
        *(({"text": "a", "mitigation": no}, {"mitigation": False}) for no in (False, "False", "no", 0, " NO ")),
        *(({"text": "a", "mitigation": yes}, {"mitigation": True}) for yes in (True, "yes", 1, "", None, math.nan)),
    ],
)
def test_rows_are_understood_as_people_write_them(row: dict[str, Any], expected: dict[str, Any]) -> None:
    blank: dict[str, Any] = {
        "section_path": (),
        "labels": {},
        "reasoning": "",
        "paper": "",
        "origin": "imported",
        "mitigation": True,
        "year": None,
        "annotator": "",
    }

    assert entry_from_row(row, TAXONOMY, where="here") == LabeledEntry(**({"text": "a"} | blank | expected))


NO_TEXT: list[dict[str, Any]] = [
    {"text": ["a"]},
    {"text": {"a": 1}},
    {"code": ["1", "2"]},
    {"section_path": {"a": 1}},
    {"section_path": [["a"]]},
    {"paper": ["a"]},
    {"origin": ["hand"]},
    {"mitigation": [True]},
]


@pytest.mark.parametrize(
    ("row", "problem", "remedy"),
    [
        ({}, "an entry needs text or at least a heading", ""),
        ({"text": " \n"}, "an entry needs text or at least a heading", ""),
        ({"text": math.nan}, "an entry needs text or at least a heading", ""),
        (
            {"text": "a", "code": "1.7 Models"},
            "'1.7 Models' is not a category of code",
            "see `mitag taxonomy show --facet code`",
        ),
        (
            {"text": "a", "labels": {"actor": "Nobody"}},
            "'Nobody' is not a category of actor",
            "see `mitag taxonomy show --facet actor`",
        ),
        (
            {"text": "a", "origin": "rumour"},
            "unknown origin 'rumour'",
            "one of: hand, imported, synthetic, review, gold",
        ),
        *(
            ({"text": "a", "year": year}, f"the year '{year}' is not a year", "write four digits or nothing")
            for year in ("24", "2024a", "²⁰²⁴")
        ),
        ({"text": "\ud800"}, "the text holds half a character (a lone surrogate)", "write the character itself"),
        (
            {"text": "a", "mitigation": "no", "code": "1"},
            "a paragraph marked as no mitigation cannot have labels",
            "",
        ),
        *(
            (
                {"text": "a"} | wrong,
                "a list or an object stands where text is expected",
                "see `mitag labels import --help`",
            )
            for wrong in NO_TEXT
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_place(row: dict[str, Any], problem: str, remedy: str) -> None:
    assert refusal(row) == (f"labels.csv:7: {problem}", remedy)


def test_a_bad_entry_is_named_by_file_and_line(tmp_path: Path) -> None:
    append_entries([an_entry()], tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text('{"text": "fine"}\n{"text": "odd", "code": "7"}\n')

    with pytest.raises(InputError) as caught:
        read_entries(tmp_path, TAXONOMY)
    assert str(caught.value) == f"{tmp_path / 'b.jsonl'}:2: '7' is not a category of code"


def test_a_record_says_what_its_row_had_a_place_for_and_what_means_nothing() -> None:
    row = {
        "Text": "a",
        "CODE": "1",
        "code_model": "2",
        "reasoning": "",
        "colour": "red",
        "revision": "r",
        "entry_id": "e",
    }

    record = record_from_row(row, TAXONOMY, where="here")

    assert record.said == {"code", "reasoning"}
    assert record.unread == ("colour",)
    assert (record.given_id, record.given_revision) == ("e", "r")


@pytest.mark.parametrize(
    ("beside", "is_label"),
    [
        ({"code_by": "model", "code_model": "1", "code_confidence": 0.9}, False),
        ({"Code by": " Model"}, False),
        ({"code_by": "review", "code_model": "1", "code_confidence": 0.9}, True),
        ({"code_by": "model", "code_model": "2", "code_confidence": 0.9}, True),  # corrected since
        ({"code_by": "model", "code_model": None}, True),  # filled in since
        ({"code_confidence": 0.9, "model_id": "m"}, False),
        ({"code_confidence": "", "code_model": ""}, True),
        ({"code_confidence": 0.9, "code_model": "1", "model_id": "m"}, True),
    ],
    ids=repr,
)
def test_what_only_a_model_says_is_no_label(beside: dict[str, Any], is_label: bool) -> None:
    row = {"text": "a", "code": "1", "actor": "User"} | beside

    record = record_from_row(row, TAXONOMY, where="here")

    assert record.entry.labels == {"actor": "User"} | ({"code": "1"} if is_label else {})
    assert record.predicted == (frozenset() if is_label else {"code"})
    assert ("code" in record.said) is is_label
    assert record.unread == ()
    assert entry_from_row(row, TAXONOMY, where="here") == record.entry


def test_nested_labels_have_a_place_for_every_facet() -> None:
    record = record_from_row({"text": "a", "labels": {"code": "1"}, "reasoning": "b"}, TAXONOMY, where="here")

    assert record.said == {"code", "actor", "reasoning"}


def test_an_entry_is_revised_where_it_stands_and_other_lines_stay_to_the_byte(tmp_path: Path) -> None:
    old, other = an_entry("Old.", year=2024), an_entry("Other.")
    append_entries([other], tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text(
        f"{json.dumps(entry_to_row(other), indent=None, separators=(' ,', ':'))}\n\n"
        f"{json.dumps(entry_to_row(old) | {'note': 'by two'})}\r\n",
        encoding="utf-8",
    )
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    new = an_entry("Old.", labels={"actor": "User"}, annotator="ada")

    revise_entries({old.entry_id: new}, tmp_path, TAXONOMY)

    assert (tmp_path / "a.jsonl").read_bytes() == before["a.jsonl"]
    kept, blank, line, end = (tmp_path / "b.jsonl").read_bytes().split(b"\n")
    assert (kept, blank, end) == (before["b.jsonl"].split(b"\n")[0], b"", b"")
    assert json.loads(line) == entry_to_row(new) | {"note": "by two"}
    assert read_entries(tmp_path, TAXONOMY) == [other, other, new]


def test_files_are_read_in_order_and_the_lexicon_is_no_file_of_entries(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        append_entries([an_entry(name)], tmp_path / f"{name}.jsonl")
    write_lexicon([LexiconPhrase("keep logs", "code", "2")], tmp_path / "lexicon.jsonl")
    (tmp_path / "README.md").write_text("Notes.")

    assert [path.name for path in entry_files(tmp_path)] == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert [entry.text for entry in read_entries(tmp_path, TAXONOMY)] == ["a", "b", "c"]
    assert entry_files(tmp_path / "missing") == []


def write_lexicon(phrases: Iterable[LexiconPhrase], path: Path) -> None:
    path.write_text("".join(f"{json.dumps(asdict(phrase))}\n" for phrase in phrases), encoding="utf-8")


PHRASES = st.builds(
    LexiconPhrase,
    words(CHARACTERS, needed=True),
    st.just("code"),
    st.sampled_from(TAXONOMY.tree.codes),
    st.floats(0, 1e9, exclude_min=True),
)


@given(phrases=st.lists(PHRASES, max_size=4))
@settings(max_examples=50, deadline=None)
def test_phrases_survive_their_file(phrases: list[LexiconPhrase], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("lexicon")

    write_lexicon(phrases, folder / "lexicon.jsonl")

    assert read_lexicon(folder, TAXONOMY) == phrases


def test_without_a_lexicon_there_are_no_phrases(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path, TAXONOMY) == []


def test_phrases_for_what_the_taxonomy_lacks_are_left_out(tmp_path: Path) -> None:
    known = LexiconPhrase("keep logs", "code", "2", 0.5)
    strange = [LexiconPhrase("keep logs", "code", "7"), LexiconPhrase("keep logs", "colour", "2")]

    write_lexicon([strange[0], known, strange[1]], tmp_path / "lexicon.jsonl")

    assert read_lexicon(tmp_path, TAXONOMY) == [known]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        *(({name: ""}, "a phrase of the lexicon needs `phrase`, `facet` and `code`") for name in ("phrase", "facet")),
        ({"code": None}, "a phrase of the lexicon needs `phrase`, `facet` and `code`"),
        ({"phrase": ["keep logs"]}, "a list or an object stands where text is expected"),
        *(
            ({"weight": wrong}, f"the weight '{wrong}' is not a number above 0")
            for wrong in ("much", "0", -1, "nan", math.inf)
        ),
    ],
)
def test_a_phrase_that_cannot_be_used_is_named_by_its_place(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        lexicon_phrase_from_row({"phrase": "keep logs", "facet": "code", "code": "2"} | change, where="lexicon:3")
    assert str(caught.value) == f"lexicon:3: {problem}"


@pytest.mark.parametrize(("row", "weight"), [({}, 1.0), ({"weight": None}, 1.0), ({"weight": " 0.5 "}, 0.5)])
def test_a_phrase_without_weight_counts_fully(row: dict[str, Any], weight: float) -> None:
    phrase = lexicon_phrase_from_row({"phrase": "keep logs", "facet": "code", "code": "2"} | row, where="here")

    assert phrase == LexiconPhrase("keep logs", "code", "2", weight)


def lessons(*learned: LabeledEntry, phrases: tuple[LexiconPhrase, ...] = (), version: str = "1") -> TrainingSet:
    return TrainingSet(learned, phrases, a_taxonomy(version))


def test_the_fingerprint_ignores_the_order_of_files() -> None:
    one, two = an_entry("One."), an_entry("Two.")
    phrases = (LexiconPhrase("a", "code", "1"), LexiconPhrase("b", "code", "2"))

    assert fingerprint(lessons(one, two, phrases=phrases)) == fingerprint(lessons(two, one, phrases=phrases[::-1]))


def test_the_fingerprint_changes_with_anything_that_is_learned_from() -> None:
    phrase = LexiconPhrase("a", "code", "1")
    changes: list[dict[str, Any]] = [{"text": "x"}, {"labels": {}}, {"paper": "x"}, {"section_path": ()}]
    several = [
        lessons(an_entry()),
        *(lessons(an_entry(**change)) for change in changes),
        lessons(an_entry(), an_entry()),
        lessons(an_entry(), phrases=(phrase,)),
        lessons(an_entry(), phrases=(LexiconPhrase("a", "code", "1", 0.5),)),
        lessons(an_entry(), version="2"),
    ]

    assert len({fingerprint(each) for each in several}) == len(several)


def test_who_labelled_an_entry_and_the_year_of_its_paper_teach_nothing() -> None:
    assert fingerprint(lessons(an_entry(year=2024, annotator="ada"))) == fingerprint(lessons(an_entry()))


def test_the_starter_corpus_is_sound() -> None:
    taxonomy = load_taxonomy()
    entries = read_entries(starter_labels(), taxonomy)

    assert {entry.origin for entry in entries} == {"synthetic"}
    assert all(entry.paper for entry in entries)
    assert len({entry.entry_id for entry in entries}) == len(entries)
    assert any(not entry.mitigation for entry in entries)
    assert {facet.name for facet in taxonomy} == set(next(entry for entry in entries if entry.mitigation).labels)
    assert read_lexicon(starter_labels(), taxonomy)
