"""Token n-grams against scikit-learn's vectoriser on the same tokens."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.classification.ngrams import Ngrams, Tokens

TOKENS = st.lists(st.lists(st.integers(0, 6), max_size=8), min_size=1, max_size=6)


def tokens(lists: list[list[int]]) -> Tokens:
    offsets = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    return Tokens(np.asarray([token for row in lists for token in row], dtype=np.int32), offsets)


@given(TOKENS)
def test_rows_are_those_of_scikit_learn(lists: list[list[int]]) -> None:
    documents = [" ".join(f"t{token}" for token in row) for row in lists]
    oracle = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")  # noqa: S106
    if not any(lists):
        return
    expected = oracle.fit_transform(documents).toarray()

    ours = Ngrams.fit(tokens(lists)).transform(tokens(lists)).toarray()

    assert ours.shape == expected.shape
    # The columns stand in another order, so rows are compared by their inner products.
    np.testing.assert_allclose(ours @ ours.T, expected @ expected.T, atol=1e-5)


@given(TOKENS)
def test_rows_have_unit_length_or_are_empty(lists: list[list[int]]) -> None:
    rows = Ngrams.fit(tokens(lists)).transform(tokens(lists)).toarray()

    lengths = np.linalg.norm(rows, axis=1)
    np.testing.assert_allclose(lengths, [1.0 if row else 0.0 for row in lists], atol=1e-5)


def test_pairs_do_not_reach_over_the_end_of_a_text() -> None:
    vocabulary = Ngrams.fit(tokens([[1, 2], [3, 1]]))

    assert len(vocabulary.keys) == 3 + 2  # 1 2 3, and (1, 2) (3, 1), but not (2, 3)


def test_unknown_ngrams_are_ignored() -> None:
    assert Ngrams.fit(tokens([[1, 2], [1, 3]])).transform(tokens([[9, 9]])).nnz == 0


def test_rare_ngrams_are_left_out_of_a_large_corpus() -> None:
    lists = [[1, 2]] * 14_998 + [[1, 3], [3]]

    vocabulary = Ngrams.fit(tokens(lists))

    assert len(vocabulary.keys) == 3  # 1, 2 and (1, 2); 3 occurs in two texts, (1, 3) in one


def test_a_vocabulary_survives_saving() -> None:
    lists = [[1, 2, 1], [2, 5]]
    vocabulary = Ngrams.fit(tokens(lists))
    again = Ngrams.from_arrays(vocabulary.to_arrays())

    np.testing.assert_array_equal(
        vocabulary.transform(tokens(lists)).toarray(), again.transform(tokens(lists)).toarray()
    )
