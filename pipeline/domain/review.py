"""What is put before a person, what the person decides, and what is settled by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args
from uuid import uuid4

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Evidence, Prediction
from pipeline.errors import InputError

Judgement = Literal["accept", "correct", "reject"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)

State = Literal["auto", "needs review", "reviewed", "disputed", "gold"]
STATES: tuple[State, ...] = get_args(State)

Role = Literal["reviewer", "adjudicator", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

MITIGATION, IS_ONE, IS_NONE = "mitigation", "yes", "no"
"""The facet under which a decision says whether the passage is a mitigation at all, and its two codes."""
REASONING = "reasoning"
"""The facet under which a decision keeps the line of reasoning as the reviewer wrote it."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One reason to look at a passage: a short name, what it means here, and how much it weighs in the order."""

    name: str
    explanation: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """Where a part of a passage stands on a page; edges are shares of the page, from the upper left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Paper:
    """What is remembered of a document; `path` is where its file was when it was read."""

    document_id: str
    source: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Why and how urgently a person should look at a passage; passages of one bucket say nearly the same."""

    priority: float = 0.0
    badges: tuple[Badge, ...] = ()
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class FiledPrediction:
    """A prediction with what it was made of and what in the passage spoke for each facet's answer."""

    prediction: Prediction
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    mitigation_confidence: float | None = None
    data_sha: str = ""
    code_version: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A passage and its prediction, ready for the queue: `text` is the whole document's, `facet` carries the codes."""

    paper: Paper
    passage: Passage
    predicted: FiledPrediction
    facet: str
    rank: Rank = Rank()
    text: str = ""
    boxes: tuple[Box, ...] | None = None


@dataclass(frozen=True, slots=True)
class FiledOutcome:
    """How many passages are new, were there already, and of those were settled and stay so."""

    n_new: int = 0
    n_known: int = 0
    n_settled: int = 0
    n_replaced: int = 0
    """Passages that a reviewer has replaced by others; they do not come back."""

    def __add__(self, other: "FiledOutcome") -> "FiledOutcome":
        return FiledOutcome(
            self.n_new + other.n_new,
            self.n_known + other.n_known,
            self.n_settled + other.n_settled,
            self.n_replaced + other.n_replaced,
        )


@dataclass(frozen=True, slots=True)
class FiledPassage:
    """A passage as it lies in the store."""

    passage: Passage
    paper: Paper
    boxes: tuple[Box, ...] | None = None
    added: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision says of one facet; `code` is always the label that results from it."""

    facet: str
    verdict: Judgement
    code: str

    def __post_init__(self) -> None:
        if self.verdict not in JUDGEMENTS:
            raise InputError(f"unknown verdict {self.verdict!r}", remedy=f"one of: {', '.join(JUDGEMENTS)}")


@dataclass(frozen=True, slots=True)
class Decision:
    """All that one reviewer says of one passage at one time; a second thought is a second decision.

    The id is made by whoever decides, so that the same decision sent twice counts once. One that `withdraws` an
    earlier decision says nothing else. Verdicts are kept in the order of the names of their facets.
    """

    passage_id: str
    reviewer: str
    at: datetime
    verdicts: tuple[Verdict, ...] = ()
    adjudicates: bool = False
    note: str = ""
    seconds: float | None = None
    model_id: str | None = None
    """The model whose prediction the reviewer saw."""
    withdraws: str | None = None
    decision_id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InputError("the time of a decision needs a time zone")
        if not self.reviewer.strip():
            raise InputError("a decision needs the name of its reviewer")
        if bool(self.verdicts) == bool(self.withdraws):
            raise InputError("a decision says something of at least one facet, or withdraws another decision")
        object.__setattr__(self, "verdicts", tuple(sorted(self.verdicts, key=lambda each: each.facet)))
        if len({each.facet for each in self.verdicts}) != len(self.verdicts):
            raise InputError("a decision says one thing of each facet")
        if self.verdicts and MITIGATION not in {each.facet for each in self.verdicts}:
            raise InputError("a decision says whether the passage is a mitigation")
        if self.rejects and len(self.verdicts) > 1:
            raise InputError("a passage that is no mitigation has no labels")

    @property
    def rejects(self) -> bool:
        """Whether it says that the passage is no mitigation."""
        return any(each.facet == MITIGATION and each.code == IS_NONE for each in self.verdicts)

    @property
    def labels(self) -> dict[str, str]:
        """The labels that result, by facet; empty for a passage that is no mitigation."""
        return {each.facet: each.code for each in self.verdicts if each.facet not in (MITIGATION, REASONING)}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A passage's place in the queue."""

    passage_id: str
    document_id: str
    state: State
    priority: float
    badges: tuple[Badge, ...]
    code: str
    confidence: float
    model_id: str
    n_reviewers: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which passages somebody wants to see; what is empty filters nothing."""

    states: tuple[State, ...] = ()
    document_id: str = ""
    codes: frozenset[str] = frozenset()
    """The answer is one of these (for a subtree: all of its codes)."""
    model_id: str = ""
    low: float = 0.0
    high: float = 1.0
    """The range of the confidence in the code."""
    reviewer: str = ""
    """Decided, as it now stands, by this reviewer."""
    badge: str = ""

    def __post_init__(self) -> None:
        if unknown := set(self.states) - set(STATES):
            raise InputError(f"unknown state {min(unknown)!r}", remedy=f"one of: {', '.join(STATES)}")
        if not 0 <= self.low <= self.high <= 1:
            raise InputError(f"{self.low} to {self.high} is no range of confidence", remedy="0 <= low <= high <= 1")


@dataclass(frozen=True, slots=True)
class SettledLabel:
    """What persons say of a passage's facet, none of them contradicting, or what was adjudicated."""

    passage_id: str
    facet: str
    code: str
    n_reviewers: int
    adjudicated: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of a passage in the queue."""

    filed: FiledPassage
    item: QueueItem
    predicted: FiledPrediction | None
    settled: tuple[SettledLabel, ...]

    @property
    def rejected(self) -> bool:
        """Whether it is settled that the passage is no mitigation."""
        return self.labels.get(MITIGATION) == IS_NONE

    @property
    def labels(self) -> dict[str, str]:
        """What is settled, by facet; `mitigation` and an edited `reasoning` are among the facets."""
        return {label.facet: label.code for label in self.settled}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A facet that reviewers see differently: who says what."""

    passage_id: str
    facet: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review has come; what concerns one reviewer is of the one asked about, or of all."""

    states: Mapping[State, int]
    n_decisions: int
    """Live decisions."""
    n_today: int
    median_seconds: float | None
    """Of the last hundred decisions that were timed."""
    n_overlapping: int
    """Passages that two or more reviewers decided."""
    agreement: float | None
    """The share of facets on which all of them say the same; None without overlap."""

    @property
    def n_waiting(self) -> int:
        """Passages that nobody has decided but somebody should."""
        return self.states.get("needs review", 0)


@dataclass(frozen=True, slots=True)
class Redrawing:
    """New bounds for passages: the old ones leave the queue, the new ones are cut from the document's text."""

    old: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    reviewer: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.old or not self.spans:
            raise InputError("new bounds need at least one passage and one span")
        if any(start >= end for start, end in self.spans):
            raise InputError("a span has to hold text")
        ordered = sorted(self.spans)
        if any(start < end for (_, end), (start, _) in pairwise(ordered)):
            raise InputError("the spans of new passages overlap")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may review; the token itself is not kept."""

    name: str
    role: Role
    token_hash: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise InputError(f"unknown role {self.role!r}", remedy=f"one of: {', '.join(ROLES)}")
