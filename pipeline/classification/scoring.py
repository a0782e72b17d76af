"""Texts → the scores of all heads, by adding up what each chunk of text gives each of them.

Heads are linear in their features, so what a chunk adds to every score is a row of a table, filled when the chunk is
first met. The result is that of `Features.transform` and `Head.scores`, without the rows between.
"""

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.chunks import Chunks, Ragged
from pipeline.classification.features import LENGTH, TERM_LENGTH, Features, lengths_of, squares_of
from pipeline.classification.head import Head

# A passage of 100 words brings one to three chunks never met before; the table starts anew when it is full.
_MOST_CHUNKS, _MOST_LETTERS = 300_000, 10_000_000


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
            total, words = self._added_up(texts)
        _, pairs = self._features.terms.pairs_in(words)
        total += pairs.counts(len(self._pairs)) @ self._pairs
        encoding = self._features.encoding
        length = LENGTH if encoding.sums else TERM_LENGTH
        found = total[:, :-1] * (length / lengths_of(total[:, -1]))[:, None] + self._biases
        if not encoding.sums:
            found += encoding.encode(texts) @ self._of_vector
        return dict(zip(self._heads, np.split(found, self._ends[:-1], axis=1), strict=True))

    def _added_up(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], Ragged]:
        """The sum of the table's rows for each text, and the numbers of its words."""
        if len(self._chunks) > _MOST_CHUNKS or self._letters > _MOST_LETTERS:
            self._forget()
        chunks, fresh = self._chunks.read(texts)
        if fresh:
            self._learn(fresh)
        total: NDArray[np.float32] = chunks.counts(len(self._chunks)) @ self._table.rows
        return total, chunks.through(self._words)

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
