"""Paths as a user names them → the files to read, in an order that never changes."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.errors import InputError

_HEAD = 2**16


def documents_in(named: Sequence[Path], *, suffixes: Collection[str]) -> list[Path]:
    """Expand folders (recursively; no hidden files, README.md or unread kinds) and keep named files as they are.

    Files come in the order named, those of a folder sorted by path; a file that is reached twice is read once.

    Raises InputError when nothing is left to read.
    """
    found: dict[str, Path] = {}
    for path in named:
        for each in _below(path, suffixes) if path.is_dir() else [path]:
            # Unlike Path.resolve, realpath lets a link that leads to itself pass; reading it is what fails.
            found.setdefault(os.path.realpath(each), each)
    if not found:
        folders = ", ".join(str(path) for path in named)
        raise InputError(
            f"{folders}: no documents there", remedy=f"files of these kinds are read: {' '.join(sorted(suffixes))}"
        )
    return list(found.values())


def _below(folder: Path, suffixes: Collection[str]) -> list[Path]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes
        and path.is_file()
        and path.name != "README.md"
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    mains = {path for path in found if path.suffix.lower() == ".tex" and _is_main(path)}
    homes = {path.parent for path in mains}
    return [path for path in found if path.suffix.lower() != ".tex" or path in mains or homes.isdisjoint(path.parents)]


def _is_main(path: Path) -> bool:
    """Whether a LaTeX file is a document of its own; its parts, beside it and in folders below, are read with it."""
    try:
        with path.open("rb") as handle:
            return b"\\documentclass" in handle.read(_HEAD)
    except OSError:
        return True  # reading it will say what is wrong
