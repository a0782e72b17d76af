"""What reviewers settled is learned from, in place of what was known of the same passage; disputes teach nothing."""

from dataclasses import replace
from pathlib import Path

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.review import REASONING, Verdict
from pipeline.store.ledger import Ledger
from pipeline.workflows.learn import merged, reviewed_entries
from tests.builders import a_taxonomy, an_entry
from tests.store.ledger.filings import a_decision, a_filing

TAXONOMY = a_taxonomy()


def learned(tmp_path: Path) -> dict[str, LabeledEntry]:
    texts = ("Accepted.", "Edited.", "Rejected.", "Disputed.", "Of no category.", "Undecided.")
    filings = {text: a_filing(text) for text in texts}
    ids = {text: filing.passage.passage_id for text, filing in filings.items()}
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        ledger.file(filings.values())
        ledger.record(a_decision(ids["Accepted."], code="1.1"))
        edited = a_decision(ids["Edited."], code="2")
        line = Verdict(REASONING, "correct", "My line.")
        ledger.record(replace(edited, verdicts=(*edited.verdicts, line)))
        ledger.record(a_decision(ids["Rejected."], code=None))
        ledger.record(a_decision(ids["Disputed."], "ada", "1"))
        ledger.record(a_decision(ids["Disputed."], "bob", "2"))
        ledger.record(a_decision(ids["Of no category."], code="since removed"))
        return {entry.text: entry for entry in reviewed_entries(ledger.everything(), TAXONOMY)}


def test_what_is_settled_becomes_an_entry_of_its_paper(tmp_path: Path) -> None:
    entries = learned(tmp_path)

    assert {*entries} == {"Accepted.", "Edited.", "Rejected."}
    assert {entry.origin for entry in entries.values()} == {"review"}
    assert {(entry.paper, entry.year) for entry in entries.values()} == {("drills", 2025)}
    accepted = entries["Accepted."]
    assert (accepted.labels, accepted.reasoning, accepted.section_path) == (
        {"code": "1.1"},
        "Rests on “rehearse”.",
        ("4 Operations",),
    )
    assert entries["Edited."].reasoning == "My line."
    assert (entries["Rejected."].mitigation, entries["Rejected."].labels) == (False, {})


def test_what_two_reviewers_agree_on_or_an_adjudicator_ruled_is_learned_as_gold(tmp_path: Path) -> None:
    filings = {text: a_filing(text) for text in ("Agreed.", "Ruled.", "One said so.")}
    ids = {text: filing.passage.passage_id for text, filing in filings.items()}
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        ledger.file(filings.values())
        for reviewer in ("ada", "bob"):
            ledger.record(a_decision(ids["Agreed."], reviewer, "2"))
            ledger.record(a_decision(ids["Ruled."], reviewer, "1" if reviewer == "ada" else "2"))
        ledger.record(a_decision(ids["Ruled."], "judge", "1.1", adjudicates=True))
        ledger.record(a_decision(ids["One said so."]))
        learned = {entry.text: entry for entry in reviewed_entries(ledger.everything(), TAXONOMY)}

    assert {text: entry.origin for text, entry in learned.items()} == {
        "Agreed.": "gold",
        "Ruled.": "gold",
        "One said so.": "review",
    }
    assert learned["Ruled."].labels == {"code": "1.1"}


def test_what_two_reviewers_share_is_gold(tmp_path: Path) -> None:
    filing = a_filing("Shared.")
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        ledger.file([filing])
        ledger.record(a_decision(filing.passage.passage_id, "ada"))
        ledger.record(a_decision(filing.passage.passage_id, "bob"))
        (entry,) = reviewed_entries(ledger.everything(), TAXONOMY)

    assert entry.origin == "gold"


def test_a_review_replaces_what_was_known_of_the_passage() -> None:
    old, other = an_entry("Old.", labels={"code": "1"}), an_entry("Other.")
    new = an_entry("Old.", labels={"code": "2"}, origin="review")

    assert merged([new], [old, other, other]) == [other, other, new]
