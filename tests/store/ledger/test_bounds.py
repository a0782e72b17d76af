"""New bounds: the old passages leave the queue, stay on record, and do not come back."""

import pytest

from pipeline.domain.review import FiledOutcome, Redrawing
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from pipeline.store.ledger.engine import reading
from pipeline.store.ledger.schema import edits
from tests.store.ledger.filings import NOON, a_decision, a_filing

WHOLE = a_filing("Log calls. Test often.")
PARTS = (a_filing("Log calls."), a_filing("Test often.", start=11))
JOINING = Redrawing(tuple(each.passage.passage_id for each in PARTS), ((0, 22),), "ada", NOON)
SPLITTING = Redrawing((WHOLE.passage.passage_id,), ((0, 10), (11, 22)), "ada", NOON)


def ids(ledger: Ledger) -> set[str]:
    return {item.passage_id for item in ledger.items()}


def test_a_split_replaces_one_by_two(ledger: Ledger) -> None:
    ledger.file([WHOLE])
    ledger.record(a_decision(WHOLE.passage.passage_id))
    ledger.redraw(SPLITTING, PARTS)

    assert ids(ledger) == {each.passage.passage_id for each in PARTS}
    assert ledger.settled() == []
    assert ledger.progress().n_decisions == 0
    assert len(ledger.decisions(WHOLE.passage.passage_id)) == 1
    assert ledger.passage(WHOLE.passage.passage_id).passage == WHOLE.passage
    with reading(ledger._engine) as connection:
        found = {(row.old, row.new, row.reviewer) for row in connection.execute(edits.select())}
    assert found == {(WHOLE.passage.passage_id, each.passage.passage_id, "ada") for each in PARTS}


def test_what_was_replaced_does_not_come_back(ledger: Ledger) -> None:
    ledger.file([WHOLE])
    ledger.redraw(SPLITTING, PARTS)

    assert ledger.file([WHOLE]) == FiledOutcome(n_replaced=1)
    assert ids(ledger) == {each.passage.passage_id for each in PARTS}


def test_bounds_drawn_back_bring_the_decisions_back(ledger: Ledger) -> None:
    ledger.file([WHOLE])
    ledger.record(a_decision(WHOLE.passage.passage_id, code="1"))
    ledger.redraw(SPLITTING, PARTS)
    ledger.redraw(JOINING, [WHOLE])

    item = ledger.item(WHOLE.passage.passage_id)
    assert (item.state, item.code) == ("reviewed", "1")
    assert ledger.file([WHOLE]) == FiledOutcome(n_known=1, n_settled=1)
    assert ledger.withdraw("ada") is not None


def test_a_decision_on_what_was_replaced_is_refused(ledger: Ledger) -> None:
    ledger.file([WHOLE])
    ledger.redraw(SPLITTING, PARTS)

    with pytest.raises(InputError, match="there is no passage"):
        ledger.record(a_decision(WHOLE.passage.passage_id))
    with pytest.raises(InputError, match="there is no passage"):
        ledger.redraw(SPLITTING, PARTS)


def test_passages_of_two_documents_cannot_be_joined(ledger: Ledger) -> None:
    other = a_filing("Test often.", start=11, document_id="0ther")
    ledger.file([PARTS[0], other])
    both = (PARTS[0].passage.passage_id, other.passage.passage_id)

    with pytest.raises(InputError, match="of several documents"):
        ledger.redraw(Redrawing(both, ((0, 22),), "ada", NOON), [WHOLE])
    assert ids(ledger) == {*both}


def test_bounds_as_they_stand_are_refused(ledger: Ledger) -> None:
    ledger.file([WHOLE])

    with pytest.raises(InputError, match="as they stand"):
        ledger.redraw(Redrawing(SPLITTING.old, ((0, 22),), "ada", NOON), [WHOLE])


@pytest.mark.parametrize(
    ("old", "spans"),
    [((), ((0, 1),)), (("p",), ()), (("p",), ((3, 3),)), (("p",), ((0, 5), (4, 9)))],
)
def test_bounds_that_mean_nothing_are_refused(old: tuple[str, ...], spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(InputError):
        Redrawing(old, spans, "ada", NOON)
