"""The part of a report on extraction: were the labelled passages found, whole, and little else beside."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.blocks import Case, Cases, Section, Table, percent, shortened, shown
from pipeline.evaluation.confidence import mean_score
from pipeline.evaluation.resampling import Resampler, Score
from pipeline.evaluation.scored import Evaluation

_LEAD = (
    "Recall: labelled passages of papers that could be read, found among those taken. Precision counts every taken "
    "passage that nobody labelled as wrong, in papers with a labelled passage: it means something only where a paper "
    "was labelled in full. Overlap: shared characters over all characters of both spans. End to end: found, and tagged "
    "right on that facet."
)
_SHOWN = 20


def extraction(evaluation: Evaluation, facets: Sequence[Facet]) -> Section | None:
    """What became of each passage sought; None where none was."""
    if not evaluation.sought:
        return None
    rows = [(name, str(score.n), shown(score)) for name, score in extraction_scores(evaluation, facets).items()]
    fates = Counter(each.fate for each in evaluation.sought)
    of_fate = tuple((fate, str(n), percent(n / len(evaluation.sought))) for fate, n in fates.most_common())
    surplus = [each for each in evaluation.taken if not each.is_sought]
    cases = tuple(Case(each.paper, shortened(each.text, 300), ()) for each in surplus[:_SHOWN])
    blocks = (
        Table("Extraction", ("", "n", "Score"), tuple(rows)),
        Table("What became of the labelled passages", ("", "n", "Share"), of_fate),
        Cases(f"Taken, but not labelled ({len(cases)} of {len(surplus)})", cases),
    )
    return Section("extraction", "Extraction", _LEAD, blocks, brief=2)


def extraction_scores(evaluation: Evaluation, facets: Sequence[Facet]) -> dict[str, Score]:
    """Recall, precision, overlap and end-to-end accuracy, by name."""
    sought = [each for each in evaluation.sought if each.fate != "paper missing"]
    found = [each for each in sought if each.fate == "found"]
    taken = evaluation.taken
    scores = {
        "recall": _score(evaluation, [e.paper for e in sought], [float(e.fate == "found") for e in sought], share=True),
        "precision": _score(evaluation, [e.paper for e in taken], [float(e.is_sought) for e in taken], share=True),
        "overlap of those found": _score(evaluation, [e.paper for e in found], [e.overlap for e in found]),
        "begins and ends exactly": _score(
            evaluation, [e.paper for e in found], [float(not e.start_gap and not e.end_gap) for e in found], share=True
        ),
    }
    entries = {entry.entry_id: entry for entry in evaluation.entries}
    for facet in facets:
        labelled = [each for each in sought if facet.name in each.labelled]
        right = [
            float(
                each.entry_id in entries
                and entries[each.entry_id].answers[facet.name].likeliest
                == entries[each.entry_id].answers[facet.name].gold
            )
            for each in labelled
        ]
        scores[f"end to end: {facet.name}"] = _score(evaluation, [e.paper for e in labelled], right, share=True)
    return scores


def _score(evaluation: Evaluation, papers: list[str], values: list[float], *, share: bool = False) -> Score:
    numbers = np.unique(papers, return_inverse=True)[1].astype(np.int64)
    resampler = Resampler(numbers, rounds=evaluation.made.rounds, seed=evaluation.made.seed)
    return mean_score(np.asarray(values, dtype=np.float64), resampler, share=share)
