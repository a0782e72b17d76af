"""The door to sentence-transformers, on a tiny model that is made here."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from pipeline.encoding import get_encoder
from pipeline.errors import ConfigError, NotReadyError

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with a vocabulary of six words and vectors of four numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "audit", "the", "model", "every", "year"]
    tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(7).normal(size=(len(words), 4)).astype(np.float32)
    folder = tmp_path_factory.mktemp("tiny")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


def test_a_folder_is_loaded_and_gives_unit_vectors(tiny_model: Path) -> None:
    encoder = get_encoder(f"sentence-transformers:{tiny_model}")

    vectors = encoder.encode(["audit the model", "", "every year"])

    assert encoder.name == f"sentence-transformers:{tiny_model}"
    assert vectors.shape == (3, encoder.dimensions) == (3, 4)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)


def test_a_missing_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NotReadyError) as caught:
        get_encoder(f"sentence-transformers:{tmp_path / 'nothing'}")

    assert "nothing' cannot be loaded" in caught.value.problem
    assert caught.value.remedy == "name a folder that holds it, or connect to fetch it once"


def test_a_name_is_needed() -> None:
    with pytest.raises(ConfigError, match="no model is named"):
        get_encoder("sentence-transformers")


def test_an_unknown_encoder_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        get_encoder("word2vec")

    assert caught.value.problem == "there is no encoder called 'word2vec'"
    assert caught.value.remedy == "static, or sentence-transformers:<name or folder>"
