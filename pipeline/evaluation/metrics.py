"""Scores of one facet's predictions against labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, slots=True)
class FacetScores:
    """How often a facet was right, and how honest its confidence was, on n entries."""

    n: int
    accuracy: float
    top3: float
    calibration_error: float


def score_facet(probabilities: NDArray[np.float32], classes: Sequence[str], truth: Sequence[str]) -> FacetScores | None:
    """Score probabilities of shape (n, classes) against the true codes; None when there is nothing to score.

    The calibration error is the expected calibration error over 15 bins of equal mass.
    """
    if not len(truth):
        return None
    column = {code: index for index, code in enumerate(classes)}
    wanted = np.asarray([column[code] for code in truth])
    order = np.argsort(-probabilities, axis=1, kind="stable")
    right = order[:, 0] == wanted
    return FacetScores(
        n=len(truth),
        accuracy=round(float(right.mean()), 4),
        top3=round(float((order[:, :3] == wanted[:, None]).any(axis=1).mean()), 4),
        calibration_error=round(calibration_error(probabilities.max(axis=1), right), 4),
    )


def calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """The mean gap between confidence and accuracy over 15 bins of equal mass.

    >>> float(calibration_error(np.array([1.0, 1.0]), np.array([True, False])))
    0.5
    """
    if not len(confidence):
        return 0.0
    bins = equal_bins(confidence)
    gaps = [len(members) * abs(float(right[members].mean()) - float(confidence[members].mean())) for members in bins]
    return float(sum(gaps) / len(confidence))


def equal_bins(confidence: NDArray[np.floating], n_bins: int = BINS) -> list[NDArray[np.int64]]:
    """The entries of each bin, least sure first: bins of equal size, no more of them than entries.

    >>> [members.tolist() for members in equal_bins(np.array([0.9, 0.1, 0.5]), 2)]
    [[1, 2], [0]]
    """
    order = np.argsort(confidence, kind="stable")
    return np.array_split(order, min(n_bins, max(len(order), 1)))
