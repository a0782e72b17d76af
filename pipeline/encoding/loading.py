"""A model in memory: device, backend, and no word of the libraries about themselves.

Transformers run in torch, or, where they are installed, in ONNX Runtime or OpenVINO, which are faster on processors.
A model that has no export for them is exported once, and the export is kept beside the embeddings.
"""

import json
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from safetensors import SafetensorError

from pipeline.errors import ConfigError, NotReadyError

_AUTO, _TORCH = "auto", "torch"
_NEEDS = {"onnx": ("optimum.onnxruntime", "onnxruntime"), "openvino": ("optimum.intel", "openvino")}
_EXPORTED = {"openvino": "openvino/openvino_model.xml", "onnx": "onnx/model.onnx"}
_DEVICE = re.compile(r"cpu|mps|cuda(:\d+)?")
# Whatever a damaged or foreign model makes the libraries raise; a bug of theirs looks the same.
_LOADING_ERRORS = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError, SafetensorError)


def check_choices(device: str, backend: str) -> None:
    """See that a device and a backend have names that can be, and that the backend is installed, without torch.

    Raises ConfigError for a wrong name and NotReadyError when packages are missing.
    """
    if device != _AUTO and not _DEVICE.fullmatch(device):
        raise ConfigError(f"no device is called {device!r}", remedy="auto, cpu, cuda, cuda:1 … or mps")
    if backend not in {_AUTO, _TORCH, *_NEEDS}:
        choices = ", ".join((_AUTO, _TORCH, *_NEEDS))
        raise ConfigError(f"there is no backend {backend!r}", remedy=f"choose one of: {choices}")
    if backend in _NEEDS and not is_installed(backend):
        raise NotReadyError(f"the backend {backend!r} is not installed", remedy=f"pip install 'mitag[{backend}]'")


def choose_device(wanted: str) -> str:
    """The device to work on: the one asked for or, for "auto", a graphics card if there is one.

    Raises ConfigError when the device is not there.
    """
    import torch

    there = graphics_cards()
    there = (["cuda", *there] if there else []) + ["mps"] * torch.backends.mps.is_available() + ["cpu"]
    if wanted == _AUTO:
        return there[0]
    if wanted not in there:
        raise ConfigError(f"there is no device {wanted!r} here", remedy=f"auto, or one of: {', '.join(there)}")
    return wanted


def graphics_cards() -> list[str]:
    """The graphics cards that can be worked on here, as in cuda:0."""
    import torch

    return [f"cuda:{number}" for number in range(torch.cuda.device_count())] if torch.cuda.is_available() else []


def choose_backend(wanted: str, folder: Path, device: str) -> str:
    """What to run the model in: what was asked for or, for "auto" on a processor, an export that can be run here."""
    if wanted != _AUTO:
        return wanted
    exported = [name for name, file in _EXPORTED.items() if (folder / file).is_file() and is_installed(name)]
    return exported[0] if exported and choose_device(device) == "cpu" else _TORCH


def is_installed(backend: str) -> bool:
    """Whether the packages of a backend are there."""
    try:
        return all(find_spec(module) is not None for module in _NEEDS[backend])
    except ImportError:  # the package around a module is not there
        return False


def load_model(folder: Path, *, device: str, backend: str, exports: Path | None = None) -> Any:  # noqa: ANN401
    """Load the SentenceTransformer in `folder`; it has no part that comes from the network or runs code of its own.

    An export that the backend needs and the folder lacks is made, and kept in `exports` for the next time.

    Raises NotReadyError when the folder holds no model that can be loaded.
    """
    source = exports if exports and exports.is_dir() else folder
    _refuse_code(source)
    with quiet():
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(source), device=device, backend=backend, local_files_only=True)
            if exports and source is folder and backend in _EXPORTED and not (folder / _EXPORTED[backend]).is_file():
                _keep(model, exports)
        except _LOADING_ERRORS as error:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise NotReadyError(
                f"the model in {source} cannot be loaded: {reason}", remedy="fetch or copy it once more"
            ) from error
    return model


def _refuse_code(folder: Path) -> None:
    """Not every release of the library asks before it runs the code that a folder brings."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        foreign = [each["type"] for each in modules if not each["type"].startswith("sentence_transformers.")]
    except FileNotFoundError:
        return  # a bare transformer
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReadyError(f"{folder}/modules.json is not readable", remedy="fetch or copy the model anew") from error
    if foreign:
        raise NotReadyError(
            f"the model in {folder} brings code of its own ({foreign[0]}), which is not run",
            remedy="choose a model that is made of modules of sentence-transformers alone",
        )


def _keep(model: Any, exports: Path) -> None:  # noqa: ANN401
    try:
        exports.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=exports.parent, prefix=".new-", ignore_cleanup_errors=True) as scratch:
            model.save_pretrained(scratch, create_model_card=False)
            Path(scratch).rename(exports)
    except OSError:
        return  # no room, no right, or another process was first: it is exported again next time


@contextmanager
def quiet() -> Iterator[None]:
    """Keep warnings, log lines and bars of the libraries off the screen: a user can do nothing about them."""
    before = logging.root.manager.disable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chatter: Any = import_module("transformers.utils.logging")
        bars = chatter.is_progress_bar_enabled()
        chatter.disable_progress_bar()
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(before)
            if bars:
                chatter.enable_progress_bar()
