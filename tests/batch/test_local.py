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

from pipeline.batch.local import LocalEngine
from pipeline.batch.pieces import Piece, Receipt
from pipeline.errors import InputError
from tests.batch.works import Counting, Numbers


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    (tmp_path / "notes").mkdir()
    (tmp_path / "shards").mkdir()
    return Counting(tmp_path / "shards", "seal", tmp_path / "notes")


def notes(counting: Counting, kind: str) -> list[str]:
    return sorted(path.name for path in counting.notes.glob(f"{kind}-*"))


def test_each_piece_is_done_once_and_each_worker_opens_once(counting: Counting) -> None:
    receipts = list(LocalEngine(2).run(replace(counting, seconds=0.05), Numbers(6).pieces))

    assert sorted(each.number for each in receipts) == list(range(6))
    assert receipts[0] == Receipt(receipts[0].number, 2, 2, 0)
    assert len(list(counting.folder.iterdir())) == len(notes(counting, "did")) == 6
    assert [name.split("-")[1] for name in notes(counting, "opened")] == ["0", "1"]
    assert multiprocessing.active_children() == []


def test_no_more_workers_are_started_than_there_are_pieces(counting: Counting) -> None:
    assert list(LocalEngine(4).run(counting, Numbers(0).pieces)) == []
    assert notes(counting, "opened") == []

    list(LocalEngine(4).run(counting, Numbers(1).pieces))
    assert len(notes(counting, "opened")) == 1


def test_an_error_in_a_worker_arrives_whole(counting: Counting) -> None:
    with pytest.raises(InputError, match="cannot be written") as caught:
        list(LocalEngine(2).run(replace(counting, bad=1), Numbers().pieces))

    assert caught.value.remedy == "make room"
    assert multiprocessing.active_children() == []


def test_a_bug_in_a_worker_keeps_its_traceback(counting: Counting) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        list(LocalEngine(1).run(replace(counting, bad=1, end="bug"), Numbers().pieces))

    assert "works.py" in caught.value.__notes__[0]


def test_a_worker_that_is_killed_is_a_clear_stop(counting: Counting) -> None:
    with pytest.raises(InputError, match="exit code -9") as caught:
        list(LocalEngine(2).run(replace(counting, bad=2, end="killed"), Numbers().pieces))

    assert "--workers" in caught.value.remedy


def test_pieces_are_cut_no_faster_than_they_are_done(counting: Counting) -> None:
    cut: list[int] = []

    def pieces() -> Iterator[Piece]:
        for piece in Numbers(8).pieces():
            cut.append(piece.number)
            yield piece

    for done, _ in enumerate(LocalEngine(2).run(counting, pieces), start=1):
        assert len(cut) <= done + 2


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_workers_end_with_the_process_that_started_them(counting: Counting, how: str) -> None:
    program = (
        "from pathlib import Path\n"
        "from pipeline.batch.local import LocalEngine\n"
        "from tests.batch.works import Counting, Numbers\n"
        f"work = Counting(Path({str(counting.folder)!r}), 'seal', Path({str(counting.notes)!r}), seconds=60)\n"
        "if __name__ == '__main__':\n"
        "    list(LocalEngine(2).run(work, Numbers().pieces))\n"
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


def test_the_environment_of_the_caller_is_left_as_it_was(counting: Counting) -> None:
    before = dict(os.environ)

    list(LocalEngine(1).run(counting, Numbers(1).pieces))

    assert dict(os.environ) == before
