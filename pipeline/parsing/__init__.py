"""File → Document: the reader is chosen by suffix, with a look at the first bytes where suffixes lie."""

from pipeline.parsing.anatomy import dissect
from pipeline.parsing.labeled_file import read_labeled_file
from pipeline.parsing.readers import SUFFIXES, parse

__all__ = ["SUFFIXES", "dissect", "parse", "read_labeled_file"]
