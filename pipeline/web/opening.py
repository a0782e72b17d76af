"""A project's parts → the desk that the pages work with, and the server that shows them."""

import errno
import socket
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from time import sleep
from typing import TYPE_CHECKING

import uvicorn

from pipeline.domain.passage import Passage
from pipeline.domain.review import FiledPrediction, Filing, Paper, User
from pipeline.errors import ConfigError, NotReadyError
from pipeline.parsing.isolation import LOOK, IsolatedReader
from pipeline.project.reviewing import filer
from pipeline.store.ledger import Ledger
from pipeline.web.access import Door, signing_key
from pipeline.web.app import create_app
from pipeline.web.desk import Desk
from pipeline.web.guard import hosts, is_loopback
from pipeline.workflows.classify import with_reasoning
from pipeline.workflows.places import PageShelf

if TYPE_CHECKING:
    from pipeline.project import Project

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and for whom the page is shown."""

    reviewer: str
    host: str = "127.0.0.1"
    port: int = 8765
    token: str = ""
    names: tuple[str, ...] = ()
    overlap: int = 1
    sign_in: bool = False
    """Ask for a token also on this machine, as behind a proxy."""
    browser: bool = True


def serve(project: "Project", serving: Serving, *, say: Callable[[str], None]) -> None:
    """Show the review page until interrupted; `say` is told where it is.

    Raises ConfigError when others could come in without a token or the address cannot be used, NotReadyError when
    nothing has been filed for review.
    """
    with socket_at(serving.host, serving.port) as listening, a_desk(project, overlap=serving.overlap) as desk:
        if not desk.ledger.papers():
            raise NotReadyError("there is nothing to review yet", remedy="run `mitag classify FOLDER --store` first")
        door = a_door(project, desk.ledger, serving)
        port = listening.getsockname()[1]
        app = create_app(desk, door, is_ours=hosts(serving.host, serving.names), cookie=f"mitag-{port}")
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=2)
        )
        address = f"http://{_for_browsers(serving.host)}:{port}/"
        say(address)
        if serving.browser:
            Thread(target=_open_browser, args=(server, address), daemon=True).start()
        with suppress(KeyboardInterrupt):  # that is how one ends it
            server.run(sockets=[listening])


@contextmanager
def a_desk(project: "Project", *, overlap: int = 1) -> Iterator[Desk]:
    """The parts of a project that the pages work with; models are loaded when they are first asked for."""
    lock = Lock()

    def predict(passages: Sequence[Passage], model_id: str | None) -> list[FiledPrediction]:
        from pipeline.reasoning import Reasoner

        with lock:  # one request at a time: a model needs all cores, and its libraries promise nothing about threads
            loaded, reasoner = project.model(model_id), Reasoner()
            predictions = loaded.classify(passages)
            explained = [
                with_reasoning(passage, each, loaded, reasoner)
                for passage, each in zip(passages, predictions, strict=True)
            ]
            return [
                FiledPrediction(each, {name: loaded.evidence(passage, answer) for name, answer in each.answers.items()})
                for passage, each in zip(passages, explained, strict=True)
            ]

    def file(paper: Paper, text: str, passages: Sequence[Passage]) -> list[Filing]:
        with lock:
            return list(filer(project)(paper, text, passages))

    with project.ledger() as ledger, IsolatedReader(project.reader.limits, function=LOOK) as reader:
        shelf = PageShelf(project.cache / "pages", layout=reader.layout, draw=reader.draw)
        yield Desk(ledger, project.taxonomy, shelf, predict, file, project.models, overlap)


def a_door(project: "Project", ledger: Ledger, serving: Serving) -> Door:
    """What lets people in: open on this machine alone, else by token.

    Raises ConfigError when the address is open to others and there are neither a token nor users.
    """
    key = signing_key(project.cache / "session-key")
    users = ledger.users()
    if is_loopback(serving.host) and not serving.token and not serving.sign_in:
        return Door(key, reviewer=serving.reviewer)
    if not serving.token and not users:
        raise ConfigError(
            f"{serving.host} can be reached by others, and nobody would have to sign in",
            remedy="give --token, or add reviewers with `mitag users add NAME`",
        )

    def by_name(name: str) -> User | None:
        return next((user for user in ledger.users() if user.name == name), None)

    return Door(key, shared_token=serving.token, by_token=ledger.user_by_token, by_name=by_name)


def socket_at(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any that is free.

    Raises ConfigError when the address is another's or cannot be used.
    """
    listening: socket.socket | None = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        if listening:
            listening.close()
        taken = error.errno == errno.EADDRINUSE
        raise ConfigError(
            f"{host}:{port} cannot be used ({error.strerror})",
            remedy="is `mitag review` running already? Choose another --port" if taken else "see --host and --port",
        ) from error
    listening.set_inheritable(True)
    return listening


def _for_browsers(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _open_browser(server: uvicorn.Server, address: str) -> None:
    for _ in range(int(_PATIENCE / 0.05)):
        if server.started:
            webbrowser.open(address)
            return
        sleep(0.05)
