"""What the machine says of itself and of texts: health, session, taxonomy, models, classify."""

from fastapi import APIRouter, Request, Response

from pipeline import __version__
from pipeline.domain.passage import Passage
from pipeline.web.cards import prediction_shape, taxonomy_shape
from pipeline.web.people import TheDesk, ThePerson, TheSession, keep_session
from pipeline.web.shapes import (
    ClassifyAnswer,
    ClassifyRequest,
    Health,
    ModelShape,
    SessionShape,
    TaxonomyShape,
    TextShape,
)

router = APIRouter()


@router.get("/health", tags=["machine"])
def health(desk: TheDesk) -> Health:
    """Say whether the server and its store work, and how many passages wait; needs no token."""
    return Health(status="ok", version=__version__, waiting=desk.ledger.progress().n_waiting)


@router.get("/session", tags=["machine"])
def session(request: Request, response: Response, person: ThePerson, kept: TheSession) -> SessionShape:
    """Say who one is, and what a browser sends along with what changes something."""
    keep_session(request, response, kept)
    return SessionShape(reviewer=person.name, role=person.role, csrf=kept.csrf)


@router.get("/taxonomy", tags=["machine"])
def taxonomy(desk: TheDesk, _: ThePerson) -> TaxonomyShape:
    """The facets with their categories and definitions."""
    return taxonomy_shape(desk.taxonomy)


@router.get("/models", tags=["machine"])
def models(desk: TheDesk, _: ThePerson) -> list[ModelShape]:
    """The trained models, oldest first."""
    manifests, promoted = desk.models()
    return [
        ModelShape(
            model_id=each.model_id,
            created=each.created,
            taxonomy_version=each.taxonomy_version,
            encoder=each.encoder,
            parent=each.parent,
            promoted=each.model_id == promoted,
        )
        for each in manifests
    ]


@router.post("/classify", tags=["machine"])
def classify(desk: TheDesk, _: ThePerson, asked: ClassifyRequest) -> ClassifyAnswer:
    """Answer all facets for texts, with the model in use or the one named; nothing is kept."""
    predicted = desk.predict([_passage(number, each) for number, each in enumerate(asked.texts)], asked.model_id)
    return ClassifyAnswer(predictions=[prediction_shape(each, desk.taxonomy) for each in predicted])


def _passage(number: int, given: TextShape) -> Passage:
    return Passage(f"text {number + 1}", tuple(given.section_path), 0, len(given.text), given.text)
