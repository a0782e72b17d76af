"""Document → findings: which of its paragraphs describe a mitigation, and what spoke for it."""

from pipeline.extraction.findings import find_passages
from pipeline.extraction.passages import passages_of

__all__ = ["find_passages", "passages_of"]
