"""Work that needs no model, in a module of its own so that worker processes can import it."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.batch.pieces import Piece, Plan, Receipt, Survey, Work
from pipeline.batch.shards import write_shard
from pipeline.errors import InputError


@dataclass(frozen=True)
class Numbers:
    """Input of `n` pieces of two items each."""

    n: int = 4
    digest: str = "numbers"

    def most_workers(self) -> int:
        return self.n

    def survey(self) -> Survey:
        return Survey(self.digest, 2 * self.n)

    def pieces(self) -> Iterator[Piece]:
        return (Piece(number, 2, f"{self.digest}-{number}") for number in range(self.n))


@dataclass(frozen=True)
class Counting:
    """Writes the number of each piece, and notes which process did it; piece `bad` ends as `end` says."""

    notes: Path
    bad: int = -1
    end: str = ""
    seconds: float = 0.0

    def __call__(self, seat: int) -> Work:
        (self.notes / f"opened-{seat}-{os.getpid()}").touch()
        if self.end == "unready":
            raise InputError("the model is gone", remedy="train it")
        return self._work

    def _work(self, piece: Piece, plan: Plan) -> Receipt:
        time.sleep(self.seconds)
        (self.notes / f"did-{piece.number}-{os.getpid()}-{time.monotonic_ns()}").touch()
        if piece.number == self.bad:
            if self.end == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.end == "bug":
                raise ZeroDivisionError("a bug")
            raise InputError("cannot be written", remedy="make room")
        table = pa.table({"number": [piece.number] * 2, "needs_review": [False, True]})
        return write_shard(plan.folder, piece, plan.seal, table)
