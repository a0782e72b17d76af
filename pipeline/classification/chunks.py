"""Texts as numbers of their chunks: the lower-cased stretches between blanks, each numbered when it is first met.

A literature has far fewer distinct chunks than chunks. What is worked out once for each of them need never be worked
out again, so that a text costs one scan and one look-up. Both are done on the bytes of many texts at once: making a
Python string of each chunk and looking it up in a dictionary would take most of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.classification.index import Index, Keys

_WORD = 8  # bytes that are read as one number
_LONG = 64  # bytes; longer chunks are rare, and digested one by one
_BLANK = np.zeros(256, dtype=np.bool_)
_BLANK[[ord(blank) for blank in " \t\n\v\f\r\x1c\x1d\x1e\x1f"]] = True
_KEPT_BYTES = np.array([(1 << 8 * n) - 1 for n in range(_WORD + 1)], dtype=np.uint64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)  # odd, with bits all over: the multiplier of MurmurHash3's last step
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Ragged:
    """Rows of numbers of unlike length, one after the other; row i is `values[offsets[i]:offsets[i + 1]]`."""

    values: NDArray[np.int64]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> "Ragged":
        """Put lists one after the other.

        >>> Ragged.of([[4, 5], [], [6]]).offsets.tolist()
        [0, 2, 2, 3]
        """
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, rows), dtype=np.int64, count=len(rows)), out=offsets[1:])
        return cls(np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(offsets[-1])), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def through(self, rows: "Ragged") -> "Ragged":
        """Put in place of each value the row that it is the number of.

        >>> Ragged.of([[1, 0], [1]]).through(Ragged.of([[7], [8, 9]])).values.tolist()
        [8, 9, 7, 8, 9]
        """
        begins = rows.offsets[self.values]
        ends = np.zeros(len(begins) + 1, dtype=np.int64)
        lengths = rows.offsets[self.values + 1] - begins
        np.cumsum(lengths, out=ends[1:])
        places = np.arange(ends[-1]) + np.repeat(begins - ends[:-1], lengths)
        return Ragged(rows.values[places], ends[self.offsets])

    def extended(self, more: "Ragged") -> "Ragged":
        """These rows and then those of `more`."""
        return Ragged(
            np.concatenate([self.values, more.values]),
            np.concatenate([self.offsets, self.offsets[-1] + more.offsets[1:]]),
        )

    def counts(self, width: int) -> sparse.csr_matrix:
        """How often each number below `width` stands in each row; what stands twice may be kept as two entries."""
        ones = np.ones(len(self.values), dtype=np.float32)
        return sparse.csr_matrix((ones, self.values, self.offsets), shape=(len(self), width))


class Chunks:
    """Numbers the chunks of the texts it is given, in the order they are met.

    Chunks are told apart by digests of 64 bits: among a million of them, two share one with a chance of one in ten
    million or so.
    """

    def __init__(self) -> None:
        self._index = Index()

    def __len__(self) -> int:
        return len(self._index)

    def read(self, texts: Sequence[str]) -> tuple[Ragged, list[str]]:
        """Return the numbers of each text's chunks, and the chunks that were not met before in the order of theirs."""
        written = [_bytes_of(text) for text in texts]
        joined = b" ".join([b"", *written, b" " * _WORD])
        begins, ends = _bounds(joined)
        keys = _digests(joined, begins, ends)
        numbers = self._index.find(keys)
        fresh = np.flatnonzero(numbers < 0)
        if len(fresh):
            _, first = np.unique(keys[fresh], return_index=True)
            first = fresh[np.sort(first)]
            self._index.add(keys[first])
            numbers[fresh] = self._index.find(keys[fresh])
            fresh = first
        names = [joined[begins[place] : ends[place]].decode() for place in fresh.tolist()]
        places = np.cumsum([1, *(len(each) + 1 for each in written)])
        return Ragged(numbers, np.searchsorted(begins, places)), names


def _bytes_of(text: str) -> bytes:
    lowered = text.lower()
    if not lowered.isascii():  # there are blanks beyond ASCII; split() knows them all
        lowered = " ".join(lowered.split())
    return lowered.encode(errors="replace")


def _bounds(joined: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where chunks begin and end in bytes that begin and end with a blank."""
    blank = _BLANK[np.frombuffer(joined, dtype=np.uint8)]
    edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
    return edges[::2], edges[1::2]


def _digests(joined: bytes, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Keys:
    """A number for each chunk that depends on its length and all its bytes, eight of which are read at a time."""
    window = np.ndarray((len(joined) - _WORD + 1,), dtype="<u8", buffer=joined, strides=(1,))
    lengths = ends - begins
    keys = lengths.astype(np.uint64)
    rest = np.arange(len(keys))
    for start in range(0, _LONG, _WORD):
        left = lengths[rest] - start
        read = window[begins[rest] + start] & _KEPT_BYTES[np.minimum(left, _WORD)]
        mixed = (keys[rest] ^ read) * _MIX
        keys[rest] = mixed ^ (mixed >> _HALF)
        rest = rest[left > _WORD]
        if not len(rest):
            break
    for place in rest.tolist():
        digest = blake2b(joined[begins[place] : ends[place]], digest_size=_WORD).digest()
        keys[place] = np.uint64(int.from_bytes(digest, "little"))
    return keys
