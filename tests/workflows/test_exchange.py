"""Importing labels keeps what is new and what was edited, and lists what is neither."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.labels import ABOUT, LabeledEntry, Record
from pipeline.errors import InputError
from pipeline.workflows import untracked
from pipeline.workflows.exchange import Conflict, ImportOutcome, Known, import_labels
from tests.builders import an_entry

DRILL = an_entry("Staff rehearse a shutdown of the whole service once a month without warning.", paper="")
NEARLY = an_entry("Staff rehearse a shutdown of the whole service once a month, without warning!", paper="p")
OTHER = an_entry("Weights are kept on machines that nobody can log into alone.", paper="q")
EVERYTHING = frozenset({"code", "actor", *ABOUT})


def importing(*found: LabeledEntry | Record | InputError, known: Known | None = None) -> ImportOutcome:
    def read(path: Path) -> Iterator[tuple[str, Record | InputError]]:
        for number, each in enumerate(found, start=1):
            yield f"{path}:{number}", Record(each, said=EVERYTHING) if isinstance(each, LabeledEntry) else each

    return import_labels([Path("new.jsonl")], known or Known(), read=read, paper=None, threshold=0.7, track=untracked)


def back(before: LabeledEntry, said: frozenset[str] = EVERYTHING, **changes: Any) -> Record:
    """An entry as it comes back from outside, edited."""
    return Record(replace(before, **changes), given_id=before.entry_id, given_revision=before.revision, said=said)


def test_an_entry_without_a_paper_belongs_to_the_file() -> None:
    (added,) = importing(DRILL).added

    assert added.paper == "new"


def test_near_repeats_of_what_is_known_are_left_out() -> None:
    outcome = importing(NEARLY, OTHER, known=Known([DRILL]))

    assert outcome.added == (OTHER,)
    assert (outcome.n_read, outcome.n_duplicates) == (2, 0)
    assert [(repeat.where, repeat.like) for repeat in outcome.near_repeats] == [("new.jsonl:1", DRILL.text)]


def test_a_contradiction_is_listed_with_its_place() -> None:
    outcome = importing(an_entry(DRILL.text, labels={"code": "1.1"}), known=Known([DRILL]))

    assert (outcome.added, dict(outcome.revised)) == ((), {})
    assert outcome.conflicts == (Conflict("new.jsonl:1", "code", "2", "1.1", DRILL.text),)


def test_a_label_that_was_missing_is_listed_and_not_slipped_in() -> None:
    (conflict,) = importing(DRILL, known=Known([an_entry(DRILL.text, labels={"code": "2"})])).conflicts

    assert (conflict.facet, conflict.kept, conflict.refused) == ("actor", "without a label", "Developer")


def test_another_line_of_reasoning_is_listed() -> None:
    (conflict,) = importing(replace(DRILL, reasoning="Other."), known=Known([DRILL])).conflicts

    assert (conflict.facet, conflict.kept, conflict.refused) == ("reasoning", DRILL.reasoning, "Other.")


def test_mitigation_against_no_mitigation_is_a_contradiction() -> None:
    (conflict,) = importing(an_entry(DRILL.text, labels={}, mitigation=False), known=Known([DRILL])).conflicts

    assert (conflict.kept, conflict.refused) == ("a mitigation", "no mitigation")


def test_a_row_that_cannot_be_used_does_not_stop_the_others() -> None:
    outcome = importing(InputError("new.jsonl:1: no text"), OTHER)

    assert outcome.added == (OTHER,)
    assert outcome.n_read == 2
    assert [failure.problem for failure in outcome.failures] == ["new.jsonl:1: no text"]


def test_a_file_that_may_not_be_read_does_not_stop_the_others() -> None:
    def read(path: Path) -> Iterator[tuple[str, Record | InputError]]:
        if path.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        yield str(path), Record(OTHER, said=EVERYTHING)

    paths = [Path("locked.csv"), Path("open.csv")]
    outcome = import_labels(paths, Known(), read=read, paper=None, threshold=0.7, track=untracked)

    assert [failure.problem for failure in outcome.failures] == ["locked.csv: cannot be read (Permission denied)"]
    assert outcome.added == (OTHER,)


def test_columns_that_mean_nothing_are_named_once() -> None:
    both = (Record(entry, said=EVERYTHING, unread=("colour", "mood")) for entry in (DRILL, OTHER))

    assert importing(*both).ignored == ("colour", "mood")


# Edits of what was exported


@pytest.mark.parametrize(
    "change",
    [
        {"labels": {"code": "1.1", "actor": "User"}},
        {"labels": {"code": "2"}},
        {"reasoning": "Another line."},
        {"paper": "second edition", "year": 2024, "annotator": "ada", "origin": "imported"},
        {"labels": {}, "reasoning": "", "mitigation": False},
    ],
    ids=str,
)
def test_an_edit_is_taken_over(change: dict[str, Any]) -> None:
    outcome = importing(back(DRILL, **change), back(OTHER), known=Known([DRILL, OTHER]))

    assert dict(outcome.revised) == {DRILL.entry_id: replace(DRILL, **change)}
    assert (outcome.added, outcome.n_duplicates, outcome.conflicts, outcome.failures) == ((), 1, (), ())


def test_a_column_that_was_removed_says_nothing() -> None:
    edited = back(DRILL, frozenset({"code"}), labels={"code": "1"}, reasoning="", paper="", origin="imported")

    (after,) = importing(edited, known=Known([DRILL])).revised.values()

    assert after == replace(DRILL, labels={"actor": "Developer", "code": "1"})


def test_a_label_makes_a_mitigation_of_a_paragraph_that_was_none() -> None:
    none = replace(DRILL, labels={}, mitigation=False)
    edited = back(none, frozenset({"code"}), labels={"code": "1"}, mitigation=True)

    (after,) = importing(edited, known=Known([none])).revised.values()

    assert (after.mitigation, after.labels) == (True, {"code": "1"})


def test_an_edit_of_what_has_changed_since_is_a_contradiction() -> None:
    since = replace(DRILL, labels={"code": "1"})

    outcome = importing(back(DRILL, labels={"code": "1.1"}), known=Known([since]))

    assert (dict(outcome.revised), len(outcome.conflicts)) == ({}, 1)


def test_what_reviewers_settled_is_not_edited_from_outside() -> None:
    settled = replace(DRILL, origin="review")

    outcome = importing(back(settled, labels={"code": "1.1", "actor": "Developer"}), known=Known([DRILL], [settled]))

    assert (dict(outcome.revised), [each.refused for each in outcome.conflicts]) == ({}, ["1.1"])


def test_of_two_rows_for_one_passage_the_second_contradicts() -> None:
    first, second = (back(DRILL, labels={"code": code, "actor": "Developer"}) for code in ("1", "1.1"))

    outcome = importing(first, second, known=Known([DRILL]))

    assert [entry.labels["code"] for entry in outcome.revised.values()] == ["1"]
    assert [(each.kept, each.refused) for each in outcome.conflicts] == [("1", "1.1")]


def test_an_unchanged_row_and_an_edit_of_it_contradict_each_other() -> None:
    outcome = importing(back(DRILL), back(DRILL, labels={"code": "1"}), known=Known([DRILL]))

    assert (dict(outcome.revised), len(outcome.conflicts)) == ({}, 1)


@pytest.mark.parametrize(
    "record",
    [
        back(DRILL, text="Staff rehearse nothing."),
        replace(back(DRILL), given_id="0123456789abcdef"),
        replace(back(DRILL), given_id=""),
    ],
    ids=["text", "id", "no id"],
)
def test_a_row_whose_text_or_id_was_changed_is_refused(record: Record) -> None:
    outcome = importing(record, known=Known([DRILL]))

    assert (outcome.added, dict(outcome.revised), len(outcome.failures)) == ((), {}, 1)
    assert outcome.failures[0].problem == f"new.jsonl:1: is not the text of entry {record.given_id!r}"


def test_other_programs_may_have_ids_of_their_own() -> None:
    assert importing(Record(OTHER, given_id="e17", said=EVERYTHING)).added == (OTHER,)


def test_capitals_and_spaces_are_no_other_text() -> None:
    outcome = importing(back(DRILL, text=DRILL.text.upper().replace(" ", "\n")), known=Known([DRILL]))

    assert (outcome.n_duplicates, outcome.failures) == (1, ())


# What ships with mitag


def test_an_edit_of_a_shipped_entry_becomes_one_of_the_project() -> None:
    known = Known(shipped=[DRILL, OTHER])

    outcome = importing(back(DRILL, labels={"code": "1", "actor": "User"}), back(OTHER), known=known)

    assert outcome.added == (replace(DRILL, labels={"code": "1", "actor": "User"}),)
    assert (outcome.n_duplicates, outcome.near_repeats) == (1, ())


def test_what_comes_from_elsewhere_is_added_beside_what_ships() -> None:
    assert importing(OTHER, known=Known(shipped=[OTHER])).added == (OTHER,)


# Passages without a label


def test_a_passage_that_went_out_without_a_label_may_come_back_without_one() -> None:
    waiting = replace(DRILL, labels={}, reasoning="")

    outcome = importing(back(waiting), Record(replace(OTHER, labels={}, reasoning="")))

    assert (outcome.added, outcome.n_unlabelled, outcome.failures) == ((), 2, ())


def test_a_passage_that_went_out_without_a_label_comes_back_with_one() -> None:
    waiting = replace(DRILL, labels={}, reasoning="")

    (added,) = importing(back(waiting, labels={"code": "2"})).added

    assert added.labels == {"code": "2"}


@pytest.mark.parametrize(
    "record", [back(DRILL, labels={}), replace(DRILL, labels={})], ids=["edited", "from elsewhere"]
)
def test_a_row_without_a_label_is_refused(record: Record | LabeledEntry) -> None:
    outcome = importing(record, known=Known([DRILL]))

    assert [failure.problem for failure in outcome.failures] == ["new.jsonl:1: has no label"]
    assert (dict(outcome.revised), outcome.n_unlabelled) == ({}, 0)
