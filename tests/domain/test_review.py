"""A decision says whether a passage is a mitigation, one thing of each facet, by whom and when."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.domain.review import (
    IS_NONE,
    IS_ONE,
    JUDGEMENTS,
    MITIGATION,
    REASONING,
    Decision,
    QueueItem,
    User,
    Verdict,
    Wanted,
)
from pipeline.errors import InputError

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
YES, NO = Verdict(MITIGATION, "accept", IS_ONE), Verdict(MITIGATION, "reject", IS_NONE)
CODE = Verdict("code", "correct", "1.1")
DECISION = Decision("p", "ada", NOON, (YES, CODE, Verdict(REASONING, "correct", "A line.")))


def test_labels_are_what_is_said_of_facets() -> None:
    assert (DECISION.labels, DECISION.rejects) == ({"code": "1.1"}, False)
    assert (replace(DECISION, verdicts=(NO,)).labels, replace(DECISION, verdicts=(NO,)).rejects) == ({}, True)


def test_the_order_of_verdicts_does_not_matter() -> None:
    assert replace(DECISION, verdicts=DECISION.verdicts[::-1]) == DECISION


def test_every_decision_has_an_id_of_its_own() -> None:
    assert Decision("p", "ada", NOON, (NO,)).decision_id != Decision("p", "ada", NOON, (NO,)).decision_id


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"at": NOON.replace(tzinfo=None)}, "the time of a decision needs a time zone"),
        ({"reviewer": " "}, "a decision needs the name of its reviewer"),
        ({"verdicts": ()}, "a decision says something of at least one facet, or withdraws another decision"),
        ({"withdraws": "x"}, "a decision says something of at least one facet, or withdraws another decision"),
        ({"verdicts": (YES, CODE, CODE)}, "a decision says one thing of each facet"),
        ({"verdicts": (CODE,)}, "a decision says whether the passage is a mitigation"),
        ({"verdicts": (NO, CODE)}, "a passage that is no mitigation has no labels"),
    ],
)
def test_what_no_decision_can_say_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        replace(DECISION, **changes)  # type: ignore[arg-type]
    assert str(caught.value) == problem


def test_an_unknown_verdict_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError) as caught:
        Verdict("code", "maybe", "1")  # type: ignore[arg-type]
    assert (str(caught.value), caught.value.remedy) == ("unknown verdict 'maybe'", f"one of: {', '.join(JUDGEMENTS)}")


def test_filters_that_mean_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="unknown state 'done'"):
        Wanted(("done",))  # type: ignore[arg-type]
    for low, high in ((0.6, 0.4), (-0.1, 1.0), (0.0, 1.1)):
        with pytest.raises(InputError, match="is no range of confidence"):
            Wanted(low=low, high=high)


def test_a_user_has_a_role_and_hides_the_token() -> None:
    with pytest.raises(InputError, match="unknown role 'king'"):
        User("ada", "king")  # type: ignore[arg-type]
    assert "secret" not in repr(User("ada", "admin", "secret"))


def test_a_place_in_the_queue_can_be_compared() -> None:
    assert QueueItem("p", "d", "auto", 0.1, (), "1", 0.5, "m", 0) == QueueItem(
        "p", "d", "auto", 0.1, (), "1", 0.5, "m", 0
    )
