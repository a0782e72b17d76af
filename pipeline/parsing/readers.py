"""Which reader reads what, loaded when first asked for, and the checks that hold for every file."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from pipeline.domain.document import Document
from pipeline.errors import InputError
from pipeline.parsing.reading import Reading, Source, assemble

Read = Callable[[Source], Reading]

_READERS = {
    "pdf": "pipeline.parsing.pdf:read",
    "html": "pipeline.parsing.html:read",
    "latex": "pipeline.parsing.latex:read",
    "xml": "pipeline.parsing.xml:read",
    "docx": "pipeline.parsing.docx:read",
    "markdown": "pipeline.parsing.markdown:read",
    "text": "pipeline.parsing.text:read",
}
SUFFIXES = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".tex": "latex",
    ".xml": "xml",
    ".nxml": "xml",
    ".tei": "xml",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
MAX_BYTES = 100 * 2**20


def parse(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file into a document.

    Raises InputError when the file is missing, empty, larger than `max_bytes`, of a kind that is not read, or broken.
    """
    read = _reader(path)
    source = Source(path, _content(path, max_bytes))
    document = assemble(read(source), source)
    if not document.paragraphs and not document.sections:
        raise InputError(f"{path}: no text was found in it", remedy="check that it opens and is not only pictures")
    return document


def _reader(path: Path) -> Read:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise InputError(f"{path}: files ending in {suffix or 'nothing'!r} are not read", remedy=f"one of: {known}")
    module, _, attribute = _READERS[SUFFIXES[suffix]].partition(":")
    return cast(Read, getattr(import_module(module), attribute))


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            limit, found = max_bytes // 2**20, size / 2**20
            raise InputError(
                f"{path}: {found:.0f} MiB is over the limit of {limit} MiB",
                remedy="split it, or raise parsing.max_megabytes in mitag.toml",
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror})", remedy="check the path and its permissions"
        ) from error
    if not content.strip():
        raise InputError(f"{path}: the file is empty", remedy="fetch it again")
    return content
