"""What a machine offers to mitag: Python, memory, room on the disk, programs for the tests.

Each function says what was found, and raises NotReadyError where that is not enough.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.errors import NotReadyError

OLDEST_PYTHON = (3, 11)
NEEDED_MEMORY = 2 * 2**30
"""Training on the starter corpus takes about 1.1 GiB in one process; documents are read in another."""
NEEDED_DISK = 2**30
_CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_POSTGRESQL = Path("/usr/lib/postgresql")


def python(found: Sequence[int] = sys.version_info[:3]) -> str:
    """Which Python runs mitag.

    >>> python((3, 11, 4))
    '3.11.4'
    """
    name = ".".join(map(str, found))
    if tuple(found[:2]) < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise NotReadyError(f"{name} is too old", remedy=f"install Python {wanted} or newer, and mitag there")
    return name


def memory(needed: int = NEEDED_MEMORY) -> str:
    """How much memory the machine has, or the container may use."""
    bounds = list(_memory_bounds())
    if not bounds:
        return "this system does not tell how much there is"
    if min(bounds) < needed:
        raise NotReadyError(
            f"{_gib(min(bounds))} in all, {_gib(needed)} are needed to train",
            remedy="train on a larger machine, or with `mitag train --jobs 1`; a trained model needs less",
        )
    return f"{_gib(min(bounds))} in all"


def disk(folder: Path, needed: int = NEEDED_DISK) -> str:
    """How much room there is for models and tables."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotReadyError(
            f"{_gib(free)} free, {_gib(needed)} are wanted", remedy=f"make room on the disk of {folder}"
        )
    return f"{_gib(free)} free"


def package(name: str, *, remedy: str = "") -> str:
    """Which version of a package is installed."""
    try:
        return version(name)
    except PackageNotFoundError as error:
        raise NotReadyError("not installed", remedy=remedy or f"pip install {name}") from error


def program(names: Sequence[str], *, remedy: str) -> str:
    """Where the first program of these names is."""
    place = next(filter(None, map(shutil.which, names)), None)
    if place is None:
        raise NotReadyError(f"no {names[0]} here", remedy=remedy)
    return place


def postgresql(*, remedy: str) -> str:
    """Where a PostgreSQL server could be started from; Debian keeps it out of the path."""
    places = sorted(_POSTGRESQL.glob("*/bin/initdb"), reverse=True)
    return str(places[0].parent) if places else program(("initdb",), remedy=remedy)


def _memory_bounds() -> Iterator[int]:
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _CONTAINER_LIMITS:
        if path.is_file() and (limit := path.read_text(encoding="ascii").strip()).isdigit():
            yield int(limit)


def _gib(n_bytes: int) -> str:
    return f"{n_bytes / 2**30:.1f} GiB"
