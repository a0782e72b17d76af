"""A polite, careful HTTP client: what is asked for comes whole to a file, or an error says why not.

Politeness: one request at a time for each host, spaced; robots.txt; `Retry-After`; back-off with jitter; a name and an
address to complain to. Care: public addresses only, limits of size and time, compression bombs, redirects by hand.
A large file that broke off is taken up where it stopped (`Range`, `If-Range`).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from pipeline.errors import InputError
from pipeline.sources.answers import PassingError, RefusedError, check_kind, check_length, check_status
from pipeline.sources.decoding import PLAIN, decoded
from pipeline.sources.guard import GuardedBackend, deadline, is_past_deadline
from pipeline.sources.manners import Robots, Turns
from pipeline.sources.names import is_web
from pipeline.sources.partial import Partial
from pipeline.sources.transport import GuardedTransport

Taken = TypeVar("Taken")

_REDIRECTS = 10
_SMALL_BYTES = 8 * 2**20
"""More than any robots.txt, index record or abstract page needs."""
_SECONDS_OF_SILENCE = 30.0
_SECONDS_TO_CONNECT = 10.0
_RAISE_SIZE = "raise parsing.max_megabytes in mitag.toml"
_AGAIN = "try again later: mitag fetch --retry-failed"


class StoppedError(Exception):
    """The client was told to stop; what it was doing is undone or can be taken up."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Who asks, how often, and how much is taken."""

    agent: str
    seconds_between: float = 3.0
    attempts: int = 4
    max_bytes: int = 100 * 2**20
    max_seconds: float = 600.0
    back_off: float = 1.0
    """The first wait is up to so many seconds, and each one may be twice as long as the last."""
    max_wait: float = 300.0
    """The longest `Retry-After` that is waited out."""
    private: bool = False
    """Whether addresses of private networks are allowed."""


@dataclass(frozen=True, slots=True)
class Download:
    """What lies in the file now."""

    final_url: str
    content_type: str
    n_bytes: int
    sha256: str
    etag: str = ""
    last_modified: str = ""


class Client:
    """Fetches what addresses hold; several threads may share one."""

    def __init__(self, terms: Terms, backend: GuardedBackend | None = None) -> None:
        self._terms = terms
        self._stop = Event()
        self._backend = backend or GuardedBackend(private=terms.private)
        self._http = httpx.Client(
            transport=GuardedTransport(self._backend),
            timeout=httpx.Timeout(_SECONDS_OF_SILENCE, connect=_SECONDS_TO_CONNECT),
            headers={"User-Agent": terms.agent, "Accept-Encoding": "gzip"},
        )
        self._turns = Turns(terms.seconds_between, self._sleep)
        self._robots = Robots(terms.agent.partition("/")[0], self._robots_text, self._turns)
        self._back_off = wait_random_exponential(multiplier=terms.back_off, max=60)
        self._unreachable: dict[str, str] = {}

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def stop(self) -> None:
        """Make every thread that fetches, waits or sleeps raise StoppedError, now."""
        self._stop.set()
        self._backend.cut()

    def download(self, url: str, into: Path, *, etag: str = "", last_modified: str = "") -> Download | None:
        """Fetch an address to a file, which stands there whole or not; None when it is unchanged since.

        Raises InputError when it cannot be had or may not be; AbsentError when nothing is there.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        partial = Partial(into, url)

        def take(response: httpx.Response) -> Download | None:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            check_kind(response)
            with partial.open(response) as file:
                for piece in self._body(response, self._terms.max_bytes, so_far=file.tell()):
                    file.write(piece)
            return _download(response, into)

        def attempt() -> Download | None:
            asked = {name: value for name, value in conditions.items() if value} or partial.headers()
            try:
                return self._visit(url, take, asked)
            except PassingError as error:
                if error.status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    partial.discard()
                raise

        return self._retrying(url, attempt)

    def content(self, url: str) -> bytes:
        """What a small page holds.

        Raises the errors of `download`.
        """
        return self._retrying(url, lambda: self._visit(url, self._small, {}))

    def json(self, url: str) -> Any:  # noqa: ANN401  (whatever the interface answers)
        """What an interface for programs answers.

        Raises the errors of `download`, and InputError when the answer is no JSON.
        """
        try:
            return json.loads(self._for_programs(url, Accept="application/json"))
        except (ValueError, RecursionError) as error:
            raise InputError(f"{url}: answered with something that is not JSON") from error

    # one request ------------------------------------------------------------------------------------------------------

    def _retrying(self, url: str, attempt: Callable[[], Taken]) -> Taken:
        host = _checked(url).netloc.decode("ascii")
        if host in self._unreachable:
            raise InputError(f"{url}: {self._unreachable[host]}", remedy=_AGAIN)
        retrying = Retrying(
            stop=stop_after_attempt(self._terms.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(PassingError),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except PassingError as error:
            if error.is_unreachable:
                self._unreachable[host] = error.problem
            raise InputError(f"{url}: {error.problem}", remedy=_AGAIN) from error

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome and state.outcome.exception()
        asked = error.retry_after if isinstance(error, PassingError) else 0.0
        return asked + self._back_off(state)

    def _visit(
        self, url: str, take: Callable[[httpx.Response], Taken], headers: dict[str, str], *, obey: bool = True
    ) -> Taken:
        """Go where an address leads, and take what is there."""
        for _ in range(_REDIRECTS + 1):
            _checked(url)
            if obey:
                self._robots.check(url)
            with self._response(url, headers) as response:
                if not response.has_redirect_location:
                    check_status(response, longest=self._terms.max_wait)
                    return take(response)
                url = _next(response)
        raise InputError(f"{url}: is reached over more than {_REDIRECTS} redirects")

    @contextmanager
    def _response(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        with self._turns.of(httpx.URL(url).netloc.decode("ascii")), deadline(self._terms.max_seconds):
            self._go_on()
            try:
                with self._http.stream("GET", url, headers=headers) as response:
                    yield response
            except httpx.TransportError as error:
                self._go_on()
                if is_past_deadline():
                    raise InputError(
                        f"{url}: took longer than {self._terms.max_seconds:g} s",
                        remedy="raise fetch.max_seconds in mitag.toml",
                    ) from error
                raise PassingError(
                    f"the connection failed ({error})", is_unreachable=isinstance(error, httpx.ConnectError)
                ) from error

    def _body(self, response: httpx.Response, limit: int, *, so_far: int = 0) -> Iterator[bytes]:
        too_large = f"{response.url}: is larger than {limit / 2**20:g} MiB"
        encoding = response.headers.get("Content-Encoding", "")
        if encoding in PLAIN and so_far + int(response.headers.get("Content-Length") or 0) > limit:
            raise InputError(too_large, remedy=_RAISE_SIZE)
        for piece in decoded(response.iter_raw(), encoding, str(response.url)):
            self._go_on()
            so_far += len(piece)
            if so_far > limit:
                raise InputError(too_large, remedy=_RAISE_SIZE)
            yield piece
        self._go_on()  # a connection that was cut on our side looks like the end of a body without a length
        check_length(response)

    def _small(self, response: httpx.Response) -> bytes:
        return b"".join(self._body(response, min(_SMALL_BYTES, self._terms.max_bytes)))

    def _for_programs(self, url: str, **headers: str) -> bytes:
        """What is made for programs, so that robots.txt, which is for those who follow links, is not asked."""
        return self._retrying(url, lambda: self._visit(url, self._small, headers, obey=False))

    def _robots_text(self, url: str) -> str:
        """A site's robots.txt; a site that has none, or gives it to nobody, states no wishes (RFC 9309, 2.3.1.3)."""
        try:
            return self._for_programs(url).decode("utf-8", errors="replace")
        except RefusedError:
            return ""

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise StoppedError

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise StoppedError


def _checked(url: str) -> httpx.URL:
    """Refuse what is no plain web address: other schemes, and names and passwords, which would end up in records."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InputError(f"{url!r}: is no web address ({error})", remedy="check it in a browser") from error
    if not is_web(url):
        raise InputError(f"{url}: is no web address", remedy="addresses begin with https:// or http://")
    if parts.userinfo:
        raise InputError(f"{parts.host}: the address holds a name or a password", remedy="leave it out")
    return parts


def _next(response: httpx.Response) -> str:
    if response.next_request is None:
        raise InputError(f"{response.url}: leads to no address")
    return str(response.next_request.url)


def _download(response: httpx.Response, path: Path) -> Download:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Download(
        final_url=str(response.url),
        content_type=response.headers.get("Content-Type", ""),
        n_bytes=path.stat().st_size,
        sha256=digest,
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
    )
