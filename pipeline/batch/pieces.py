"""A part of the input, what is to become of it, and what became of it: all that travels between processes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one shard: a stretch of a file of lines, rows of a table as bytes, or the paths of documents.

    `begin` is the number of its first line or row in the file, for messages; `digest` is that of its content. Its
    lines are `length` bytes of the file from `start` on.
    """

    number: int
    size: int
    digest: str
    place: str = ""
    begin: int = 0
    start: int = 0
    length: int = 0
    content: bytes = b""
    paths: tuple[Path, ...] = ()

    def shard(self, seal: str) -> str:
        """The file name of its shard in a run of that seal: the same input and settings give the same name.

        >>> Piece(3, 1, "ab").shard("cd")
        'part-000003-88d4266fd4e6338d.parquet'
        """
        return f"part-{self.number:06}-{sha256(f'{self.digest}{seal}'.encode()).hexdigest()[:16]}.parquet"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled for all pieces once the input is looked over, while workers are still getting ready.

    `folder` is where shards go, `seal` that of the run, `columns` what kind of values each column of a table has.
    """

    folder: Path
    seal: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a shard is written: its piece, how much of it could be used, and how much could not."""

    number: int
    size: int
    n_rows: int
    n_failures: int


@dataclass(frozen=True, slots=True)
class Unusable:
    """A row or a document that could not be used: where it stands, why, and what to do about it."""

    document: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at the whole input found.

    `digest` is that of all that decides the results, `columns` what kind of values each further column of rows has.
    """

    digest: str
    n_items: int
    columns: tuple[tuple[str, str], ...] = ()
    repeats: tuple[tuple[str, str], ...] = ()
    """Documents that are left out because an earlier one has the same content: (document, earlier document)."""
    missing: tuple[Unusable, ...] = ()
    """Documents that were asked for and could not be had; `n_items` does not count them."""


class Source(Protocol):
    """Input that can be looked over and cut; it travels to other processes."""

    def most_workers(self) -> int:
        """How many workers may be of use, as far as can be told without a look inside."""

    def survey(self) -> Survey:
        """Look over all of it.

        Raises InputError when it is not there or cannot be read at all.
        """

    def pieces(self) -> Iterator[Piece]:
        """Cut it, always in the same way."""


Work = Callable[[Piece, Plan], Receipt]
Opening = Callable[[int], Work]
"""Makes what works on pieces, in the process that does it; it is given the number of the worker."""


class Engine(Protocol):
    """Has pieces worked on, somewhere."""

    def run(self, plan: Plan, pieces: Callable[[], Iterator[Piece]]) -> Iterator[Receipt]:
        """Yield a receipt for each piece, as soon as its shard is written; no more than a few pieces are held at once.

        Raises what opening the work or working raised, and InputError when a worker is killed.
        """
