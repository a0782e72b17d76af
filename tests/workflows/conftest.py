"""A shelf, and what fetches to it from the test's own server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.shelf import Shelf
from pipeline.workflows.fetch import Fetcher
from tests.serving import Server

from .fetching import a_fetcher


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "raw")


@pytest.fixture
def fetcher(server: Server, shelf: Shelf) -> Iterator[Fetcher]:
    with a_fetcher(server, shelf) as fetcher:
        yield fetcher
