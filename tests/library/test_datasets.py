"""The tagger as the function of `datasets.Dataset.map`."""

from pathlib import Path

import datasets
import pytest

from pipeline import Tagger
from tests.library.conftest import FILTERS, THANKS, TREATY


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    datasets.disable_progress_bars()


@pytest.mark.parametrize("num_proc", [None, 2])
def test_all_batches_have_the_same_columns(tagger: Tagger, num_proc: int | None) -> None:
    texts = [FILTERS] * 3 + [THANKS, ""] * 2 + [TREATY]
    dataset = datasets.Dataset.from_dict({"text": texts})

    tagged = dataset.map(tagger, batched=True, batch_size=3, num_proc=num_proc)

    assert tagged["text"][:] == texts
    assert tagged["code"][:] == tagger.predict(texts)["code"].tolist()
    assert tagged.features["review_reasons"].dtype == "string"


def test_the_cache_tells_models_apart_and_knows_them_again(tagger: Tagger, trained_home: Path, tmp_path: Path) -> None:
    tagger.save(tmp_path / "copy")
    mark = datasets.fingerprint.Hasher.hash

    assert mark(Tagger.load(trained_home)) == mark(tagger) != mark(Tagger.load(tmp_path / "copy"))
