"""One verb a file: parts in, an outcome out. Nothing here prints, reads settings or knows the command line."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Track(Protocol):
    """Wraps an iterable to show its progress; the command line brings a bar, tests bring `untracked`."""

    def __call__(self, items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
        """Yield each item, showing how far `doing` has come."""


def untracked(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
    """Yield each item and show nothing."""
    del total, doing
    yield from items
