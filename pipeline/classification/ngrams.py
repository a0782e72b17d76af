"""Token n-grams as TF-IDF columns, counted in numpy.

The tokenizer that feeds the encoder has already cut the text, so its ids serve twice: single tokens and pairs stand in
for word and character n-grams at a fraction of their cost. An id pair is one 64-bit key, so nothing collides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_PAIR_BASE = np.int64(1 << 20)


@dataclass(frozen=True)
class Tokens:
    """The token ids of many texts in one row; text i holds `ids[offsets[i]:offsets[i + 1]]`."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def rows(self) -> NDArray[np.int64]:
        """The number of the text that each token belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.offsets))


@dataclass(frozen=True)
class Ngrams:
    """A vocabulary of single tokens and token pairs with their inverse document frequencies."""

    keys: NDArray[np.int64]
    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, tokens: Tokens) -> "Ngrams":
        """Keep the singles and pairs that occur in enough texts: more, the more texts there are.

        On the starter corpus rarer ones cost training time and won nothing; in a small one every word counts.
        """
        rows, keys = _occurrences(tokens)
        distinct = np.unique(np.stack([keys, rows], axis=1), axis=0)[:, 0]
        vocabulary, texts = np.unique(distinct, return_counts=True)
        enough = texts >= np.where(vocabulary < _PAIR_BASE, _least(len(tokens), 5000, 3), _least(len(tokens), 2000, 12))
        idf = np.log((1 + len(tokens)) / (1 + texts[enough])) + 1
        return cls(vocabulary[enough], idf.astype(np.float32))

    def transform(self, tokens: Tokens) -> sparse.csr_matrix:
        """Return the TF-IDF rows (log term frequency, unit length), one for each text."""
        rows, keys = _occurrences(tokens)
        columns = self.columns(keys)
        known = columns >= 0
        rows, columns = rows[known], columns[known]
        counts = sparse.csr_matrix(
            (np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(tokens), len(self.keys))
        )
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.maximum(lengths, 1e-9).astype(np.float32), np.diff(counts.indptr))
        return counts

    def columns(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The column of each key, or -1 for keys outside the vocabulary."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays that `from_arrays` reads."""
        return {"ngram_keys": self.keys, "ngram_idf": self.idf}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Ngrams":
        """Build the vocabulary from saved arrays."""
        return cls(arrays["ngram_keys"], arrays["ngram_idf"])


def _least(n_texts: int, step: int, most: int) -> int:
    return min(max(n_texts // step, 1), most)


def pair_keys(ids: NDArray[np.int32]) -> NDArray[np.int64]:
    """The keys of neighbouring tokens, one fewer than there are ids."""
    wide = ids.astype(np.int64)
    return (wide[:-1] + 1) * _PAIR_BASE + wide[1:]


def _occurrences(tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = tokens.rows
    pairs = pair_keys(tokens.ids) if len(tokens.ids) else np.empty(0, dtype=np.int64)
    within = rows[:-1] == rows[1:]
    return (
        np.concatenate([rows, rows[:-1][within]]),
        np.concatenate([tokens.ids.astype(np.int64), pairs[within]]),
    )
