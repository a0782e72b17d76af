"""Every score agrees with a library that has it: scikit-learn, statsmodels, HiClass."""

import warnings

import numpy as np
import pytest
from hiclass import metrics as hiclass
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as sklearn
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from pipeline.evaluation.counts import METRICS, Lineage, alpha, counts_of, kappa
from pipeline.evaluation.resampling import Resampler
from tests.evaluation.records import CODES, TAXONOMY, random_pairs

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(6, 80)
LINEAGE = Lineage.of(TAXONOMY.tree)
ORACLES = {
    "accuracy": sklearn.accuracy_score,
    "balanced accuracy": sklearn.balanced_accuracy_score,
    "macro F1": lambda gold, answered: sklearn.f1_score(gold, answered, average="macro", zero_division=0),
    "weighted F1": lambda gold, answered: sklearn.f1_score(gold, answered, average="weighted", zero_division=0),
    "Cohen's kappa": sklearn.cohen_kappa_score,
}


def counted(pairs: list[tuple[str, str]]) -> NDArray[np.float64]:
    gold, answered = (np.asarray([CODES.index(pair[side]) for pair in pairs]) for side in (0, 1))
    resampler = Resampler(np.arange(len(pairs)), rounds=1, seed=0)
    return counts_of(gold, answered, len(CODES), resampler)[:1]


def paths(codes: list[str]) -> NDArray[np.str_]:
    """Each code's path, filled up to the depth of the tree as HiClass wants it."""
    return np.asarray([(*TAXONOMY.tree.ancestors(code), "", "")[: LINEAGE.n_levels] for code in codes])


@pytest.mark.parametrize("name", ORACLES)
@given(SEEDS, SIZES)
def test_a_score_is_that_of_scikit_learn(name: str, seed: int, n: int) -> None:
    pairs = random_pairs(seed, n)
    gold, answered = zip(*pairs, strict=True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes that are answered and never meant are part of the test
        expected = ORACLES[name](gold, answered)

    assert METRICS[name](counted(pairs))[0] == pytest.approx(expected)


@given(SEEDS, SIZES)
def test_alpha_is_fleiss_kappa_of_statsmodels_corrected_for_size(seed: int, n: int) -> None:
    pairs = random_pairs(seed, n)
    table, _ = aggregate_raters(np.asarray([[CODES.index(code) for code in pair] for pair in pairs]), len(CODES))
    fleiss = fleiss_kappa(table)

    assert alpha(counted(pairs))[0] == pytest.approx(1 - (1 - fleiss) * (2 * n - 1) / (2 * n))


def test_alpha_of_a_published_example() -> None:
    """Krippendorff (2011), "Computing Krippendorff's alpha-reliability", part A: coincidences 10, 4, 4, 2."""
    one, other = "0100000000", "1110010010"
    pairs = [(CODES[int(left)], CODES[int(right)]) for left, right in zip(one, other, strict=True)]

    assert alpha(counted(pairs))[0] == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
@given(SEEDS, SIZES)
def test_hierarchical_scores_are_those_of_hiclass(name: str, seed: int, n: int) -> None:
    pairs = random_pairs(seed, n)
    gold, answered = (paths([pair[side] for pair in pairs]) for side in (0, 1))

    expected = getattr(hiclass, name)(gold, answered, average="micro")

    assert getattr(LINEAGE, name)(counted(pairs))[0] == pytest.approx(expected)


@given(SEEDS, SIZES)
def test_accuracy_per_level_and_distance_are_what_the_words_say(seed: int, n: int) -> None:
    pairs = random_pairs(seed, n)
    of_paths = [tuple(TAXONOMY.tree.ancestors(code) for code in pair) for pair in pairs]

    reaching = [(gold, answered) for gold, answered in of_paths if len(gold) >= 2]
    at_second = np.mean([answered[:2] == gold[:2] for gold, answered in reaching]) if reaching else np.nan
    steps = np.mean([len(set(gold) ^ set(answered)) for gold, answered in of_paths])

    assert LINEAGE.at_level(counted(pairs), 2)[0] == pytest.approx(at_second, nan_ok=True)
    assert LINEAGE.at_level(counted(pairs), 1)[0] == pytest.approx(np.mean([a[0] == g[0] for g, a in of_paths]))
    assert LINEAGE.distance(counted(pairs))[0] == pytest.approx(steps)
    assert LINEAGE.at_or_above(counted(pairs))[0] == pytest.approx(np.mean([a == g[: len(a)] for g, a in of_paths]))


def test_one_category_alone_leaves_kappa_undefined_and_never_wrong() -> None:
    counts = counted([("2", "2")] * 7)

    assert np.isnan(kappa(counts)[0])
    assert np.isnan(alpha(counts)[0])
    assert METRICS["macro F1"](counts)[0] == 1


def test_without_entries_nothing_is_defined() -> None:
    nothing = np.zeros((1, len(CODES), len(CODES)))

    assert all(np.isnan(metric(nothing)[0]) for metric in METRICS.values())
    assert np.isnan([LINEAGE.precision(nothing), LINEAGE.f1(nothing), LINEAGE.distance(nothing)]).all()
