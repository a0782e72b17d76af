"""Pieces worked on by processes of this machine.

Each process has a pipe of its own and one piece at a time, so that memory is bounded by the number of processes, and
one that is killed is told from one that is slow. None outlives the process that started it, however that one ends: a
shard that comes late could belong to a run that has been given up. `concurrent.futures` keeps neither promise.
They start at once, and get ready while the input is looked over.
"""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from threading import Thread, current_thread, main_thread
from typing import Any

from pipeline.batch.pieces import Opening, Piece, Plan, Receipt
from pipeline.batch.threads import take_one_thread
from pipeline.errors import InputError

_PATIENCE_SECONDS = 5.0


@contextmanager
def local_engine(workers: int, opening: Opening) -> Iterator["LocalEngine"]:
    """Worker processes on this machine, which end with the block; an error ends them at once."""
    with ExitStack() as stack:
        crew = [stack.enter_context(_Worker(opening, seat)) for seat in range(workers)]
        yield LocalEngine(crew)
        for worker in crew:
            worker.dismiss()


class LocalEngine:
    """Worker processes on this machine; `local_engine` starts them."""

    def __init__(self, workers: Sequence["_Worker"]) -> None:
        self._workers = workers

    def run(self, plan: Plan, pieces: Callable[[], Iterator[Piece]]) -> Iterator[Receipt]:
        """Work on pieces; while all workers are busy, the next piece is cut."""
        coming, idle, busy = pieces(), list(self._workers), dict[object, _Worker]()
        piece = next(coming, None)
        while piece or busy:
            while piece and idle:
                worker = idle.pop(0)
                worker.give(piece, plan)
                busy[worker.connection] = worker
                piece = next(coming, None)
            for connection in wait([worker.connection for worker in busy.values()]):
                worker = busy.pop(connection)
                idle.append(worker)
                yield worker.take()


class _Worker:
    """One process, from this side of its pipe."""

    def __init__(self, opening: Opening, seat: int) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, opening, seat), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()
        self._has_worked = False

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()
        if error != (None, None, None) or not self._has_worked:
            self._process.kill()
        self._process.join(_PATIENCE_SECONDS)
        self._process.kill()
        self._process.join()

    def dismiss(self) -> None:
        """Let it end by itself: nothing more is to come."""
        self.connection.close()

    def give(self, piece: Piece, plan: Plan) -> None:
        """Hand over a piece."""
        self._has_worked = True
        try:
            self.connection.send((piece, plan))
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
    """Get ready, and answer pieces with receipts or with what was raised, until there are no more."""
    Thread(target=_end_with_parent, daemon=True).start()
    take_one_thread()
    work = _attempted(opening, seat)
    gc.freeze()  # what is loaded stays: looking through it for garbage again and again takes a twentieth of the time
    with suppress(EOFError, ConnectionError):  # nobody is at the other end any more
        while True:
            given = connection.recv()
            connection.send(_attempted(work, *given) if callable(work) else work)


def _attempted(function: Callable[..., object], *given: object) -> object:
    """What a function returns, or what it raises."""
    try:
        return function(*given)
    except Exception as error:  # noqa: BLE001  (the outermost boundary of a process: it is raised over there)
        error.add_note(traceback.format_exc())
        return error


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
    resource_tracker.ensure_running()  # it would start with the first process, and let the signal through again
    before: Any = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
