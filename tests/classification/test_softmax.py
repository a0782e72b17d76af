"""Our logistic regression against scikit-learn's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import softmax as scipy_softmax
from sklearn.linear_model import LogisticRegression

from pipeline.classification.features import Rows
from pipeline.classification.softmax import fit_softmax, softmax


def test_it_finds_the_weights_that_scikit_learn_finds() -> None:
    rng = np.random.default_rng(3)
    rows = Rows(
        sparse.random(200, 30, density=0.3, rng=rng, format="csr", dtype=np.float32),
        rng.normal(size=(200, 5)).astype(np.float32),
    )
    whole = np.hstack([rows.terms.toarray(), rows.vectors])
    truth = rng.integers(0, 4, size=200)
    truth[whole[:, 0] > 0.5] = 0
    weight = rng.uniform(0.2, 1.0, size=200).astype(np.float32)
    oracle = LogisticRegression(C=1 / 0.5, max_iter=2000, tol=1e-8).fit(whole, truth, sample_weight=weight)

    weights, biases = fit_softmax(
        rows, [np.eye(4, dtype=np.float32)[truth]], weight, penalty=0.5, iterations=500, tolerance=1e-9
    )

    ours = softmax(rows.times(weights) + biases)
    np.testing.assert_allclose(ours, oracle.predict_proba(whole), atol=2e-3)


def test_questions_put_together_get_the_answers_that_each_gets_alone() -> None:
    rng = np.random.default_rng(4)
    rows = Rows(
        sparse.random(80, 9, density=0.4, rng=rng, format="csr", dtype=np.float32), np.ones((80, 2), np.float32)
    )
    questions = [np.eye(n, dtype=np.float32)[rng.integers(0, n, size=80)] for n in (3, 2)]
    weight = rng.uniform(0.2, 1.0, size=80).astype(np.float32)

    def answers(asked: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        weights, biases = fit_softmax(rows, asked, weight, penalty=0.5, iterations=500, tolerance=1e-9)
        ends = np.cumsum([each.shape[1] for each in asked])[:-1]
        return [softmax(each) for each in np.split(rows.times(weights) + biases, ends, axis=1)]

    together = answers(questions)
    for question, answer in zip(questions, together, strict=True):
        np.testing.assert_allclose(answer, answers([question])[0], atol=2e-3)


def test_a_class_without_rows_gets_next_to_no_probability() -> None:
    rows = Rows(sparse.csr_matrix(np.eye(4, dtype=np.float32)), np.ones((4, 1), dtype=np.float32))
    targets = np.eye(3, dtype=np.float32)[[0, 1, 0, 1]]

    weights, biases = fit_softmax(rows, [targets], np.ones(4, dtype=np.float32), penalty=0.1, iterations=50)

    assert softmax(rows.times(weights) + biases)[:, 2].max() < 0.01


@given(st.lists(st.lists(st.floats(-1e4, 1e4, width=32), min_size=3, max_size=3), min_size=1, max_size=5))
def test_softmax_is_scipy_s_and_never_overflows(scores: list[list[float]]) -> None:
    array = np.asarray(scores, dtype=np.float32)

    np.testing.assert_allclose(softmax(array), scipy_softmax(array.astype(np.float64), axis=1), atol=1e-3)
