"""Passages, their predictions, and the pages of the papers they stand in."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response
from fastapi.concurrency import run_in_threadpool

from pipeline.domain.review import FiledPassage
from pipeline.errors import InputError
from pipeline.web.cards import card, paper_shape, passage_shape, prediction_shape
from pipeline.web.desk import Desk
from pipeline.web.people import TheDesk, ThePerson
from pipeline.web.shapes import (
    BoxShape,
    Card,
    Identifier,
    PaperShape,
    PassageShape,
    Places,
    PredictionShape,
    Surroundings,
)

router = APIRouter(tags=["passages"])

_AROUND = 3000
"""Characters of the document shown on each side of a passage whose bounds are to be changed."""
_MOST = 200

PassageId = Annotated[Identifier, Path(description="the id of a passage")]


def found(desk: Desk, passage_id: str) -> FiledPassage:
    """A passage; 404 when there is none."""
    try:
        return desk.ledger.passage(passage_id)
    except InputError as error:
        raise HTTPException(404, error.problem) from error


def found_card(desk: Desk, passage_id: str, person: ThePerson) -> Card:
    """All that the page shows of a passage; 404 when it is not in the queue."""
    try:
        return card(desk, passage_id, person)
    except InputError as error:
        raise HTTPException(404, error.problem) from error


@router.get("/papers")
def papers(desk: TheDesk, _: ThePerson) -> list[PaperShape]:
    """The documents whose passages are in the store."""
    return [paper_shape(paper) for paper, _ in desk.ledger.papers()]


@router.get("/passages")
def passages(
    desk: TheDesk,
    _: ThePerson,
    document: Annotated[Identifier, Query(description="the id of a document")],
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
) -> list[PassageShape]:
    """The passages of a document in reading order."""
    there = desk.ledger.passages_of(document)[offset : offset + limit]
    return [passage_shape(each.passage) for each in there]


@router.get("/passages/{passage_id}")
def passage(desk: TheDesk, person: ThePerson, passage_id: PassageId) -> Card:
    """A passage with its prediction, its place in the queue, its neighbours and one's own decision."""
    return found_card(desk, passage_id, person)


@router.get("/predictions/{passage_id}")
def prediction(
    desk: TheDesk, _: ThePerson, passage_id: PassageId, model: Annotated[Identifier | None, Query()] = None
) -> PredictionShape:
    """What a model answered on a passage: the one whose prediction the queue shows, or the one named."""
    found(desk, passage_id)
    predicted = desk.ledger.prediction(passage_id, model)
    if predicted is None:
        raise HTTPException(404, "no such prediction")
    return prediction_shape(predicted, desk.taxonomy)


@router.get("/passages/{passage_id}/surroundings")
def surroundings(desk: TheDesk, _: ThePerson, passage_id: PassageId) -> Surroundings:
    """The document's text around a passage, to choose other bounds in."""
    filed = found(desk, passage_id).passage
    text = desk.ledger.document_text(filed.document_id)
    if not text:
        raise HTTPException(409, "the text of the document was not kept")
    there = [each.passage for each in desk.ledger.passages_of(filed.document_id)]
    here = next((place for place, each in enumerate(there) if each.passage_id == filed.passage_id), None)
    if here is None:
        raise HTTPException(409, "the passage was replaced")
    before = there[here - 1] if here else None
    after = there[here + 1] if here + 1 < len(there) else None
    start = max(min(filed.start - _AROUND, before.start if before else filed.start), 0)
    end = max(filed.end + _AROUND, after.end if after else 0)
    return Surroundings(
        start=start,
        text=text[start:end],
        passage_start=filed.start,
        passage_end=filed.end,
        before=before.passage_id if before else None,
        before_start=before.start if before else None,
        after=after.passage_id if after else None,
        after_end=after.end if after else None,
    )


@router.get("/passages/{passage_id}/places")
async def places(desk: TheDesk, _: ThePerson, passage_id: PassageId) -> Places:
    """Where a passage stands on the pages of its paper; 404 when the file is gone, changed or has no pages."""
    filed = await run_in_threadpool(found, desk, passage_id)
    try:
        where = await run_in_threadpool(desk.shelf.places, filed)
    except InputError as error:
        raise HTTPException(404, error.problem) from error
    boxes = [
        BoxShape(page=each.page, left=each.left, top=each.top, width=each.width, height=each.height)
        for each in where.boxes
    ]
    return Places(n_pages=where.n_pages, boxes=boxes)


@router.get("/passages/{passage_id}/pages/{number}", response_class=Response)
async def page(
    desk: TheDesk, _: ThePerson, passage_id: PassageId, number: Annotated[int, Path(ge=1, le=100_000)]
) -> Response:
    """A page of the passage's paper as a picture; 404 when the file is gone, changed or has no such page."""
    filed = await run_in_threadpool(found, desk, passage_id)
    try:
        picture = await run_in_threadpool(desk.shelf.picture, filed, number)
    except InputError as error:
        raise HTTPException(404, error.problem) from error
    return Response(picture.content, media_type=picture.media_type, headers={"Cache-Control": "private, max-age=86400"})
