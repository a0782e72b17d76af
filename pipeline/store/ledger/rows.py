"""Rows ⇄ nouns."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Named, Prediction
from pipeline.domain.review import Badge, Box, Decision, FiledPassage, FiledPrediction, Paper, QueueItem, Verdict

Row = dict[str, Any]


def from_paper(paper: Paper) -> Row:
    """A row of `documents`."""
    return {**asdict(paper), "authors": list(paper.authors)}


def to_paper(row: RowMapping) -> Paper:
    """The document of a row that holds one's columns."""
    return Paper(row["document_id"], row["source"], row["title"], tuple(row["authors"]), row["year"], path=row["path"])


def from_passage(passage: Passage, boxes: tuple[Box, ...] | None, added: datetime) -> Row:
    """A row of `passages`."""
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "section_path": list(passage.section_path),
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "text": passage.text,
        "boxes": None if boxes is None else from_boxes(boxes),
        "added": added,
    }


def from_boxes(boxes: tuple[Box, ...]) -> list[dict[str, Any]]:
    """A cell of `passages`."""
    return [asdict(box) for box in boxes]


def to_filed_passage(row: RowMapping) -> FiledPassage:
    """The passage of a row of `passages` beside its document's columns."""
    passage = Passage(
        row["document_id"], tuple(row["section_path"]), row["start"], row["end"], row["text"], row["page"]
    )
    boxes = None if row["boxes"] is None else tuple(Box(**box) for box in row["boxes"])
    return FiledPassage(passage, to_paper(row), boxes, row["added"])


def from_prediction(filed: FiledPrediction, now: datetime) -> Row:
    """A row of `predictions`."""
    prediction = filed.prediction
    return {
        "passage_id": prediction.passage_id,
        "model_id": prediction.model_id,
        "data_sha": filed.data_sha,
        "code_version": filed.code_version,
        "answers": [_answer_row(answer) for answer in prediction.answers.values()],
        "reasoning": prediction.reasoning,
        "named": [{"role": each.role, "start": each.start, "end": each.end} for each in prediction.named],
        "evidence": {
            facet: [{"start": each.start, "end": each.end, "weight": each.weight} for each in spans]
            for facet, spans in filed.evidence.items()
        },
        "review_reasons": list(prediction.review_reasons),
        "mitigation_confidence": filed.mitigation_confidence,
        "created": filed.created or now,
    }


def to_prediction(row: RowMapping) -> FiledPrediction:
    """The prediction of a row of `predictions`."""
    answers = [_answer(each) for each in row["answers"]]
    prediction = Prediction(
        row["passage_id"],
        row["model_id"],
        {answer.facet: answer for answer in answers},
        row["reasoning"],
        tuple(row["review_reasons"]),
        tuple(Named(**each) for each in row["named"]),
    )
    return FiledPrediction(
        prediction,
        {facet: tuple(Evidence(**each) for each in spans) for facet, spans in row["evidence"].items()},
        row["mitigation_confidence"],
        row["data_sha"],
        row["code_version"],
        row["created"],
    )


def _answer_row(answer: Answer) -> Row:
    # By hand, since `asdict` copies every value deeply, and took most of the time of filing.
    return {
        "facet": answer.facet,
        "code": answer.code,
        "confidence": answer.confidence,
        "alternatives": [{"code": each.code, "confidence": each.confidence} for each in answer.alternatives],
        "prediction_set": list(answer.prediction_set),
        "backed_off_from": answer.backed_off_from,
        "abstained": answer.abstained,
    }


def _answer(stored: Mapping[str, Any]) -> Answer:
    alternatives = tuple(Candidate(**each) for each in stored["alternatives"])
    return Answer(**{**stored, "alternatives": alternatives, "prediction_set": tuple(stored["prediction_set"])})


def from_decision(decision: Decision) -> Row:
    """A row of `decisions`."""
    names = ("decision_id", "passage_id", "reviewer", "at", "seconds", "adjudicates", "withdraws", "note", "model_id")
    return {name: getattr(decision, name) for name in names}


def to_decision(row: RowMapping, verdicts: tuple[Verdict, ...]) -> Decision:
    """The decision of a row of `decisions`."""
    return Decision(
        row["passage_id"],
        row["reviewer"],
        row["at"],
        verdicts,
        adjudicates=row["adjudicates"],
        note=row["note"],
        seconds=row["seconds"],
        model_id=row["model_id"],
        withdraws=row["withdraws"],
        decision_id=row["decision_id"],
    )


def from_badges(badges: tuple[Badge, ...]) -> list[dict[str, Any]]:
    """A cell of `queue`."""
    return [{"name": each.name, "explanation": each.explanation, "weight": each.weight} for each in badges]


def to_item(row: RowMapping) -> QueueItem:
    """The place of a row of `queue`."""
    return QueueItem(
        row["passage_id"],
        row["document_id"],
        row["state"],
        row["priority"],
        tuple(Badge(**badge) for badge in row["badges"]),
        row["code"],
        row["confidence"],
        row["model_id"],
        row["n_reviewers"],
    )
