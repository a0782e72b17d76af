"""Labels that contradict each other are taken out and listed; all else is learned from."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.labels import LabeledEntry
from pipeline.workflows.contradictions import Contradiction, settle
from tests.builders import an_entry

DRILL = an_entry("Staff rehearse a shutdown of the whole service once a month without warning.", paper="p")
NEARLY = replace(DRILL, text="Staff rehearse a shutdown of the whole service once a month, without warning!", paper="q")
OTHER = an_entry("Weights are kept on machines that nobody can log into alone.", paper="r")


def relabeled(entry: LabeledEntry, **labels: str) -> LabeledEntry:
    return replace(entry, labels={**entry.labels, **labels})


def test_what_agrees_is_left_alone() -> None:
    settled = settle([DRILL, NEARLY, OTHER], threshold=0.7)

    assert settled.entries == (DRILL, NEARLY, OTHER)
    assert settled.contradictions == ()


def test_two_codes_for_nearly_one_passage_are_listed_and_neither_is_learned() -> None:
    settled = settle([DRILL, OTHER, relabeled(NEARLY, code="1.1")], threshold=0.7)

    (found,) = settled.contradictions
    assert found == Contradiction(
        facet="code",
        labels=("2", "1.1"),
        places=("p > 4 Operations > 4.2 Drills", "q > 4 Operations > 4.2 Drills"),
        text=DRILL.text,
        similarity=found.similarity,
    )
    assert found.similarity >= 0.7
    assert [entry.labels for entry in settled.entries] == [
        {"actor": "Developer"},
        {"code": "2", "actor": "Developer"},
        {"actor": "Developer"},
    ]


def test_a_label_that_is_not_there_contradicts_nothing() -> None:
    settled = settle([DRILL, replace(NEARLY, labels={"actor": "Developer"})], threshold=0.7)

    assert settled.contradictions == ()
    assert settled.entries[1].labels == {"actor": "Developer"}


def test_a_reviewer_has_the_last_word() -> None:
    review = replace(relabeled(NEARLY, code="1.1"), origin="review")

    settled = settle([DRILL, review], threshold=0.7)

    assert [entry.labels.get("code") for entry in settled.entries] == [None, "1.1"]
    assert [found.settled for found in settled.contradictions] == ["1.1"]


def test_gold_has_the_last_word_over_a_review() -> None:
    review = replace(DRILL, origin="review")
    gold = replace(relabeled(NEARLY, code="1.1"), origin="gold")

    (found,) = settle([review, gold], threshold=0.7).contradictions

    assert found.settled == "1.1"


def test_two_reviewers_who_disagree_cancel_each_other() -> None:
    reviews = [replace(DRILL, origin="review"), replace(relabeled(NEARLY, code="1.1"), origin="review")]

    settled = settle(reviews, threshold=0.7)

    assert ["code" in entry.labels for entry in settled.entries] == [False, False]


def test_a_mitigation_that_is_none_elsewhere_is_left_out_as_a_whole() -> None:
    settled = settle([DRILL, replace(NEARLY, labels={}, mitigation=False), OTHER], threshold=0.7)

    assert settled.entries == (OTHER,)
    assert [(found.facet, found.labels) for found in settled.contradictions] == [
        ("mitigation", ("a mitigation", "no mitigation"))
    ]


def test_entries_of_headings_alone_are_compared_by_these() -> None:
    one = an_entry("", section_path=("Shutdown drills for the whole service",))

    assert len(settle([one, relabeled(one, code="1.1")], threshold=0.7).contradictions) == 1


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["1", "2"]), st.booleans()), max_size=8))
def test_what_is_left_never_contradicts_itself(rows: list[tuple[int, str, bool]]) -> None:
    entries = [
        an_entry(
            f"measure {number} is taken by all of the staff",
            labels={"code": code},
            origin="review" if reviewed else "hand",
        )
        for number, code, reviewed in rows
    ]

    settled = settle(entries, threshold=0.99)

    assert settle(settled.entries, threshold=0.99).contradictions == ()
    assert len(settled.entries) == len(entries)
