"""The vocabulary: words, their beginnings and endings, and pairs of neighbouring words, each with what it counts.

Beginnings and endings stand in for stems and for character n-grams: as good on held-out registers, at a fifth of the
entries. An occurrence counts the same wherever it stands and however often, so that a text's row is a sum over its
chunks and pairs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.chunks import Chunks, Ragged
from pipeline.classification.index import Index

_WORD = re.compile(r"\w+")
_BEGINNINGS, _ENDING = (3, 5, 7), 4
# Rarer terms cost training time and win nothing; in a small set of labels every word counts.
_LEAST_WORD, _LEAST_AFFIX, _LEAST_PAIR, _PER_TEXTS = 2, 4, 5, 2500
# A word has up to four affixes: at half the weight they say together about as much as the word.
_AFFIX_SHARE = 0.5


def word_spans(chunk: str) -> list[tuple[int, int]]:
    """Where the words of a chunk stand in it.

    >>> word_spans("(red-teaming),")
    [(1, 4), (5, 12)]
    """
    return [match.span() for match in _WORD.finditer(chunk)]


def affixes_of(word: str) -> list[str]:
    """The beginnings and the ending of a word; the hyphen tells them from words.

    >>> affixes_of("auditing")
    ['aud-', 'audit-', 'auditin-', '-ting']
    """
    return [f"{word[:length]}-" for length in _BEGINNINGS if len(word) >= length] + [f"-{word[-_ENDING:]}"]


@dataclass(frozen=True)
class Terms:
    """The terms that are counted, one column each: words, then affixes, then pairs as the numbers of two words.

    `weights` is what one occurrence of each counts: its inverse document frequency.
    """

    words: tuple[str, ...]
    affixes: tuple[str, ...]
    pairs: NDArray[np.int64]
    weights: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Terms":
        """Keep the terms that occur in enough of the texts: more, the more texts there are."""
        chunks, names = Chunks().read(texts)
        numbers: dict[str, int] = {}
        in_chunk = [[numbers.setdefault(word, len(numbers)) for word in _WORD.findall(name)] for name in names]
        words = chunks.through(Ragged.of(in_chunk))
        kept_words, of_words = _frequent(words, list(numbers), _LEAST_WORD)
        parts: dict[str, int] = {}
        in_word = [[parts.setdefault(part, len(parts)) for part in affixes_of(word)] for word in numbers]
        kept_affixes, of_affixes = _frequent(words.through(Ragged.of(in_word)), list(parts), _LEAST_AFFIX)
        bare = cls(kept_words, kept_affixes, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        _, known = bare.read(names)
        pairs, of_pairs = bare._frequent_pairs(chunks.through(known))
        frequency = np.concatenate([of_words, of_affixes, of_pairs])
        weights = np.log((1 + len(texts)) / (1 + frequency)) + 1
        weights[len(kept_words) : len(kept_words) + len(kept_affixes)] *= _AFFIX_SHARE
        return cls(kept_words, kept_affixes, pairs, weights.astype(np.float32))

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.n_single + len(self.pairs)

    @property
    def n_single(self) -> int:
        """The number of columns before those of the pairs."""
        return len(self.words) + len(self.affixes)

    def read(self, chunks: Sequence[str]) -> tuple[Ragged, Ragged]:
        """Return the columns of each chunk's words and affixes, and the numbers of its words (-1: unknown, or none)."""
        words = [_WORD.findall(chunk) for chunk in chunks]
        columns = [[column for word in row for column in self._columns_of(word)] for row in words]
        numbers = [[self._numbers.get(word, -1) for word in row] or [-1] for row in words]
        return Ragged.of(columns), Ragged.of(numbers)

    def pairs_in(self, words: Ragged) -> tuple[NDArray[np.int64], Ragged]:
        """Find the pairs in rows of words' numbers.

        Returns the places of their first words in `words.values`, and each row's pairs as numbers below
        `len(self.pairs)`.
        """
        places, keys = self._pair_keys(words)
        found = self._pair_index.find(keys.astype(np.uint64))
        kept = found >= 0
        places, found = places[kept], found[kept]
        return places, Ragged(found, np.searchsorted(places, words.offsets))

    def to_parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the JSON that `from_parts` reads."""
        arrays: dict[str, NDArray[Any]] = {"term_pairs": self.pairs, "term_weights": self.weights}
        return arrays, {"words": list(self.words), "affixes": list(self.affixes)}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], names: Mapping[str, Any]) -> "Terms":
        """Build the vocabulary from saved parts."""
        return cls(tuple(names["words"]), tuple(names["affixes"]), arrays["term_pairs"], arrays["term_weights"])

    def _columns_of(self, word: str) -> list[int]:
        columns = (self._affix_columns.get(part, -1) for part in affixes_of(word))
        return [column for column in (self._numbers.get(word, -1), *columns) if column >= 0]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.words)}

    @cached_property
    def _pair_index(self) -> Index:
        return Index(self.pairs.astype(np.uint64))

    @cached_property
    def _affix_columns(self) -> dict[str, int]:
        return {affix: index for index, affix in enumerate(self.affixes, start=len(self.words))}

    def _pair_keys(self, words: Ragged) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of neighbouring known words of the same row, and the key of each such pair."""
        values = words.values
        if len(values) < 2:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        together = (values[:-1] >= 0) & (values[1:] >= 0)
        ends = words.offsets[1:-1]
        together[ends[(ends > 0) & (ends < len(values))] - 1] = False
        places = np.flatnonzero(together)
        return places, values[places] * len(self.words) + values[places + 1]

    def _frequent_pairs(self, words: Ragged) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places, keys = self._pair_keys(words)
        texts = np.searchsorted(words.offsets, places, side="right")
        distinct = np.unique(np.stack([keys, texts], axis=1), axis=0)[:, 0]
        pairs, frequency = np.unique(distinct, return_counts=True)
        enough = frequency >= _least(_LEAST_PAIR, len(words))
        return pairs[enough], frequency[enough]


def _least(most: int, n_texts: int) -> int:
    return min(max(n_texts // _PER_TEXTS, 1), most)


def _frequent(rows: Ragged, names: Sequence[str], most: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The names that stand in enough rows, in alphabetical order, and in how many each of them stands."""
    counts = rows.counts(len(names))
    counts.sum_duplicates()
    frequency = np.bincount(counts.indices, minlength=len(names))
    least = _least(most, len(rows))
    kept = sorted((name, index) for index, name in enumerate(names) if frequency[index] >= least)
    return tuple(name for name, _ in kept), frequency[[index for _, index in kept]]
