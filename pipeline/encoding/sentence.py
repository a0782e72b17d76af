"""The door to any sentence-transformers model, by name or folder.

The model is loaded when the first text comes that the cache does not know, so what is known costs no torch.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.encoding.cache import EmbeddingCache
from pipeline.encoding.loading import check_choices, choose_backend, choose_device, load_model, quiet
from pipeline.encoding.location import digest_of, find_model
from pipeline.encoding.workplace import Workplace
from pipeline.errors import ConfigError

DOOR = "sentence-transformers"
_BATCHES_AT_ONCE = 16  # between two marks of progress; a killed run loses no more


class SentenceEncoder:
    """A sentence-transformers model behind the same interface as the static vectors."""

    def __init__(self, name: str, folder: Path, workplace: Workplace) -> None:
        check_choices(workplace.device, workplace.backend)
        self.name = name
        self.folder = folder
        self._workplace = workplace

    @cached_property
    def sha256(self) -> str:
        """The digest of the model's files."""
        return digest_of(self.folder)

    @property
    def trail(self) -> Mapping[str, Any]:
        """What a manifest says of this encoder beside its name, so that another in its place is noticed."""
        return {"sha256": self.sha256, "dimensions": self.dimensions}

    @cached_property
    def dimensions(self) -> int:
        """The size of the model's embeddings."""
        known = self._cache.dimensions() if self._cache else None
        return known or self.model.get_embedding_dimension() or int(self._compute(["one"]).shape[1])

    @cached_property
    def model(self) -> Any:  # noqa: ANN401  (a SentenceTransformer, imported late)
        """The model itself, loaded when first asked for.

        Raises NotReadyError when it cannot be loaded and ConfigError when the device is not there.
        """
        kept = self._workplace.cache if self._backend != "torch" else None
        return load_model(
            self.folder,
            device=choose_device(self._workplace.device),
            backend=self._backend,
            exports=kept / "exports" / f"{self.sha256[:16]}-{self._backend}" if kept else None,
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit-length embedding of each text; an empty text gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        wanted = list(dict.fromkeys(texts[index] for index in filled))
        known = self._cache.get(wanted) if self._cache else {}
        known |= self._encoded([text for text in wanted if text not in known])
        for index in filled:
            vectors[index] = known[texts[index]]
        return vectors

    @cached_property
    def _backend(self) -> str:
        return choose_backend(self._workplace.backend, self.folder, self._workplace.device)

    @cached_property
    def _cache(self) -> EmbeddingCache | None:
        if self._workplace.cache is None:
            return None
        identity = sha256(f"{self.sha256} {self._backend} unit length".encode()).hexdigest()[:16]
        return EmbeddingCache(self._workplace.cache, encoder=identity, megabytes=self._workplace.cache_megabytes)

    def _encoded(self, texts: list[str]) -> dict[str, NDArray[np.float32]]:
        """Compute what is not known, texts of like length together, and keep it as it comes."""
        texts = sorted(texts, key=lambda text: (len(text), text))
        size = self._workplace.batch * _BATCHES_AT_ONCE
        chunks = [texts[start : start + size] for start in range(0, len(texts), size)]
        encoded: dict[str, NDArray[np.float32]] = {}
        for chunk in self._workplace.track(chunks, total=len(chunks), doing="Encoding") if chunks else ():
            fresh = dict(zip(chunk, self._compute(chunk), strict=True))
            if self._cache:
                self._cache.put(fresh)
            encoded |= fresh
        return encoded

    def _compute(self, texts: list[str]) -> NDArray[np.float32]:
        with quiet():
            vectors: NDArray[np.float32] = self.model.encode(
                texts,
                batch_size=self._workplace.batch,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return vectors.astype(np.float32, copy=False)


def build(model: str, workplace: Workplace) -> SentenceEncoder:
    """Find the model called `model` (a folder, or a name that is already on this machine or can be fetched).

    Raises ConfigError when no model is named and NotReadyError when there is none.
    """
    if not model:
        raise ConfigError("no model is named", remedy=f"say {DOOR}:<name or folder>")
    found = find_model(model, workplace.home)
    return SentenceEncoder(f"{DOOR}:{found.name}", found.folder, workplace)
