"""A run is begun, gone on with and closed, whatever engine does the work."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.batch.pieces import Piece, Plan, Receipt
from pipeline.batch.runs import Run, RunFolder
from pipeline.errors import InputError, IntegrityError
from pipeline.workflows.batch import Batch, batch
from tests.batch.works import Counting, Numbers

RUN = Run(input={"sha256": "numbers"}, model={"id": "m1"}, settings={}, code={})


class Serial:
    """Does one piece after the other in this process, and stops after a few if it is told to."""

    def __init__(self, counting: Counting, most: int | None = None) -> None:
        self.counting = counting
        self.most = most
        self.done: list[int] = []

    def run(self, plan: Plan, pieces: Callable[[], Iterator[Piece]]) -> Iterator[Receipt]:
        work = self.counting(0)
        for piece in islice(pieces(), self.most):
            self.done.append(piece.number)
            yield work(piece, plan)


def unwatched(receipts: Iterable[Receipt], *, total: int, done: int) -> Iterator[Receipt]:
    del total, done
    yield from receipts


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    (tmp_path / "notes").mkdir()
    return Counting(tmp_path / "notes")


@pytest.fixture
def given(counting: Counting) -> Batch:
    return Batch(RUN, Numbers().survey(), Numbers(), Serial(counting))


def done(given: Batch, tmp_path: Path, *, restart: bool = False) -> RunFolder:
    folder = RunFolder(tmp_path / "out")
    batch(given, folder, restart=restart, watch=unwatched)
    return folder


def test_all_is_counted_in_the_end(given: Batch, tmp_path: Path) -> None:
    folder = done(given, tmp_path)

    counts = folder.manifest()["counts"]
    assert counts == {"items": 8, "passages": 8, "needs_review": 4, "failures": 0, "shards": 4}
    assert pq.read_table(tmp_path / "out" / "failures.parquet").num_rows == 0


def test_what_is_there_is_not_done_again(given: Batch, counting: Counting, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError, match="shards are missing"):
        done(replace(given, engine=Serial(counting, most=3)), tmp_path)
    rest = Serial(counting)

    outcome = batch(replace(given, engine=rest), RunFolder(tmp_path / "out"), restart=False, watch=unwatched)

    assert rest.done == [3]
    assert outcome.n_before == 6


def test_how_far_it_has_come_is_told(given: Batch, tmp_path: Path) -> None:
    told: list[int] = []

    def watch(receipts: Iterable[Receipt], *, total: int, done: int) -> Iterator[Receipt]:
        for receipt in receipts:
            done += receipt.size
            told.append(total - done)
            yield receipt

    batch(given, RunFolder(tmp_path / "out"), restart=False, watch=watch)

    assert told == [6, 4, 2, 0]


def test_shards_of_a_run_that_was_given_up_do_not_stay(given: Batch, tmp_path: Path) -> None:
    folder = done(given, tmp_path)
    stray = folder.passages / "part-000009-0123456789abcdef.parquet"
    stray.write_bytes(b"of another run")

    done(given, tmp_path)

    assert not stray.exists()
    assert len(list(folder.passages.iterdir())) == 4


def test_an_error_leaves_what_was_finished(given: Batch, counting: Counting, tmp_path: Path) -> None:
    broken = replace(given, engine=Serial(replace(counting, bad=2)))

    with pytest.raises(InputError, match="cannot be written"):
        done(broken, tmp_path)

    assert len(list((tmp_path / "out" / "passages").iterdir())) == 2
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["counts"] is None
    assert done(given, tmp_path).manifest()["counts"]["shards"] == 4
