"""Devices and backends: what is there is used, what is not there is named."""

import gc
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from pipeline.encoding import Workplace, get_encoder
from pipeline.encoding.loading import check_choices, choose_backend, choose_device, is_installed
from pipeline.errors import ConfigError, NotReadyError

TEXTS = ["audit the model", "treaty states verify every year"]


def test_a_device_that_is_not_there_lists_those_that_are() -> None:
    with pytest.raises(ConfigError) as caught:
        choose_device("cuda:77")

    assert caught.value.problem == "there is no device 'cuda:77' here"
    assert caught.value.remedy.endswith("cpu")


def test_the_device_is_chosen_among_those_that_are_there() -> None:
    assert choose_device("cpu") == "cpu"
    assert choose_device(choose_device("auto")) == choose_device("auto")


@pytest.mark.parametrize(("device", "backend"), [("toaster", "auto"), ("cuda:", "auto"), ("cpu", "jax")])
def test_names_that_cannot_be_are_refused_at_once(bert: Path, device: str, backend: str) -> None:
    with pytest.raises(ConfigError):
        get_encoder(f"sentence-transformers:{bert}", Workplace(device=device, backend=backend))


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_a_backend_that_is_not_installed_says_what_to_install(backend: str) -> None:
    if is_installed(backend):
        check_choices("auto", backend)
        return
    with pytest.raises(NotReadyError) as caught:
        check_choices("auto", backend)

    assert caught.value.problem == f"the backend {backend!r} is not installed"
    assert caught.value.remedy == f"pip install 'mitag[{backend}]'"


def test_torch_is_what_runs_a_model_without_exports(bert: Path) -> None:
    assert choose_backend("auto", bert, "auto") == "torch"


@pytest.mark.parametrize(("backend", "file"), [("onnx", "model.onnx"), ("openvino", "openvino_model.xml")])
def test_an_export_is_run_where_its_backend_is_installed(tmp_path: Path, backend: str, file: str) -> None:
    (tmp_path / backend).mkdir()
    (tmp_path / backend / file).touch()

    assert choose_backend("auto", tmp_path, "cpu") == (backend if is_installed(backend) else "torch")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("backend", "file"), [("onnx", "model.onnx"), ("openvino", "openvino_model.xml")])
def test_other_backends_give_the_same_vectors_and_export_once(
    bert: Path, tmp_path: Path, backend: str, file: str
) -> None:
    if not is_installed(backend):
        pytest.skip(f"{backend} is not installed")
    folder = Path(copytree(bert, tmp_path / "mine"))
    workplace = Workplace(home=tmp_path, cache=tmp_path / "cache", device="cpu", backend=backend)
    expected = get_encoder("sentence-transformers:mine", replace(workplace, backend="torch")).encode(TEXTS)

    vectors = get_encoder("sentence-transformers:mine", workplace).encode(TEXTS)

    np.testing.assert_allclose(vectors, expected, atol=1e-4)
    (export,) = (tmp_path / "cache" / "exports").glob("*")
    written = (export / backend / file).stat().st_mtime_ns
    again = get_encoder("sentence-transformers:mine", replace(workplace, cache_megabytes=0)).encode(TEXTS)
    np.testing.assert_array_equal(again, vectors)
    assert (export / backend / file).stat().st_mtime_ns == written
    assert not (folder / backend).exists()
    gc.collect()  # the exporters leave folders to the collector, which warns of it: here that is let pass
