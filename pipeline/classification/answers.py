"""Probabilities → answers: the deepest sure node, what else is likely, and what cannot be ruled out."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.head import Head
from pipeline.classification.tree import Nodes
from pipeline.domain.prediction import Answer, Candidate
from pipeline.domain.taxonomy import Facet

_ALTERNATIVES = 5
_LARGEST_SET = 6


# With four decimals the same candidates come again and again; making them anew would take most of the time.
@lru_cache(maxsize=1 << 16)
def _candidate(code: str, confidence: float) -> Candidate:
    return Candidate(code, confidence)


def answers_from(facet: Facet, head: Head, probabilities: NDArray[np.float32], *, floor: float) -> list[Answer]:
    """Answer one facet for each row of calibrated probabilities."""
    nodes = Nodes(facet, head.classes)
    of_nodes = nodes.probabilities(probabilities)
    chosen, sure = nodes.deepest_sure(of_nodes, floor=floor)
    confidence = _rounded(of_nodes[np.arange(len(of_nodes)), chosen])
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :_ALTERNATIVES]
    candidates = _candidates(head, probabilities, order)
    return [
        Answer(facet.name, nodes.codes[node], *each)
        for node, *each in zip(
            chosen.tolist(),
            confidence,
            candidates,
            head.prediction_sets(probabilities),
            _likelier_below(nodes, head, chosen, order),
            (~sure).tolist(),
            strict=True,
        )
    ]


def reasons_to_review(answer: Answer) -> Iterator[str]:
    """Why a person should look at an answer, if at all."""
    if answer.abstained:
        yield f"{answer.facet}: below the floor"
    elif answer.backed_off_from:
        yield f"{answer.facet}: backed off from {answer.backed_off_from}"
    if len(answer.prediction_set) > _LARGEST_SET:
        yield f"{answer.facet}: {len(answer.prediction_set)} categories possible"


def _candidates(
    head: Head, probabilities: NDArray[np.float32], order: NDArray[np.int64]
) -> list[tuple[Candidate, ...]]:
    codes = np.asarray(head.classes, dtype=object)[order].ravel().tolist()
    confidences = _rounded(np.take_along_axis(probabilities, order, axis=1).ravel())
    every = iter(map(_candidate, codes, confidences))
    n_each = order.shape[1]
    return [tuple(islice(every, n_each)) for _ in range(len(order))]


def _likelier_below(nodes: Nodes, head: Head, chosen: NDArray[np.int64], order: NDArray[np.int64]) -> list[str | None]:
    """The likeliest class of each row that stands under the answer, unless the answer itself is likelier."""
    fits = np.take_along_axis(nodes.within[chosen], order, axis=1)
    likeliest = np.take_along_axis(order, fits.argmax(axis=1)[:, None], axis=1)[:, 0]
    codes = np.asarray(head.classes, dtype=object)[likeliest]
    nothing = ~fits.any(axis=1) | (codes == np.asarray(nodes.codes, dtype=object)[chosen])
    codes[nothing] = None
    found: list[str | None] = codes.tolist()
    return found


def _rounded(probabilities: NDArray[np.float32]) -> list[float]:
    rounded: list[float] = np.round(np.clip(probabilities.astype(np.float64), 0.0, 1.0), 4).tolist()
    return rounded
