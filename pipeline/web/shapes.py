"""What goes in and out of the API: checked on the way in, described in the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pipeline.domain.review import State

_CONTROL = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))


def _plain(text: str) -> str:
    if not _CONTROL.isdisjoint(text):
        raise ValueError("control characters cannot be kept")
    return text


Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_plain)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Shape(BaseModel):
    """Refuses what it does not know, so that a misspelt field cannot be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Shape):
    """A stretch of the passage's text and how much it speaks for the answer (negative: against)."""

    start: int
    end: int
    weight: float


class CandidateShape(Shape):
    """A category one may choose; the confidence is calibrated, and null where the model gave none."""

    code: str
    confidence: float | None


class AnswerShape(Shape):
    """What the model says to one facet."""

    facet: str
    code: str
    confidence: float
    candidates: list[CandidateShape]
    prediction_set: list[str]
    backed_off_from: str | None
    abstained: bool
    evidence: list[Span]


class NamedShape(Shape):
    """A stretch of the passage's text that the line of reasoning names."""

    role: Literal["mechanism", "topic", "target"]
    start: int
    end: int


class PredictionShape(Shape):
    """A model's answers to all facets of a passage."""

    passage_id: str
    model_id: str
    answers: list[AnswerShape]
    reasoning: str
    named: list[NamedShape]
    review_reasons: list[str]
    mitigation_confidence: float | None = None
    created: datetime | None = None


class PaperShape(Shape):
    """A document as it is remembered."""

    document_id: str
    title: str
    source: str
    authors: list[str]
    year: int | None


class PassageShape(Shape):
    """A passage and where it stands."""

    passage_id: str
    document_id: str
    section_path: list[str]
    text: str
    page: int | None
    start: int
    end: int


class BadgeShape(Shape):
    """One reason to look at a passage."""

    name: str
    explanation: str


class QueueShape(Shape):
    """A passage's place in the queue."""

    passage_id: str
    document_id: str
    state: State
    priority: float
    badges: list[BadgeShape]
    code: str
    confidence: float
    model_id: str
    n_reviewers: int


class NeighbourShape(Shape):
    """A passage before or after, with its labels: a person's where settled, else the model's answer."""

    passage_id: str
    after: bool
    section_path: list[str]
    text: str
    code: str
    state: State


class ReviewShape(Shape):
    """A decision as it was kept."""

    decision_id: str
    passage_id: str
    reviewer: str
    at: datetime
    labels: dict[str, str]
    rejected: bool
    reasoning: str | None
    note: str
    seconds: float | None
    adjudicates: bool
    model_id: str | None
    withdraws: str | None


class Card(Shape):
    """Everything the review page shows of one passage."""

    passage: PassageShape
    paper: PaperShape
    queue: QueueShape
    prediction: PredictionShape | None
    neighbours: list[NeighbourShape]
    mine: ReviewShape | None
    others: list[ReviewShape]
    """Shown only where there is something to adjudicate, so that nobody is swayed."""
    may_adjudicate: bool
    has_pages: bool


class Tally(Shape):
    """How far the review has come."""

    states: dict[State, int]
    waiting: int
    decided: int
    today: int
    median_seconds: float | None
    overlapping: int
    agreement: float | None


class Filter(Shape):
    """Which passages are wanted; what is left out filters nothing."""

    document: Literal[""] | Identifier = ""
    code: Line = ""
    """This code and all that stands under it."""
    state: Literal[""] | State = ""
    model: Literal[""] | Identifier = ""
    low: Share = 0.0
    high: Share = 1.0
    by: Line = ""
    """Decided by this reviewer."""
    badge: Line = ""


class QueuePage(Filter):
    """A part of the queue: which passages, from where on, and how many."""

    offset: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class NextRequest(Shape):
    """Ask for the next passage; what one holds already goes into `beside`, to fetch one ahead."""

    wanted: Filter = Filter()
    beside: list[Identifier] = Field(default=[], max_length=50)


class NextAnswer(Shape):
    """The next passage, null when there is none."""

    card: Card | None


class ReviewRequest(Shape):
    """A decision: the labels as they shall be, or `rejected`.

    The id is made by the client; the same decision sent twice under one id counts once.
    """

    decision_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    passage_id: Identifier
    labels: dict[Line, Line] = Field(default={}, max_length=20)
    rejected: bool = False
    reasoning: Annotated[str, StringConstraints(max_length=600), AfterValidator(_plain)] | None = None
    note: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_plain)] = ""
    seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None
    adjudicates: bool = False
    model_id: Identifier | None = None


class UndoAnswer(Shape):
    """The decision that was taken back and its passage, null when there was none."""

    withdrawn: ReviewShape | None
    card: Card | None


class RedrawRequest(Shape):
    """New bounds: the passages that go, and the spans of the document's text that come in their place."""

    old: list[Identifier] = Field(min_length=1, max_length=20)
    spans: list[tuple[Annotated[int, Field(ge=0, le=10**9)], Annotated[int, Field(ge=0, le=10**9)]]] = Field(
        min_length=1, max_length=20
    )


class RedrawAnswer(Shape):
    """The ids of the new passages."""

    passage_ids: list[str]


class Surroundings(Shape):
    """The document's text around a passage; `start` is where it begins in the document."""

    start: int
    text: str
    passage_start: int
    passage_end: int
    before: str | None
    """The passage before, if there is one to join with."""
    before_start: int | None
    after: str | None
    after_end: int | None


class BoxShape(Shape):
    """Where a part of the passage stands; edges are shares of the page from its upper left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float


class Places(Shape):
    """Where a passage stands in its paper."""

    n_pages: int
    boxes: list[BoxShape]


class TextShape(Shape):
    """A text to be classified, with the headings it stands under."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_plain)]
    section_path: list[Line] = Field(default=[], max_length=12)


class ClassifyRequest(Shape):
    """Texts to be classified; nothing is kept."""

    texts: list[TextShape] = Field(min_length=1, max_length=64)
    model_id: Identifier | None = None


class ClassifyAnswer(Shape):
    """One prediction a text, in their order."""

    predictions: list[PredictionShape]


class CategoryShape(Shape):
    """One possible answer."""

    code: str
    label: str
    title: str
    definition: str
    parent: str | None
    aliases: list[str]


class FacetShape(Shape):
    """One question and its categories."""

    name: str
    question: str
    is_tree: bool
    categories: list[CategoryShape]


class TaxonomyShape(Shape):
    """The categories in use."""

    version: str
    facets: list[FacetShape]


class ModelShape(Shape):
    """A trained model."""

    model_id: str
    created: str
    taxonomy_version: str
    encoder: str
    parent: str | None
    promoted: bool


class Health(Shape):
    """Whether the server works."""

    status: Literal["ok"]
    version: str
    waiting: int


class SessionShape(Shape):
    """Who one is, and the token that a browser has to send along with what changes something."""

    reviewer: str
    role: str
    csrf: str


class Problem(BaseModel):
    """What is wrong and what to do."""

    problem: str
    remedy: str = ""
