"""The store → the table that is published: what people settled, and where they have not, what the model says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.domain.review import REASONING, Dossier
from pipeline.domain.taxonomy import Taxonomy

_PLACE = ("source", "title", "authors", "year", "page", "section_path", "text")
_ABOUT = ("reasoning", "state", "n_reviewers", "needs_review", "start", "end", "document_id", "passage_id", "model_id")


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """The rows, and how many passages are not among them because they are settled to be no mitigation."""

    rows: tuple[dict[str, Any], ...]
    columns: tuple[str, ...]
    n_rejected: int


def export(dossiers: Iterable[Dossier], taxonomy: Taxonomy) -> ExportOutcome:
    """One row a passage; for each facet the label, whose it is (reviewed, model), and what the model said."""
    rows, n_rejected = [], 0
    for dossier in dossiers:
        if dossier.rejected:
            n_rejected += 1
        else:
            rows.append(_row(dossier, taxonomy))
    return ExportOutcome(tuple(rows), _columns(taxonomy), n_rejected)


def _columns(taxonomy: Taxonomy) -> tuple[str, ...]:
    cells = []
    for facet in taxonomy:
        title = [f"{facet.name}_label"] if facet.is_tree else []
        cells += [facet.name, *title, f"{facet.name}_by", f"{facet.name}_model", f"{facet.name}_confidence"]
    return (*_PLACE, *cells, *_ABOUT)


def _row(dossier: Dossier, taxonomy: Taxonomy) -> dict[str, Any]:
    passage, paper, item = dossier.filed.passage, dossier.filed.paper, dossier.item
    prediction = dossier.predicted.prediction if dossier.predicted else None
    row: dict[str, Any] = {
        "source": paper.source,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "page": passage.page,
        "section_path": " > ".join(passage.section_path),
        "text": passage.text,
        "reasoning": dossier.labels.get(REASONING, prediction.reasoning if prediction else ""),
        "state": item.state,
        "n_reviewers": item.n_reviewers,
        "needs_review": item.state in ("needs review", "disputed"),
        "start": passage.start,
        "end": passage.end,
        "document_id": passage.document_id,
        "passage_id": item.passage_id,
        "model_id": item.model_id,
    }
    for facet in taxonomy:
        answer = prediction.answers.get(facet.name) if prediction else None
        settled = dossier.labels.get(facet.name)
        code = settled or (answer.code if answer else None)
        row[facet.name] = code
        row[f"{facet.name}_by"] = "review" if settled else "model"
        row[f"{facet.name}_model"] = answer.code if answer else None
        row[f"{facet.name}_confidence"] = answer.confidence if answer else None
        if facet.is_tree:
            row[f"{facet.name}_label"] = facet[code].label if code is not None and code in facet else None
    return row
