"""Static token vectors: one look-up and one mean for each text, no network and no torch.

The matrix and the tokenizer are those inside the `wordllama` wheel (token embeddings distilled from large language
models and trained for similarity; MIT licence). They are read directly: that package's own loader may ask the
network for its tokenizer.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import chain
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
    """The mean of the vectors of a text's tokens, scaled to unit length.

    No token reaches over a blank, so what stands between blanks (a chunk) can be encoded by itself: the sums of its
    tokens' vectors, added up over a text, point where the text's mean does.
    """

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
        totals = self.sums([" ".join(text.split()) for text in texts])
        norms = np.linalg.norm(totals, axis=1, keepdims=True)
        unit: NDArray[np.float32] = np.divide(totals, norms, out=np.zeros_like(totals), where=norms > 0)
        return unit

    def sums(self, chunks: Sequence[str]) -> NDArray[np.float32]:
        """Return the sum of the vectors of each chunk's tokens."""
        from scipy.sparse import csr_matrix

        encodings = self.tokenizer.encode_batch_fast(list(chunks), add_special_tokens=False)
        tokens = [encoding.ids for encoding in encodings]
        ends = np.cumsum([0, *map(len, tokens)])
        flat = np.fromiter(chain.from_iterable(tokens), dtype=np.int32, count=int(ends[-1]))
        counts = csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(tokens), len(self.vectors)))
        totals: NDArray[np.float32] = counts @ self.vectors
        return totals


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
