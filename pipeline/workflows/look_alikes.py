"""A key that passages share which say nearly the same, found without comparing each with all."""

import re
from hashlib import blake2b

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_MIX = 0x9E3779B97F4A7C15
_ALL_BITS = (1 << 64) - 1


def bucket_of(text: str) -> str:
    """The key of a text: two smallest hashes of its word triples; "" for a text without a word.

    Texts of which the share J of all their triples is common get the same key with probability J² (Broder 1997, "On
    the resemblance and containment of documents"), so what is nearly the same mostly does, and what is merely alike
    seldom.

    >>> bucket_of("Keep a log of every call.") == bucket_of("keep a log of every call")
    True
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return ""
    triples = {" ".join(words[start : start + 3]) for start in range(max(len(words) - 2, 1))}
    hashes = [int.from_bytes(blake2b(triple.encode(), digest_size=8).digest()) for triple in triples]
    return f"{min(hashes):016x}{min(each * _MIX & _ALL_BITS for each in hashes):016x}"


def words_of(text: str) -> frozenset[str]:
    """The words of three letters or more, in lower case.

    >>> sorted(words_of("The AI logs 3 calls."))
    ['calls', 'logs', 'the']
    """
    return frozenset(_LETTERS.findall(text.casefold()))
