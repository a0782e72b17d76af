"""What is taken is whole: bodies that break off, lie, never end or are compressed; large ones taken up again."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.sources.client import Client
from tests.serving import Answer, Handler, Server

from .asking import MAX_BYTES, Open, broken_off, refusal

BIG = bytes(range(256)) * 2000  # 512 kB


# bytes ----------------------------------------------------------------------------------------------------------------


def test_a_body_that_breaks_off_is_asked_for_again(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = [broken_off(b"half of", 100), Answer(b"The whole of it.")]

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == b"The whole of it."


def test_a_body_that_always_breaks_off_is_no_document(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = broken_off(b"half of", 100)

    assert "the connection failed" in refusal(client, server.url("/a"), target).problem


def test_a_body_longer_than_declared_is_no_document(client: Client, server: Server, target: Path) -> None:
    def too_much(handler: Handler) -> None:
        handler.head(200, {"Content-Length": "4", "Content-Type": "text/html"})
        handler.wfile.write(b"More than four.")
        handler.close_connection = True

    server.routes["/a"] = too_much

    assert "more than it declared" in refusal(client, server.url("/a"), target).problem


def test_interim_answers_are_not_counted_as_the_body(client: Client, server: Server, target: Path) -> None:
    def hint_first(handler: Handler) -> None:
        handler.head(103, {"Link": "</style.css>; rel=preload"})
        handler.answer(Answer(b"A page."))

    server.routes["/a"] = hint_first

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == b"A page."


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_compression_is_taken_off(client: Client, server: Server, target: Path, encoding: str) -> None:
    server.routes["/a"] = Answer(gzip.compress(b"A page. " * 1000), headers={"Content-Encoding": encoding})

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == b"A page. " * 1000


def test_a_compression_bomb_ends_at_the_limit(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = Answer(gzip.compress(bytes(50 * MAX_BYTES)), headers={"Content-Encoding": "gzip"})

    assert refusal(client, server.url("/a"), target).problem == f"{server.url('/a')}: is larger than 1 MiB"


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (b"not compressed at all", "gzip", "compressed data is damaged"),
        (gzip.compress(b"A page. " * 1000)[:-12], "gzip", "compressed data breaks off"),
        (b"\x1b\x00", "br", "the encoding 'br', which nobody asked for"),
    ],
    ids=["no gzip", "gzip that breaks off", "an encoding not asked for"],
)
def test_broken_compression_is_refused(
    client: Client, server: Server, target: Path, body: bytes, encoding: str, why: str
) -> None:
    server.routes["/a"] = Answer(body, headers={"Content-Encoding": encoding})

    assert why in refusal(client, server.url("/a"), target).problem


def test_what_is_declared_too_large_is_not_read(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = broken_off(b"", MAX_BYTES + 1)

    assert "is larger than 1 MiB" in refusal(client, server.url("/a"), target).problem
    assert server.count()["/a"] == 1


def test_what_turns_out_too_large_is_dropped(client: Client, server: Server, target: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.head(200, {"Content-Type": "text/html", "Connection": "close"})
        while True:
            handler.wfile.write(bytes(2**16))

    server.routes["/a"] = endless

    assert "is larger than 1 MiB" in refusal(client, server.url("/a"), target).problem


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "audio/mpeg"])
def test_what_cannot_be_a_document_is_left_before_its_body(
    client: Client, server: Server, target: Path, kind: str
) -> None:
    server.routes["/a"] = Answer(b"...", content_type=kind)

    assert f"is {kind}, which is not read" in refusal(client, server.url("/a"), target).problem


# taking up ------------------------------------------------------------------------------------------------------------


WHOLE = Answer(BIG, content_type="application/pdf", etag='"1"', ranges=True)


def half(etag: str = '"1"') -> Callable[[Handler], None]:
    return broken_off(BIG[:300_000], len(BIG), ETag=etag)


def test_a_large_file_is_taken_up_where_it_broke_off(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = [half(), WHOLE]

    download = client.download(server.url("/a"), target)

    assert download
    assert target.read_bytes() == BIG
    assert download.sha256 == sha256(BIG).hexdigest()
    assert server.asked[-1].headers["Range"] == "bytes=300000-"
    assert [path.name for path in target.parent.iterdir()] == ["target"]


def test_a_large_file_is_taken_up_by_a_later_run(open_client: Open, server: Server, target: Path) -> None:
    server.routes["/a"] = half()
    with pytest.raises(InputError):
        open_client(attempts=1).download(server.url("/a"), target)
    server.routes["/a"] = WHOLE

    assert open_client().download(server.url("/a"), target)
    assert target.read_bytes() == BIG
    assert server.asked[-1].headers["Range"] == "bytes=300000-"


def test_what_has_changed_since_is_taken_anew(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = [half('"0"'), WHOLE]

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == BIG


def test_a_part_longer_than_the_file_is_dropped(client: Client, server: Server, target: Path) -> None:
    server.routes["/a"] = [half(), Answer(b"Short now.", etag='"1"', ranges=True)]

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == b"Short now."


def test_another_part_than_was_asked_for_is_not_put_on(client: Client, server: Server, target: Path) -> None:
    def wrong_part(handler: Handler) -> None:
        handler.head(206, {"Content-Range": f"bytes 0-99/{len(BIG)}", "Content-Length": "100"})
        handler.wfile.write(BIG[:100])

    server.routes["/a"] = [half(), wrong_part, WHOLE]

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == BIG


@pytest.mark.parametrize("version", ["", 'W/"1"'])
def test_without_a_firm_version_a_file_starts_over(client: Client, server: Server, target: Path, version: str) -> None:
    server.routes["/a"] = [half(version), WHOLE]

    assert client.download(server.url("/a"), target)
    assert target.read_bytes() == BIG
    assert "Range" not in server.asked[-1].headers
