"""One entry for each passage, whoever labelled it."""

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.gold import GoldRow, settle
from tests.builders import an_entry


def rows(*said: tuple[str, str], text: str = "One text.") -> list[GoldRow]:
    return [
        GoldRow(an_entry(text, labels={"code": code}), f"f:{number}", annotator=annotator)
        for number, (annotator, code) in enumerate(said, start=1)
    ]


def test_the_majority_settles_a_label() -> None:
    (entry,), n_repeats = settle(rows(("ann", "2"), ("bob", "1"), ("eve", "1")))

    assert entry.entry.labels == {"code": "1"}
    assert entry.ratings == {"ann": {"code": "2"}, "bob": {"code": "1"}, "eve": {"code": "1"}}
    assert n_repeats == 0


def test_a_tie_goes_to_the_one_who_labelled_most() -> None:
    said = [*rows(("ann", "2"), ("bob", "1")), *rows(("bob", "1"), text="Another text.")]

    entries, _ = settle(said)

    assert [each.entry.labels["code"] for each in entries] == ["1", "1"]


def test_a_passage_twice_counts_once() -> None:
    entries, n_repeats = settle(rows(("", "2"), ("", "2")))

    assert len(entries) == 1
    assert n_repeats == 1
    assert entries[0].ratings == {}


def test_two_labels_without_two_people_are_an_error_that_names_both_places() -> None:
    with pytest.raises(InputError, match=r"f:2: code is '1', but '2' at f:1, for the same passage") as caught:
        settle(rows(("", "2"), ("", "1")))

    assert "annotator" in caught.value.remedy


def test_an_id_for_two_passages_is_an_error_that_names_both_places() -> None:
    one = GoldRow(an_entry("One text."), "f:1", given_id="7")
    other = GoldRow(an_entry("Another text."), "f:9", given_id="7")

    with pytest.raises(InputError, match="f:9: the id '7' stands at f:1 already"):
        settle([one, other])


def test_labels_on_different_facets_are_joined() -> None:
    said = [GoldRow(an_entry(labels={"code": "2"}), "f:1"), GoldRow(an_entry(labels={"actor": "User"}), "f:2")]

    (entry,), _ = settle(said)

    assert entry.entry.labels == {"code": "2", "actor": "User"}
