"""Which lines did people write for passages like this one? Examples for a language model to follow."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.labels import LabeledEntry

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
_LIKENESS_OF_CODE = 0.2


class Neighbours:
    """Labelled entries that have a line of reasoning, found by likeness; nothing is read before the first question."""

    def __init__(self, entries: Callable[[], Sequence[LabeledEntry]], encode: Encode, facet: str) -> None:
        self._read = entries
        self._encode = encode
        self._facet = facet

    def nearest(self, text: str, code: str, *, count: int) -> list[LabeledEntry]:
        """The entries most like `text`, the likest first and same codes preferred; `text` itself is left out."""
        entries, vectors = self._known
        if not entries or count < 1:
            return []
        likeness = vectors @ _unit(self._encode([text]))[0]
        likeness += _LIKENESS_OF_CODE * np.asarray([each.labels.get(self._facet) == code for each in entries])
        order = np.argsort(-likeness, kind="stable")
        same = " ".join(text.split())
        found = (entries[number] for number in order[: count + 1])
        return [each for each in found if " ".join(each.text.split()) != same][:count]

    @cached_property
    def _known(self) -> tuple[Sequence[LabeledEntry], NDArray[np.float32]]:
        entries = [entry for entry in self._read() if entry.reasoning and entry.text]
        return entries, _unit(self._encode([entry.text for entry in entries])) if entries else np.zeros(
            (0, 1), np.float32
        )


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return unit
