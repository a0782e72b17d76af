"""What two models answer differently is listed and can be put before a person."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Evidence, Prediction
from pipeline.store.ledger import Ledger
from pipeline.workflows import untracked
from pipeline.workflows.diff import DIFFER, ask_about, diff
from tests.builders import a_taxonomy
from tests.store.ledger.filings import a_decision, a_filing


class FakeModel:
    """Answers passages with a certain word in one way, and all others in another."""

    taxonomy = a_taxonomy()

    def __init__(self, model_id: str, word: str) -> None:
        self.model_id = model_id
        self.word = word

    def classify(self, passages: Sequence[Passage]) -> list[Prediction]:
        codes = ["1.1" if self.word in each.text else "2" for each in passages]
        return [
            Prediction(each.passage_id, self.model_id, {"code": Answer("code", code, 0.8)})
            for each, code in zip(passages, codes, strict=True)
        ]

    def evidence(self, passage: Passage, answer: Answer) -> tuple[Evidence, ...]:
        del passage, answer
        return ()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "store.sqlite") as opened:
        filings = [a_filing(text, doubts=()) for text in ("Red one.", "Blue one.", "Green one.")]
        opened.file(filings)
        for filing, code in zip(filings, ("2", "1.1"), strict=False):
            opened.record(a_decision(filing.passage.passage_id, code=code))
        yield opened


def test_changes_say_whether_they_are_towards_what_was_settled(ledger: Ledger) -> None:
    models = FakeModel("A", "Red"), FakeModel("B", "Blue")

    outcome = diff(ledger.everything(), *models, track=untracked, n_passages=3)

    assert (outcome.models, outcome.n_passages, outcome.n_asked) == (("A", "B"), 3, 0)
    assert {(each.text, each.before, each.after, each.settled, each.is_towards) for each in outcome.changes} == {
        ("Red one.", "1.1", "2", "2", True),
        ("Blue one.", "2", "1.1", "1.1", True),
    }


def test_a_change_that_concerns_nothing_settled_is_neither(ledger: Ledger) -> None:
    outcome = diff(ledger.everything(), FakeModel("A", "Green"), FakeModel("B", "?"), track=untracked, n_passages=3)

    (change,) = outcome.changes
    assert (change.text, change.is_towards) == ("Green one.", None)


def test_asking_puts_them_up_whatever_was_decided(ledger: Ledger) -> None:
    outcome = diff(ledger.everything(), FakeModel("A", "Red"), FakeModel("B", "Green"), track=untracked, n_passages=3)

    assert ask_about(outcome, ledger).n_asked == 2
    states = {ledger.passage(item.passage_id).passage.text: item.state for item in ledger.items()}
    assert states == {"Red one.": "needs review", "Green one.": "needs review", "Blue one.": "reviewed"}
    item = ledger.next("ada")
    assert item is not None
    assert [badge.name for badge in item.badges] == [DIFFER]


def test_an_empty_store_gives_no_changes(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.sqlite") as ledger:
        outcome = diff(ledger.everything(), FakeModel("A", "x"), FakeModel("B", "y"), track=untracked, n_passages=0)
        assert (outcome.n_passages, ask_about(outcome, ledger).n_asked) == (0, 0)
