"""From a project to a server that listens: who is let in, which address, and that ending it loses nothing."""

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable
from time import sleep
from urllib.request import Request, urlopen

import pytest

from pipeline.domain.review import User
from pipeline.errors import ConfigError, NotReadyError
from pipeline.project import Project
from pipeline.store.ledger import Ledger
from pipeline.web.opening import Serving, a_desk, a_door, serve, socket_at
from tests.web.conftest import many
from tests.web.papers import a_paper, filings


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "mitag.toml").write_text("", encoding="utf-8")
    return Project.open(tmp_path)


@pytest.fixture
def filed(project: Project) -> Project:
    with project.ledger() as ledger:
        ledger.file(filings(a_paper(project.home / "paper.pdf")))
    return project


def test_on_this_machine_nobody_signs_in_elsewhere_all_do(project: Project, ledger: Ledger) -> None:
    assert a_door(project, ledger, Serving("ada")).is_open
    assert not a_door(project, ledger, Serving("ada", sign_in=True, token="t" * 16)).is_open
    assert not a_door(project, ledger, Serving("ada", "0.0.0.0", token="t" * 16)).is_open  # noqa: S104
    for host in ("0.0.0.0", "::", "192.0.2.1", "reviews.example"):  # noqa: S104
        with pytest.raises(ConfigError, match="nobody would have to sign in"):
            a_door(project, ledger, Serving("ada", host))
    with pytest.raises(ConfigError, match="nobody would have to sign in"):
        a_door(project, ledger, Serving("ada", sign_in=True))
    ledger.put_user(User("ada", "admin", "0" * 64))
    assert not a_door(project, ledger, Serving("ada", "0.0.0.0")).is_open  # noqa: S104


def test_an_address_in_use_is_named() -> None:
    with socket_at("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"127.0.0.1:{port} cannot be used") as raised:
            socket_at("127.0.0.1", port)

    assert "--port" in raised.value.remedy


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        socket_at("192.0.2.1", 0)


def test_with_nothing_filed_it_says_what_to_do(project: Project) -> None:
    with pytest.raises(NotReadyError, match="nothing to review") as raised:
        serve(project, Serving("ada", port=0, browser=False), say=lambda _: None)

    assert "--store" in raised.value.remedy


def test_pages_are_drawn_and_passages_found_on_them(filed: Project) -> None:
    with a_desk(filed) as desk:
        (paper, _), *_ = desk.ledger.papers()
        third = desk.ledger.passages_of(paper.document_id)[-1]
        places = desk.shelf.places(third)
        picture = desk.shelf.picture(third, 2)

    assert places.n_pages == 2
    assert {box.page for box in places.boxes} == {2}
    assert picture.content[8:12] == b"WEBP"


@contextmanager
def a_server(home: Path) -> Iterator[tuple[str, "Popen[str]"]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [executable, "-m", "pipeline", "-C", home, "review", "--no-browser", "--port", str(port)]
    with Popen([*map(str, command), "--reviewer", "ada"], stderr=PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        assert f"http://127.0.0.1:{port}/" in said, said + process.stderr.read()
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urlopen(f"{address}/api/v1/health", timeout=5).close()  # noqa: S310
                break
            except OSError:
                sleep(0.05)
        try:
            yield address, process
        finally:
            process.kill()


def post(address: str, path: str, body: dict[str, object]) -> dict[str, object]:
    asked = Request(f"{address}/api/v1/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(asked, timeout=10) as answer:  # noqa: S310
        return dict(json.loads(answer.read()))


def test_what_was_answered_outlives_a_server_that_is_killed(project: Project) -> None:
    with project.ledger() as ledger:
        ledger.file(many(20))
    decided: list[str] = []
    for number in range(3):
        with a_server(project.home) as (address, process):
            for _ in range(3):
                card = post(address, "queue/next", {})["card"]
                passage_id = str(card["passage"]["passage_id"])  # type: ignore[index]
                decision = {"decision_id": f"{len(decided):032x}", "passage_id": passage_id, "rejected": True}
                post(address, "reviews", decision)
                decided.append(passage_id)
            process.send_signal(signal.SIGKILL if number else signal.SIGINT)
            process.wait(10)

    with project.ledger() as ledger:
        kept = [ledger.live(passage_id) for passage_id in decided]
    assert len(set(decided)) == 9
    assert all(len(each) == 1 and each[0].rejects for each in kept)


def test_ctrl_c_ends_it_quietly(filed: Project) -> None:
    with a_server(filed.home) as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.stderr
        said = process.stderr.read()
        process.wait(10)

    assert "Traceback" not in said
    assert process.returncode == 0
