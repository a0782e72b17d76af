"""What a server's answer means: take it, come again later, or give up."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from pipeline.errors import InputError
from pipeline.sources.guard import BODY_RECEIVED

_LATER = frozenset({408, 416, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_NEVER_READ = ("image/", "video/", "audio/", "font/")
_BY_HAND = "download it in a browser and name the file"


class PassingError(Exception):
    """A failure that may be over when one asks again."""

    def __init__(
        self, problem: str, *, retry_after: float = 0.0, status: int = 0, is_unreachable: bool = False
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry_after = retry_after
        self.status = status
        self.is_unreachable = is_unreachable


class RefusedError(InputError):
    """The server answers, and will not give what was asked for."""


class AbsentError(RefusedError):
    """There is nothing at an address."""


def check_status(response: httpx.Response, *, longest: float) -> None:
    """Return if the answer brings something, or says that nothing has changed.

    Raises PassingError when it is worth asking again, AbsentError when nothing is there, RefusedError when the server
    will not, InputError when it wants one to wait longer than `longest` seconds.
    """
    status = response.status_code
    if response.is_success or status == httpx.codes.NOT_MODIFIED:
        return
    said = f"{status} {response.reason_phrase}".strip()
    if status in _LATER:
        wait = retry_after(response.headers.get("Retry-After", ""))
        if wait > longest:
            raise InputError(f"{response.url}: the server asks to wait {wait:.0f} s ({said})", remedy="try again then")
        raise PassingError(f"the server answered {said}", retry_after=wait, status=status)
    if status in _GONE:
        raise AbsentError(f"{response.url}: there is nothing at this address ({said})", remedy="check the address")
    raise RefusedError(f"{response.url}: the server refuses it ({said})", remedy=_BY_HAND)


def check_kind(response: httpx.Response) -> None:
    """Return if the answer may bring a document: what it really is, its bytes will tell.

    Raises InputError before the body of what cannot be one.
    """
    kind = response.headers.get("Content-Type", "").lower()
    if kind.startswith(_NEVER_READ):
        raise InputError(f"{response.url}: is {kind.partition(';')[0]}, which is not read", remedy="name a document")


def check_length(response: httpx.Response) -> None:
    """Return if no more bytes came than were declared: what goes beyond is dropped on the way here.

    Raises PassingError when the document would be cut short.
    """
    declared = response.headers.get("Content-Length")
    received = response.extensions["network_stream"].get_extra_info(BODY_RECEIVED)
    if declared is not None and received > int(declared):
        raise PassingError("the server sent more than it declared")


def retry_after(header: str) -> float:
    """The seconds that a `Retry-After` header asks for, given as a number or a date; 0 when it says nothing sensible.

    >>> retry_after("120"), retry_after("soon")
    (120.0, 0.0)
    """
    if header.strip().isdigit():
        return float(header)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - datetime.now(UTC)).total_seconds(), 0.0)
