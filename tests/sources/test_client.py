"""Fetching over a real connection: what is said, where redirects lead, what is tried again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest

from pipeline.sources.client import Client
from tests.serving import Answer, Server

from .asking import redirect, refusal


def test_a_page_comes_whole_with_what_the_server_says_of_it(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = Answer(b"A page.", etag='"1"', modified="Sat, 21 Nov 2026 10:00:00 GMT")

    download = client.download(server.url("/a"), target)

    assert download
    assert target.read_bytes() == b"A page."
    assert download.final_url == server.url("/a")
    assert (download.n_bytes, download.sha256) == (7, sha256(b"A page.").hexdigest())
    assert (download.etag, download.last_modified) == ('"1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    assert download.content_type == "text/html; charset=utf-8"


def test_every_request_says_who_asks(client: Client, server: Server, target: Path) -> None:
    client.download(server.page("/a", "A page."), target)

    assert {each.headers["User-Agent"] for each in server.asked} == {"mitag/test (ada@example.org)"}
    assert [each.path for each in server.asked] == ["/robots.txt", "/a"]


def test_what_has_not_changed_is_not_sent_again(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = Answer(b"A page.", etag='"1"')
    server.routes["/b"] = Answer(b"A page.", modified="Sat, 21 Nov 2026 10:00:00 GMT")

    assert client.download(server.url("/a"), target, etag='"1"') is None
    assert client.download(server.url("/b"), target, last_modified="Sat, 21 Nov 2026 10:00:00 GMT") is None
    assert client.download(server.url("/a"), target, etag='"0"') is not None


# redirects ------------------------------------------------------------------------------------------------------------


def test_redirects_are_followed_to_the_end(client: Client, server: Server, target: Path) -> None:
    server.routes |= {"/a": redirect("/b", 301), "/b": redirect(server.url("/c", "localhost")), "/c": Answer(b"There.")}

    download = client.download(server.url("/a"), target)

    assert download
    assert download.final_url == server.url("/c", "localhost")
    assert target.read_bytes() == b"There."


def test_a_circle_of_redirects_ends(client: Client, server: Server, target: Path) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": redirect("/a")}

    assert "more than 10 redirects" in refusal(client, server.url("/a"), target).problem


@pytest.mark.parametrize("to", ["ftp://example.org/a", "file:///etc/passwd", "gopher://example.org"])
def test_a_redirect_leads_to_the_web_or_nowhere(client: Client, server: Server, target: Path, to: str) -> None:
    server.routes["/a"] = redirect(to)

    assert "is no web address" in refusal(client, server.url("/a"), target).problem


def test_names_and_passwords_in_addresses_are_refused_unseen(client: Client, target: Path) -> None:
    error = refusal(client, "http://ada:secret@localhost/a", target)

    assert "secret" not in error.problem
    assert "a name or a password" in error.problem


@pytest.mark.parametrize(
    "url", ["http://exa mple.org\x00/", "http://[x/", "https:///a", "http://a:b/", "example.org", ""]
)
def test_what_is_no_address_is_refused(client: Client, target: Path, url: str) -> None:
    assert "no web address" in refusal(client, url, target).problem


# later ----------------------------------------------------------------------------------------------------------------


def test_429_is_waited_out_for_as_long_as_it_asks(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = [Answer(status=429, headers={"Retry-After": "1"}), Answer(b"Now.")]

    assert client.download(server.url("/a"), target)

    first, second = (each.at for each in server.asked if each.path == "/a")
    assert second - first >= 1


def test_retry_after_may_be_a_date(client: Client, server: Server, target: Path) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.routes["/a"] = [Answer(status=503, headers={"Retry-After": soon}), Answer(b"Now.")]
    start = monotonic()

    assert client.download(server.url("/a"), target)

    assert monotonic() - start > 0.5


def test_a_server_that_asks_to_wait_for_hours_is_left(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = Answer(status=429, headers={"Retry-After": "7200"})

    assert "asks to wait 7200 s" in refusal(client, server.url("/a"), target).problem
    assert server.count()["/a"] == 1


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(client: Client, server: Server, target: Path, status: int) -> None:
    server.routes["/a"] = [Answer(status=status), Answer(status=status), Answer(b"Now.")]

    assert client.download(server.url("/a"), target)


def test_a_failure_that_stays_is_given_up_with_its_reason(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = Answer(status=503)

    error = refusal(client, server.url("/a"), target)

    assert error.problem == f"{server.url('/a')}: the server answered 503 Service Unavailable"
    assert server.count()["/a"] == 3


@pytest.mark.parametrize(("status", "why"), [(404, "nothing at this address"), (410, "nothing"), (403, "refuses it")])
def test_a_lasting_failure_is_not_tried_again(
    client: Client, server: Server, target: Path, status: int, why: str
) -> None:
    server.routes["/a"] = Answer(status=status)

    assert why in refusal(client, server.url("/a"), target).problem
    assert server.count()["/a"] == 1


def test_a_host_that_is_not_there_is_asked_once_and_for_all(client: Client, server: Server, target: Path) -> None:
    with Server() as gone:
        url = gone.url("/a")

    assert "refused" in refusal(client, url, target).problem.lower()
    start = monotonic()
    refusal(client, f"{url}/another", target)
    assert monotonic() - start < 0.05
