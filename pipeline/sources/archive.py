"""LaTeX sources as arXiv sends them (a tar of the paper's files, or one file, gzipped) → a folder of what is read.

Nothing in an archive is trusted: a name that leads outside, a link or a device refuses the whole of it, and the sizes
are counted while unpacking. Pictures and the like are left out.
"""

import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError
from pipeline.sources.decoding import gunzipped

_READ = frozenset({".tex", ".bib", ".bbl", ".sty", ".cls", ".def", ".clo", ".cfg", ".inc", ""})
_MAX_MEMBERS = 5_000
_MAX_BYTES = 300 * 2**20
_MAX_KEPT = 50 * 2**20
_MAX_DEPTH = 12
_GZIP = b"\x1f\x8b"
_DOCUMENT = b"\\documentclass"
_BEGIN = b"\\begin{document}"


def unpack(source: Path, into: Path, name: str) -> Path:
    """Unpack a paper's LaTeX source to a folder, and return its main file.

    Raises InputError, naming `name`, when it is damaged, expands without end, reaches outside its folder or holds no
    paper.
    """
    content = _expanded(source, name)
    into.mkdir(parents=True)
    if not _is_tar(content):
        (into / "main.tex").write_bytes(content)
    else:
        try:
            _unpack_tar(content, into, name)
        except (tarfile.TarError, EOFError, ValueError, OSError) as error:
            raise InputError(f"{name}: its archive is damaged ({error})") from error
    return _main(into, name)


def _expanded(source: Path, name: str) -> bytes:
    content = source.read_bytes()
    if not content.startswith(_GZIP):
        return content
    parts = []
    size = 0
    for part in gunzipped([content], name):
        size += len(part)
        if size > _MAX_BYTES:
            raise InputError(f"{name}: its archive holds more than {_MAX_BYTES // 2**20} MiB")
        parts.append(part)
    return b"".join(parts)


def _is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar" or (_DOCUMENT not in content[:4096] and tarfile.is_tarfile(BytesIO(content)))


def _unpack_tar(content: bytes, into: Path, name: str) -> None:
    kept = 0
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
        for member in _checked(archive, name):
            path = PurePosixPath(member.name)
            if not member.isfile() or path.suffix.lower() not in _READ:
                continue
            kept += member.size
            if kept > _MAX_KEPT:
                raise InputError(f"{name}: its archive holds more than {_MAX_KEPT // 2**20} MiB of text")
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            stream = archive.extractfile(member)
            target.write_bytes(stream.read() if stream else b"")


def _checked(archive: tarfile.TarFile, name: str) -> Iterator[tarfile.TarInfo]:
    for number, member in enumerate(archive):
        if number >= _MAX_MEMBERS:
            raise InputError(f"{name}: its archive holds more than {_MAX_MEMBERS} files")
        if not (member.isfile() or member.isdir()):
            raise InputError(f"{name}: its archive holds a link or a device ({member.name!r})")
        if not _is_inside(member.name):
            raise InputError(f"{name}: its archive reaches outside its folder ({member.name!r})")
        yield member


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(name)
        and not path.is_absolute()
        and ".." not in path.parts
        and len(path.parts) <= _MAX_DEPTH
        and len(name) <= 240
        and not any(character in '\\:\0<>|"?*' or ord(character) < 32 for character in name)
    )


def _main(folder: Path, name: str) -> Path:
    """The file that begins a document; of several, one with a finished reference list, highest up, the longest."""
    found = []
    for path in sorted(folder.rglob("*.tex")):
        content = path.read_bytes()
        if _DOCUMENT in content and _BEGIN in content:
            rank = (not path.with_suffix(".bbl").exists(), len(path.relative_to(folder).parts), -len(content))
            found.append((rank, path))
    if not found:
        raise InputError(f"{name}: its archive holds no LaTeX paper")
    return min(found)[1]
