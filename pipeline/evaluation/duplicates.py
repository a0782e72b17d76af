"""Passages that say nearly the same, found by the word triples they share."""

import re
from collections.abc import Sequence

import numpy as np
from scipy import sparse

_CHUNK = 512
_WORD = re.compile(r"\w+")


def near_duplicates(texts: Sequence[str], *, threshold: float = 0.7) -> list[tuple[int, int, float]]:
    """Pairs (earlier, later, similarity) of texts whose sets of word triples overlap by `threshold` or more.

    Similarity is the Jaccard index of the sets (Broder 1997, "On the resemblance and containment of documents");
    every pair is compared, so none is missed. A text without a word is like no other.

    >>> near_duplicates(["keep a log of every call made", "Keep a log of every call made.", "red team it"])
    [(0, 1, 1.0)]
    """
    from sklearn.feature_extraction.text import CountVectorizer

    if len(texts) < 2 or not any(_WORD.search(text) for text in texts):
        return []
    shingles = CountVectorizer(ngram_range=(3, 3), binary=True, dtype=np.int32, token_pattern=_WORD.pattern)
    # Short texts have no triple of their own; the marks at the end give every text with a word at least one.
    matrix: sparse.csr_matrix = shingles.fit_transform([f"{text} end0 end1" for text in texts]).tocsr()
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    found: list[tuple[int, int, float]] = []
    for start in range(0, matrix.shape[0], _CHUNK):
        shared = (matrix[start : start + _CHUNK] @ matrix.T).tocoo()
        rows = shared.row + start
        later = shared.col > rows
        rows, columns, overlap = rows[later], shared.col[later], shared.data[later]
        similarity = overlap / (sizes[rows] + sizes[columns] - overlap)
        close = similarity >= threshold
        found += zip(rows[close].tolist(), columns[close].tolist(), similarity[close].round(3).tolist(), strict=True)
    return sorted(found)
