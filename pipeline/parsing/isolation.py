"""Reading in a process of its own, so that a document that hangs or crashes its reader costs that document only.

The process is started once and reads many documents; after a hang, a crash and a fixed number of documents it is
replaced. The time limit holds everywhere. The memory limit is the system's limit on address space: it holds on Linux,
macOS may refuse it, and Windows has none, so that there the time limit stands alone.

The process is a plain `python -c` and not one of `multiprocessing`: nothing of the caller's `__main__` is imported
again (a notebook, a script without a guard, the command line itself), no fork meets a running thread, and there are no
semaphores to be left behind.
"""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import IO, TypeVar, cast
from weakref import finalize

from pipeline.domain.anatomy import Anatomy, Layout, Picture
from pipeline.domain.document import Document
from pipeline.errors import InputError, MitagError, NotReadyError
from pipeline.parsing.child import READY, Answer, Assignment, Failed, Limits, Request

__all__ = ["DISSECT", "LOOK", "IsolatedReader", "Limits"]

_Content = TypeVar("_Content", Document, Anatomy, Layout, Picture)

DISSECT = "pipeline.parsing.anatomy:dissect"
"""The function that reads a document for the eye."""
LOOK = "pipeline.parsing.anatomy:look"
"""The function that says where paragraphs stand, and draws single pages."""

# The child finds the modules where this process found them, whatever folder or virtual environment it is started in.
_CHILD = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from pipeline.parsing.child import serve
serve()
"""
_PARSE = "pipeline.parsing.readers:parse"
_DOCUMENTS_EACH = 200
_START_SECONDS = 60.0


class IsolatedReader:
    """Reads documents one after another in a child process, started when it is first needed."""

    def __init__(
        self, limits: Limits | None = None, *, function: str = _PARSE, documents_each: int = _DOCUMENTS_EACH
    ) -> None:
        """Say what a document may take, what reads it (`module:name`), and how many documents a process reads."""
        self.limits = limits or Limits()
        self._assignment = Assignment(function, self.limits)
        self._documents_each = documents_each
        self._lock = Lock()
        self._child: _Child | None = None

    def __enter__(self) -> "IsolatedReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process without waiting for it, so that it is ready when the first document comes."""
        with self._lock:
            self._child = self._usable_child()

    def begin(self, path: Path) -> None:
        """Have the document read that will be asked for next, without waiting for it.

        What comes of it is kept until `parse` asks for the same document, and given up when it asks for another.
        """
        request = _request(path)
        with self._lock:
            self._child = self._usable_child()
            self._child.give(request)

    def close(self) -> None:
        """End the process; a later document starts another. Forgetting to call this leaves no process behind."""
        with self._lock:
            if self._child:
                self._child.end()
            self._child = None

    def parse(self, path: Path) -> Document:
        """Read one document.

        Raises InputError when the file cannot be read, and when reading it hangs, crashes or takes too much memory;
        NotReadyError when no process can be started.
        """
        return self._read(path, Document)

    def dissect(self, path: Path) -> Anatomy:
        """Read one document with pictures of its pages, in a process that was made for that (`DISSECT`).

        Raises the errors of `parse`.
        """
        return self._read(path, Anatomy)

    def layout(self, path: Path) -> Layout:
        """Say where the paragraphs of a document stand, in a process that was made for that (`LOOK`).

        Raises the errors of `parse`.
        """
        return self._read(path, Layout)

    def draw(self, path: Path, page: int) -> Picture:
        """Draw one page of a document, in a process that was made for that (`LOOK`).

        Raises the errors of `parse`, and InputError when there is no such page.
        """
        return self._read(path, Picture, page)

    def _read(self, path: Path, expected: type[_Content], page: int | None = None) -> _Content:
        request = _request(path, page)
        with self._lock:
            answer = self._ask(request)
        if isinstance(answer, expected):
            return answer
        if isinstance(answer, MitagError):
            raise answer
        if not isinstance(answer, Failed | _Ended):
            raise TypeError(f"{self._assignment.function} does not return what was asked for")
        raise _refusal(path, answer, self.limits)

    def _ask(self, request: Request) -> "Answer | _Ended":
        """Ask the process in use; what fails there is asked of a new one, since an earlier document may be to blame."""
        child = self._usable_child(request)
        was_new = child.n_read == 0
        answer = self._ask_once(child, request)
        if was_new or not isinstance(answer, Failed | _Ended) or (isinstance(answer, _Ended) and answer.late):
            return answer
        return self._ask_once(self._usable_child(), request)

    def _ask_once(self, child: "_Child", request: Request) -> "Answer | _Ended":
        self._child = None  # an interrupt must not leave an answer behind for the next document
        try:
            answer = child.ask(request, self.limits.seconds)
        except BaseException:
            child.end()
            raise
        if isinstance(answer, Failed | _Ended):
            child.end()
        else:
            self._child = child
        return answer

    def _usable_child(self, request: Request | None = None) -> "_Child":
        """The process in use where it can read another document or has begun this one, or else a new one."""
        child = self._child
        fit = child and (child.begun == request if child.begun else child.n_read < self._documents_each)
        if child and fit and child.is_alive():
            return child
        if child:
            child.end()
        return _Child(self._assignment)


class _Ended:
    """How a process ended that should have answered."""

    def __init__(self, code: int, *, late: bool) -> None:
        self.late = late
        self.how = _signal_name(-code) if code < 0 else f"exit code {code}"
        self.killed = self.how == "SIGKILL"


class _Child:
    """One reading process."""

    def __init__(self, assignment: Assignment) -> None:
        self.n_read = 0
        self.begun: Request | None = None
        self._owner = os.getpid()
        self._greeted = False
        # A session of its own: Ctrl-C and Ctrl-Z go to the one who started it, who knows what is to be done.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.end = finalize(self, _end, self._process, self._owner)
        self._give([entry or os.getcwd() for entry in sys.path])  # noqa: PTH109
        self._give(assignment)

    def is_alive(self) -> bool:
        """Whether it can be asked by this process (a fork must not share it)."""
        return self._owner == os.getpid() and self._process.poll() is None

    def give(self, request: Request) -> None:
        """Have a document read that `ask` will be called for; until then no other can be given."""
        self.n_read += 1
        self.begun = request
        self._give(request)

    def ask(self, request: Request, seconds: float) -> "Answer | _Ended":
        """The answer, or how the process ended; the clock runs from when it is ready and the answer is waited for."""
        if not self._greeted:
            self._wait_until_ready()
        if not self.begun:
            self.give(request)
        answer = cast("Answer | _Ended", self._answer_within(seconds))
        self.begun = None
        return answer

    def _wait_until_ready(self) -> None:
        answer = self._answer_within(_START_SECONDS)
        if answer != READY:
            how = answer.how if isinstance(answer, _Ended) else "it spoke out of turn"
            raise NotReadyError(
                f"the process that reads documents does not start ({how})",
                remedy="raise parsing.max_memory_megabytes in mitag.toml if it is low, or else report this",
            )
        self._greeted = True

    def _answer_within(self, seconds: float) -> object:
        late = False

        def stop() -> None:
            nonlocal late
            late = True
            self._process.kill()

        clock = Timer(seconds, stop)
        clock.start()
        try:
            return pickle.load(cast(IO[bytes], self._process.stdout))  # noqa: S301  (from our own process)
        except (EOFError, OSError, pickle.UnpicklingError):
            return _Ended(self._process.wait(), late=late)
        finally:
            clock.cancel()
            clock.join()

    def _give(self, what: object) -> None:
        stream = cast(IO[bytes], self._process.stdin)
        try:
            stream.write(pickle.dumps(what))
            stream.flush()
        except BrokenPipeError:
            return  # it has ended, as the missing answer will tell


def _request(path: Path, page: int | None = None) -> Request:
    return Request(path, None if path.is_absolute() else os.getcwd(), page)  # noqa: PTH109  (only handed on)


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    """End a process at once: it keeps nothing that would have to be saved."""
    if os.getpid() == owner:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            try:
                stream.close()
            except BrokenPipeError:
                continue  # what was still to be said has no hearer


def _refusal(path: Path, answer: Failed | _Ended, limits: Limits) -> InputError:
    if isinstance(answer, _Ended) and answer.late:
        return InputError(
            f"{path}: reading it took longer than {limits.seconds:g} s and was stopped",
            remedy="raise parsing.max_seconds in mitag.toml, or split the file",
        )
    if isinstance(answer, _Ended) and answer.killed:
        return InputError(
            f"{path}: the process that read it was killed from outside, most often for want of memory",
            remedy="close other programs, or lower parsing.max_memory_megabytes in mitag.toml; then try again",
        )
    if isinstance(answer, _Ended):
        return InputError(
            f"{path}: reading it crashed the reader ({answer.how})",
            remedy="the file may be damaged: fetch it again, or save it anew as PDF, HTML or text",
        )
    if answer.why == "memory":
        return InputError(
            f"{path}: reading it takes more than {limits.memory_mebibytes} MiB of memory",
            remedy="raise parsing.max_memory_megabytes in mitag.toml, or split the file",
        )
    error = InputError(
        f"{path}: reading it failed in an unforeseen way ({answer.what})",
        remedy="report this with the file; until then, save it anew as PDF, HTML or text",
    )
    error.add_note(answer.trace)
    return error


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
