"""A walk over a site → its entries on the shelf; the pages that only lead to them are kept apart, out of sight."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.parsing.glance import links_of
from pipeline.sources.names import Wanted
from pipeline.sources.site import Site, walk
from pipeline.workflows import Track
from pipeline.workflows.fetch import Fetched, Fetcher, FetchOutcome, remember_failures


def fetch_site(site: Site, fetcher: Fetcher, pages: Fetcher, *, track: Track) -> FetchOutcome:
    """Get the entries of a site, and list what failed.

    `pages` keeps the pages between, and should ask whether they have changed: new entries are found on them. Where
    nobody answers, its earlier copies are used.
    """
    entries: list[Fetched] = []
    lost: list[Fetched] = []

    def visit(url: str) -> Sequence[str]:
        if site.is_entry(url):
            return _links(entries[-1])
        page = pages.fetch(Wanted(url, url=url))
        if page.failure and (kept := pages.shelf.find(f"url:{url}")):
            page = Fetched(page.wanted, "kept", kept, pages.shelf.path(kept))
        elif page.failure and not page.is_absent:  # a link that leads nowhere is the site's affair
            lost.append(replace(page, failure=replace(page.failure, remedy="walk the site again later")))
        return _links(page)

    def found() -> Iterator[Fetched]:
        for url in walk(site, visit):
            entries.append(fetcher.fetch(Wanted(url, url=url)))
            yield entries[-1]

    try:
        for _ in track(found(), total=site.limit, doing="Fetching"):
            continue
    finally:
        remember_failures(fetcher.shelf, entries)
    return FetchOutcome((*entries, *lost))


def _links(page: Fetched) -> Sequence[str]:
    return links_of(Path(page.path).read_bytes(), page.record.final_url) if page.path and page.record else ()
