"""What a workplace is given to show progress: here it remembers what was encoded."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


class Counting:
    """Passes items on and keeps a list of the texts that were in them, by what was being done."""

    def __init__(self) -> None:
        self.seen: dict[str, list[object]] = {}

    def __call__(self, items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
        count = 0
        for item in items:
            count += 1
            self.seen.setdefault(doing, []).extend(item if isinstance(item, list) else [item])
            yield item
        assert count == total

    @property
    def encoded(self) -> list[object]:
        """The texts that an encoder was called with."""
        return self.seen.get("Encoding", [])
