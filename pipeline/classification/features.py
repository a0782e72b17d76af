"""Passage → one row of numbers: TF-IDF of its tokens beside the encoder's vector, headings included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.classification.ngrams import Ngrams, Tokens

HEADING_SEPARATOR = " > "


class Tokenizer(Protocol):
    """Cuts texts into token ids."""

    def token_ids(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return all ids in one row and where each text begins in it."""

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text."""


Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Pool = Callable[[NDArray[np.int32], NDArray[np.int64]], NDArray[np.float32]]


def with_headings(section_path: Sequence[str], text: str) -> str:
    """The text as the model reads it: headings first.

    >>> with_headings(("4 Defences", "4.1 Filters"), "Inputs are screened.")
    '4 Defences > 4.1 Filters. Inputs are screened.'
    """
    return f"{HEADING_SEPARATOR.join(section_path)}. {text}" if section_path else text


@dataclass(frozen=True)
class TextEncoding:
    """How text becomes numbers: an encoder by name, and the tokenizer whose n-grams stand beside its vectors.

    `pool` gives the encoder's vectors from the tokenizer's ids, where both are one: cutting the text into tokens is
    most of the work, and this way it is done once.
    """

    name: str
    tokenizer: Tokenizer
    encode: Encode
    pool: Pool | None = None


@dataclass(frozen=True)
class Rows:
    """Feature rows, kept in two parts because one is sparse and the other is not: n-grams first, then the vectors."""

    words: sparse.csr_matrix
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, members: NDArray[np.bool_] | Sequence[int]) -> "Rows":
        return Rows(self.words[members], self.vectors[members])

    @property
    def width(self) -> int:
        """The number of features."""
        return int(self.words.shape[1] + self.vectors.shape[1])

    def beside(self, more: NDArray[np.float32]) -> "Rows":
        """The same rows with more columns at the end."""
        return Rows(self.words, np.hstack([self.vectors, more]))

    def times(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Multiply with weights of shape (width, classes)."""
        split = self.words.shape[1]
        product: NDArray[np.float32] = self.words @ weights[:split] + self.vectors @ weights[split:]
        return product


@dataclass(frozen=True)
class Features:
    """Turns texts into feature rows."""

    encoding: TextEncoding
    ngrams: Ngrams

    def transform(self, texts: Sequence[str]) -> Rows:
        """Return one row for each text."""
        ids, offsets = self.encoding.tokenizer.token_ids(texts)
        pool = self.encoding.pool
        vectors = pool(ids, offsets) if pool else self.encoding.encode(texts)
        return Rows(self.ngrams.transform(Tokens(ids, offsets)), vectors)
