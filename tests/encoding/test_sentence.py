"""The door to sentence-transformers, on tiny models that are made here."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree
from subprocess import run
from sys import executable

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from pipeline.encoding import Workplace, encoder_of, get_encoder, trail_of
from pipeline.encoding.loading import quiet
from pipeline.errors import ConfigError, IntegrityError, NotReadyError
from tests.builders import describing
from tests.encoding.counting import Counting
from tests.encoding.tiny import touched

TEXTS = ["audit the model", "", "every year", "treaty states verify the model every year", "audit the model"]


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(home=tmp_path, tuned=tmp_path / "encoders", cache=tmp_path / "cache", batch=2)


def static_model(folder: Path) -> Path:
    """A sentence-transformers folder with a vocabulary of six words and vectors of four numbers, and no transformer."""
    with quiet():
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        words = ["[UNK]", "audit", "the", "model", "every", "year"]
        tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106
        tokenizer.pre_tokenizer = Whitespace()
        weights = np.random.default_rng(7).normal(size=(len(words), 4)).astype(np.float32)
        module = StaticEmbedding(tokenizer, embedding_weights=weights)
        SentenceTransformer(modules=[module], device="cpu").save_pretrained(str(folder), create_model_card=False)
    return folder


def test_a_folder_is_loaded_and_gives_unit_vectors(bert: Path) -> None:
    encoder = get_encoder(f"sentence-transformers:{bert}")

    vectors = encoder.encode(TEXTS)

    assert encoder.name == f"sentence-transformers:{bert}"
    assert vectors.shape == (5, encoder.dimensions) == (5, 16)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 1, 1], atol=1e-5)


def test_it_is_what_the_library_computes(bert: Path) -> None:
    with quiet():
        from sentence_transformers import SentenceTransformer

        expected = SentenceTransformer(str(bert), device="cpu").encode(TEXTS, normalize_embeddings=True)

    vectors = get_encoder(f"sentence-transformers:{bert}").encode(TEXTS)

    np.testing.assert_allclose(vectors[[0, 2, 3, 4]], expected[[0, 2, 3, 4]], atol=1e-6)


def test_models_without_a_transformer_work_too(tmp_path: Path) -> None:
    vectors = get_encoder(f"sentence-transformers:{static_model(tmp_path / 'static')}").encode(TEXTS)

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 1, 1], atol=1e-5)


def test_no_text_is_encoded_twice(bert: Path, workplace: Workplace) -> None:
    name, first, second = f"sentence-transformers:{bert}", Counting(), Counting()
    before = get_encoder(name, replace(workplace, track=first)).encode(TEXTS)

    after = get_encoder(name, replace(workplace, track=second)).encode([*TEXTS, "a new one"])

    assert sorted(map(str, first.encoded)) == sorted({text for text in TEXTS if text})
    assert second.encoded == ["a new one"]
    np.testing.assert_array_equal(before, after[:5])


def test_what_is_known_needs_no_torch(bert: Path, workplace: Workplace) -> None:
    get_encoder(f"sentence-transformers:{bert}", workplace).encode(TEXTS)
    program = (
        "import sys; from pathlib import Path; from pipeline.encoding import Workplace, get_encoder\n"
        f"encoder = get_encoder('sentence-transformers:{bert}', Workplace(cache=Path({str(workplace.cache)!r})))\n"
        f"print(encoder.encode({TEXTS!r}).shape, 'torch' in sys.modules)"
    )

    done = run([executable, "-c", program], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("(5, 16) False\n", "")


def test_loading_and_encoding_say_nothing(bert: Path, tmp_path: Path) -> None:
    bare = Path(copytree(bert, tmp_path / "bare"))
    (bare / "modules.json").unlink()  # which makes the library guess, and say so
    program = (
        "from pipeline.encoding import get_encoder\n"
        f"print(get_encoder('sentence-transformers:{bare}').encode(['audit', 'the model']).shape)"
    )

    done = run([executable, "-c", program], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("(2, 16)\n", "")


def test_a_text_s_vector_does_not_depend_on_its_neighbours(bert: Path, workplace: Workplace) -> None:
    encoder = get_encoder(f"sentence-transformers:{bert}", replace(workplace, cache=None))

    np.testing.assert_allclose(encoder.encode(TEXTS)[2], encoder.encode(["every year"])[0], atol=1e-6)


def test_a_changed_model_does_not_get_the_vectors_of_the_old_one(bert: Path, workplace: Workplace) -> None:
    folder = Path(copytree(bert, workplace.home / "mine"))
    before = get_encoder("sentence-transformers:mine", workplace).encode(TEXTS)
    touched(folder)

    assert np.abs(get_encoder("sentence-transformers:mine", workplace).encode(TEXTS) - before).max() > 1e-4


def test_weights_that_cannot_be_read_say_so(bert: Path, workplace: Workplace) -> None:
    folder = Path(copytree(bert, workplace.home / "mine"))
    (folder / "model.safetensors").write_bytes(b"not weights")

    with pytest.raises(NotReadyError) as caught:
        get_encoder("sentence-transformers:mine", workplace).encode(TEXTS)

    assert caught.value.problem.startswith(f"the model in {folder} cannot be loaded: ")
    assert "\n" not in caught.value.problem


def test_code_that_comes_with_a_model_is_not_run(bert: Path, workplace: Workplace) -> None:
    folder = Path(copytree(bert, workplace.home / "mine"))
    modules = (folder / "modules.json").read_text(encoding="utf-8")
    renamed = modules.replace("sentence_transformers.sentence_transformer.modules.pooling.Pooling", "mine.Pooling")
    assert renamed != modules
    (folder / "modules.json").write_text(renamed, encoding="utf-8")
    (folder / "mine.py").write_text("from pathlib import Path\nPath('ran').touch()\n", encoding="utf-8")

    with pytest.raises(NotReadyError, match=r"brings code of its own \(mine.Pooling\), which is not run"):
        get_encoder("sentence-transformers:mine", workplace).encode(TEXTS)


def test_the_encoder_of_a_model_is_known_by_its_content(bert: Path, workplace: Workplace) -> None:
    folder = Path(copytree(bert, workplace.home / "mine"))
    encoder = get_encoder("sentence-transformers:mine", workplace)
    manifest = describing(encoder=encoder.name, params={"encoder": trail_of(encoder)})({})

    assert encoder_of(manifest, workplace).name == "sentence-transformers:mine"

    touched(folder)
    with pytest.raises(IntegrityError) as changed:
        encoder_of(manifest, workplace)
    assert changed.value.problem == (
        f"model {manifest.model_id} was trained with another 'sentence-transformers:mine': its files were changed since"
    )

    folder.rename(workplace.home / "moved")
    with pytest.raises(NotReadyError) as gone:
        encoder_of(manifest, workplace)
    assert gone.value.problem.startswith(f"model {manifest.model_id} needs its encoder 'sentence-transformers:mine': ")


def test_the_static_encoder_leaves_no_trail() -> None:
    assert trail_of(get_encoder("static")) == {}


def test_a_name_is_needed() -> None:
    with pytest.raises(ConfigError, match="no model is named"):
        get_encoder("sentence-transformers")


def test_an_unknown_encoder_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        get_encoder("word2vec")

    assert caught.value.problem == "there is no encoder called 'word2vec'"
    assert caught.value.remedy == "static, or sentence-transformers:<name or folder>"
