"""A real HTTP server on loopback for tests: what it answers is set route by route, what it was asked is kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from types import TracebackType


@dataclass(frozen=True)
class Answer:
    """What is sent for a path; with an `etag` or `modified` it knows conditions and, with `ranges`, parts."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    ranges: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    at: float


class Handler(BaseHTTPRequestHandler):
    """Answers one request by the routes of its server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: "Server"

    def do_GET(self) -> None:
        route = self.owner.take(Asked(self.path, dict(self.headers), monotonic()))
        try:
            if isinstance(route, Answer):
                self.answer(route)
            else:
                route(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, answer: Answer) -> None:
        """Send it, or say that it has not changed, or only the part that is asked for."""
        start = self._start(answer)
        if (answer.etag and self.headers["If-None-Match"] == answer.etag) or (
            answer.modified and self.headers["If-Modified-Since"] == answer.modified
        ):
            self.head(304, {})
        elif start > len(answer.body):
            self.head(416, {"Content-Length": "0"})
        elif start:
            part = {"Content-Range": f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}"}
            self.head(206, part | self._about(answer) | {"Content-Length": str(len(answer.body) - start)})
            self.wfile.write(answer.body[start:])
        else:
            self.head(answer.status, self._about(answer) | {"Content-Length": str(len(answer.body))})
            self.wfile.write(answer.body)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def _about(self, answer: Answer) -> dict[str, str]:
        stated = {"Content-Type": answer.content_type, "ETag": answer.etag, "Last-Modified": answer.modified}
        return {name: value for name, value in stated.items() if value} | dict(answer.headers)

    def _start(self, answer: Answer) -> int:
        wanted = self.headers["Range"] or ""
        if not answer.ranges or not wanted or self.headers["If-Range"] not in (answer.etag, answer.modified):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))


class Quiet(ThreadingHTTPServer):
    """A server that has nothing to say about those who hang up."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the tests look at what the other side made of it."""


Route = Answer | Callable[[Handler], None]


class Server:
    """A server for the length of a `with` block; a list of routes is answered one after another, the last for good."""

    def __init__(self) -> None:
        self.routes: dict[str, Route | list[Route]] = {}
        self.asked: list[Asked] = []
        self._lock = Lock()
        handler = type("Bound", (Handler,), {"owner": self})
        self._http = Quiet(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, text: str, **changes: str) -> str:
        """Put a page of text under a path, and return its address."""
        self.routes[path] = Answer(text.encode(), **changes)  # type: ignore[arg-type]
        return self.url(path)

    def count(self) -> dict[str, int]:
        """How often each path was asked for."""
        counts: dict[str, int] = defaultdict(int)
        for each in self.asked:
            counts[each.path] += 1
        return dict(counts)

    def take(self, asked: Asked) -> Route:
        """Note a request, and find what answers it."""
        with self._lock:
            self.asked.append(asked)
            route = self.routes.get(asked.path, Answer(b"not here", 404))
            if isinstance(route, list):
                return route.pop(0) if len(route) > 1 else route[0]
            return route
