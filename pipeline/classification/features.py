"""Passage → one row of numbers: its weighted terms beside the encoder's vector, headings included.

A row is a sum over the chunks and word pairs of the text, divided by a length that is one too: the root of the summed
squares of all that was added, as if no two of it had a direction in common. On the corpus this won and lost nothing
against the exact length, and it lets scores be added up chunk by chunk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.classification.chunks import Chunks
from pipeline.classification.terms import Terms

HEADING_SEPARATOR = " > "
# Words, affixes and pairs are three kinds of evidence, and a vector, of length 1, is the fourth.
LENGTH, TERM_LENGTH = np.float32(2), np.float32(np.sqrt(3))
# Squared, against that of the terms; twice as much costs confidence on real entries, half as much on the corpus.
_VECTOR_SHARE = 0.15
_TINY = 1e-9

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def with_headings(section_path: Sequence[str], text: str) -> str:
    """The text as the model reads it: headings first.

    >>> with_headings(("4 Defences", "4.1 Filters"), "Inputs are screened.")
    '4 Defences > 4.1 Filters. Inputs are screened.'
    """
    return f"{HEADING_SEPARATOR.join(section_path)}. {text}" if section_path else text


@dataclass(frozen=True)
class TextEncoding:
    """How text becomes vectors: an encoder by name.

    `encode` gives vectors of unit length. `sums`, where the encoder has it, gives vectors of a text's parts between
    blanks that add up to the text's vector before it is scaled; then each distinct part is encoded once. `tuned_on`
    names the papers whose labels the encoder has seen: they cannot tell how sure it may be of others.
    """

    name: str
    encode: Encode
    sums: Encode | None = None
    tuned_on: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rows:
    """Feature rows, kept in two parts because one is sparse and the other is not: terms first, then the vectors."""

    terms: sparse.csr_matrix
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, members: NDArray[np.bool_] | Sequence[int]) -> "Rows":
        return Rows(self.terms[members], self.vectors[members])

    @property
    def width(self) -> int:
        """The number of features."""
        return int(self.terms.shape[1] + self.vectors.shape[1])

    def beside(self, more: NDArray[np.float32]) -> "Rows":
        """The same rows with more columns at the end."""
        return Rows(self.terms, np.hstack([self.vectors, more]))

    def times(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Multiply with weights of shape (width, classes)."""
        split = self.terms.shape[1]
        product: NDArray[np.float32] = self.terms @ weights[:split] + self.vectors @ weights[split:]
        return product


@dataclass(frozen=True)
class Features:
    """Turns texts into feature rows; `Scorer` gives the scores of such rows without making them.

    `vector_weight` is what a chunk's vector counts beside its terms, where the encoder has vectors of chunks.
    """

    encoding: TextEncoding
    terms: Terms
    vector_weight: float = 1.0

    @classmethod
    def fit(cls, encoding: TextEncoding, texts: Sequence[str]) -> "Features":
        """Choose the terms, and weigh vectors so that they have their share of the rows' length."""
        terms = Terms.fit(texts)
        if encoding.sums is None:
            return cls(encoding, terms)
        counted = _Counted.of(terms, texts)
        squares = squares_of(encoding.sums(counted.names))
        ratio = float((counted.terms @ terms.weights**2).sum() / max((counted.chunks @ squares).sum(), _TINY))
        return cls(encoding, terms, float(np.float32(np.sqrt(_VECTOR_SHARE * ratio))))

    def transform(self, texts: Sequence[str]) -> Rows:
        """Return one row for each text."""
        counted = _Counted.of(self.terms, texts)
        squares = counted.terms @ self.terms.weights**2
        if self.encoding.sums:
            of_chunks = self.vectors_of(counted.names)
            scale = LENGTH / lengths_of(squares + counted.chunks @ squares_of(of_chunks))
            vectors = (counted.chunks @ of_chunks) * scale[:, None]
        else:
            scale = TERM_LENGTH / lengths_of(squares)
            vectors = self.encoding.encode(texts)
        rows = counted.terms
        rows.data *= self.terms.weights[rows.indices] * np.repeat(scale, np.diff(rows.indptr))
        return Rows(rows, vectors)

    def vectors_of(self, chunks: Sequence[str]) -> NDArray[np.float32]:
        """The weighted vectors of chunks; without columns where the encoder has none."""
        if self.encoding.sums is None:
            return np.zeros((len(chunks), 0), dtype=np.float32)
        return self.encoding.sums(chunks) * np.float32(self.vector_weight)

    def to_parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the JSON that `from_parts` reads."""
        arrays, names = self.terms.to_parts()
        return arrays, {**names, "vector_weight": self.vector_weight}

    @classmethod
    def from_parts(
        cls, arrays: Mapping[str, NDArray[Any]], names: Mapping[str, Any], encoding: TextEncoding
    ) -> "Features":
        """Build the features from saved parts and the encoder they were fitted with."""
        return cls(encoding, Terms.from_parts(arrays, names), names["vector_weight"])


@dataclass(frozen=True)
class _Counted:
    """How often each term and each chunk stands in each text, and the chunks by name."""

    terms: sparse.csr_matrix
    chunks: sparse.csr_matrix
    names: list[str]

    @classmethod
    def of(cls, terms: Terms, texts: Sequence[str]) -> "_Counted":
        chunks, names = Chunks().read(texts)
        columns, words = terms.read(names)
        _, pairs = terms.pairs_in(chunks.through(words))
        counts = sparse.hstack(
            [chunks.through(columns).counts(terms.n_single), pairs.counts(len(terms.pairs))], format="csr"
        )
        counts.sum_duplicates()
        return cls(counts, chunks.counts(len(names)), names)


def squares_of(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The squared length of each row."""
    squares: NDArray[np.float32] = np.einsum("ij,ij->i", vectors, vectors)
    return squares


def lengths_of(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Square roots, 1 in place of 0: what rows are divided by."""
    lengths: NDArray[np.float32] = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
    return lengths
