"""Is a line true to the passage and to the code? Every word of it that carries meaning must come from one of them."""

import re
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from pipeline.domain.taxonomy import Category
from pipeline.reasoning.words import CONTENT, english, stem, stems_of

_WORD = re.compile(r"[^\W\d_]+")


class Grounds:
    """The words that a line about one passage and one category may use."""

    def __init__(self, passage: AbstractSet[str], category: Category, frame_words: str) -> None:
        self._passage = passage
        self._others = _allowed(f"{category.label} {category.definition} {frame_words}")

    def strange(self, line: str) -> list[str]:
        """The words of a line that stand neither in the passage nor in the definition of the category."""
        return [word for word in _WORD.findall(line) if self._is_strange(word)]

    def _is_strange(self, word: str) -> bool:
        root = _content(word)
        return bool(root) and root not in self._others and root not in self._passage


@lru_cache(maxsize=2**14)
def _content(word: str) -> str:
    """The stem of a word that carries meaning, "" for any other."""
    return stem(word) if english().letter(word) in CONTENT else ""


@cache
def _allowed(words: str) -> frozenset[str]:
    return stems_of(words)
