"""A person's verdict on one answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from pipeline.errors import InputError

Verdict = Literal["accept", "correct", "reject"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Review:
    """One decision; a second thought is a second review, and the latest wins."""

    passage_id: str
    facet: str
    verdict: Verdict
    reviewer: str
    at: datetime
    code: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise InputError(f"unknown verdict {self.verdict!r}", remedy=f"one of: {', '.join(VERDICTS)}")
        if (self.verdict == "correct") != (self.code is not None):
            raise InputError("a correction names the right code, and only a correction does")
        if self.at.tzinfo is None:
            raise InputError("the time of a review needs a time zone")
