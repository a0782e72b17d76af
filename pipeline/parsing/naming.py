"""Long lists of names, written as text so that they can be read, and the patterns of years and DOIs."""

import re

YEAR = re.compile(r"\b(?:19[5-9]\d|20\d\d)\b")
"""A year in which a paper of today may have been published."""

DOI_START = r"10\.\d{4,9}/"
"""How every DOI begins; what may follow depends on what it stands in."""


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(names("table figure"))
    ['figure', 'table']
    """
    return frozenset(text.split())
