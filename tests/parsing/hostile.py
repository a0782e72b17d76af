"""A reader that does to its process what the first word of a file says; a child finds it by its path."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.domain.document import Document
from pipeline.errors import InputError
from pipeline.parsing.reading import Block, Reading, Source, assemble

HOSTILE = "tests.parsing.hostile:read"

_poisoned: list[str] = []


def read(path: Path, *, max_bytes: int) -> Document:
    """Act on the first word, then return a document that says which process read it."""
    del max_bytes
    verb = path.read_text(encoding="utf-8").split()[0]
    _ACTS.get(verb, _nothing)()
    content = f"{verb} {os.getpid()}"
    return assemble(Reading((Block(content),)), Source(path, path.read_bytes()))


def read_or_act(path: Path, *, max_bytes: int) -> Document:
    """Act on files whose names say so; read the others as ever."""
    from pipeline.parsing import parse

    return read(path, max_bytes=max_bytes) if path.name.startswith("hostile") else parse(path, max_bytes=max_bytes)


def _nothing() -> None:
    return


def _hang_in_c() -> None:
    # A regular expression of exponential time: it holds the interpreter, so that no other thread of Python can run.
    re.match(r"(a+)+$", "a" * 64 + "b")


def _segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hog() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16 * 2**20))


def _fault() -> None:
    raise KeyError("chapter\ntwo")


def _refuse() -> None:
    raise InputError("a.txt: is upside down", remedy="turn it")


def _leave() -> None:
    sys.exit(7)


def _print() -> None:
    print("noise on standard output", flush=True)  # noqa: T201
    os.write(1, b"noise from a C library\n")


def _poison() -> None:
    _poisoned.append("by an earlier document")


def _crash_if_poisoned() -> None:
    if _poisoned:
        _segfault()


_ACTS: dict[str, Callable[[], None]] = {
    "sleep": lambda: time.sleep(600),
    "nap": lambda: time.sleep(0.6),
    "hang": _hang_in_c,
    "segfault": _segfault,
    "kill": _kill,
    "hog": _hog,
    "fault": _fault,
    "refuse": _refuse,
    "leave": _leave,
    "print": _print,
    "poison": _poison,
    "delicate": _crash_if_poisoned,
}
