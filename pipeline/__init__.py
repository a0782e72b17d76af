"""mitag: tag AI-risk-mitigation literature."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("mitag")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
