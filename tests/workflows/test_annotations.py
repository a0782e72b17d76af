"""What people say elsewhere of passages in the store is decided there, once, and overturns nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.labels import LabeledEntry, Record
from pipeline.store.ledger import Ledger
from pipeline.workflows import untracked
from pipeline.workflows.annotations import decide_annotations, settled_and_asked
from pipeline.workflows.exchange import Conflict, ImportOutcome, Known, import_labels
from tests.builders import a_taxonomy, an_entry
from tests.store.ledger.filings import a_decision, a_filing

TAXONOMY = a_taxonomy()
FILING = a_filing("Drills take place.")
PASSAGE_ID = FILING.passage.passage_id
SHOWN = "Rests on “rehearse”."
PLACE = "new.xlsx:1"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "store.sqlite") as opened:
        opened.file([FILING])
        yield opened


def back(annotator: str = "bob", **changes: Any) -> Record:
    """The passage as it comes back, labelled, from where it went without a label."""
    blank = an_entry(
        "Drills take place.",
        section_path=("4 Operations",),
        labels={},
        reasoning="",
        paper="drills",
        origin="review",
        year=2025,
    )
    labelled = LabeledEntry(
        blank.text, blank.section_path, **{"labels": {"code": "1.1"}, "annotator": annotator, **changes}
    )
    said = frozenset({"code", "actor", "reasoning"})
    return Record(labelled, given_id=blank.entry_id, given_revision=blank.revision, said=said)


def importing(ledger: Ledger, *records: Record, own: Sequence[LabeledEntry] = ()) -> ImportOutcome:
    def read(path: Path) -> Iterator[tuple[str, Record]]:
        for number, record in enumerate(records, start=1):
            yield f"{path}:{number}", record

    settled, asked = settled_and_asked(ledger.everything(), TAXONOMY)
    known = Known(own, settled, asked=asked)
    outcome = import_labels([Path("new.xlsx")], known, read=read, paper=None, threshold=0.7, track=untracked)
    return decide_annotations(outcome, ledger, TAXONOMY, reviewer="ada")


def live(ledger: Ledger) -> dict[str, dict[str, tuple[str, str]]]:
    return {
        decision.reviewer: {each.facet: (each.verdict, each.code) for each in decision.verdicts}
        for decision in ledger.live(PASSAGE_ID)
    }


def test_an_annotation_becomes_a_decision_of_the_annotator_and_no_entry(ledger: Ledger) -> None:
    outcome = importing(ledger, back(labels={"code": "1.1", "actor": "Developer"}, reasoning="My own\nline."))

    assert (outcome.n_decided, outcome.n_duplicates, outcome.added, outcome.conflicts) == (1, 0, (), ())
    assert live(ledger) == {
        "bob": {
            "mitigation": ("accept", "yes"),
            "code": ("correct", "1.1"),
            "actor": ("accept", "Developer"),
            "reasoning": ("correct", "My own line."),
        }
    }
    assert ledger.item(PASSAGE_ID).state == "reviewed"
    assert ledger.next("eve") is None


def test_who_names_no_annotator_speaks_for_the_reviewer_of_the_import(ledger: Ledger) -> None:
    importing(ledger, back(""))

    assert {*live(ledger)} == {"ada"}


def test_what_is_no_mitigation_is_rejected(ledger: Ledger) -> None:
    rejected = back(labels={}, mitigation=False, reasoning="A finding.")
    importing(ledger, rejected)

    assert live(ledger) == {"bob": {"mitigation": ("reject", "no")}}
    (decision,) = ledger.live(PASSAGE_ID)
    assert decision.note == "A finding."
    assert importing(ledger, rejected).conflicts == ()


@pytest.mark.parametrize("line", ["", SHOWN, "My own\n line."])
def test_the_same_file_twice_decides_once(ledger: Ledger, line: str) -> None:
    importing(ledger, back(reasoning=line))
    again = importing(ledger, back(reasoning=line))

    assert (again.n_decided, again.n_duplicates, again.conflicts) == (0, 1, ())
    assert len(ledger.decisions(PASSAGE_ID)) == 1


@pytest.mark.parametrize(
    ("codes", "state"), [(("2", "2"), "gold"), (("2", "1.1"), "disputed")], ids=["they agree", "they differ"]
)
def test_annotators_of_one_import_all_count_and_still_do_so_once(
    ledger: Ledger, codes: tuple[str, str], state: str
) -> None:
    both = [back("bob", labels={"code": codes[0]}), back("eve", labels={"code": codes[1]})]

    first, again = importing(ledger, *both), importing(ledger, *both)

    assert (first.n_decided, first.conflicts) == (2, ())
    assert ledger.item(PASSAGE_ID).state == state
    assert (again.n_decided, again.n_duplicates, again.conflicts) == (0, 2, ())
    assert len(ledger.decisions(PASSAGE_ID)) == 2


def test_the_same_annotator_is_not_torn_between_two_rows(ledger: Ledger) -> None:
    outcome = importing(ledger, back(labels={"code": "2"}), back(labels={"code": "1.1"}))

    assert outcome.n_decided == 1
    assert outcome.conflicts == (Conflict("new.xlsx:2", "code", "2", "1.1", "Drills take place."),)


def test_what_somebody_settled_in_the_meantime_stands(ledger: Ledger) -> None:
    ledger.record(a_decision(PASSAGE_ID, "eve", "2"))

    outcome = importing(ledger, back(labels={"code": "1.1", "actor": "User"}, reasoning="Mine."))

    assert outcome.n_decided == 0
    assert [(each.facet, each.kept, each.refused) for each in outcome.conflicts] == [
        ("code", "2", "1.1"),
        ("actor", "without a label", "User"),
        ("reasoning", SHOWN, "Mine."),
    ]
    assert {*live(ledger)} == {"eve"}
    assert ledger.item(PASSAGE_ID).state == "reviewed"


def test_who_decided_on_the_page_before_is_not_overruled_by_the_own_annotation(ledger: Ledger) -> None:
    ledger.record(a_decision(PASSAGE_ID, "bob", "2"))
    ledger.record(a_decision(PASSAGE_ID, "eve", "1"))

    outcome = importing(ledger, back("bob"))

    assert outcome.conflicts == (Conflict(PLACE, "code", "2", "1.1", "Drills take place."),)
    assert len(ledger.decisions(PASSAGE_ID)) == 2


def test_a_decision_that_was_taken_back_may_come_again(ledger: Ledger) -> None:
    importing(ledger, back())
    ledger.withdraw("bob")

    assert importing(ledger, back()).n_decided == 1
    assert ledger.item(PASSAGE_ID).state == "reviewed"


def test_without_any_name_the_row_is_named(ledger: Ledger) -> None:
    (asked,) = settled_and_asked(ledger.everything(), TAXONOMY)[1].values()
    assert asked == [PASSAGE_ID]
    outcome = importing(ledger, back(""))
    assert outcome.failures == ()

    ledger.withdraw("ada")
    nameless = decide_annotations(outcome, ledger, TAXONOMY, reviewer="")

    assert [failure.problem for failure in nameless.failures] == [f"{PLACE}: nobody is named who labelled it"]
    assert live(ledger) == {}


def test_the_same_words_from_elsewhere_are_a_label_and_no_decision(ledger: Ledger) -> None:
    record = Record(back().entry, said=frozenset({"code"}))

    outcome = importing(ledger, record)

    assert (outcome.n_decided, [entry.annotator for entry in outcome.added]) == (0, ["bob"])
    assert live(ledger) == {}


def test_what_the_project_labelled_itself_in_the_meantime_is_compared_with_that(ledger: Ledger) -> None:
    own = an_entry("Drills take place.", section_path=("4 Operations",), labels={"code": "2"})

    outcome = importing(ledger, back(), own=[own])

    assert (outcome.n_decided, outcome.n_duplicates) == (0, 1)
    assert outcome.conflicts == (Conflict(PLACE, "code", "2", "1.1", "Drills take place."),)


def test_the_same_words_twice_in_a_paper_are_decided_twice(ledger: Ledger) -> None:
    twice = a_filing("Drills take place.", start=400)
    ledger.file([twice])

    assert importing(ledger, back()).n_decided == 2
    assert ledger.item(twice.passage.passage_id).state == "reviewed"
