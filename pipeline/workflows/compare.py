"""Two models on the same entries, none of which either had seen: whether the second one is worse anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.confidence import summed_gaps
from pipeline.evaluation.resampling import Floats, Resampler, Score, ratio
from pipeline.workflows.held_out import Held, HeldOut

_HONEST = 0.05
"""Overconfidence up to here is none to speak of."""


@dataclass(frozen=True, slots=True)
class FacetComparison:
    """How two models did on one facet; differences are the second's figure minus the first's."""

    facet: str
    n: int
    accuracy: tuple[float, float]
    gain: Score
    overconfidence: tuple[float, float]
    drift: Score

    @property
    def is_worse(self) -> bool:
        """Whether the second is right less often, by more than chance."""
        return self.gain.high is not None and self.gain.high < 0

    @property
    def is_better(self) -> bool:
        """Whether the second is right more often, by more than chance."""
        return self.gain.low is not None and self.gain.low > 0

    @property
    def is_less_honest(self) -> bool:
        """Whether the second's confidence promises more than the first's did and it keeps, by more than chance.

        Too little confidence costs reviews, not errors: a model that knows only text written for training is made so
        on purpose, and that is no objection.
        """
        return self.drift.low is not None and self.drift.low > 0 and self.overconfidence[1] > _HONEST

    @property
    def verdict(self) -> str:
        """What the intervals allow to be said of the second model."""
        remarks = ("worse", self.is_worse), ("better", self.is_better), ("less honest", self.is_less_honest)
        return ", ".join(name for name, holds in remarks if holds) or "no clear difference"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models facet by facet, as far as they know the same entries."""

    first: str
    second: str
    facets: tuple[FacetComparison, ...]

    @property
    def says_something(self) -> bool:
        """Whether there was anything to compare."""
        return any(each.gain.there for each in self.facets)

    @property
    def objections(self) -> tuple[str, ...]:
        """Why the second should not replace the first."""
        worse = (f"{each.facet} is right less often: {signed(each.gain)}" for each in self.facets if each.is_worse)
        dishonest = (
            f"the confidence in {each.facet} promises more than it keeps: overconfidence {signed(each.drift)}"
            for each in self.facets
            if each.is_less_honest
        )
        return (*worse, *dishonest)


def compare(
    first: tuple[str, HeldOut], second: tuple[str, HeldOut], *, rounds: int = 1000, seed: int = 0
) -> Comparison:
    """Compare the answers of two models to the entries that both were asked about, by the newer labels.

    Papers are drawn anew, the same ones for both models (paired bootstrap).
    """
    facets = []
    for facet, theirs in second[1].items():
        before = first[1].get(facet, {})
        pairs = [(before[entry_id], held) for entry_id, held in theirs.items() if entry_id in before]
        if pairs:
            facets.append(_facet(facet, pairs, rounds, seed))
    return Comparison(first[0], second[0], tuple(facets))


def _facet(facet: str, pairs: Sequence[tuple[Held, Held]], rounds: int, seed: int) -> FacetComparison:
    _, papers = np.unique([held.paper for _, held in pairs], return_inverse=True)
    resampler = Resampler(papers.ravel().astype(np.int64), rounds=rounds, seed=seed)
    truth = [held.truth for _, held in pairs]
    accuracies, errors = [], []
    for side in zip(*pairs, strict=True):
        right = np.asarray([held.answer == code for held, code in zip(side, truth, strict=True)], dtype=np.float64)
        sure = np.asarray([held.confidence for held in side], dtype=np.float64)
        accuracies.append(resampler.sums(right)[:, 0] / resampler.sums(np.ones_like(right))[:, 0])
        errors.append(_overconfidence(right, sure, resampler))
    return FacetComparison(
        facet,
        len(pairs),
        (_first(accuracies[0]), _first(accuracies[1])),
        resampler.score(accuracies[1] - accuracies[0]),
        (_first(errors[0]), _first(errors[1])),
        resampler.score(errors[1] - errors[0]),
    )


def _overconfidence(right: Floats, sure: Floats, resampler: Resampler) -> Floats:
    """By how much confidence exceeds the share of right answers in each round, over bins that all rounds share."""
    gaps = summed_gaps(sure - right, sure, resampler)
    errors: Floats = ratio(np.maximum(gaps, 0.0).sum(axis=1), resampler.sums(np.ones_like(sure))[:, 0])
    return errors


def _first(samples: Floats) -> float:
    return round(float(samples[0]), 4)


def signed(difference: Score) -> str:
    """A difference with its 95 % interval.

    >>> signed(Score(0.02, -0.01, 0.05, 200))
    '+0.020 (-0.010 to +0.050)'
    """
    if difference.value is None:
        return "too few"
    return f"{difference.value:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
