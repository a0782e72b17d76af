"""The names of encoders and what stands behind them, loaded when asked for."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError, NotReadyError


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def name(self) -> str:
        """The name by which `get_encoder` builds the same encoder again."""

    @property
    def dimensions(self) -> int:
        """The number of columns that `encode` returns."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a matrix of shape (len(texts), dimensions); an empty text gives a row of zeros."""


_DOORS = {
    "static": "pipeline.encoding.static:build",
    "sentence-transformers": "pipeline.encoding.sentence:build",
}


def get_encoder(name: str) -> Encoder:
    """Build the encoder called `name`: "static", or "sentence-transformers:<model name or folder>".

    Raises ConfigError for an unknown name and NotReadyError when a package or a model is not there.
    """
    door, _, model = name.partition(":")
    if door not in _DOORS:
        raise ConfigError(
            f"there is no encoder called {name!r}", remedy="static, or sentence-transformers:<name or folder>"
        )
    module, _, attribute = _DOORS[door].partition(":")
    try:
        build = cast(Callable[[str], Encoder], getattr(import_module(module), attribute))
    except ImportError as error:
        raise NotReadyError(f"the encoder {name!r} needs {error.name}", remedy=f"pip install {error.name}") from error
    return build(model)
