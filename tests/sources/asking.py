"""What several tests of the client need: a refusal that leaves nothing behind, and servers that misbehave."""

from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest

from pipeline.errors import InputError
from pipeline.sources.client import Client
from tests.serving import Answer, Handler

MAX_BYTES = 2**20

Open = Callable[..., Client]


def refusal(client: Client, url: str, target: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        client.download(url, target)
    assert list(target.parent.iterdir()) == []
    return caught.value


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


def broken_off(body: bytes, declared: int, **headers: str) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(declared), "Content-Type": "application/pdf", **headers})
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def drip_body(handler: Handler) -> None:
    handler.head(200, {"Content-Length": "100000"})
    for _ in range(200):
        handler.wfile.write(b".")
        sleep(0.05)
