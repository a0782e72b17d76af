"""Static token vectors: one look-up and one mean for each text, no network and no torch.

The matrix and the tokenizer are those inside the `wordllama` wheel (token embeddings distilled from large language
models and trained for similarity; MIT licence). They are read directly: that package's own loader may ask the
network for its tokenizer.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer, normalizers

from pipeline.errors import ConfigError, NotReadyError

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_TENSOR = "embedding.weight"


class StaticEncoder:
    """The mean of the vectors of a text's tokens, scaled to unit length."""

    name = "static"

    def __init__(self, tokenizer: Tokenizer, vectors: NDArray[np.float32]) -> None:
        self.tokenizer = tokenizer
        self.vectors = vectors

    @property
    def dimensions(self) -> int:
        """The number of columns of the token matrix."""
        return int(self.vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit-length mean vector of each text; a text without tokens gives zeros."""
        return self.pool(*self.token_ids(texts))

    def pool(self, tokens: NDArray[np.int32], offsets: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that `encode` gives, from the token ids of the texts."""
        return pooled(self.vectors, tokens, offsets)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token that `token_ids` gives for `text` stands in it."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).offsets)

    def token_ids(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return all token ids in one row and, for each text, where it begins in that row (one more for the end)."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        offsets = np.zeros(len(ids) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in ids], out=offsets[1:])
        tokens = np.fromiter((token for row in ids for token in row), dtype=np.int32, count=int(offsets[-1]))
        return tokens, offsets


def pooled(vectors: NDArray[np.float32], tokens: NDArray[np.int32], offsets: NDArray[np.int64]) -> NDArray[np.float32]:
    """Average the vectors of each run of tokens and scale the mean to unit length."""
    from scipy.sparse import csr_matrix

    lengths = np.diff(offsets)
    ones = np.ones(len(tokens), dtype=np.float32)
    counts = csr_matrix((ones, tokens, offsets), shape=(len(lengths), len(vectors)))
    means = np.asarray(counts @ vectors, dtype=np.float32)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(means, norms, out=np.zeros_like(means), where=norms > 0)
    return unit


@cache
def load_static() -> StaticEncoder:
    """Read the token matrix and the tokenizer from the installed wheel, once.

    Raises NotReadyError when the package that carries them is not installed.
    """
    home = _package_folder()
    try:
        tokenizer = Tokenizer.from_file(str(home / _TOKENIZER))
        vectors = load_file(home / _WEIGHTS)[_TENSOR].astype(np.float32)
    except (OSError, KeyError) as error:
        raise NotReadyError(
            f"the static vectors are not in {home}", remedy="pip install --force-reinstall 'wordllama>=0.4'"
        ) from error
    # Measured on this corpus, lower case loses nothing and lets "Red Teaming" and "red teaming" share their vectors.
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), tokenizer.normalizer])
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticEncoder(tokenizer, vectors)


def build(model: str) -> StaticEncoder:
    """Build the encoder for the name "static", which takes no model after a colon."""
    if model:
        raise ConfigError(f"the static encoder takes no model, but {model!r} was named", remedy="say just `static`")
    return load_static()


def _package_folder() -> Path:
    spec = find_spec("wordllama")  # found, not imported: importing it would load its own loader
    if spec is None or not spec.submodule_search_locations:
        raise NotReadyError("the static vectors come with the package wordllama", remedy="pip install wordllama")
    return Path(spec.submodule_search_locations[0])
