"""Small filings for tests: name what matters, the rest is filled in."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Named, Prediction
from pipeline.domain.review import (
    IS_NONE,
    IS_ONE,
    MITIGATION,
    Decision,
    FiledPrediction,
    Filing,
    Paper,
    Rank,
    Verdict,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class FakeClock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **passing: float) -> None:
        self.now += timedelta(**passing)


def a_filing(
    text: str = "Staff rehearse a shutdown.",
    *,
    answers: Mapping[str, str] | None = None,
    doubts: tuple[str, ...] = ("code: below the floor",),
    priority: float = 0.5,
    **changes: Any,
) -> Filing:
    """A passage of the document "d0c" that a model is unsure about; `text` makes it another passage."""
    passage = Passage(
        changes.get("document_id", "d0c"), ("4 Operations",), start := changes.get("start", 0), start + len(text), text
    )
    confidence = changes.get("confidence", 0.4)
    said = {
        facet: Answer(facet, code, confidence, (Candidate(code, confidence), Candidate("9", 0.1)), (code, "9"))
        for facet, code in (answers or {"code": "2", "actor": "Developer"}).items()
    }
    named = (Named("mechanism", 0, 5), Named("target", 6, 8))
    model_id = changes.get("model_id", "m0del")
    prediction = Prediction(passage.passage_id, model_id, said, "Rests on “rehearse”.", doubts, named)
    return Filing(
        Paper(passage.document_id, "drills.pdf", "On drills", ("Ada",), 2025, "/papers/drills.pdf"),
        passage,
        FiledPrediction(prediction, {"code": (Evidence(0, 5, 0.5),)}, 0.9, "ab" * 32, "0.1.0"),
        "code",
        Rank(priority, changes.get("badges", ()), changes.get("bucket", "")),
        changes.get("document", text),
    )


def a_decision(passage_id: str, reviewer: str = "ada", code: str | None = "2", **changes: Any) -> Decision:
    """A decision on the code; None rejects the passage."""
    verdicts: tuple[Verdict, ...] = (Verdict(MITIGATION, "reject", IS_NONE),)
    if code is not None:
        verdicts = (Verdict(MITIGATION, "accept", IS_ONE), Verdict("code", "accept", code))
    return Decision(passage_id, reviewer, **{"at": NOON, "verdicts": verdicts, **changes})
