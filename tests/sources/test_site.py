"""A walk stays where it was sent, ends, and finds each page once."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError
from pipeline.sources.site import site_of, walk

START = "https://example.org/entries/"


def found(links: Mapping[str, Sequence[str]], *, pattern: str | None = r"A\d{4}", limit: int = 100) -> list[str]:
    visited: list[str] = []

    def visit(url: str) -> Sequence[str]:
        visited.append(url)
        return links.get(url.removeprefix(START), ())

    entries = [url.removeprefix(START) for url in walk(site_of(START, pattern, limit), visit)]
    assert len(visited) == len(set(visited))
    return entries


def test_entries_are_found_over_pages_between_nearest_first() -> None:
    links = {
        "": ["https://[x", f"{START}page/1", f"{START}A0001", f"{START}A0001#part"],
        "page/1": [f"{START}A0002", f"{START}page/2", START],
        "page/2": [f"{START}A0003"],
        "A0001": [f"{START}A0004"],
    }

    assert found(links) == ["A0001", "A0002", "A0004", "A0003"]


def test_nothing_outside_the_folder_is_touched() -> None:
    outside = ["https://example.org/", "https://example.org/A0001", "https://other.org/entries/A0001", "mailto:a@b.c",
               "http://example.org/entries/A0001", "ftp://example.org/entries/A0001", "javascript:A0001()"]  # fmt: skip

    assert found({"": [*outside, f"{START}A0002"]}) == ["A0002"]


def test_the_limit_counts_entries() -> None:
    assert found({"": [f"{START}A{number:04}" for number in range(50)]}, limit=7) == [
        f"A{number:04}" for number in range(7)
    ]


def test_without_a_pattern_every_page_but_the_start_is_taken() -> None:
    assert found({"": [START, f"{START}a", f"{START}b?page=2"]}, pattern=None) == ["a", "b?page=2"]


def test_pages_that_lead_on_without_end_do_not() -> None:
    n_visited = 0

    def visit(url: str) -> Sequence[str]:
        nonlocal n_visited
        n_visited += 1
        return [f"{START}calendar?day={n_visited}"]

    assert list(walk(site_of(START, r"A\d{4}", 10), visit)) == []
    assert n_visited == 1000


@given(st.dictionaries(st.integers(0, 20), st.lists(st.integers(0, 20), max_size=5)), st.integers(1, 30))
def test_every_entry_comes_once_and_never_more_than_wanted(graph: dict[int, list[int]], limit: int) -> None:
    links = {f"A{page:04}": [f"{START}A{link:04}" for link in to] for page, to in graph.items()}
    links[""] = [f"{START}A{page:04}" for page in graph]

    entries = found(links, limit=limit)

    assert len(entries) == len(set(entries)) <= limit
    everything = set(graph) | {link for to in graph.values() for link in to}
    assert len(entries) == min(limit, len(everything))


def test_a_start_that_is_no_address_and_a_pattern_that_is_none_are_refused() -> None:
    with pytest.raises(InputError, match="no web address"):
        site_of("entries/", None, 1)
    with pytest.raises(ConfigError, match="no regular expression"):
        site_of(START, "A(", 1)
