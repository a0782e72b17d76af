"""What is named ends on the shelf, once, with its record; or on the list of failures, with its reason."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from subprocess import Popen
from time import sleep
from typing import TypeVar

import pytest

from pipeline.sources.names import Wanted
from pipeline.store.shelf import Shelf
from pipeline.workflows import untracked
from pipeline.workflows.fetch import Fetcher, failed_before, fetch
from tests.serving import Answer, Handler, Server

from .fetching import PDF, REPORT, a_fetcher, files, meant, one, problem

Item = TypeVar("Item")


# once -----------------------------------------------------------------------------------------------------------------


def test_an_address_ends_as_a_file_and_a_record(fetcher: Fetcher, server: Server, shelf: Shelf) -> None:
    server.routes["/old"] = Answer(status=301, headers={"Location": "/report"})
    server.page("/report", REPORT, etag='"1"')

    found = one(fetcher, server.url("/old#part"))

    assert (found.state, found.failure) == ("fetched", None)
    assert found.path
    assert found.record
    assert found.path.read_text(encoding="utf-8") == REPORT
    record = found.record
    assert (record.name, record.key) == (server.url("/old#part"), f"url:{server.url('/old')}")
    assert (record.url, record.final_url) == (server.url("/old"), server.url("/report"))
    assert (record.content_type, record.n_bytes, record.etag) == ("text/html; charset=utf-8", len(REPORT), '"1"')
    assert record.citation.title == "Report"
    assert files(shelf.folder) == sorted([record.file, f"{record.file.rsplit('.', 2)[0]}.json"])


def test_what_is_there_is_not_asked_for_again_nor_needs_a_network(server: Server, shelf: Shelf) -> None:
    with Server() as gone:
        url = gone.page("/report", REPORT)
        with a_fetcher(gone, shelf) as fetcher:
            first = one(fetcher, url)
            again = one(fetcher, f"{url}#elsewhere")
        assert gone.count() == {"/robots.txt": 1, "/report": 1}

    with a_fetcher(gone, shelf) as offline:
        assert one(offline, url).path == again.path == first.path
    assert again.state == "kept"


def test_what_is_named_twice_is_fetched_once(fetcher: Fetcher, server: Server) -> None:
    url = server.page("/report", REPORT)

    assert len(fetch(meant(url, url, f"{url}#part"), fetcher, track=untracked).results) == 1
    assert server.count()["/report"] == 1


def test_results_come_in_the_order_asked_whatever_came_first(fetcher: Fetcher, server: Server) -> None:
    def late(handler: Handler) -> None:
        sleep(0.2)
        handler.answer(Answer(REPORT.encode()))

    server.routes["/slow"] = late
    with Server() as other:
        names = [server.url("/slow"), other.page("/quick", REPORT), server.page("/last", REPORT)]
        outcome = fetch(meant(*names), fetcher, track=untracked)

    assert [each.wanted.name for each in outcome.results] == names
    assert len(set(outcome.paths)) == 3


# changed --------------------------------------------------------------------------------------------------------------


def test_refreshing_leaves_what_has_not_changed(server: Server, shelf: Shelf) -> None:
    url = server.page("/report", REPORT, etag='"1"')
    plain = server.page("/plain", REPORT)
    with a_fetcher(server, shelf) as fetcher:
        before = [one(fetcher, url).record, one(fetcher, plain).record]

    with a_fetcher(server, shelf, refresh=True) as fetcher:
        after = [one(fetcher, url), one(fetcher, plain)]

    assert [each.state for each in after] == ["unchanged", "unchanged"]
    assert [each.record for each in after] == before
    assert server.asked[-2].headers["If-None-Match"] == '"1"'
    assert not any("partial/" in name for name in files(shelf.folder))


def test_refreshing_takes_what_has_changed_and_keeps_the_old_aside(server: Server, shelf: Shelf) -> None:
    url = server.page("/report", REPORT, etag='"1"')
    with a_fetcher(server, shelf) as fetcher:
        old = one(fetcher, url)
    server.page("/report", REPORT.replace("Some", "New"), etag='"2"')

    with a_fetcher(server, shelf, refresh=True) as fetcher:
        new = one(fetcher, url)

    assert new.state == "updated"
    assert new.path
    assert old.path
    assert "New text" in new.path.read_text(encoding="utf-8")
    assert not old.path.exists()
    assert f".fetch/earlier/{old.path.name}" in files(shelf.folder)


def test_what_cannot_be_refreshed_stays(server: Server, shelf: Shelf) -> None:
    url = server.page("/report", REPORT)
    with a_fetcher(server, shelf) as fetcher:
        before = one(fetcher, url)
    server.routes["/report"] = Answer(status=404)

    with a_fetcher(server, shelf, refresh=True) as fetcher:
        assert "nothing at this address" in problem(fetcher, url)
    assert before.path
    assert before.path.exists()


def test_a_page_of_regrets_does_not_take_the_place_of_a_paper(server: Server, shelf: Shelf) -> None:
    server.routes["/a.pdf"] = Answer(PDF, content_type="application/pdf")
    with a_fetcher(server, shelf) as fetcher:
        before = one(fetcher, server.url("/a.pdf"))
    server.page("/a.pdf", "<html><body>We have moved.</body></html>")

    with a_fetcher(server, shelf, refresh=True) as fetcher:
        assert "not the PDF that it should be" in problem(fetcher, server.url("/a.pdf"))
    assert before.path
    assert before.path.read_bytes() == PDF


# kinds and failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "suffix"),
    [
        (Answer(PDF, content_type="text/html"), ".pdf"),
        (Answer(REPORT.encode(), content_type="application/octet-stream"), ".html"),
        (Answer(b"Plain words.", content_type="text/plain"), ".txt"),
    ],
)
def test_a_mislabelled_document_is_kept_as_what_it_is(
    fetcher: Fetcher, server: Server, answer: Answer, suffix: str
) -> None:
    server.routes["/a"] = answer

    found = one(fetcher, server.url("/a"))

    assert found.path
    assert found.path.suffix == suffix


@pytest.mark.parametrize("body", [b"\x89PNG\r\n....", b"PK\x03\x04...", bytes(range(256)), b"MZ\x90..."])
def test_what_is_no_document_is_refused(fetcher: Fetcher, server: Server, shelf: Shelf, body: bytes) -> None:
    server.routes["/a"] = Answer(body, content_type="application/pdf")

    assert "which is not read" in problem(fetcher, server.url("/a"))
    assert files(shelf.folder) == [".fetch/failed.json"]


def test_failures_are_remembered_until_a_later_run_has_them(fetcher: Fetcher, server: Server, shelf: Shelf) -> None:
    good, bad, worse = server.page("/good", REPORT), server.url("/bad"), server.url("/worse")

    outcome = fetch(meant(good, bad, worse), fetcher, track=untracked)

    assert [failure.source for failure in outcome.failures] == [bad, worse]
    assert failed_before(shelf) == meant(bad, worse)

    server.page("/bad", REPORT)
    again = fetch(failed_before(shelf), fetcher, track=untracked)

    assert [each.state for each in again.results] == ["fetched", None]
    assert failed_before(shelf) == meant(worse)


def test_an_entry_without_an_id_fails_and_is_not_tried_again(fetcher: Fetcher, shelf: Shelf) -> None:
    (result,) = fetch([Wanted("list.bib: lee2024")], fetcher, track=untracked).results

    assert result.failure
    assert "names no arXiv id" in result.failure.problem
    assert failed_before(shelf) == []


# interrupts -----------------------------------------------------------------------------------------------------------


def test_an_interrupt_leaves_whole_documents_and_nothing_else(fetcher: Fetcher, server: Server, shelf: Shelf) -> None:
    def interrupted(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
        for number, item in enumerate(items):
            if number == 2:
                raise KeyboardInterrupt
            yield item

    def endless(handler: Handler) -> None:
        handler.head(200, {"Content-Type": "text/html", "Connection": "close"})
        while True:
            handler.wfile.write(b"<p>more")
            sleep(0.01)

    names = [server.page(f"/{number}", REPORT) for number in range(3)]
    server.routes["/endless"] = endless

    with pytest.raises(KeyboardInterrupt):
        fetch(meant(*names, server.url("/endless")), fetcher, track=interrupted)

    kept = [name for name in files(shelf.folder) if name.endswith(".html")]
    assert len(kept) >= 2
    assert len(files(shelf.folder)) == 2 * len(kept)


PROGRAM = """
import sys
from pathlib import Path
from pipeline.sources.client import Client, Terms
from pipeline.sources.names import understand
from pipeline.sources.plans import Places
from pipeline.store.shelf import Shelf
from pipeline.workflows import untracked
from pipeline.workflows.fetch import Fetcher, fetch
with Client(Terms("mitag/test", seconds_between=0, private=True)) as client:
    fetcher = Fetcher(client, Places(), Shelf(Path(sys.argv[1])))
    fetch([understand(name) for name in sys.argv[2:]], fetcher, track=untracked)
"""


def test_a_killed_run_is_taken_up_where_it_was(server: Server, shelf: Shelf) -> None:
    big = bytes(range(256)) * 4000
    n_sent = 300_000

    def half(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(PDF + big)), "Content-Type": "application/pdf", "ETag": '"1"'})
        handler.wfile.write((PDF + big)[:n_sent])
        sleep(30)

    names = [server.page("/0", REPORT), server.url("/1"), server.page("/2", REPORT)]
    server.routes["/1"] = half
    running = Popen([sys.executable, "-c", PROGRAM, shelf.folder, *names], env=os.environ | {"PYTHONPATH": os.getcwd()})  # noqa: PTH109
    partial = shelf.scratch(f"url:{names[1]}")
    while not partial.exists() or partial.stat().st_size < 200_000:
        assert running.poll() is None
        sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()

    server.routes["/1"] = Answer(PDF + big, content_type="application/pdf", etag='"1"', ranges=True)
    with a_fetcher(server, shelf) as fetcher:
        outcome = fetch(meant(*names), fetcher, track=untracked)

    assert [each.state for each in outcome.results] == ["kept", "fetched", "fetched"]
    assert outcome.paths[1].read_bytes() == PDF + big
    assert server.count() == {"/robots.txt": 2, "/0": 1, "/1": 2, "/2": 1}
    (rest,) = (each.headers["Range"] for each in server.asked if "Range" in each.headers)
    assert 200_000 <= int(rest.removeprefix("bytes=").removesuffix("-")) <= n_sent
    assert not any("partial/" in name for name in files(shelf.folder))
