"""Where and how a transformer works: folders, device, batch size. None of it changes what a text means to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Track(Protocol):
    """Wraps an iterable to show its progress."""

    def __call__(self, items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
        """Yield each item, showing how far `doing` has come."""


def silent(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
    """Yield each item and show nothing.

    >>> list(silent("ab", total=2, doing="Counting"))
    ['a', 'b']
    """
    del total, doing
    yield from items


@dataclass(frozen=True, slots=True)
class Workplace:
    """What an encoder is given to work with.

    Relative folders of models are looked up below `home`. Tuned encoders are kept below `tuned`, embeddings and
    exported models below `cache`; where that is None, nothing is kept.
    """

    home: Path = field(default_factory=Path.cwd)
    tuned: Path = Path("models/encoders")
    cache: Path | None = None
    cache_megabytes: int = 1024
    device: str = "auto"
    backend: str = "auto"
    batch: int = 32
    track: Track = silent
