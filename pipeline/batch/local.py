"""Pieces worked on by processes of this machine.

Each process has a pipe of its own and one piece at a time, so that memory is bounded by the number of processes, and
one that is killed is told from one that is slow. None outlives the process that started it, however that one ends: a
shard that comes late could belong to a run that has been given up. `concurrent.futures` keeps neither promise.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread, current_thread, main_thread
from typing import Any

from pipeline.batch.pieces import Opening, Piece, Receipt
from pipeline.batch.threads import take_one_thread
from pipeline.errors import InputError

_PATIENCE_SECONDS = 5.0


class LocalEngine:
    """Worker processes on this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, opening: Opening, pieces: Callable[[], Iterator[Piece]]) -> Iterator[Receipt]:
        """Work on pieces; leaving the iteration early, or an error, ends all workers at once."""
        coming = pieces()
        with ExitStack() as stack:
            seats, idle = iter(range(self._workers)), list[_Worker]()
            busy: dict[object, _Worker] = {}
            while True:
                while len(busy) < self._workers and (piece := next(coming, None)):
                    worker = idle.pop() if idle else stack.enter_context(_Worker(opening, next(seats)))
                    worker.give(piece)
                    busy[worker.connection] = worker
                if not busy:
                    return
                for connection in wait([worker.connection for worker in busy.values()]):
                    worker = busy.pop(connection)
                    yield worker.take()
                    idle.append(worker)


class _Worker:
    """One process, from this side of its pipe."""

    def __init__(self, opening: Opening, seat: int) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, opening, seat), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()
        if error != (None, None, None):
            self._process.kill()
        self._process.join(_PATIENCE_SECONDS)
        self._process.kill()
        self._process.join()

    def give(self, piece: Piece) -> None:
        """Hand over a piece."""
        try:
            self.connection.send(piece)
        except BrokenPipeError as error:
            raise self._ended() from error

    def take(self) -> Receipt:
        """The receipt for the piece it was given.

        Raises what was raised there, and InputError when the process has ended.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, ConnectionResetError) as error:
            raise self._ended() from error
        if isinstance(answer, BaseException):
            raise answer
        return answer  # type: ignore[no-any-return]

    def _ended(self) -> InputError:
        self._process.join()
        return InputError(
            f"a worker process was ended from outside (exit code {self._process.exitcode}), most often for want of"
            " memory",
            remedy="run the same command again, with fewer --workers: it goes on where this one stopped",
        )


def _serve(connection: Connection, opening: Opening, seat: int) -> None:
    """Answer pieces with receipts or with what was raised, until there are no more."""
    Thread(target=_end_with_parent, daemon=True).start()
    take_one_thread()
    work = None
    with suppress(EOFError, ConnectionError):  # nobody is at the other end any more
        while True:
            piece = connection.recv()
            try:
                work = work or opening(seat)
                answer: object = work(piece)
            except Exception as error:  # noqa: BLE001  (the outermost boundary of a process: it is raised over there)
                error.add_note(traceback.format_exc())
                answer = error
            connection.send(answer)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process that Ctrl-C passes by: what is to become of them is decided where it is understood."""
    if sys.platform == "win32" or current_thread() is not main_thread():
        yield
        return
    before: Any = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
