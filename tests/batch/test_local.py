"""Worker processes: each loads once, none outlives its run, and what goes wrong is told where it is understood."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.batch.local import local_engine
from pipeline.batch.pieces import Piece, Plan, Receipt
from pipeline.errors import InputError
from tests.batch.works import Counting, Numbers


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    (tmp_path / "notes").mkdir()
    return Counting(tmp_path / "notes")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "shards").mkdir()
    return Plan(tmp_path / "shards", "seal", {})


def receipts_of(workers: int, counting: Counting, plan: Plan, n: int = 4) -> list[Receipt]:
    with local_engine(workers, counting) as engine:
        return list(engine.run(plan, Numbers(n).pieces))


def notes(counting: Counting, kind: str) -> list[str]:
    return sorted(path.name for path in counting.notes.glob(f"{kind}-*"))


def test_each_piece_is_done_once_and_each_worker_opens_once(counting: Counting, plan: Plan) -> None:
    receipts = receipts_of(2, replace(counting, seconds=0.05), plan, 6)

    assert sorted(each.number for each in receipts) == list(range(6))
    assert receipts[0] == Receipt(receipts[0].number, 2, 2, 0)
    assert len(list(plan.folder.iterdir())) == len(notes(counting, "did")) == 6
    assert [name.split("-")[1] for name in notes(counting, "opened")] == ["0", "1"]
    assert multiprocessing.active_children() == []


def test_workers_get_ready_before_there_is_anything_to_do(counting: Counting) -> None:
    with local_engine(2, counting):
        wait_for_workers(counting, 2)

    assert multiprocessing.active_children() == []


def test_workers_that_nothing_was_left_for_end_at_once(counting: Counting, plan: Plan) -> None:
    began = time.monotonic()

    assert receipts_of(2, counting, plan, 0) == []
    assert time.monotonic() - began < 2
    assert multiprocessing.active_children() == []


def test_a_worker_that_cannot_get_ready_says_so_with_its_first_piece(counting: Counting, plan: Plan) -> None:
    with pytest.raises(InputError, match="the model is gone"):
        receipts_of(2, replace(counting, end="unready"), plan)


def test_an_error_in_a_worker_arrives_whole(counting: Counting, plan: Plan) -> None:
    with pytest.raises(InputError, match="cannot be written") as caught:
        receipts_of(2, replace(counting, bad=1), plan)

    assert caught.value.remedy == "make room"
    assert multiprocessing.active_children() == []


def test_a_bug_in_a_worker_keeps_its_traceback(counting: Counting, plan: Plan) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        receipts_of(1, replace(counting, bad=1, end="bug"), plan)

    assert "works.py" in caught.value.__notes__[0]


def test_a_worker_that_is_killed_is_a_clear_stop(counting: Counting, plan: Plan) -> None:
    with pytest.raises(InputError, match="exit code -9") as caught:
        receipts_of(2, replace(counting, bad=2, end="killed"), plan)

    assert "--workers" in caught.value.remedy


def test_one_piece_is_cut_ahead_of_the_workers_and_no_more(counting: Counting, plan: Plan) -> None:
    cut: list[int] = []

    def pieces() -> Iterator[Piece]:
        for piece in Numbers(8).pieces():
            cut.append(piece.number)
            yield piece

    with local_engine(2, counting) as engine:
        for done, _ in enumerate(engine.run(plan, pieces), start=1):
            assert len(cut) <= done + 3


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_workers_end_with_the_process_that_started_them(counting: Counting, plan: Plan, how: str) -> None:
    program = (
        "from pathlib import Path\n"
        "from pipeline.batch.local import local_engine\n"
        "from pipeline.batch.pieces import Plan\n"
        "from tests.batch.works import Counting, Numbers\n"
        f"work = Counting(Path({str(counting.notes)!r}), seconds=60)\n"
        "if __name__ == '__main__':\n"
        "    with local_engine(2, work) as engine:\n"
        f"        list(engine.run(Plan(Path({str(plan.folder)!r}), 'seal', {{}}), Numbers().pieces))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, start_new_session=True)
    workers = wait_for_workers(counting, 2)

    process.send_signal(signal.Signals[how])
    _, messages = process.communicate(timeout=30)

    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert messages.count(b"Traceback") <= (how == "SIGINT")  # Python's own, of the one that was interrupted


def wait_for_workers(counting: Counting, n: int) -> list[int]:
    deadline = time.monotonic() + 60
    while len(found := notes(counting, "opened")) < n and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) == n
    return [int(name.rsplit("-", 1)[1]) for name in found]


def test_the_environment_of_the_caller_is_left_as_it_was(counting: Counting, plan: Plan) -> None:
    before = dict(os.environ)

    receipts_of(1, counting, plan, 1)

    assert dict(os.environ) == before
