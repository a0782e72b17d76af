"""Numbers for keys of 64 bits, looked up by the hundred thousand: a hash table whose every step is one numpy call."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]

# The odd number nearest to 2^64 over the golden ratio spreads neighbouring keys (Knuth, TAOCP 3, 6.4).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_LEAST_BITS = 12
_ABSENT = -1


class Index:
    """Gives each distinct key a number, in the order they are added."""

    def __init__(self, keys: Keys | None = None) -> None:
        self._keys = np.zeros(0, dtype=np.uint64)
        self._resize(_LEAST_BITS)
        if keys is not None:
            self.add(keys)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, keys: Keys) -> Numbers:
        """Return the number of each key, or -1 for keys that were not added.

        >>> Index(np.array([7, 5], dtype=np.uint64)).find(np.array([5, 6, 7], dtype=np.uint64)).tolist()
        [1, -1, 0]
        """
        if not len(self):
            return np.full(len(keys), _ABSENT, dtype=np.int64)
        slots = self._home(keys)
        numbers = self._slots[slots]
        astray = np.flatnonzero((numbers != _ABSENT) & (self._keys[numbers] != keys))
        while len(astray):  # another key stands there: look one further
            slots[astray] = (slots[astray] + 1) & self._mask
            there = self._slots[slots[astray]]
            numbers[astray] = there
            astray = astray[(there != _ABSENT) & (self._keys[there] != keys[astray])]
        return numbers.astype(np.int64)

    def add(self, keys: Keys) -> None:
        """Give the next numbers to keys that are distinct and not there yet."""
        first = len(self)
        self._keys = np.concatenate([self._keys, keys])
        if 4 * len(self) > len(self._slots):
            self._resize(int(4 * len(self) - 1).bit_length())
            first = 0
        self._place(np.arange(first, len(self), dtype=np.int32))

    def _resize(self, bits: int) -> None:
        self._shift, self._mask = np.uint64(64 - bits), (1 << bits) - 1
        self._slots = np.full(1 << bits, _ABSENT, dtype=np.int32)

    def _place(self, numbers: NDArray[np.int32]) -> None:
        slots = self._home(self._keys[numbers])
        while len(numbers):
            free = self._slots[slots] == _ABSENT
            self._slots[slots[free]] = numbers[free]  # of several for one slot the last stays
            homeless = self._slots[slots] != numbers
            numbers, slots = numbers[homeless], (slots[homeless] + 1) & self._mask

    def _home(self, keys: Keys) -> Numbers:
        return ((keys * _SPREAD) >> self._shift).astype(np.int64)
