"""models/ on disk: which models there are, which one is in use, and that each is what was saved."""

from pipeline.registry.bundle import Bundle
from pipeline.registry.registry import Registry

__all__ = ["Bundle", "Registry"]
