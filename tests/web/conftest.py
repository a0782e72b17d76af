"""The application over a real store, with a fake model and a fake shelf of pages; and a browser for a real server."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from pipeline.domain.anatomy import Layout, Picture, Stretch
from pipeline.domain.passage import Passage
from pipeline.domain.review import Box, FiledPrediction, Filing, Paper
from pipeline.domain.taxonomy import Taxonomy
from pipeline.parsing.anatomy import look
from pipeline.resources import load_taxonomy
from pipeline.store.ledger import Ledger
from pipeline.web.access import Door
from pipeline.web.app import create_app
from pipeline.web.desk import Desk
from pipeline.web.guard import hosts
from pipeline.web.opening import socket_at
from pipeline.workflows.places import PageShelf
from tests import postgres
from tests.browser import find_chromium
from tests.builders import a_taxonomy
from tests.store.ledger.filings import a_filing
from tests.web.browsing import Reviewer, a_browser
from tests.web.papers import a_paper, filings

KEY = b"k" * 32
PIXEL = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
"""The smallest picture there is."""


def predict(passages: Sequence[Passage], model_id: str | None) -> list[FiledPrediction]:
    del model_id
    return [_like(passage) for passage in passages]


def file(paper: Paper, text: str, passages: Sequence[Passage]) -> list[Filing]:
    return [replace(a_filing(), paper=paper, text=text, passage=each, predicted=_like(each)) for each in passages]


def _like(passage: Passage) -> FiledPrediction:
    predicted = a_filing().predicted
    return replace(predicted, prediction=replace(predicted.prediction, passage_id=passage.passage_id))


def a_shelf(folder: Path) -> PageShelf:
    box = Box(1, 0.1, 0.2, 0.8, 0.1)
    return PageShelf(
        folder,
        layout=lambda _: Layout("d0c", 3, (Stretch(0, 1000, (box,)),)),
        draw=lambda _path, _page: Picture(PIXEL, "image/webp"),
    )


@pytest.fixture
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty store: in a file, or where a test of `on_both_stores` asks for it in PostgreSQL."""
    address = str(tmp_path / "store.sqlite")
    if getattr(request, "param", "sqlite") == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"))
    with Ledger.open(address) as opened:
        yield opened


on_both_stores = pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def desk(ledger: Ledger, tmp_path: Path) -> Desk:
    return Desk(ledger, a_taxonomy(), a_shelf(tmp_path / "pages"), predict, file, lambda: ([], None))


Clients = Callable[..., TestClient]


@pytest.fixture
def client_of(desk: Desk) -> Clients:
    """A client of an application whose door is as asked for."""

    def make(door: Door | None = None, **changes: Any) -> TestClient:
        app = create_app(replace(desk, **changes), door or Door(KEY, reviewer="ada"), is_ours=hosts("127.0.0.1"))
        return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)

    return make


@pytest.fixture
def client(client_of: Clients) -> TestClient:
    return client_of()


Serve = Callable[..., AbstractContextManager[str]]


@contextmanager
def served(desk: Desk, door: Door, port: int = 0) -> Iterator[str]:
    """A real server in a thread; yields its address."""
    with socket_at("127.0.0.1", port) as listening:
        at = listening.getsockname()[1]
        app = create_app(desk, door, is_ours=hosts("127.0.0.1"), cookie=f"mitag-{at}")
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = monotonic() + 20
        while not server.started and monotonic() < end:
            sleep(0.01)
        try:
            yield f"http://127.0.0.1:{at}"
        finally:
            server.should_exit = True
            thread.join(10)


def many(n: int, taxonomy: Taxonomy | None = None) -> list[Filing]:
    """Passages of one document, each after the other, the first the most urgent."""
    del taxonomy
    text = "\n\n".join(f"Measure {number} keeps the model in its place." for number in range(n))
    filings, start = [], 0
    for number, part in enumerate(text.split("\n\n")):
        filings.append(a_filing(part, start=start, document=text, priority=1 - number / 1000, bucket=f"b{number}"))
        start += len(part) + 2
    return filings


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; skips where there is none."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine")
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_paper(tmp_path_factory.mktemp("paper") / "paper.pdf")


@pytest.fixture
def paper_desk(ledger: Ledger, paper: Path, tmp_path: Path) -> Desk:
    ledger.file(filings(paper))
    shelf = PageShelf(
        tmp_path / "pages",
        layout=lambda path: look(path),  # type: ignore[arg-type,return-value]
        draw=lambda path, page: look(path, page=page),  # type: ignore[arg-type,return-value]
    )
    return Desk(ledger, load_taxonomy(), shelf, predict, file, lambda: ([], None))


Sit = Callable[..., Reviewer]


@pytest.fixture
def sit(browser: Browser, paper_desk: Desk) -> Iterator[Sit]:
    """Sit somebody down at a window of the server; more than one may."""
    with ExitStack() as stack:
        servers: dict[str, str] = {}

        def down(name: str = "ada", path: str = "/", overlap: int = 1, **window: object) -> Reviewer:
            if name not in servers:
                here = Desk(**{**vars(paper_desk), "overlap": overlap})
                server: AbstractContextManager[str] = served(here, Door(KEY, reviewer=name))
                servers[name] = stack.enter_context(server)
            reviewer = Reviewer(browser, servers[name], **window)  # type: ignore[arg-type]
            if path != "/":
                reviewer.page.close()
                reviewer.open(path)
            stack.callback(reviewer.close)
            return reviewer

        yield down
