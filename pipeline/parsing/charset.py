"""Bytes → text: a byte-order mark decides, then UTF-8, then a guess; what is not text at all is refused.

UTF-8 comes before any guessing, because text in another encoding hardly ever is valid UTF-8 by chance. A file
that is UTF-8 but for a few broken bytes (a cut at the end, a pasted line) loses those bytes only.
"""

import codecs
import re

from charset_normalizer import from_bytes

from pipeline.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2**16
_MAX_CONTROL_SHARE = 0.002
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_REMEDY = "save it as UTF-8 text, or give it the suffix of what it is"


def decode(content: bytes, name: str) -> str:
    r"""Return the text that the bytes stand for, with line ends as ``\n``.

    Raises InputError, naming the file `name`, when the bytes are not text in any encoding that could be found.

    >>> decode("naïve\r\n".encode("utf-16"), "note.txt")
    'naïve\n'
    """
    text = _by_mark(content, name)
    if text is None:
        text = _by_look(content, name)
    if len(_CONTROL.findall(text[:_SAMPLE])) > max(2, _MAX_CONTROL_SHARE * min(len(text), _SAMPLE)):
        raise InputError(f"{name}: this is not text, it holds control characters as binary files do", remedy=_REMEDY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _by_mark(content: bytes, name: str) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{name}: says it is {encoding.removesuffix('-sig').upper()}, but byte {error.start} is not",
                    remedy=_REMEDY,
                ) from error
    return None


def _by_look(content: bytes, name: str) -> str:
    head = content[:_SAMPLE]
    for zeros, encoding in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        if zeros.count(0) * 2 > len(zeros) and head.count(0) <= len(zeros):
            return content.decode(encoding, errors="ignore")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if b"\x00" not in content[:_SAMPLE]:
            return _nearly_utf8(content) or _guess(content, name)
    raise InputError(f"{name}: this is not text, it holds zero bytes", remedy=_REMEDY)


def _nearly_utf8(content: bytes) -> str | None:
    kept = content.decode("utf-8", errors="ignore")
    high = len(_NOT_ASCII.findall(content))
    lost = len(content) - len(kept.encode())
    return kept if lost * 10 <= high or (lost <= 3 and content[:-3].isascii()) else None


def _guess(content: bytes, name: str) -> str:
    best = from_bytes(content[:_SAMPLE]).best()
    if best is not None:
        return content.decode(best.encoding, errors="replace").replace("\ufffd", "")
    raise InputError(f"{name}: neither UTF-8 nor any other encoding that could be found", remedy=_REMEDY)
