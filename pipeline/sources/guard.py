"""Connections to public addresses only, and none that outlasts its deadline.

A name is resolved once, every address it has is checked, and the connection is made to the very address that was
checked: a name that answers differently the second time (DNS rebinding) gains nothing. Since each connection passes
here, redirects are covered too.
"""

import re
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Any
from weakref import WeakSet

import httpcore

from pipeline.errors import InputError

BODY_RECEIVED = "n_body_received"
"""The name under which a connection tells how many bytes have come after the head of the last answer."""

Resolve = Callable[[str, int], list[str]]

_END_OF_HEAD = b"\r\n\r\n"
_INTERIM = re.compile(rb"HTTP/1\.1 1\d\d")
_NAT64 = IPv6Network("64:ff9b::/96")
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let every read and write in the block fail once the time is over, however slowly bytes may drip in."""
    token = _deadline.set(monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def is_past_deadline() -> bool:
    """Whether the time of the block is over."""
    return monotonic() >= _deadline.get()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in.

    >>> is_public("8.8.8.8"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    found = ip_address(address.partition("%")[0])
    wrapped = _wrapped(found) if isinstance(found, IPv6Address) else ()
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in wrapped or (found,))


def _wrapped(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    if address.teredo:
        return address.teredo
    return tuple(each for each in (address.ipv4_mapped, address.sixtofour) if each)


def resolve(host: str, port: int) -> list[str]:
    """Every address that a host name stands for.

    Raises OSError when there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore, each to an address that was checked."""

    def __init__(self, *, private: bool = False, resolve: Resolve = resolve) -> None:
        """Say whether `private` addresses are allowed, and how names are resolved."""
        self._private = private
        self._resolve = resolve
        self._network = httpcore.SyncBackend()
        self._open: WeakSet[_Timed] = WeakSet()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises InputError when one of its addresses is not public, httpcore.ConnectError when none answers.
        """
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked(host, port):
            try:
                stream = self._network.connect_tcp(address, port, _left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return _Timed(stream, self._open)
        raise error

    def cut(self) -> None:
        """Break every open connection, so that whoever waits on one goes on at once."""
        for stream in list(self._open):
            stream.cut()

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known ({error})") from error
        if not self._private:
            for address in addresses:
                if not is_public(address):
                    raise InputError(
                        f"{host} is {address}, an address of a private network",
                        remedy="if that is meant, allow it with --private",
                    )
        return addresses


class _Timed(httpcore.NetworkStream):
    """A stream whose reads and writes share the deadline of the block they are made in.

    It counts what comes after the head of an answer: HTTP libraries drop what goes beyond a declared length.
    """

    def __init__(self, stream: httpcore.NetworkStream, peers: "WeakSet[_Timed]") -> None:
        self._stream = stream
        self._peers = peers
        self._head: bytes | None = b""
        self._n_body = 0
        peers.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        piece = self._stream.read(max_bytes, _left(timeout))
        self._count(piece)
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._head, self._n_body = b"", 0
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def cut(self) -> None:
        """Break it from another thread."""
        try:
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was closed already

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)), self._peers)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (the signature is the library's)
        return self._n_body if info == BODY_RECEIVED else self._stream.get_extra_info(info)

    def _count(self, piece: bytes) -> None:
        if self._head is None:
            self._n_body += len(piece)
            return
        unread = self._head + piece
        while _END_OF_HEAD in unread:
            head, _, unread = unread.partition(_END_OF_HEAD)
            if not _INTERIM.match(head):
                self._head, self._n_body = None, len(unread)
                return
        self._head = unread


def _left(timeout: float | None) -> float:
    left = _deadline.get() - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left if timeout is None else min(timeout, left)
