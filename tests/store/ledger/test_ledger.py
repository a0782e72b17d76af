"""What is filed is handed out, decided, settled, and never asked of a person again."""

from dataclasses import replace

import pytest

from pipeline.domain.review import (
    IS_ONE,
    MITIGATION,
    REASONING,
    Badge,
    Box,
    Dispute,
    FiledOutcome,
    Filing,
    Rank,
    SettledLabel,
    User,
    Verdict,
    Wanted,
)
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from tests.store.ledger.filings import NOON, FakeClock, a_decision, a_filing


def filed(ledger: Ledger, *filings: Filing) -> list[str]:
    ledger.file(filings)
    return [each.passage.passage_id for each in filings]


def test_what_was_filed_comes_back_as_it_was(ledger: Ledger) -> None:
    filing = a_filing("Déjà “vu” 日本", badges=(Badge("rare", "Only 3.", 0.2),), document="The whole. Déjà “vu” 日本")
    (passage_id,) = filed(ledger, filing)

    assert ledger.passage(passage_id).passage == filing.passage
    assert ledger.passage(passage_id).paper == filing.paper
    assert ledger.passage(passage_id).added == NOON
    assert ledger.prediction(passage_id) == replace(filing.predicted, created=NOON)
    assert ledger.document_text("d0c") == "The whole. Déjà “vu” 日本"
    assert ledger.papers() == [(filing.paper, 1)]
    assert ledger.models() == ["m0del"]
    item = ledger.item(passage_id)
    assert (item.state, item.code, item.confidence, item.badges) == ("needs review", "2", 0.4, filing.rank.badges)


def test_what_the_model_is_sure_of_does_not_wait(ledger: Ledger) -> None:
    sure, unsure = filed(ledger, a_filing("Sure.", doubts=(), priority=9.0), a_filing("Unsure."))

    assert (ledger.item(sure).state, ledger.item(unsure).state) == ("auto", "needs review")
    assert ledger.next("ada").passage_id == unsure  # type: ignore[union-attr]
    assert ledger.next("ada", beside=[unsure]) is None
    assert ledger.next("ada", Wanted(("auto",))).passage_id == sure  # type: ignore[union-attr]


def test_filing_the_same_again_changes_nothing(ledger: Ledger) -> None:
    filings = [a_filing(f"Passage {number}.", priority=number / 10, bucket="same") for number in range(4)]

    assert ledger.file(filings) == FiledOutcome(n_new=4)
    before = ledger.items()
    assert ledger.file(filings) == FiledOutcome(n_known=4)
    assert ledger.items() == before


def test_look_alikes_do_not_follow_one_another(ledger: Ledger) -> None:
    alike = [a_filing(f"Alike {number}.", priority=1.0 - number / 100, bucket="same") for number in range(3)]
    other = a_filing("Other.", priority=0.6, bucket="other")
    ids = filed(ledger, *alike, other)

    assert [item.passage_id for item in ledger.items()] == [ids[0], ids[3], ids[1], ids[2]]


def test_the_most_urgent_comes_first_and_is_held_until_decided(ledger: Ledger) -> None:
    low, high = filed(ledger, a_filing("Low.", priority=0.1), a_filing("High.", priority=0.9))

    first = ledger.next("ada")
    assert first is not None
    assert first.passage_id == high
    assert ledger.next("ada") == first
    ledger.record(a_decision(high))
    assert ledger.next("ada").passage_id == low  # type: ignore[union-attr]
    ledger.record(a_decision(low))
    assert ledger.next("ada") is None
    assert ledger.next("bob") is None


def test_two_reviewers_never_hold_the_same(ledger: Ledger, clock: FakeClock) -> None:
    ids = filed(ledger, a_filing("One.", priority=0.9), a_filing("Two.", priority=0.1))

    assert [ledger.next(who).passage_id for who in ("ada", "bob")] == ids  # type: ignore[union-attr]
    assert ledger.next("cy") is None
    assert not ledger.hold(ids[0], "cy")
    clock.go_on(minutes=11)
    assert ledger.next("cy").passage_id == ids[0]  # type: ignore[union-attr]
    assert ledger.next("ada").passage_id == ids[1]  # type: ignore[union-attr]


def test_a_lease_that_is_renewed_does_not_run_out(ledger: Ledger, clock: FakeClock) -> None:
    (passage_id,) = filed(ledger, a_filing())
    ledger.next("ada")
    clock.go_on(minutes=9)
    assert ledger.hold(passage_id, "ada")
    clock.go_on(minutes=9)

    assert ledger.next("bob") is None
    ledger.release(passage_id, "ada")
    assert ledger.next("bob") is not None


def test_with_overlap_as_many_as_asked_for_get_the_same(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())

    assert [ledger.next(who, overlap=2) is not None for who in ("ada", "bob", "cy")] == [True, True, False]
    ledger.record(a_decision(passage_id, "ada"))
    assert ledger.next("ada", overlap=2) is None
    ledger.release(passage_id, "bob")
    assert ledger.next("cy", overlap=2) is not None
    ledger.record(a_decision(passage_id, "cy"))
    assert ledger.next("bob", overlap=2) is None
    assert ledger.next("bob", overlap=3) is not None


def test_what_was_adjudicated_is_asked_of_nobody(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    ledger.record(a_decision(passage_id, "judge", adjudicates=True))

    assert ledger.item(passage_id).state == "gold"
    assert ledger.next("ada", overlap=5) is None


def test_what_is_skipped_comes_last(ledger: Ledger) -> None:
    low, high = filed(ledger, a_filing("Low.", priority=0.1), a_filing("High.", priority=0.9))
    ledger.skip(high, "ada")

    assert ledger.next("bob").passage_id == high  # type: ignore[union-attr]
    ledger.release(high, "bob")
    assert ledger.next("ada").passage_id == low  # type: ignore[union-attr]
    assert ledger.next("ada", beside=[low]).passage_id == high  # type: ignore[union-attr]


def test_the_filters_hold_what_they_say(ledger: Ledger) -> None:
    a, b, c = filed(
        ledger,
        a_filing("A.", answers={"code": "1.1"}, confidence=0.2, priority=0.3),
        a_filing("B.", answers={"code": "2"}, confidence=0.5, document_id="0ther", priority=0.2, model_id="newer"),
        a_filing("C.", answers={"code": "1"}, confidence=0.9, doubts=(), badges=(Badge("rare", "…"),), priority=0.1),
    )
    ledger.record(a_decision(c, "bob", "1"))

    def found(wanted: Wanted) -> list[str]:
        assert ledger.count(wanted) == len(ledger.items(wanted))
        return [item.passage_id for item in ledger.items(wanted)]

    assert found(Wanted()) == [a, b, c]
    assert found(Wanted(states=("reviewed", "needs review"))) == [a, b, c]
    assert found(Wanted(states=("reviewed",))) == [c]
    assert found(Wanted(document_id="0ther")) == [b]
    assert found(Wanted(codes=frozenset({"1", "1.1"}))) == [a, c]
    assert found(Wanted(model_id="newer")) == [b]
    assert found(Wanted(low=0.5, high=0.8)) == [b]
    assert found(Wanted(reviewer="bob")) == [c]
    assert found(Wanted(badge="rare")) == [c]
    assert found(Wanted(badge="ra")) == []
    assert [each.item.passage_id for each in ledger.everything(Wanted(high=0.6))] == [b, a]


def test_a_decision_settles_what_it_says(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    ledger.record(a_decision(passage_id, code="1.1", seconds=4.0))

    assert ledger.settled(passage_id) == [
        SettledLabel(passage_id, "code", "1.1", 1, adjudicated=False),
        SettledLabel(passage_id, MITIGATION, IS_ONE, 1, adjudicated=False),
    ]
    item = ledger.item(passage_id)
    assert (item.state, item.code, item.n_reviewers) == ("reviewed", "1.1", 1)
    progress = ledger.progress("ada")
    assert (progress.n_decisions, progress.n_today, progress.median_seconds) == (1, 1, 4.0)
    assert ledger.progress("bob").n_decisions == 0


def test_the_same_decision_sent_twice_counts_once(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    decision = a_decision(passage_id)

    assert ledger.record(decision) == decision
    ledger.record(replace(decision, seconds=9.0))
    assert len(ledger.decisions(passage_id)) == 1
    with pytest.raises(InputError, match="is that of another decision"):
        ledger.record(replace(a_decision(passage_id, code="1"), decision_id=decision.decision_id))


def test_a_decision_on_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="there is no passage 'nowhere' in the queue"):
        ledger.record(a_decision("nowhere"))


def test_a_second_thought_counts_and_can_be_taken_back(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    first = ledger.record(a_decision(passage_id, code="1"))
    second = ledger.record(a_decision(passage_id, code="2"))
    assert ledger.item(passage_id).code == "2"

    assert ledger.withdraw("bob") is None
    assert ledger.withdraw("ada") == second
    assert (ledger.live(passage_id), ledger.item(passage_id).code) == ([first], "1")
    assert ledger.withdraw("ada", passage_id) == first
    assert (ledger.item(passage_id).state, ledger.settled()) == ("needs review", [])
    assert ledger.withdraw("ada") is None
    assert len(ledger.decisions(passage_id)) == 4
    assert ledger.recent("ada") == []


def test_disagreement_is_a_state_until_somebody_rules(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    ledger.record(a_decision(passage_id, "ada", "1"))
    ledger.record(a_decision(passage_id, "bob", "2"))

    assert ledger.item(passage_id).state == "disputed"
    assert ledger.disputes() == [Dispute(passage_id, "code", {"ada": "1", "bob": "2"})]
    assert [label.facet for label in ledger.settled(passage_id)] == [MITIGATION]
    assert ledger.progress().agreement == 0.5
    ledger.record(a_decision(passage_id, "judge", "2", adjudicates=True))
    assert ledger.item(passage_id).state == "gold"
    assert ledger.disputes() == []
    assert SettledLabel(passage_id, "code", "2", 3, adjudicated=True) in ledger.settled()
    assert ledger.progress().agreement == 0.5


def test_the_same_labels_from_two_are_gold(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    ledger.record(a_decision(passage_id, "ada", "1"))
    ledger.record(a_decision(passage_id, "bob", "1"))

    assert ledger.item(passage_id).state == "gold"
    assert (ledger.progress().n_overlapping, ledger.progress().agreement) == (1, 1.0)


@pytest.mark.parametrize("last", ["rejects", "labels"])
def test_a_rejection_against_labels_settles_nothing(ledger: Ledger, last: str) -> None:
    (passage_id,) = filed(ledger, a_filing())
    decisions = [a_decision(passage_id, "ada", "1"), a_decision(passage_id, "bob", None)]
    for decision in decisions if last == "rejects" else reversed(decisions):
        ledger.record(decision)

    assert ledger.item(passage_id).state == "disputed"
    assert ledger.settled() == []
    ledger.record(a_decision(passage_id, "judge", None, adjudicates=True))
    assert [(label.facet, label.code) for label in ledger.settled()] == [(MITIGATION, "no")]
    assert ledger.disputes() == []


def test_lines_of_reasoning_may_differ(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing())
    for who, line in (("ada", "One line."), ("bob", "Another.")):
        decision = a_decision(passage_id, who)
        ledger.record(replace(decision, verdicts=(*decision.verdicts, Verdict(REASONING, "correct", line))))

    assert ledger.item(passage_id).state == "gold"
    assert [label.code for label in ledger.settled() if label.facet == REASONING] == ["Another."]


def test_what_a_person_settled_is_not_overwritten_by_a_newer_model(ledger: Ledger) -> None:
    reviewed, waiting = filed(ledger, a_filing("Reviewed."), a_filing("Waiting."))
    ledger.record(a_decision(reviewed, code="1"))

    newer = [a_filing(text, answers={"code": "2"}, doubts=(), model_id="newer") for text in ("Reviewed.", "Waiting.")]
    assert ledger.file(newer) == FiledOutcome(n_known=2, n_settled=1)

    assert (ledger.item(reviewed).state, ledger.item(reviewed).code) == ("reviewed", "1")
    (badge,) = ledger.item(reviewed).badges
    assert (badge.name, badge.explanation) == ("model disagrees", "Model newer would say code 2 instead of 1.")
    assert ledger.item(waiting).state == "auto"
    assert ledger.next("bob") is None
    assert ledger.prediction(reviewed).prediction.model_id == "newer"  # type: ignore[union-attr]
    assert ledger.prediction(reviewed, "m0del") is not None
    assert ledger.models() == ["m0del", "newer"]


def test_what_somebody_asks_about_is_decided_once_more(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, a_filing(doubts=()))
    ledger.record(a_decision(passage_id, code="1"))

    assert ledger.ask_again({passage_id: Rank(2.0, (Badge("models differ", "…"),)), "gone": Rank()}) == 1
    assert ledger.item(passage_id).state == "needs review"
    assert ledger.next("ada") is not None
    ledger.record(a_decision(passage_id, code="1"))
    assert ledger.item(passage_id).state == "reviewed"
    assert ledger.next("ada") is None


def test_boxes_are_kept(ledger: Ledger) -> None:
    (passage_id,) = filed(ledger, replace(a_filing(), boxes=(Box(3, 0.1, 0.2, 0.8, 0.05),)))

    assert ledger.passage(passage_id).boxes == (Box(3, 0.1, 0.2, 0.8, 0.05),)


def test_users_come_and_go(ledger: Ledger) -> None:
    ada = User("ada", "reviewer", "hash 1")
    ledger.put_user(ada)
    ledger.put_user(User("bob", "admin", "hash 2"))
    assert ledger.user_by_token("hash 1") == ada
    with pytest.raises(InputError, match="another user's"):
        ledger.put_user(User("cy", "reviewer", "hash 1"))
    ledger.put_user(User("ada", "adjudicator", "hash 3"))

    assert ledger.user_by_token("hash 1") is None
    assert [(user.name, user.role) for user in ledger.users()] == [("ada", "adjudicator"), ("bob", "admin")]
    assert (ledger.drop_user("ada"), ledger.drop_user("ada")) == (True, False)


def test_what_is_not_there_is_named(ledger: Ledger) -> None:
    for ask in (ledger.item, ledger.passage):
        with pytest.raises(InputError, match="there is no passage 'nowhere'"):
            ask("nowhere")
    assert ledger.prediction("nowhere") is None
    assert ledger.document_text("nowhere") == ""
