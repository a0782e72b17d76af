"""Words of English that carry meaning, told from those that only join them."""

import re
from functools import cache

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST, _ROOT = 3, 6


def words_in(text: str) -> list[str]:
    """The words of a text, in small letters.

    >>> words_in("Filters the pre-training data (2024).")
    ['filters', 'the', 'pre', 'training', 'data']
    """
    return [word.casefold() for word in _WORD.findall(text)]


def roots_in(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning: "filters" and "filtering" begin alike.

    >>> sorted(roots_in("It filters, by filtering, the data"))
    ['data', 'filter']
    """
    return frozenset(word[:_ROOT] for word in words_in(text) if len(word) >= _SHORTEST and word not in function_words())


@cache
def function_words() -> frozenset[str]:
    """English words that carry no meaning of their own, without those that other languages share."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) - {"in", "an", "de", "die", "se", "es", "me", "no", "a", "on", "once", "con"}
