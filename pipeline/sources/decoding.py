"""Compressed bytes → bytes, never more than a piece at a time, so that a bomb ends at the limit and not in memory."""

import zlib
from collections.abc import Iterable, Iterator

from pipeline.errors import InputError

_PIECE = 2**18
_EITHER = 47  # gzip or zlib, whichever the header shows
PLAIN = ("", "identity")
_COMPRESSED = ("gzip", "x-gzip", "deflate")


def decoded(pieces: Iterable[bytes], encoding: str, name: str) -> Iterator[bytes]:
    """Yield what was sent, with the server's compression taken off.

    Raises InputError, naming `name`, for a compression that was not asked for, broken data and data that breaks off.
    """
    encoding = encoding.strip().lower()
    if encoding in PLAIN:
        yield from pieces
    elif encoding in _COMPRESSED:
        yield from gunzipped(pieces, name)
    else:
        raise InputError(f"{name}: was sent in the encoding {encoding!r}, which nobody asked for")


def gunzipped(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Yield the content of a gzip stream.

    Raises InputError, naming `name`, when it is damaged or breaks off.

    >>> import gzip
    >>> b"".join(gunzipped([gzip.compress(b"filters")], "a.gz"))
    b'filters'
    """
    inflating = zlib.decompressobj(_EITHER)
    try:
        for piece in pieces:
            while piece and not inflating.eof:
                yield inflating.decompress(piece, _PIECE)
                piece = inflating.unconsumed_tail
        while not inflating.eof and (rest := inflating.decompress(inflating.unconsumed_tail, _PIECE)):
            yield rest
    except zlib.error as error:
        raise InputError(f"{name}: its compressed data is damaged ({error})") from error
    if not inflating.eof:
        raise InputError(f"{name}: its compressed data breaks off")
