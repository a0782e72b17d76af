"""The names of encoders and what stands behind them, loaded when asked for."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.manifest import Manifest
from pipeline.encoding.workplace import Workplace
from pipeline.errors import ConfigError, IntegrityError, NotReadyError


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


_STATIC = "static"
_DOORS = {
    "sentence-transformers": "pipeline.encoding.sentence:build",
    "tuned": "pipeline.encoding.tuned:build",
}


def get_encoder(name: str, workplace: Workplace | None = None) -> Encoder:
    """Build the encoder called `name`: "static", "sentence-transformers:<model name or folder>" or "tuned:<id>".

    Raises ConfigError for an unknown name, NotReadyError when a package or a model is not there and IntegrityError
    when a tuned encoder was changed.
    """
    door, _, model = name.partition(":")
    if door == _STATIC:
        from pipeline.encoding.static import build as build_static

        return build_static(model)
    if door not in _DOORS:
        raise ConfigError(
            f"there is no encoder called {name!r}", remedy="static, or sentence-transformers:<name or folder>"
        )
    module, _, attribute = _DOORS[door].partition(":")
    try:
        build = cast(Callable[[str, Workplace], Encoder], getattr(import_module(module), attribute))
    except ImportError as error:
        raise NotReadyError(f"the encoder {name!r} needs {error.name}", remedy=f"pip install {error.name}") from error
    return build(model, workplace or Workplace())


def graphics_cards() -> list[str]:
    """The graphics cards that a transformer can work on here; none where torch is not there."""
    try:
        from pipeline.encoding.loading import graphics_cards as of_torch

        return of_torch()
    except ImportError:
        return []


def trail_of(encoder: Encoder) -> Mapping[str, Any]:
    """What a manifest says of an encoder beside its name; the static one is named by the version of its package."""
    return dict(getattr(encoder, "trail", {}))


def encoder_of(manifest: Manifest, workplace: Workplace | None = None) -> Encoder:
    """Build the encoder that a model was trained with.

    Raises NotReadyError when it is gone and IntegrityError when it is not the one it was.
    """
    try:
        encoder = get_encoder(manifest.encoder, workplace)
        expected = manifest.params.get("encoder", {}).get("sha256")
        found = getattr(encoder, "sha256", None)
    except NotReadyError as error:
        raise NotReadyError(
            f"model {manifest.model_id} needs its encoder {manifest.encoder!r}: {error.problem}",
            remedy="put it back where it was, or train again with `mitag train`",
        ) from error
    if expected != found:
        raise IntegrityError(
            f"model {manifest.model_id} was trained with another {manifest.encoder!r}: its files were changed since",
            remedy="put the earlier files back, or train again with `mitag train`",
        )
    return encoder
