"""Scores that follow from how often each label met each answer: agreement, F1, kappa, alpha, and those of the tree.

All take counts of shape (rounds, categories, categories), labels first, and return one value for each round; where a
score is undefined, as with no entry at all, that value is NaN and never reaches a reader (see `resampling.Score`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.resampling import Floats, Resampler, ratio
from pipeline.evaluation.view import Indices


def counts_of(gold: Indices, answered: Indices, n_categories: int, resampler: Resampler) -> Floats:
    """How often each label met each answer: shape (1 + rounds, categories, categories)."""
    cells = gold * n_categories + answered
    return resampler.counts(cells, n_categories**2).reshape(-1, n_categories, n_categories)


def accuracy(counts: Floats) -> Floats:
    """The share of entries whose answer is the label."""
    return ratio(_diagonal(counts).sum(axis=1), _total(counts))


def balanced_accuracy(counts: Floats) -> Floats:
    """The mean recall over the categories that occur as labels (Brodersen et al. 2010)."""
    return _mean_over(recall(counts))


def recall(counts: Floats) -> Floats:
    """Of each label's entries, the share that was answered so: shape (rounds, categories)."""
    return ratio(_diagonal(counts), counts.sum(axis=2))


def precision(counts: Floats) -> Floats:
    """Of each category's answers, the share that is right: shape (rounds, categories)."""
    return ratio(_diagonal(counts), counts.sum(axis=1))


def f1(counts: Floats) -> Floats:
    """The harmonic mean of precision and recall of each category that occurs at all: shape (rounds, categories)."""
    return ratio(2 * _diagonal(counts), counts.sum(axis=1) + counts.sum(axis=2))


def macro_f1(counts: Floats) -> Floats:
    """The mean F1 over the categories that occur as label or answer."""
    return _mean_over(f1(counts))


def weighted_f1(counts: Floats) -> Floats:
    """The mean F1 weighted by how often each category is the label."""
    return ratio((np.nan_to_num(f1(counts)) * counts.sum(axis=2)).sum(axis=1), _total(counts))


def kappa(counts: Floats) -> Floats:
    """Agreement beyond chance, with each side's own frequencies as chance (Cohen 1960)."""
    total = _total(counts)
    observed = ratio(_diagonal(counts).sum(axis=1), total)
    expected = ratio((counts.sum(axis=1) * counts.sum(axis=2)).sum(axis=1), total**2)
    return ratio(observed - expected, 1 - expected)


def alpha(counts: Floats) -> Floats:
    """Krippendorff's alpha for two coders and nominal categories (Krippendorff 2019, "Content Analysis", ch. 12).

    Chance is what both together would agree on if their answers were dealt out anew, without replacement.
    """
    values = counts.sum(axis=1) + counts.sum(axis=2)
    n_values = values.sum(axis=1)
    disagreement = 1 - ratio(2 * _diagonal(counts).sum(axis=1), n_values)
    by_chance = 1 - ratio((values * (values - 1)).sum(axis=1), n_values * (n_values - 1))
    return 1 - ratio(disagreement, by_chance)


Metric = Callable[[Floats], Floats]
METRICS: Mapping[str, Metric] = {
    "accuracy": accuracy,
    "balanced accuracy": balanced_accuracy,
    "macro F1": macro_f1,
    "weighted F1": weighted_f1,
    "Cohen's kappa": kappa,
    "Krippendorff's alpha": alpha,
}


@dataclass(frozen=True, eq=False)
class Lineage:
    """How the categories of a tree are related: what the scores of the tree count.

    The hierarchical scores are those of Kiritchenko et al. (2006): every category stands for itself and its ancestors,
    the root that they all share left out, and the overlap of these sets is summed over entries.
    """

    shared: Floats
    """The number of nodes that the paths to two categories share: shape (categories, categories)."""
    depth: Floats

    @classmethod
    def of(cls, facet: Facet) -> "Lineage":
        """Take the paths of a facet's categories."""
        paths = [facet.ancestors(code) for code in facet.codes]
        shared = [[len(set(one) & set(other)) for other in paths] for one in paths]
        return cls(np.asarray(shared, dtype=np.float64), np.asarray([len(path) for path in paths], dtype=np.float64))

    @property
    def n_levels(self) -> int:
        """The depth of the deepest category."""
        return int(self.depth.max())

    def precision(self, counts: Floats) -> Floats:
        """Of all nodes on the paths answered, the share that lies on the labels' paths."""
        return ratio(_weigh(counts, self.shared), _weigh(counts, self._of_answer()))

    def recall(self, counts: Floats) -> Floats:
        """Of all nodes on the labels' paths, the share that lies on the paths answered."""
        return ratio(_weigh(counts, self.shared), _weigh(counts, self._of_label()))

    def f1(self, counts: Floats) -> Floats:
        """The harmonic mean of hierarchical precision and recall."""
        return ratio(2 * _weigh(counts, self.shared), _weigh(counts, self._of_answer() + self._of_label()))

    def distance(self, counts: Floats) -> Floats:
        """The mean number of steps in the tree between label and answer."""
        return ratio(_weigh(counts, self._of_answer() + self._of_label() - 2 * self.shared), _total(counts))

    def at_level(self, counts: Floats, level: int) -> Floats:
        """Of the entries whose label reaches down to `level`, the share whose answer lies on the same path there."""
        reaches = self._of_label() >= level
        return ratio(_weigh(counts, (self.shared >= level) & reaches), _weigh(counts, reaches))

    def at_or_above(self, counts: Floats) -> Floats:
        """The share of answers that are the label or an ancestor of it: true, if perhaps not the whole truth."""
        return ratio(_weigh(counts, self.shared == self._of_answer()), _total(counts))

    def n_reaching(self, gold: Indices, level: int) -> int:
        """How many labels reach down to `level`."""
        return int((self.depth[gold] >= level).sum())

    def _of_label(self) -> Floats:
        return np.broadcast_to(self.depth[:, None], self.shared.shape)

    def _of_answer(self) -> Floats:
        return np.broadcast_to(self.depth[None, :], self.shared.shape)


def _weigh(counts: Floats, weights: NDArray[np.generic]) -> Floats:
    weighed: Floats = counts.reshape(len(counts), -1) @ weights.astype(np.float64).ravel()
    return weighed


def _diagonal(counts: Floats) -> Floats:
    return np.diagonal(counts, axis1=1, axis2=2)


def _total(counts: Floats) -> Floats:
    total: Floats = counts.sum(axis=(1, 2))
    return total


def _mean_over(values: Floats) -> Floats:
    """The mean of each row over its defined values."""
    defined = np.isfinite(values)
    return ratio(np.where(defined, values, 0.0).sum(axis=1), defined.sum(axis=1).astype(np.float64))
