"""What stands before every route: is the host ours, is the request small, what must a browser not do with the answer.

The Host header is checked because a page anywhere can have its own name point at 127.0.0.1 (DNS rebinding) and would
then be let in as if it were ours; it cannot choose the Host header. An address in numbers cannot be rebound.
"""

from collections.abc import Callable, Collection
from ipaddress import ip_address

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_REQUEST = 2**20

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """An application that is asked only what `is_ours` takes for meant for it, in requests of a moderate size."""

    def __init__(self, app: ASGIApp, *, is_ours: Callable[[str], bool], largest: int = LARGEST_REQUEST) -> None:
        self._app, self._is_ours, self._largest = app, is_ours, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on with its size watched and the answer's headers set."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        guarded = _with_headers(send, scope["path"])
        if not self._is_ours(headers.get("host", "")):
            refusal = JSONResponse({"problem": "this server is not called that", "remedy": "use --allow-host"}, 421)
            await refusal(scope, receive, guarded)
        elif _length(headers) > self._largest:
            await JSONResponse({"problem": "the request is too large", "remedy": ""}, 413)(scope, receive, guarded)
        else:
            await self._app(scope, _watched(receive, self._largest), guarded)


def hosts(bound: str, names: Collection[str] = ()) -> Callable[[str], bool]:
    """Say of a Host header whether it may be ours: one of the names, or an address in numbers that fits the bound one.

    >>> ours = hosts("127.0.0.1", ["review.example"])
    >>> [ours(host) for host in ("127.0.0.1:8765", "localhost", "[::1]:80", "review.example:443")]
    [True, True, True, True]
    >>> [ours(host) for host in ("10.0.0.1", "evil.example", "")]
    [False, False, False]
    >>> hosts("0.0.0.0")("10.0.0.1:8765")
    True
    """
    local = is_loopback(bound)
    known = {"localhost", bound.casefold(), *(name.casefold() for name in names)}

    def is_ours(host: str) -> bool:
        name = _name(host)
        if name in known:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return address.is_loopback if local else True

    return is_ours


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what is bound there.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0].casefold() if host.count(":") == 1 else host.casefold()


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def _watched(receive: Receive, largest: int) -> Receive:
    so_far = 0

    async def watch() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > largest:
            raise HTTPException(413, "the request is too large")
        return message

    return watch


def _with_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if not path.startswith("/static/"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
