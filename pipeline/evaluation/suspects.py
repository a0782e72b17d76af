"""Labels that may be wrong: entries of one label that look, with confidence, like those of another."""

from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.resampling import Floats
from pipeline.evaluation.view import View


@dataclass(frozen=True, slots=True)
class Suspect:
    """An entry whose label may be wrong, and the category that the model would file it under."""

    number: int
    label: str
    rather: str
    of_label: float
    of_rather: float


def suspects(view: View) -> list[Suspect]:
    """The entries off the diagonal of the confident joint, the most doubtful first.

    Confident learning (Northcutt, Jiang & Chuang 2021, section 3.1): a category is confident of an entry when its
    probability reaches the mean that the category's own entries get. An entry counts for the likeliest of the
    categories that are confident of it; where that is not its label, the label is suspected. The order is that of the
    normalised margin: the probability of the label minus that of the other category.

    The probabilities have to come from models that did not learn from the entry, as they do here.
    """
    if not len(view):
        return []
    thresholds = _thresholds(view)
    confident = view.probabilities >= thresholds - 1e-12
    candidate = np.where(confident, view.probabilities, -1.0)
    rather = candidate.argmax(axis=1)
    rows = np.arange(len(view))
    doubtful = np.flatnonzero((candidate[rows, rather] >= 0) & (rather != view.gold))
    of_label, of_rather = view.probabilities[rows, view.gold], view.probabilities[rows, rather]
    order = doubtful[np.argsort((of_label - of_rather)[doubtful], kind="stable")]
    codes = view.facet.codes
    return [
        Suspect(
            int(number),
            codes[view.gold[number]],
            codes[rather[number]],
            round(float(of_label[number]), 4),
            round(float(of_rather[number]), 4),
        )
        for number in order
    ]


def _thresholds(view: View) -> Floats:
    """The mean probability of each category over the entries labelled so; never reached by one without entries."""
    n_codes = len(view.facet.codes)
    of_label = view.probabilities[np.arange(len(view)), view.gold]
    sums = np.bincount(view.gold, weights=of_label, minlength=n_codes)
    sizes = np.bincount(view.gold, minlength=n_codes)
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
