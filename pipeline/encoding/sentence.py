"""The door to any sentence-transformers model, by name or folder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError, NotReadyError

_BATCH = 64


class SentenceEncoder:
    """A sentence-transformers model behind the same interface as the static vectors."""

    def __init__(self, model: Any, name: str) -> None:  # noqa: ANN401  (a SentenceTransformer, imported late)
        self._model = model
        self.name = name

    @property
    def dimensions(self) -> int:
        """The size of the model's embeddings."""
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit-length embedding of each text; an empty text gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        if filled:
            vectors[filled] = self._model.encode(
                [texts[index] for index in filled],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return vectors


def build(model: str) -> SentenceEncoder:
    """Load the model called `model` (a folder, or a name that is already in the local cache or can be fetched).

    Raises ConfigError when no model is named and NotReadyError when it cannot be loaded.
    """
    if not model:
        raise ConfigError("no model is named", remedy="say sentence-transformers:<name or folder>")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceEncoder(SentenceTransformer(model), f"sentence-transformers:{model}")
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise NotReadyError(
            f"the model {model!r} cannot be loaded: {reason}",
            remedy="name a folder that holds it, or connect to fetch it once",
        ) from error
