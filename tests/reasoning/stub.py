"""A small server on this machine that speaks the OpenAI chat protocol and answers what it was told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Stub:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[str | int | dict[str, Any]] = []
        """One for each question: a line, a status code of failure, or a whole JSON body; the last one stays."""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []

    def next_answer(self) -> str | int | dict[str, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving() -> Iterator[Stub]:
    """Serve until the block ends."""
    stub = Stub()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            stub.asked.append(json.loads(self.rfile.read(length)))
            stub.keys.append(self.headers["Authorization"])
            stub.paths.append(self.path)
            answer = stub.next_answer()
            body = answer if isinstance(answer, dict) else {"choices": [{"message": {"content": answer}}]}
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
