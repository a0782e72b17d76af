"""mitag: tag AI-risk-mitigation literature.

>>> from pipeline import Tagger  # doctest: +SKIP
>>> Tagger.load("my-project").predict(["Prompts are screened before they reach the model."])  # doctest: +SKIP

The names below are loaded when they are first asked for, so that `import pipeline` costs nothing.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.library.estimator import MitagClassifier
    from pipeline.library.tagger import Tagger

try:
    __version__ = version("mitag")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["MitagClassifier", "Tagger", "__version__"]

_PLACES = {"MitagClassifier": "pipeline.library.estimator", "Tagger": "pipeline.library.tagger"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a class, of which type checkers learn above)
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
