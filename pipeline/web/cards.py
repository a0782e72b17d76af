"""Nouns → what the page shows of them."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Evidence
from pipeline.domain.review import (
    REASONING,
    Decision,
    FiledPassage,
    FiledPrediction,
    Paper,
    Progress,
    QueueItem,
    Wanted,
)
from pipeline.domain.taxonomy import Facet, Taxonomy
from pipeline.web.access import Person
from pipeline.web.desk import Desk
from pipeline.web.shapes import (
    AnswerShape,
    BadgeShape,
    CandidateShape,
    Card,
    CategoryShape,
    FacetShape,
    Filter,
    NamedShape,
    NeighbourShape,
    PaperShape,
    PassageShape,
    PredictionShape,
    QueueShape,
    ReviewShape,
    Span,
    Tally,
    TaxonomyShape,
)
from pipeline.workflows.queue import subtree

KEYS = 9
"""Candidates that a digit chooses."""
_EACH_SIDE = 2
_EXCERPT = 220


def card(desk: Desk, passage_id: str, person: Person) -> Card:
    """All that the page shows of one passage.

    Raises InputError when it is not in the queue.
    """
    filed, item = desk.ledger.passage(passage_id), desk.ledger.item(passage_id)
    predicted = desk.ledger.prediction(passage_id)
    live = desk.ledger.live(passage_id)
    adjudicating = person.may_adjudicate and item.state == "disputed"
    mine = next((each for each in live if each.reviewer == person.name), None)
    return Card(
        passage=passage_shape(filed.passage),
        paper=paper_shape(filed.paper),
        queue=queue_shape(item),
        prediction=prediction_shape(predicted, desk.taxonomy) if predicted else None,
        neighbours=list(_neighbours(desk, filed)),
        mine=review_shape(mine) if mine else None,
        others=[review_shape(each) for each in live if each is not mine] if adjudicating else [],
        may_adjudicate=adjudicating,
        has_pages=filed.passage.page is not None,
    )


def wanted(asked: Filter, taxonomy: Taxonomy) -> Wanted:
    """The filter as the store takes it.

    Raises InputError for a range that is none, ConfigError for a code that is none.
    """
    return Wanted(
        states=(asked.state,) if asked.state else (),
        document_id=asked.document,
        codes=subtree(taxonomy, asked.code) if asked.code else frozenset(),
        model_id=asked.model,
        low=asked.low,
        high=asked.high,
        reviewer=asked.by,
        badge=asked.badge,
    )


def candidates(answer: Answer, facet: Facet) -> Iterator[CandidateShape]:
    """What the digits choose: of a short list all, where they always stand; of a long one the likeliest first.

    The answer itself comes first, then the alternatives, what else is possible, what stands under and beside it.
    """
    known = {each.code: each.confidence for each in answer.alternatives} | {answer.code: answer.confidence}
    if len(facet.categories) <= KEYS + 1:
        order: Iterable[str] = facet.codes
    else:
        near = (*facet.children(answer.code), *facet.children(facet[answer.code].parent))
        likely = (answer.code, *(each.code for each in answer.alternatives), *answer.prediction_set)
        order = (*likely, *(each.code for each in near))
        order = [code for code in dict.fromkeys(order) if code in facet][:KEYS]
    for code in order:
        yield CandidateShape(code=code, confidence=known.get(code))


def passage_shape(passage: Passage) -> PassageShape:
    """A passage as JSON."""
    return PassageShape(
        passage_id=passage.passage_id,
        document_id=passage.document_id,
        section_path=list(passage.section_path),
        text=passage.text,
        page=passage.page,
        start=passage.start,
        end=passage.end,
    )


def paper_shape(paper: Paper) -> PaperShape:
    """A document as JSON; where its file lies is nobody's business."""
    return PaperShape(
        document_id=paper.document_id,
        title=paper.title,
        source=paper.source,
        authors=list(paper.authors),
        year=paper.year,
    )


def queue_shape(item: QueueItem) -> QueueShape:
    """A place in the queue as JSON."""
    return QueueShape(
        passage_id=item.passage_id,
        document_id=item.document_id,
        state=item.state,
        priority=item.priority,
        badges=[BadgeShape(name=each.name, explanation=each.explanation) for each in item.badges],
        code=item.code,
        confidence=item.confidence,
        model_id=item.model_id,
        n_reviewers=item.n_reviewers,
    )


def prediction_shape(filed: FiledPrediction, taxonomy: Taxonomy) -> PredictionShape:
    """A prediction as JSON; facets and codes that the taxonomy no longer has are left out."""
    prediction = filed.prediction
    answers = [
        _answer_shape(prediction.answers[facet.name], facet, filed.evidence.get(facet.name, ()))
        for facet in taxonomy
        if facet.name in prediction.answers and prediction.answers[facet.name].code in facet
    ]
    return PredictionShape(
        passage_id=prediction.passage_id,
        model_id=prediction.model_id,
        answers=answers,
        reasoning=prediction.reasoning,
        named=[NamedShape(role=each.role, start=each.start, end=each.end) for each in prediction.named],
        review_reasons=list(prediction.review_reasons),
        mitigation_confidence=filed.mitigation_confidence,
        created=filed.created,
    )


def review_shape(decision: Decision) -> ReviewShape:
    """A decision as JSON."""
    return ReviewShape(
        decision_id=decision.decision_id,
        passage_id=decision.passage_id,
        reviewer=decision.reviewer,
        at=decision.at,
        labels=decision.labels,
        rejected=decision.rejects,
        reasoning=next((each.code for each in decision.verdicts if each.facet == REASONING), None),
        note=decision.note,
        seconds=decision.seconds,
        adjudicates=decision.adjudicates,
        model_id=decision.model_id,
        withdraws=decision.withdraws,
    )


def tally(progress: Progress, waiting: int) -> Tally:
    """How far the review has come, as JSON."""
    return Tally(
        states=dict(progress.states),
        waiting=waiting,
        decided=progress.n_decisions,
        today=progress.n_today,
        median_seconds=progress.median_seconds,
        overlapping=progress.n_overlapping,
        agreement=progress.agreement,
    )


def taxonomy_shape(taxonomy: Taxonomy) -> TaxonomyShape:
    """The categories as JSON."""
    return TaxonomyShape(version=taxonomy.version, facets=[_facet_shape(facet) for facet in taxonomy])


def _facet_shape(facet: Facet) -> FacetShape:
    return FacetShape(
        name=facet.name,
        question=facet.question,
        is_tree=facet.is_tree,
        categories=[
            CategoryShape(
                code=each.code,
                label=each.label,
                title=each.title,
                definition=each.definition,
                parent=each.parent,
                aliases=list(each.aliases),
            )
            for each in facet.categories
        ],
    )


def _answer_shape(answer: Answer, facet: Facet, evidence: Sequence[Evidence]) -> AnswerShape:
    return AnswerShape(
        facet=facet.name,
        code=answer.code,
        confidence=answer.confidence,
        candidates=list(candidates(answer, facet)),
        prediction_set=[code for code in answer.prediction_set if code in facet],
        backed_off_from=answer.backed_off_from,
        abstained=answer.abstained,
        evidence=[Span(start=each.start, end=each.end, weight=each.weight) for each in evidence],
    )


def _neighbours(desk: Desk, filed: FiledPassage) -> Iterator[NeighbourShape]:
    here = (filed.passage.start, filed.passage.end)
    for other, item in desk.ledger.neighbours(filed, each=_EACH_SIDE):
        passage = other.passage
        yield NeighbourShape(
            passage_id=passage.passage_id,
            after=(passage.start, passage.end) > here,
            section_path=list(passage.section_path),
            text=passage.text[:_EXCERPT],
            code=item.code,
            state=item.state,
        )
