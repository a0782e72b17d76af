"""How the servers of others are treated, and how long one waits for them."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from pipeline.errors import InputError
from pipeline.sources.client import Client, StoppedError
from tests.serving import Answer, Handler, Server

from .asking import Open, drip_body, redirect, refusal

# time -----------------------------------------------------------------------------------------------------------------


def drip_head(handler: Handler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX: " + bytes(200 * b"."):
        handler.wfile.write(bytes([letter]))
        sleep(0.05)


@pytest.mark.parametrize("drip", [drip_body, drip_head])
def test_a_slow_drip_ends_with_its_time(
    open_client: Open, server: Server, target: Path, drip: Callable[[Handler], None]
) -> None:
    server.routes["/a"] = drip
    start = monotonic()

    error = refusal(open_client(max_seconds=0.5), server.url("/a"), target)

    assert error.problem == f"{server.url('/a')}: took longer than 0.5 s"
    assert monotonic() - start < 2
    assert server.count()["/a"] == 1


def test_requests_to_a_host_are_spaced(open_client: Open, server: Server, target: Path) -> None:
    client = open_client(seconds_between=0.3)
    for path in ("/a", "/b"):
        client.download(server.page(path, "A page."), target)

    times = [each.at for each in server.asked]  # robots.txt is one of them
    assert all(after - before >= 0.29 for before, after in pairwise(times))


def test_one_host_is_never_asked_twice_at_a_time(open_client: Open, server: Server, tmp_path: Path) -> None:
    at_work = most = 0

    def slow(handler: Handler) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        sleep(0.05)
        at_work -= 1
        handler.answer(Answer(b"A page."))

    server.routes |= {f"/{number}": slow for number in range(6)}
    client = open_client()
    threads = [
        Thread(target=client.download, args=(server.url(f"/{number}"), tmp_path / str(number))) for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
    assert len(list(tmp_path.iterdir())) == 6


def test_a_wait_at_one_host_does_not_hold_up_another(open_client: Open, server: Server, tmp_path: Path) -> None:
    client = open_client(seconds_between=30)
    with Server() as other:
        start = monotonic()
        client.json(server.page("/a", "{}"))
        client.json(other.page("/a", "{}"))

    assert monotonic() - start < 5


def test_stopping_ends_a_download_at_once_and_leaves_nothing(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = drip_body
    ended: list[str] = []

    def download() -> None:
        try:
            client.download(server.url("/a"), target)
        except StoppedError:
            ended.append("stopped")

    thread = Thread(target=download)
    thread.start()
    while "/a" not in server.count():
        sleep(0.01)
    sleep(0.1)
    start = monotonic()
    client.stop()
    thread.join()

    assert monotonic() - start < 1
    assert ended == ["stopped"]
    assert list(target.parent.iterdir()) == []


# robots.txt -----------------------------------------------------------------------------------------------------------


def test_robots_txt_is_obeyed(client: Client, server: Server, target: Path) -> None:
    server.page("/robots.txt", "User-agent: mitag\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n")
    server.page("/private/a", "No.")

    error = refusal(client, server.url("/private/a"), target)

    assert "asks programs to stay away" in error.problem
    assert server.count() == {"/robots.txt": 1}
    assert client.download(server.page("/public", "Yes."), target)


def test_a_redirect_into_what_robots_txt_closes_is_not_followed(client: Client, server: Server, target: Path) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    server.routes["/a"] = redirect("/private/a")

    assert "stay away" in refusal(client, server.url("/a"), target).problem
    assert "/private/a" not in server.count()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_that_gives_no_robots_txt_has_no_wishes(
    client: Client, server: Server, target: Path, status: int
) -> None:
    server.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", status)

    assert client.download(server.page("/a", "A page."), target)


def test_a_site_whose_robots_txt_fails_is_left_alone(client: Client, server: Server, target: Path) -> None:
    server.routes["/robots.txt"] = Answer(status=500)
    server.page("/a", "A page.")

    assert "/robots.txt: the server answered 500" in refusal(client, server.url("/a"), target).problem
    assert "/a" not in server.count()


def test_a_site_too_busy_for_its_robots_txt_is_left_alone(client: Client, server: Server, target: Path) -> None:
    server.routes["/robots.txt"] = Answer(status=429, headers={"Retry-After": "7200"})
    server.page("/a", "A page.")

    assert "asks to wait" in refusal(client, server.url("/a"), target).problem
    assert "/a" not in server.count()


def test_robots_txt_may_ask_for_more_time(client: Client, server: Server, target: Path) -> None:
    server.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    client.download(server.page("/a", "A page."), target)
    client.download(server.page("/b", "A page."), target)

    times = {each.path: each.at for each in server.asked}
    assert times["/b"] - times["/a"] >= 0.39


def test_interfaces_for_programs_are_asked_without_robots_txt(client: Client, server: Server) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /\n")
    server.routes["/works/1"] = Answer(json.dumps({"title": "A"}).encode(), content_type="application/json")

    assert client.json(server.url("/works/1")) == {"title": "A"}
    assert server.asked[0].headers["Accept"] == "application/json"


def test_an_answer_that_is_no_json_is_an_error(client: Client, server: Server) -> None:
    with pytest.raises(InputError, match="not JSON"):
        client.json(server.page("/works/1", "<p>Sorry</p>"))
