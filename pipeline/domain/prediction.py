"""What the machine answers, how sure it is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category and the calibrated confidence in it."""

    code: str
    confidence: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise InputError(f"the confidence {self.confidence} of {self.code!r} is not between 0 and 1")


@dataclass(frozen=True, slots=True)
class Answer:
    """One facet's answer: the deepest category that is sure enough.

    `backed_off_from` is the likeliest category when it was not sure enough and an ancestor stands in for it;
    `prediction_set` holds, at the coverage the model was calibrated for, the categories that cannot be ruled out.
    `abstained` says that even the answer given is below the floor; it is not the category "Unable to classify".
    """

    facet: str
    code: str
    confidence: float
    alternatives: tuple[Candidate, ...] = ()
    prediction_set: tuple[str, ...] = ()
    backed_off_from: str | None = None
    abstained: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise InputError(f"the confidence {self.confidence} in {self.code!r} is not between 0 and 1")


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a passage that the line of reasoning names, as character offsets in the passage's text."""

    role: Literal["mechanism", "topic", "target"]
    """What reduces a risk; what is spoken of where that is not sure; what the measure is directed at, risk or aim."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """All answers about one passage, one for each facet, and the line that says why."""

    passage_id: str
    model_id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reasoning: str = ""
    review_reasons: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()
    """Where in the passage stands what `reasoning` names."""

    @property
    def needs_review(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a passage and how much it speaks for an answer (negative: against)."""

    start: int
    end: int
    weight: float
