"""Writing files whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipeline.errors import InputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a scratch file beside `path` that takes its name when the block ends well and vanishes when it does not.

    Raises InputError when the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix, delete=False) as handle:
            scratch = Path(handle.name)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error})", remedy="choose another folder"
        ) from error
    try:
        yield scratch
        scratch.chmod(0o666 & ~_umask())
        scratch.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error})", remedy="check space and permissions there"
        ) from error
    finally:
        scratch.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
