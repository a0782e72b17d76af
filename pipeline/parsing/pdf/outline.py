"""A PDF's own outline (its bookmarks): it tells levels where it speaks, and often stays silent on the lower ones."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

import pypdfium2

Outline = Mapping[str, list[tuple[int, int | None]]]
"""Folded title → the levels and pages at which it stands; 1 is the outermost level."""

_NUMBER = re.compile(
    r"^(?:(?:appendix|section|chapter|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVXL]+)[.):]?\s+(?=\S)",
    re.IGNORECASE,
)
_MOST_ENTRIES = 3000
_NO_WORD = re.compile(r"[^\w]+")


def fold(title: str) -> str:
    """Return a title's letters and digits alone, for comparison.

    >>> fold("3.1  Naïve-Bayes")
    '31naivebayes'
    """
    decomposed = unicodedata.normalize("NFKD", title.lower())
    return _NO_WORD.sub("", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def read_outline(document: pypdfium2.PdfDocument) -> Outline:
    """Read the outline; empty when there is none, or when it is too short to trust."""
    entries: list[tuple[int, str, int | None]] = []
    try:
        for bookmark in document.get_toc(max_depth=8):
            destination = bookmark.get_dest()
            entries.append((bookmark.level, bookmark.get_title(), destination.get_index() if destination else None))
            if len(entries) >= _MOST_ENTRIES:
                break
    except pypdfium2.PdfiumError:
        return {}  # a broken outline says nothing; the pages still do
    if sum(level == 0 for level, _, _ in entries) == 1 and len(entries) > 3:
        entries = [(level - 1, title, page) for level, title, page in entries if level > 0]
    outline: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for level, title, page in entries if len(entries) >= 4 else ():
        for key in {fold(title), fold(_NUMBER.sub("", title))} - {""}:
            outline[key].append((level + 1, page))
    return dict(outline)


def listed_level(outline: Outline, title: str, page: int) -> int | None:
    """Return the level at which the outline has a title on about this page."""
    for key in (fold(title), fold(_NUMBER.sub("", title))):
        for level, at in outline.get(key, ()):
            if at is None or abs(at - page) <= 1:
                return level
    return None
