"""Decisions: record one, take one back, see what was decided, draw new bounds."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from pipeline.domain.review import Redrawing
from pipeline.errors import InputError, MitagError
from pipeline.web.api.passages import found, found_card
from pipeline.web.cards import review_shape
from pipeline.web.people import TheDesk, ThePerson
from pipeline.web.shapes import (
    Identifier,
    RedrawAnswer,
    RedrawRequest,
    ReviewRequest,
    ReviewShape,
    UndoAnswer,
)
from pipeline.workflows.decide import Choice, decide, redraw, undo

router = APIRouter(tags=["reviews"])


@router.get("/reviews")
def reviews(
    desk: TheDesk, person: ThePerson, passage: Annotated[Identifier | None, Query()] = None
) -> list[ReviewShape]:
    """Everything that was ever decided on a passage, oldest first; without one, what oneself decided last."""
    if passage is None:
        return [review_shape(each) for each in desk.ledger.recent(person.name)]
    found(desk, passage)
    decided = desk.ledger.decisions(passage)
    return [review_shape(each) for each in decided if person.may_adjudicate or each.reviewer == person.name]


@router.post("/reviews")
def review(desk: TheDesk, person: ThePerson, asked: ReviewRequest) -> ReviewShape:
    """Record a decision; the same one sent twice counts once."""
    found(desk, asked.passage_id)
    if asked.adjudicates and not person.may_adjudicate:
        raise HTTPException(403, "only an adjudicator can settle what others see differently")
    choice = Choice(reviewer=person.name, **asked.model_dump())
    try:
        kept = decide(choice, desk.ledger, desk.taxonomy)
    except MitagError as error:
        raise HTTPException(422, error.problem) from error
    return review_shape(kept)


@router.post("/reviews/undo")
def undo_last(desk: TheDesk, person: ThePerson) -> UndoAnswer:
    """Take back one's newest decision; what was decided before it counts again."""
    withdrawn = undo(desk.ledger, person.name)
    if withdrawn is None:
        return UndoAnswer(withdrawn=None, card=None)
    desk.ledger.hold(withdrawn.passage_id, person.name)
    card = found_card(desk, withdrawn.passage_id, person)
    return UndoAnswer(withdrawn=review_shape(withdrawn), card=card)


@router.post("/passages/redraw")
def new_bounds(desk: TheDesk, person: ThePerson, asked: RedrawRequest) -> RedrawAnswer:
    """Replace passages by others of the same document with new bounds: split, join or redraw."""
    for passage_id in asked.old:
        found(desk, passage_id)
    try:
        redrawing = Redrawing(tuple(asked.old), tuple(asked.spans), person.name, desk.ledger.clock())
        return RedrawAnswer(passage_ids=redraw(redrawing, desk.ledger, desk.file))
    except InputError as error:
        raise HTTPException(422, error.problem) from error
