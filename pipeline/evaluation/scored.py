"""The scored entry: the one record that every figure of an evaluation is computed from.

An evaluation keeps these records, and everything else (tables, plots, the page) follows from them alone; that is what
lets a report be rendered again, or checked by hand, without a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

_LEAST = 5e-5


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """One facet of one entry: what people say, what the machine says, how sure it is, and what its rivals say."""

    gold: str | None
    """The label; None where nobody gave one."""
    code: str
    """The answer as given: it may have stopped at an inner node of the tree."""
    confidence: float
    probabilities: Mapping[str, float]
    """Of each category; those below one in 20,000 are left out."""
    prediction_set: tuple[str, ...] = ()
    abstained: bool = False
    rivals: Mapping[str, str] = field(default_factory=dict)
    """The likeliest category by the name of each baseline."""

    @property
    def likeliest(self) -> str:
        """The category of the highest probability, however unsure; the first of equals.

        >>> ScoredAnswer("1", "1", 0.9, {"1.1": 0.5, "1.2": 0.4, "2": 0.1}).likeliest
        '1.1'
        """
        return max(self.probabilities, key=lambda code: self.probabilities[code]) if self.probabilities else self.code


@dataclass(frozen=True, slots=True)
class ScoredEntry:
    """A labelled entry with all that was answered about it."""

    entry_id: str
    text: str
    section_path: tuple[str, ...]
    paper: str
    origin: str
    answers: Mapping[str, ScoredAnswer]
    year: int | None = None
    reasoning: str = ""
    """The line that a person wrote, where one did."""
    line: str = ""
    """The line that the machine wrote."""
    ratings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What each annotator said, by name and facet, where the labels tell annotators apart."""


Mode = Literal["cross-validation", "labelled entries", "end to end"]
Fate = Literal["found", "passed over", "in no passage", "not in the text", "paper missing"]


@dataclass(frozen=True, slots=True)
class Sought:
    """A labelled passage that extraction should have found in its paper."""

    entry_id: str
    paper: str
    fate: Fate
    labelled: tuple[str, ...] = ()
    """The facets that have a label."""
    overlap: float = 0.0
    """Shared characters of the labelled and the extracted span, divided by those of both together."""
    start_gap: int = 0
    """How many characters too late (or, below 0, too early) the extracted passage begins."""
    end_gap: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A passage that extraction took, and whether it is one of those sought."""

    paper: str
    text: str
    is_sought: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that was not scored, and why."""

    text: str
    paper: str
    why: str
    like: str = ""
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a replayed review: labels seen so far, corrections made among them, and how good the model was."""

    n_labels: int
    n_corrections: int
    right: tuple[bool, ...]
    """For each held-out entry, whether the likeliest code was right."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A labelled set learned in one order: by what the model is least sure of, or at random."""

    order: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Replays of the same labelled set in several orders, scored on the same held-out papers."""

    facet: str
    target: float
    papers: tuple[str, ...]
    """The paper of each held-out entry."""
    replays: tuple[Replay, ...]
    rounds: int = 1000
    seed: int = 0
    labels: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an evaluation came about: all that is not a score."""

    mode: Mode
    created: str
    model_id: str
    encoder: str
    split: str
    """How training and evaluation were kept apart, in a sentence."""
    sources: tuple[str, ...]
    n_read: int
    rounds: int = 1000
    seed: int = 0
    version: str = ""
    notes: tuple[str, ...] = ()
    """What a reader has to know before believing a figure."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation as it is kept: the scored entries, the categories they are scored by, and how they came about."""

    made: Circumstances
    taxonomy: Mapping[str, object]
    entries: tuple[ScoredEntry, ...]
    left_out: tuple[LeftOut, ...] = ()
    sought: tuple[Sought, ...] = ()
    taken: tuple[Taken, ...] = ()
    simulation: Simulation | None = None


def kept(probabilities: Mapping[str, float]) -> dict[str, float]:
    """The probabilities as a record keeps them: rounded, without the negligible ones.

    >>> kept({"1.1": 0.123456, "1.2": 0.00001})
    {'1.1': 0.1235}
    """
    return {code: round(float(each), 4) for code, each in probabilities.items() if each >= _LEAST}
