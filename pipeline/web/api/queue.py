"""The queue: what waits, the next passage, and giving one back."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from pipeline.domain.review import Wanted
from pipeline.errors import MitagError
from pipeline.web.api.passages import PassageId, found, found_card
from pipeline.web.cards import card, queue_shape, tally, wanted
from pipeline.web.desk import Desk
from pipeline.web.people import TheDesk, ThePerson
from pipeline.web.shapes import Card, Filter, NextAnswer, NextRequest, QueuePage, QueueShape, Tally

router = APIRouter(tags=["queue"])


@router.get("/queue")
def queue(desk: TheDesk, _: ThePerson, asked: Annotated[QueuePage, Query()]) -> list[QueueShape]:
    """What is in the queue, most urgent first."""
    items = desk.ledger.items(_wanted(asked, desk), limit=asked.limit, offset=asked.offset)
    return [queue_shape(each) for each in items]


@router.get("/progress")
def progress(desk: TheDesk, person: ThePerson, asked: Annotated[Filter, Query()]) -> Tally:
    """How far the review has come, and how many passages of those asked for wait."""
    so_far = desk.ledger.progress(person.name)
    if asked == Filter():
        return tally(so_far, so_far.n_waiting)
    narrowed = asked if asked.state else asked.model_copy(update={"state": "needs review"})
    return tally(so_far, desk.ledger.count(_wanted(narrowed, desk)))


@router.post("/queue/next")
def next_passage(desk: TheDesk, person: ThePerson, asked: NextRequest) -> NextAnswer:
    """Hand out the passage most worth a look, and keep it from others for a while.

    What one holds already comes again, unless it is among `beside`.
    """
    item = desk.ledger.next(
        person.name, _wanted(asked.wanted, desk), overlap=desk.overlap, beside=frozenset(asked.beside)
    )
    return NextAnswer(card=card(desk, item.passage_id, person) if item else None)


@router.post("/passages/{passage_id}/hold")
def hold(desk: TheDesk, person: ThePerson, passage_id: PassageId) -> Card:
    """Take up one particular passage, or keep it for longer; 409 when another reviewer has it."""
    found_card(desk, passage_id, person)
    if not desk.ledger.hold(passage_id, person.name):
        raise HTTPException(409, "another reviewer is looking at this passage")
    return found_card(desk, passage_id, person)


@router.post("/passages/{passage_id}/skip", status_code=204)
def skip(desk: TheDesk, person: ThePerson, passage_id: PassageId) -> None:
    """Give a passage back; it comes again when nothing else is left."""
    found(desk, passage_id)
    desk.ledger.skip(passage_id, person.name)


@router.post("/passages/{passage_id}/release", status_code=204)
def release(desk: TheDesk, person: ThePerson, passage_id: PassageId) -> None:
    """Give a passage back to whoever comes next."""
    found(desk, passage_id)
    desk.ledger.release(passage_id, person.name)


def _wanted(asked: Filter, desk: Desk) -> Wanted:
    try:
        return wanted(asked, desk.taxonomy)
    except MitagError as error:
        raise HTTPException(422, error.problem) from error
