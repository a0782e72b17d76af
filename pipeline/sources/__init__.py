"""Where documents come from."""

from pipeline.sources.files import documents_in

__all__ = ["documents_in"]
