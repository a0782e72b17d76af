"""A site's entries are found over its pages, and fetched once however often one walks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.sources.client import Client, Terms
from pipeline.sources.plans import Places
from pipeline.sources.site import Site, site_of
from pipeline.store.shelf import Shelf
from pipeline.workflows import untracked
from pipeline.workflows.fetch import Fetcher, FetchOutcome
from pipeline.workflows.fetch_site import fetch_site
from tests.serving import Answer, Server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def fetcher(home: Path) -> Iterator[Fetcher]:
    with Client(Terms("mitag/test", seconds_between=0, attempts=1, private=True)) as client:
        yield Fetcher(client, Places(), Shelf(home / "raw"))


def listing(*links: str) -> str:
    return "<html><body>" + "".join(f'<a href="{link}">{link}</a>' for link in links) + "</body></html>"


def build(server: Server, n_entries: int = 4) -> Site:
    """An index of two pages, and entries of which the first links to a last one that no index names."""
    server.page(
        "/entries/",
        listing("A0000", "A0001", "?page=2", "../about", "https://elsewhere.example/A9999"),
        etag='"1"',
    )
    server.page(
        "/entries/?page=2", listing(*(f"A{number:04}" for number in range(2, n_entries)), "/entries/"), etag='"1"'
    )
    for number in range(n_entries):
        server.page(f"/entries/A{number:04}", f"<p>Entry {number}.</p>" + (listing("A0900") if number == 0 else ""))
    server.page("/entries/A0900", "<p>The last entry.</p>")
    return site_of(server.url("/entries/"), r"A\d{4}", 100)


def walked(site: Site, fetcher: Fetcher, home: Path) -> FetchOutcome:
    pages = replace(fetcher, shelf=Shelf(home / "pages"), refresh=True)
    return fetch_site(site, fetcher, pages, track=untracked)


def names(outcome: FetchOutcome) -> list[str]:
    return [each.wanted.url.rpartition("/")[2] for each in outcome.results]


def test_all_entries_are_found_and_nothing_else_is_kept(server: Server, fetcher: Fetcher, home: Path) -> None:
    outcome = walked(build(server), fetcher, home)

    assert names(outcome) == ["A0000", "A0001", "A0900", "A0002", "A0003"]
    assert len(list((home / "raw").glob("*.html"))) == 5
    assert "/about" not in server.count()


def test_a_second_walk_asks_for_changes_of_the_pages_between_and_for_new_entries_alone(
    server: Server, fetcher: Fetcher, home: Path
) -> None:
    site = build(server)
    walked(site, fetcher, home)
    server.asked.clear()
    server.page("/entries/?page=2", listing("A0002", "A0003", "A0004"), etag='"2"')
    server.page("/entries/A0004", "<p>Entry 4.</p>")

    outcome = walked(site, fetcher, home)

    assert [each.state for each in outcome.results] == ["kept"] * 5 + ["fetched"]
    assert server.count() == {"/entries/": 1, "/entries/?page=2": 1, "/entries/A0004": 1}
    assert server.asked[0].headers["If-None-Match"] == '"1"'


def test_a_walk_works_offline_over_what_was_fetched(fetcher: Fetcher, home: Path) -> None:
    with Server() as gone:
        site = build(gone)
        before = walked(site, fetcher, home)

    after = walked(site, fetcher, home)

    assert after.paths == before.paths
    assert after.failures == ()


def test_a_page_that_fails_is_listed_and_the_walk_goes_on(server: Server, fetcher: Fetcher, home: Path) -> None:
    site = build(server)
    server.routes["/entries/?page=2"] = Answer(status=500)
    server.routes["/entries/A0001"] = Answer(status=404)

    outcome = walked(site, fetcher, home)

    assert [each.state for each in outcome.results] == ["fetched", None, "fetched", None]
    assert ["404" in each.problem or "500" in each.problem for each in outcome.failures] == [True, True]
    assert [row["url"] for row in fetcher.shelf.failed()] == [server.url("/entries/A0001")]


def test_a_link_that_leads_nowhere_is_the_affair_of_the_site(server: Server, fetcher: Fetcher, home: Path) -> None:
    site = build(server)
    server.page("/entries/?page=2", listing("gone", "A0002"))

    outcome = walked(site, fetcher, home)

    assert names(outcome) == ["A0000", "A0001", "A0900", "A0002"]
    assert outcome.failures == ()


def test_the_limit_holds(server: Server, fetcher: Fetcher, home: Path) -> None:
    outcome = walked(replace(build(server), limit=2), fetcher, home)

    assert names(outcome) == ["A0000", "A0001"]
    assert "/entries/A0002" not in server.count()
