"""Intervals are those of drawing papers one by one, and there is none where it would say nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from pipeline.evaluation.resampling import Resampler, Score, ratio, wilson


def test_the_interval_is_that_of_drawing_papers_and_counting_again() -> None:
    rng = np.random.default_rng(0)
    papers = np.repeat(np.arange(12), rng.integers(1, 9, size=12))
    right = (rng.random(len(papers)) < 0.6).astype(float)
    resampler = Resampler(papers, rounds=4000, seed=5)

    sums = resampler.sums(np.column_stack([right, np.ones(len(papers))]))
    score = resampler.score(ratio(sums[:, 0], sums[:, 1]))

    drawn = [np.concatenate([right[papers == paper] for paper in rng.integers(12, size=12)]) for _ in range(4000)]
    low, high = np.quantile([each.mean() for each in drawn], [0.025, 0.975])
    assert score.value == pytest.approx(right.mean(), abs=1e-4)
    assert (score.low, score.high) == pytest.approx((low, high), abs=0.015)


def test_entries_of_one_paper_are_drawn_together() -> None:
    alike = Resampler(np.repeat([0, 1], 50), rounds=300, seed=0)
    apart = Resampler(np.arange(100), rounds=300, seed=0)
    right = np.repeat([1.0, 0.0], 50)

    wide, narrow = (each.score(each.sums(right)[:, 0] / 100) for each in (alike, apart))

    assert (wide.low, wide.high) == (0.0, 1.0)
    assert 0.35 < (narrow.low or 0) < (narrow.high or 1) < 0.65


def test_counting_is_summing_over_indicators() -> None:
    resampler = Resampler(np.asarray([0, 0, 1, 2, 2]), rounds=50, seed=3)
    cells = np.asarray([1, 0, 1, 2, 1])

    assert resampler.counts(cells, 4) == pytest.approx(resampler.sums(np.eye(4)[cells]))


def test_the_same_seed_gives_the_same_rounds_and_another_seed_others() -> None:
    first, again, other = (Resampler(np.arange(9), rounds=20, seed=seed).weights for seed in (4, 4, 5))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_one_paper_falls_back_on_entries_and_says_so() -> None:
    resampler = Resampler(np.zeros(8, dtype=np.int64), rounds=100, seed=0)

    assert resampler.score(resampler.sums(np.asarray([1.0, 0] * 4))[:, 0] / 8).over == "entries"


@pytest.mark.parametrize("n", [0, 1, 4])
def test_few_entries_have_no_score(n: int) -> None:
    resampler = Resampler(np.arange(n), rounds=100, seed=0)

    assert resampler.score(np.ones(101)) == Score(None, None, None, n, resampler.over)


def test_a_score_that_is_often_undefined_is_none() -> None:
    resampler = Resampler(np.arange(6), rounds=100, seed=0)
    samples = np.ones(101)
    samples[1:20] = np.nan

    assert resampler.score(samples).value is None
    samples[1:20] = 1
    samples[0] = np.nan
    assert resampler.score(samples).value is None


@given(st.integers(1, 300), st.data())
def test_wilson_is_that_of_statsmodels(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))

    assert wilson(hits / n, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-9)


def test_a_share_that_is_always_1_still_has_an_interval_with_a_width() -> None:
    resampler = Resampler(np.arange(10), rounds=100, seed=0)

    score = resampler.score(np.ones(101), share=True)

    assert score.value == 1
    assert score.low == pytest.approx(0.7225, abs=1e-3)
