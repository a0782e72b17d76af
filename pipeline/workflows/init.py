"""Make a fresh project folder from what ships with the package; nothing that is there is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class InitOutcome:
    """The folder that was made, and the files in it."""

    folder: Path
    files: tuple[str, ...]


def init(folder: Path, contents: Mapping[str, str]) -> InitOutcome:
    """Write each text to the file of its name below `folder`, all of them or none.

    Raises InputError when one of the files is there, or cannot be written.
    """
    there = [name for name in contents if (folder / name).exists()]
    if there:
        raise InputError(
            f"{folder}: {', '.join(there)} would be overwritten", remedy="name a new folder, or move those files"
        )
    written: list[Path] = []
    try:
        for name, text in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise InputError(
            f"{folder}: cannot be made into a project ({error.strerror})", remedy="check space and permissions"
        ) from error
    return InitOutcome(folder, tuple(contents))
