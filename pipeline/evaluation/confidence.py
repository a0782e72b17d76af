"""Whether the machine is right as often as it says, and what a curator gains by looking only where it is unsure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import BINS, equal_bins
from pipeline.evaluation.resampling import FEWEST, Floats, Resampler, Score, ratio
from pipeline.evaluation.view import View

_CHUNK = 64
FLOORS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
COVERAGES = (0.3, 0.5, 0.7)
_POINTS, _CURVE_POINTS = 10, 40


@dataclass(frozen=True, slots=True)
class Bin:
    """Entries of similar confidence: how sure the machine was of them on average, and how often it was right."""

    confidence: float
    right: Score


@dataclass(frozen=True, slots=True)
class Floor:
    """What is tagged without review when a confidence is asked for, and how often that is right."""

    floor: float
    share: Score
    right: Score


def bins_of(confidence: Floats, n_bins: int = BINS) -> NDArray[np.int64]:
    """The number of the bin of each entry: bins of equal size, by confidence."""
    numbers = np.empty(len(confidence), dtype=np.int64)
    for number, members in enumerate(equal_bins(confidence, n_bins)):
        numbers[members] = number
    return numbers


def summed_gaps(gap: Floats, confidence: Floats, resampler: Resampler) -> Floats:
    """The sum of the entries' gaps in each bin of the whole sample, for each round; shape (rounds, bins)."""
    bins = bins_of(confidence)
    sums: Floats = resampler.sums(np.eye(int(bins.max(initial=-1)) + 1)[bins] * gap[:, None])
    return sums


def calibration(view: View, resampler: Resampler) -> Score:
    """The expected calibration error over 15 bins of equal size (Naeini et al. 2015), bins as in the whole sample."""
    gap = view.right.astype(np.float64) - view.confidence
    gaps = np.abs(summed_gaps(gap, view.confidence, resampler)) if len(view) else np.full((1, 1), np.nan)
    return resampler.score(ratio(gaps.sum(axis=1), _sizes(resampler)))


def brier(view: View, resampler: Resampler) -> Score:
    """The mean squared distance between the probabilities and the label (Brier 1950): from 0 (best) to 2."""
    of_label = view.probabilities[np.arange(len(view)), view.gold]
    squared = (view.probabilities**2).sum(axis=1) - 2 * of_label + 1
    return mean_score(squared, resampler)


def top_k(view: View, k: int, resampler: Resampler) -> Score:
    """The share of entries whose label is among the k likeliest categories; equals are ranked in taxonomy order."""
    order = np.argsort(-view.probabilities, axis=1, kind="stable")[:, :k]
    return mean_score((order == view.gold[:, None]).any(axis=1), resampler, share=True)


def reliability(view: View, *, rounds: int, seed: int) -> list[Bin]:
    """The points of the reliability diagram, up to ten, each with the interval of its own entries."""
    bins = bins_of(view.confidence, min(_POINTS, max(len(view) // FEWEST, 1)))
    found = []
    for number in range(int(bins.max(initial=-1)) + 1):
        part = view.part(bins == number)
        score = mean_score(part.right, Resampler(part.papers, rounds=rounds, seed=seed), share=True)
        found.append(Bin(round(float(part.confidence.mean()), 4), score))
    return found


def selective(view: View, resampler: Resampler, coverages: Sequence[float] = COVERAGES) -> list[Score]:
    """The accuracy on the surest entries, for each share of entries that is taken (Geifman & El-Yaniv 2017)."""
    order = np.argsort(-view.confidence, kind="stable")
    right = view.right[order].astype(np.float64)
    samples = np.full((len(resampler.weights), len(coverages)), np.nan)
    for start in range(0, len(samples) if len(view) else 0, _CHUNK):
        weights = resampler.entry_weights(start, min(start + _CHUNK, len(samples)))[:, order]
        taken, hits = weights.cumsum(axis=1), (weights * right).cumsum(axis=1)
        for column, coverage in enumerate(coverages):
            # At least one entry, and never part of one: the first at which the share is reached.
            last = (taken < np.round(coverage * taken[:, -1:])).sum(axis=1)
            rows = np.arange(len(weights))
            samples[start : start + len(rows), column] = ratio(hits[rows, last], taken[rows, last])
    n = [max(round(coverage * len(view)), 1) if len(view) else 0 for coverage in coverages]
    return [resampler.score(samples[:, column], n=n[column], share=True) for column in range(len(coverages))]


def risk_coverage(view: View) -> list[tuple[float, float]]:
    """Points (share of entries taken, surest first; share of errors among them)."""
    order = np.argsort(-view.confidence, kind="stable")
    errors = (~view.right[order]).cumsum()
    sizes = {round(float(size)) for size in np.linspace(1, len(view), min(_CURVE_POINTS, len(view)))}
    return [(round(size / len(view), 4), round(float(errors[size - 1] / size), 4)) for size in sorted(sizes)]


def prediction_sets(view: View, resampler: Resampler) -> tuple[Score, Score]:
    """How often the label lies in the prediction set, and how many categories the sets hold on average."""
    sets = [answer.prediction_set for answer in view.answers]
    held = [answer.gold in answer.prediction_set for answer in view.answers]
    if not any(sets):
        nothing = Score(None, None, None, 0, resampler.over)
        return nothing, nothing
    return mean_score(np.asarray(held), resampler, share=True), mean_score(
        np.asarray([len(each) for each in sets]), resampler
    )


def floors(confidence: Floats, right: NDArray[np.bool_], resampler: Resampler) -> list[Floor]:
    """For each floor, the share of entries at or above it, and how often these are right."""
    rows = []
    for floor in FLOORS:
        above = confidence >= floor
        sums = resampler.sums(np.column_stack([above, above & right]).astype(np.float64))
        share = resampler.score(ratio(sums[:, 0], _sizes(resampler)), share=True)
        rows.append(Floor(floor, share, resampler.score(ratio(sums[:, 1], sums[:, 0]), n=int(above.sum()), share=True)))
    return rows


def mean_score(values: NDArray[np.generic], resampler: Resampler, *, share: bool = False) -> Score:
    """The mean of one value for each entry, with its interval; of truth values, the `share` that is true."""
    summed = resampler.sums(np.asarray(values, dtype=np.float64))[:, 0] if len(values) else np.full(1, np.nan)
    return resampler.score(ratio(summed, _sizes(resampler)), share=share)


def _sizes(resampler: Resampler) -> Floats:
    """The number of entries drawn in each round."""
    sizes: Floats = resampler.sums(np.ones(resampler.n))[:, 0] if resampler.n else np.zeros(1)
    return sizes
