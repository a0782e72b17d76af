"""The reading process: one document after another, for the process that started it, until that one goes away.

Started by `pipeline.parsing.isolation` alone, and made to know nothing but the readers, so that it is there in a
moment. Requests come in by standard input and answers go out by what was standard output, pickled; whatever a
library prints goes to standard error.

It ends with the process that started it. While it waits, its input ends. While it reads, Linux sends it SIGIO, which
needs no running Python and so ends a regular expression or a C library that never returns; elsewhere its own clock
ends it, a few seconds after the time limit.
"""

import faulthandler
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Literal, cast

from pipeline.domain.anatomy import Anatomy, Layout, Picture
from pipeline.domain.document import Document
from pipeline.errors import MitagError

Content = Document | Anatomy | Layout | Picture
Parse = Callable[..., Content]

_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take."""

    seconds: float = 120
    memory_mebibytes: int = 2048
    max_bytes: int = 100 * 2**20


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a reading process is started for: the function that reads, as `module:name`, and its limits."""

    function: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Request:
    """A document to be read, as the user wrote it, and the folder from which to look for it; or one page of it."""

    path: Path
    folder: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The reader gave up in a way that nobody foresaw; the process has ended with it."""

    why: Literal["memory", "fault"]
    what: str = ""
    trace: str = ""


Answer = Content | MitagError | Failed
READY = "ready"


def serve() -> None:
    """Answer requests until there are no more, or until a document made this process unfit for others."""
    requests, answers = sys.stdin.buffer, _standard_output_for_answers()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this process ends it
    assignment: Assignment = pickle.load(requests)  # noqa: S301  (from our own process)
    _limit_memory(assignment.limits.memory_mebibytes)
    parse = _function(assignment.function)
    _send(pickle.dumps(READY), answers)
    while request := _next(requests):
        with _bounded(requests, assignment.limits.seconds + _GRACE):
            answer, usable = _answer(parse, request, assignment.limits.max_bytes)
        _send(answer, answers)
        if not usable:
            return


def _answer(parse: Parse, request: Request, max_bytes: int) -> tuple[bytes, bool]:
    """The pickled answer, and whether the process can be trusted with another document."""
    answer: Answer
    try:
        if request.folder:
            os.chdir(request.folder)
        wanted = {} if request.page is None else {"page": request.page}
        answer = parse(request.path, max_bytes=max_bytes, **wanted)
        return pickle.dumps(answer), True
    except MitagError as error:
        return pickle.dumps(error), True
    except MemoryError:
        return pickle.dumps(Failed("memory")), False
    except Exception as error:  # noqa: BLE001  (the outermost boundary of this process: the caller says it for the file)
        return pickle.dumps(Failed("fault", _in_one_line(error), traceback.format_exc())), False


def _in_one_line(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    message = " ".join(str(error).split())
    return f"{type(error).__name__}{': ' if message else ''}{message} in {Path(frame.filename).name}:{frame.lineno}"


def _function(name: str) -> Parse:
    module, _, attribute = name.partition(":")
    return cast(Parse, getattr(import_module(module), attribute))


def _next(requests: BinaryIO) -> Request | None:
    try:
        return cast(Request, pickle.load(requests))  # noqa: S301  (from our own process)
    except EOFError:
        return None


def _send(answer: bytes, answers: BinaryIO) -> None:
    try:
        answers.write(answer)
        answers.flush()
    except BrokenPipeError:  # nobody is left to hear it
        os._exit(1)


def _standard_output_for_answers() -> BinaryIO:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _limit_memory(mebibytes: int) -> None:
    """Let allocations beyond the limit fail; does nothing where the system has no such limit (Windows)."""
    if sys.platform == "win32":
        return
    import resource

    for what, wanted in ((resource.RLIMIT_AS, mebibytes * 2**20), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        try:
            resource.setrlimit(what, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
        except (ValueError, OSError):  # macOS refuses a limit under the space that is reserved at the start
            continue


@contextmanager
def _bounded(requests: BinaryIO, seconds: float) -> Iterator[None]:
    """End this process when `seconds` are over or when the other end of `requests` is closed, whatever Python is doing.

    Both work while C code holds the interpreter, where no thread and no signal handler of Python would run.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        _end_with(requests, True)
        try:
            yield
        finally:
            _end_with(requests, False)
            faulthandler.cancel_dump_traceback_later()


def _end_with(requests: BinaryIO, wanted: bool) -> None:
    if sys.platform != "linux":
        return
    import fcntl
    import select

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(requests, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(requests, fcntl.F_GETFL)
    fcntl.fcntl(requests, fcntl.F_SETFL, flags | os.O_ASYNC if wanted else flags & ~os.O_ASYNC)
    poll = select.poll()
    poll.register(requests, select.POLLHUP)
    if wanted and poll.poll(0):  # closed before the signal was asked for
        os._exit(1)
