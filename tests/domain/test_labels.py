"""A labelled entry has words, a known origin, and labels only when it describes a mitigation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.labels import ORIGINS, LabeledEntry
from pipeline.errors import InputError
from tests.builders import an_entry

WORDS = st.lists(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8), min_size=1, max_size=6)
SPACE = st.text(" \n\t", min_size=1, max_size=3)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_entry_without_words_needs_a_heading(text: str) -> None:
    with pytest.raises(InputError) as caught:
        LabeledEntry(text)
    assert str(caught.value) == "an entry needs text or at least a heading"
    assert LabeledEntry(text, section_path=("Red teaming",)).section_path == ("Red teaming",)


def test_an_unknown_origin_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError) as caught:
        an_entry(origin="rumour")
    assert str(caught.value) == "unknown origin 'rumour'"
    assert caught.value.remedy == "one of: hand, imported, synthetic, review, gold"


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_origin_is_accepted(origin: str) -> None:
    assert an_entry(origin=origin).origin == origin


def test_what_is_no_mitigation_has_no_labels() -> None:
    assert an_entry(mitigation=False, labels={}).labels == {}
    with pytest.raises(InputError) as caught:
        an_entry(mitigation=False)
    assert str(caught.value) == "a paragraph marked as no mitigation cannot have labels"


@given(WORDS, SPACE)
def test_the_id_ignores_case_and_spacing(words: list[str], space: str) -> None:
    plain, odd = an_entry(" ".join(words)), an_entry(space + space.join(words).casefold() + space)

    assert plain.entry_id == odd.entry_id


def test_upper_case_gives_the_same_id() -> None:
    assert an_entry("Keep logs in the STRASSE.").entry_id == an_entry("keep LOGS in the straße.").entry_id


@given(WORDS, WORDS)
def test_other_words_give_another_id(one: list[str], other: list[str]) -> None:
    same_words = " ".join(one).casefold() == " ".join(other).casefold()

    assert (an_entry(" ".join(one)).entry_id == an_entry(" ".join(other)).entry_id) == same_words


def test_the_id_does_not_depend_on_what_was_said_about_the_words() -> None:
    changes: list[dict[str, Any]] = [{"labels": {}}, {"reasoning": "x"}, {"paper": "y"}, {"origin": "review"}]

    assert {an_entry(**change).entry_id for change in changes} == {an_entry().entry_id}


def test_the_revision_changes_with_whatever_is_said_about_the_words() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"labels": {"code": "1"}},
        {"labels": {}},
        {"labels": {}, "mitigation": False},
        {"reasoning": "x"},
        {"paper": "x"},
        {"origin": "review"},
        {"year": 2024},
        {"annotator": "x"},
    ]

    assert len({an_entry(**change).revision for change in changes}) == len(changes)


def test_the_revision_does_not_change_with_the_order_of_labels_or_the_case_of_the_words() -> None:
    turned = dict([*an_entry().labels.items()][::-1])

    assert an_entry(labels=turned).revision == an_entry().revision
    assert an_entry(an_entry().text.upper()).revision == an_entry().revision


@pytest.mark.parametrize("field", ["text", "reasoning", "paper", "annotator"])
def test_half_a_character_is_refused(field: str) -> None:
    with pytest.raises(InputError) as caught:
        an_entry(**{field: "a \ud83e"})
    assert str(caught.value) == "the text holds half a character (a lone surrogate)"


def test_gold_counts_before_a_review_and_a_review_before_the_rest() -> None:
    assert [an_entry(origin=origin).rank for origin in ORIGINS] == [0, 0, 0, 1, 2]


def test_an_entry_says_something_once_it_is_labelled() -> None:
    assert an_entry().says_something
    assert an_entry(labels={}, mitigation=False).says_something
    assert not an_entry(labels={}).says_something


def test_headings_are_part_of_the_words() -> None:
    assert an_entry(section_path=()).entry_id != an_entry().entry_id


def test_ids_never_change_between_versions() -> None:
    assert an_entry().entry_id == "bdf6c168e410acf3"
