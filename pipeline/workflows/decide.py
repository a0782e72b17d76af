"""What a reviewer says of a passage: checked against the categories, compared with what the machine said, kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from uuid import uuid4

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Prediction
from pipeline.domain.review import (
    IS_NONE,
    IS_ONE,
    MITIGATION,
    REASONING,
    Decision,
    FiledPassage,
    Filing,
    Paper,
    Redrawing,
    Verdict,
)
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger

NEW_BOUNDS = "new bounds"
"""The review reason of passages whose bounds a reviewer drew."""

FilePassages = Callable[[Paper, str, Sequence[Passage]], Sequence[Filing]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer wants to be kept: the labels as they shall be, or that the passage is no mitigation.

    Facets without a label stay undecided. The id is to be made when the passage is shown: a choice sent twice, by a
    double click or a reload, then counts once.
    """

    passage_id: str
    reviewer: str
    labels: Mapping[str, str] = field(default_factory=dict)
    rejected: bool = False
    reasoning: str | None = None
    """The line as edited; None leaves the machine's."""
    note: str = ""
    seconds: float | None = None
    adjudicates: bool = False
    model_id: str | None = None
    """The model whose prediction was shown; None for the one that the queue shows."""
    decision_id: str = field(default_factory=lambda: uuid4().hex)


def decide(choice: Choice, ledger: Ledger, taxonomy: Taxonomy) -> Decision:
    """Keep a choice as a decision: what the machine said too is accepted, anything else corrected.

    Raises InputError for a facet or code that the taxonomy lacks, a choice that says nothing, or one of a passage that
    is not in the queue.
    """
    filed = ledger.prediction(choice.passage_id, choice.model_id)
    shown = filed.prediction if filed else None
    return ledger.record(
        Decision(
            choice.passage_id,
            choice.reviewer,
            ledger.clock(),
            _verdicts(choice, shown, taxonomy),
            adjudicates=choice.adjudicates,
            note=choice.note.strip(),
            seconds=choice.seconds,
            model_id=shown.model_id if shown else None,
            decision_id=choice.decision_id,
        )
    )


def undo(ledger: Ledger, reviewer: str, passage_id: str | None = None) -> Decision | None:
    """Take back the reviewer's newest decision (on that passage), and return it; None when there is none."""
    return ledger.withdraw(reviewer, passage_id)


def redraw(redrawing: Redrawing, ledger: Ledger, file: FilePassages) -> list[str]:
    """Replace passages by others with the bounds drawn: that splits, joins and moves. Returns the new ids.

    Decisions on the old passages stay on record and count no more. The new ones are filed by `file` and wait for a
    review.

    Raises InputError when the spans do not lie in the document, whose text has to be in the store.
    """
    old = [ledger.passage(passage_id) for passage_id in redrawing.old]
    paper = old[0].paper
    text = ledger.document_text(paper.document_id)
    passages = [_cut(text, span, old) for span in sorted(redrawing.spans)]
    filings = [_waiting(filing) for filing in file(paper, text, passages)]
    ledger.redraw(redrawing, filings)
    return [filing.passage.passage_id for filing in filings]


def split_at(passage: Passage, offsets: Sequence[int]) -> list[tuple[int, int]]:
    """The spans, in the document, of the parts of a passage that is cut at offsets within its text.

    >>> split_at(Passage("d0c", (), 10, 20, "Log. Test."), [5])
    [(10, 15), (15, 20)]
    """
    edges = sorted({0, *offsets, len(passage.text)})
    if edges[0] < 0 or edges[-1] > len(passage.text):
        raise InputError("a cut lies outside the passage")
    return [(passage.start + start, passage.start + end) for start, end in pairwise(edges)]


def _verdicts(choice: Choice, shown: Prediction | None, taxonomy: Taxonomy) -> tuple[Verdict, ...]:
    if choice.rejected:
        if choice.labels:
            raise InputError("a passage that is no mitigation has no labels")
        return (Verdict(MITIGATION, "reject", IS_NONE),)
    if not choice.labels:
        raise InputError("a decision needs a label, or says that the passage is no mitigation")
    said = {facet: answer.code for facet, answer in shown.answers.items()} if shown else {}
    verdicts = [Verdict(MITIGATION, "accept", IS_ONE)]
    for facet, code in choice.labels.items():
        if code not in taxonomy[facet]:
            raise InputError(f"{facet}: there is no category {code!r}", remedy="see `mitag taxonomy show`")
        verdicts.append(Verdict(facet, "accept" if said.get(facet) == code else "correct", code))
    line = " ".join((choice.reasoning or "").split())
    if line and (shown is None or line != shown.reasoning):
        verdicts.append(Verdict(REASONING, "correct", line))
    return tuple(verdicts)


def _cut(text: str, span: tuple[int, int], old: Sequence[FiledPassage]) -> Passage:
    """The passage between two bounds, without the blanks at its ends, in the section of what it shares most with."""
    start, end = span
    if start < 0 or end > len(text):
        raise InputError(
            f"{old[0].paper.source}: {start}:{end} lies outside the text",
            remedy="" if text else "classify the document again with --store, which keeps its text",
        )
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    cut = cut.strip()
    if not cut:
        raise InputError(f"{old[0].paper.source}: there is nothing between {span[0]} and {span[1]}")

    def shared(filed: FiledPassage) -> int:
        return min(filed.passage.end, end) - max(filed.passage.start, start)

    near = max(old, key=shared).passage
    return Passage(near.document_id, near.section_path, start, start + len(cut), cut, near.page)


def _waiting(filing: Filing) -> Filing:
    prediction = filing.predicted.prediction
    asked = replace(prediction, review_reasons=(*prediction.review_reasons, NEW_BOUNDS))
    return replace(filing, predicted=replace(filing.predicted, prediction=asked))
