"""The static vectors are what sentence-transformers makes of the same files."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding.static import StaticEncoder, build, load_static
from pipeline.errors import ConfigError

TEXTS = ["Red teaming before release.", "A treaty on compute.", "Études “naïves” – 日本語 🤖", "x"]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return load_static()


def test_vectors_have_unit_length_and_the_advertised_size(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_an_empty_text_is_a_row_of_zeros(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(["", "guardrails"])

    assert not vectors[0].any()
    assert vectors[1].any()


def test_case_does_not_matter(encoder: StaticEncoder) -> None:
    upper, lower = encoder.encode(["Red Teaming", "red teaming"])

    np.testing.assert_array_equal(upper, lower)


def test_related_texts_are_nearer_than_unrelated_ones(encoder: StaticEncoder) -> None:
    probe, near, far = encoder.encode(
        ["adversarial testing of models", "red teaming the system", "treaty between states"]
    )

    assert probe @ near > probe @ far


def test_a_text_s_vector_does_not_depend_on_its_neighbours(encoder: StaticEncoder) -> None:
    np.testing.assert_array_equal(encoder.encode(TEXTS)[2], encoder.encode([TEXTS[2]])[0])


@given(st.lists(st.text(max_size=60), max_size=5))
def test_chunks_add_up_to_the_text(texts: list[str]) -> None:
    encoder = load_static()
    for text, vector in zip(texts, encoder.encode(texts), strict=True):
        total = encoder.sums(text.split()).sum(axis=0)
        np.testing.assert_allclose(total, vector * np.linalg.norm(total), atol=1e-3)


def test_sums_of_nothing_are_nothing(encoder: StaticEncoder) -> None:
    assert encoder.sums([]).shape == (0, encoder.dimensions)
    assert not encoder.sums([""]).any()


def test_sentence_transformers_computes_the_same_vectors(encoder: StaticEncoder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # importing torch and transformers warns about itself
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Normalize, StaticEmbedding

        module = StaticEmbedding(encoder.tokenizer, embedding_weights=encoder.vectors)
        model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
        expected = model.encode(TEXTS, convert_to_numpy=True, show_progress_bar=False)

    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-5)


def test_it_takes_no_model_name() -> None:
    with pytest.raises(ConfigError, match="takes no model, but 'big' was named"):
        build("big")
