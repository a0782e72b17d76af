"""Answers as objects, one for each passage and facet."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.answer_arrays import (
    LARGEST_SET,
    AnswerArrays,
    answer_arrays,
    backed_off,
    below_floor,
    undecided,
)
from pipeline.classification.head import Head
from pipeline.domain.prediction import Answer, Candidate
from pipeline.domain.taxonomy import Facet


# With four decimals the same candidates come again and again; making them anew would take most of the time.
@lru_cache(maxsize=1 << 16)
def _candidate(code: str, confidence: float) -> Candidate:
    return Candidate(code, confidence)


def answers_from(facet: Facet, head: Head, probabilities: NDArray[np.float32], *, floor: float) -> list[Answer]:
    """Answer one facet for each row of calibrated probabilities."""
    found = answer_arrays(facet, head, probabilities, floor=floor)
    return [
        Answer(facet.name, found.codes[node], *each)
        for node, *each in zip(
            found.chosen.tolist(),
            found.confidence.tolist(),
            _candidates(found),
            _prediction_sets(found),
            (found.classes[each] if each >= 0 else None for each in found.backed_off_from.tolist()),
            found.abstained.tolist(),
            strict=True,
        )
    ]


def reasons_to_review(answer: Answer) -> Iterator[str]:
    """Why a person should look at an answer, if at all."""
    if answer.abstained:
        yield below_floor(answer.facet)
    elif answer.backed_off_from:
        yield backed_off(answer.facet, answer.backed_off_from)
    if len(answer.prediction_set) > LARGEST_SET:
        yield undecided(answer.facet, len(answer.prediction_set))


def _candidates(found: AnswerArrays) -> Iterator[tuple[Candidate, ...]]:
    codes = np.asarray(found.classes, dtype=object)[found.alternatives].ravel().tolist()
    every = iter(map(_candidate, codes, found.alternative_confidences.ravel().tolist()))
    n, n_each = found.alternatives.shape
    return (tuple(islice(every, n_each)) for _ in range(n))


def _prediction_sets(found: AnswerArrays) -> Iterator[tuple[str, ...]]:
    codes = [found.classes[member] for member in found.members.tolist()]
    return (tuple(codes[start:end]) for start, end in pairwise(found.offsets.tolist()))
