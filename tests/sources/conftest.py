"""A client in no hurry to be polite to this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.sources.client import Client, Terms

from .asking import MAX_BYTES, Open


@pytest.fixture
def open_client() -> Iterator[Open]:
    clients: list[Client] = []

    def make(**terms: object) -> Client:
        usual = {"seconds_between": 0.0, "attempts": 3, "max_bytes": MAX_BYTES, "max_seconds": 5.0, "back_off": 0.0}
        clients.append(Client(Terms("mitag/test (ada@example.org)", **{**usual, "private": True, **terms})))  # type: ignore[arg-type]
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(open_client: Open) -> Client:
    return open_client()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"
