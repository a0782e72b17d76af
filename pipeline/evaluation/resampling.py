"""How sure a score is: papers are drawn anew with replacement, and the score is taken each time.

Entries of one paper resemble each other, so drawing entries would pretend to more evidence than there is; papers are
drawn whole (Davison & Hinkley 1997, "Bootstrap Methods and their Application", section 3.8). Every statistic here is
a function of sums over entries, so that all rounds are one matrix product.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Sums = Floats
"""An array whose first row belongs to the entries as they are, and the others to one round of resampling each."""

FEWEST = 5
"""Fewer entries than this are not scored."""
_LEVEL = 0.95
_MOST_UNDEFINED = 0.1
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its 95 % interval and the number of entries behind it; no value where there are too few."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    over: Literal["papers", "entries"] = "papers"

    @property
    def there(self) -> bool:
        """Whether there is a figure to show."""
        return self.value is not None


class Resampler:
    """Draws clusters of entries again and again: papers, or single entries where there is but one paper."""

    def __init__(self, papers: NDArray[np.int64], *, rounds: int, seed: int) -> None:
        names, clusters = np.unique(papers, return_inverse=True)
        self.over: Literal["papers", "entries"] = "papers" if len(names) > 1 else "entries"
        self.clusters = clusters.ravel() if len(names) > 1 else np.arange(len(papers))
        self.n = len(papers)
        self.n_clusters = int(self.clusters.max(initial=-1)) + 1
        self.weights = self._draw(rounds, seed)

    def _draw(self, rounds: int, seed: int) -> Floats:
        if not self.n_clusters:
            return np.ones((rounds + 1, 0))
        rng = np.random.default_rng(seed)
        even = np.full(self.n_clusters, 1 / self.n_clusters)
        drawn = rng.multinomial(self.n_clusters, even, size=rounds)
        return np.vstack([np.ones(self.n_clusters), drawn.astype(np.float64)])

    def sums(self, values: Floats) -> Sums:
        """Sum the columns of `values` (n, m) over the entries: shape (1 + rounds, m)."""
        columns = values if values.ndim > 1 else values[:, None]
        summed: Sums = self.weights @ np.asarray(self._membership() @ columns)
        return summed

    def counts(self, cells: NDArray[np.int64], n_cells: int) -> Sums:
        """Count the entries in each of `n_cells` cells, given the cell of each: shape (1 + rounds, n_cells)."""
        ones = np.ones(self.n)
        table = sparse.csr_matrix((ones, (self.clusters, cells)), shape=(self.n_clusters, n_cells))
        counted: Sums = np.asarray((table.T @ self.weights.T).T)
        return counted

    def entry_weights(self, start: int, stop: int) -> Floats:
        """How often each entry was drawn in rounds start … stop: shape (stop - start, n)."""
        drawn: Floats = self.weights[start:stop, self.clusters]
        return drawn

    def score(self, samples: Floats, *, n: int | None = None, share: bool = False) -> Score:
        """The score and its percentile interval from one value for each round, the first being the score itself.

        There is none with fewer than five entries, or where more than a tenth of the rounds leave it undefined. A
        `share` of entries that is the same in all rounds gets the interval of Wilson (1927) instead of none.
        """
        n = self.n if n is None else n
        defined = samples[1:][np.isfinite(samples[1:])]
        undefined = 1 - len(defined) / max(len(samples) - 1, 1)
        if n < FEWEST or not np.isfinite(samples[0]) or undefined > _MOST_UNDEFINED:
            return Score(None, None, None, n, self.over)
        value = float(samples[0])
        low, high = (float(each) for each in np.quantile(defined, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]))
        if share and high - low < 1e-9:
            low, high = wilson(value, n)
        # Resampling loses categories, which biases a mean over categories: the interval is made to hold the score.
        return Score(_tidy(value), _tidy(min(low, value)), _tidy(max(high, value)), n, self.over)

    def _membership(self) -> sparse.csr_matrix:
        entries = np.arange(self.n)
        return sparse.csr_matrix((np.ones(self.n), (self.clusters, entries)), shape=(self.n_clusters, self.n))


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n (Wilson 1927), which has a width even where all or none are right.

    >>> tuple(round(edge, 3) for edge in wilson(1.0, 10))
    (0.722, 1.0)
    """
    middle = share + _Z**2 / (2 * n)
    half = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    width = 1 + _Z**2 / n
    return max(float((middle - half) / width), 0.0), min(float((middle + half) / width), 1.0)


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide, with NaN where there is nothing to divide by."""
    nothing = np.full(np.broadcast(above, below).shape, np.nan)
    divided: Floats = np.divide(above, below, out=nothing, where=below > 0)
    return divided


def _tidy(value: float) -> float:
    return round(value, 4) + 0.0
