"""File → Document: the reader is chosen by suffix, with a look at the first bytes where suffixes lie."""

from pipeline.parsing.readers import SUFFIXES, parse

__all__ = ["SUFFIXES", "parse"]
