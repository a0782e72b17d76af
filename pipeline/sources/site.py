"""A walk over a site: from a start page along its links, no further than the folder that it lies in."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import ConfigError, InputError
from pipeline.sources.names import canonical, is_web

_MAX_INDEX_PAGES = 1_000
"""Pages that are only looked through for links: calendars and searches lead on without end."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a walk starts, which pages it is after, and how many."""

    start: str
    pattern: re.Pattern[str] | None = None
    """Found in what an address has beyond the start's folder; None takes every page but the start."""
    limit: int = 500

    @property
    def scope(self) -> str:
        """How every address of the walk begins."""
        return self.start.partition("?")[0].rpartition("/")[0] + "/"

    def has(self, url: str) -> bool:
        """Whether an address belongs to the walk."""
        return url.startswith(self.scope)

    def is_entry(self, url: str) -> bool:
        """Whether a page is one that the walk is after."""
        if self.pattern is None:
            return url != self.start
        return self.pattern.search(url.removeprefix(self.scope)) is not None


def site_of(start: str, pattern: str | None, limit: int) -> Site:
    r"""Check what a walk is asked for by.

    Raises InputError when the start is no web address, ConfigError when the pattern is no regular expression.

    >>> site_of("https://example.org/entries/", r"A\d{4}", 10).is_entry("https://example.org/entries/A0001")
    True
    """
    if not is_web(start):
        raise InputError(f"{start}: is no web address", remedy="begin it with https:// or http://")
    try:
        return Site(canonical(start), re.compile(pattern) if pattern else None, limit)
    except re.error as error:
        raise ConfigError(
            f"--pattern {pattern!r} is no regular expression ({error})", remedy=r"such as A\d{4}"
        ) from error


def walk(site: Site, visit: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the addresses the walk is after, nearest first; `visit` brings a page and returns the links on it.

    An entry is visited after it was yielded, for the links that only entries have.
    """
    seen = {site.start}
    waiting = deque([site.start])
    n_entries = n_index_pages = 0
    while waiting and n_entries < site.limit:
        url = waiting.popleft()
        if site.is_entry(url):
            n_entries += 1
            yield url
        elif n_index_pages == _MAX_INDEX_PAGES:
            continue
        else:
            n_index_pages += 1
        for link in map(canonical, filter(is_web, visit(url))):
            if site.has(link) and link not in seen:
                seen.add(link)
                waiting.append(link)
