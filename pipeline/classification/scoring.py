"""Texts → the scores of all heads, by adding up what each chunk of text gives each of them.

Heads are linear in their features, so what a chunk adds to every score is a row of a table, filled when the chunk is
first met. The result is that of `Features.transform` and `Head.scores`, without the rows between.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.chunks import Chunks, Ragged
from pipeline.classification.features import LENGTH, TERM_LENGTH, Features, lengths_of, squares_of
from pipeline.classification.head import Head

# A passage of 100 words brings one to three chunks never met before; the table starts anew when it is full.
_MOST_CHUNKS, _MOST_LETTERS = 150_000, 5_000_000


class Table:
    """Rows of numbers that are appended often: the buffer grows by half, so appending stays cheap."""

    def __init__(self, width: int) -> None:
        self._buffer = np.zeros((1024, width), dtype=np.float32)
        self._used = 0

    @property
    def rows(self) -> NDArray[np.float32]:
        """The rows in use (a view)."""
        return self._buffer[: self._used]

    def append(self, rows: NDArray[np.float32]) -> None:
        """Add rows at the end."""
        needed = self._used + len(rows)
        if needed > len(self._buffer):
            grown = np.zeros((max(needed, len(self._buffer) * 3 // 2), self._buffer.shape[1]), dtype=np.float32)
            grown[: self._used] = self.rows
            self._buffer = grown
        self._buffer[self._used : needed] = rows
        self._used = needed


@dataclass(frozen=True)
class Parts:
    """What a text's chunks and pairs of words add to the score of one class, above the mean of all classes.

    Words are counted as in the text's lower-cased chunks, one place for a chunk without any: chunk i begins at
    `starts[i]`, pair j at `places[j]`. `scale` is one over the length of the text's row; it is in all values.
    """

    of_chunks: NDArray[np.float32]
    starts: NDArray[np.int64]
    of_pairs: NDArray[np.float32]
    places: NDArray[np.int64]
    scale: np.float32


class Scorer:
    """Scores texts for several heads at once; what it remembers of chunks is bounded and changes no result."""

    def __init__(self, features: Features, heads: Mapping[str, Head]) -> None:
        self._features = features
        self._heads = dict(heads)
        terms = features.terms
        dimensions = features.encoding.encode([""]).shape[1]
        stacked = np.hstack([head.weights[: terms.width + dimensions] for head in heads.values()])
        # The last column adds up what the row's length is the root of.
        valued = np.hstack([stacked[: terms.width], terms.weights[:, None]]) * terms.weights[:, None]
        self._singles, self._pairs = valued[: terms.n_single], np.ascontiguousarray(valued[terms.n_single :])
        self._of_vector = stacked[terms.width :]
        self._biases = np.concatenate([head.biases for head in heads.values()])
        self._ends = np.cumsum([len(head.classes) for head in heads.values()])
        self._lock = Lock()
        self._chunks, self._words, self._letters = Chunks(), Ragged.of([]), 0
        self._table = Table(self._singles.shape[1])

    def __reduce__(self) -> tuple[type["Scorer"], tuple[Features, dict[str, Head]]]:
        """Travel to another process without the table: it is soon filled again."""
        return Scorer, (self._features, self._heads)

    def __len__(self) -> int:
        """The number of chunks remembered."""
        return len(self._chunks)

    def scores(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Raw scores of shape (texts, classes) for each head, without what heads make of other heads' answers."""
        with self._lock:
            chunks = self._read(texts)
            total: NDArray[np.float32] = chunks.counts(len(self._chunks)) @ self._table.rows
            words = chunks.through(self._words)
        encoding = self._features.encoding
        _, pairs = self._features.terms.pairs_in(words)
        total += pairs.counts(len(self._pairs)) @ self._pairs
        found = total[:, :-1] * self._scales(total[:, -1])[:, None] + self._biases
        if not encoding.sums:
            found += encoding.encode(texts) @ self._of_vector
        return dict(zip(self._heads, np.split(found, self._ends[:-1], axis=1), strict=True))

    def parts(self, text: str, facet: str, code: str) -> Parts:
        """Take a text's score for a class apart; vectors of whole texts, which have no parts, are left out."""
        with self._lock:
            chunks = self._read([text])
            of_chunks = self._table.rows[chunks.values]
            words = chunks.through(self._words)
            n_words = self._words.offsets[chunks.values + 1] - self._words.offsets[chunks.values]
        places, pairs = self._features.terms.pairs_in(words)
        of_pairs = self._pairs[pairs.values]
        squares = of_chunks[:, -1].sum(keepdims=True) + of_pairs[:, -1].sum()
        (scale,) = self._scales(squares)
        above = self._above(facet, code)
        return Parts(above(of_chunks) * scale, np.cumsum(n_words) - n_words, above(of_pairs) * scale, places, scale)

    def of_words(self, words: Sequence[str], facet: str, code: str) -> NDArray[np.float32]:
        """What each word and its affixes add to the score of a class, as in `Parts`, but not scaled."""
        columns, _ = self._features.terms.read(words)
        values = self._above(facet, code)(self._singles[columns.values])
        rows = np.repeat(np.arange(len(columns)), np.diff(columns.offsets))
        return np.bincount(rows, values, minlength=len(words)).astype(np.float32)

    def _above(self, facet: str, code: str) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
        """What rows of the table say of one class, above the mean of all classes of its head."""
        number = list(self._heads).index(facet)
        begin, end = (0, *self._ends)[number : number + 2]
        column = begin + self._heads[facet].classes.index(code)
        return lambda rows: rows[:, column] - rows[:, begin:end].mean(axis=1)

    def _scales(self, squares: NDArray[np.float32]) -> NDArray[np.float32]:
        length = LENGTH if self._features.encoding.sums else TERM_LENGTH
        scales: NDArray[np.float32] = length / lengths_of(squares)
        return scales

    def _read(self, texts: Sequence[str]) -> Ragged:
        """The numbers of each text's chunks, all of which are in the table then."""
        if len(self._chunks) > _MOST_CHUNKS or self._letters > _MOST_LETTERS:
            self._forget()
        chunks, fresh = self._chunks.read(texts)
        if fresh:
            self._learn(fresh)
        return chunks

    def _learn(self, fresh: Sequence[str]) -> None:
        columns, words = self._features.terms.read(fresh)
        rows = columns.counts(len(self._singles)) @ self._singles
        vectors = self._features.vectors_of(fresh)
        if vectors.shape[1]:
            rows[:, :-1] += vectors @ self._of_vector
            rows[:, -1] += squares_of(vectors)
        self._table.append(rows)
        self._words = self._words.extended(words)
        self._letters += sum(map(len, fresh))

    def _forget(self) -> None:
        self._chunks, self._words, self._letters = Chunks(), Ragged.of([]), 0
        self._table = Table(self._singles.shape[1])
