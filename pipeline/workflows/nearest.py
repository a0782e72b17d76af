"""Passages → the labelled entries most like them, whatever the model answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.features import with_headings
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.passage import Passage

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A labelled entry and the cosine of the angle between its vector and a passage's; at 1 they are the same."""

    text: str
    code: str
    paper: str
    similarity: float


class NearestEntries:
    """The entries labelled with a category of one facet, encoded once, with their headings, as a model reads them.

    A passage that was labelled itself finds itself: that the model may have learned it is part of the explanation.
    """

    def __init__(self, entries: Sequence[LabeledEntry], encode: Encode, facet: str) -> None:
        self._entries = [entry for entry in entries if facet in entry.labels]
        self._encode = encode
        self._facet = facet
        self._vectors = self._of([with_headings(each.section_path, each.text) for each in self._entries])

    def nearest(self, passages: Sequence[Passage], *, count: int) -> list[tuple[Neighbour, ...]]:
        """For each passage the entries most like it, the likest first; equals in the order of the labels."""
        if not self._entries:
            return [()] * len(passages)
        found: list[tuple[Neighbour, ...]] = []
        for start in range(0, len(passages), _BATCH):
            texts = [with_headings(each.section_path, each.text) for each in passages[start : start + _BATCH]]
            # Rounded first, so that the last bits of a sum, which differ between machines, decide nothing.
            likeness = np.round((self._of(texts) @ self._vectors.T).astype(np.float64), 4)
            order = np.argsort(-likeness, axis=1, kind="stable")[:, :count]
            found += [self._told(row, numbers) for row, numbers in zip(likeness, order, strict=True)]
        return found

    def _told(self, likeness: NDArray[np.float64], numbers: NDArray[np.int64]) -> tuple[Neighbour, ...]:
        chosen = [(self._entries[number], float(likeness[number])) for number in numbers.tolist()]
        return tuple(
            Neighbour(entry.text or " > ".join(entry.section_path), entry.labels[self._facet], entry.paper, similarity)
            for entry, similarity in chosen
        )

    def _of(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        vectors = self._encode(texts)
        unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit
