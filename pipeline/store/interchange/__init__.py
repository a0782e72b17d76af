"""Labelled entries to and from the tools that people label in: spreadsheets, Label Studio, Argilla, plain text.

A format is chosen by the suffix of the file, or by its name where two share a suffix. What is written can be read back
without loss: text that a format cannot hold is written so that reading undoes it, or the export is refused. Each
entry goes with its id and its revision, so that an edit that comes back is told from a contradiction.
"""

from pipeline.store.interchange.formats import FORMATS, Format, format_for
from pipeline.store.interchange.reading import read_records

__all__ = ["FORMATS", "Format", "format_for", "read_records"]
