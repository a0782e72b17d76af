"""What bytes are is told by the bytes, and pages say what they are and where they lead."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.glance import glance, links_of

from .test_html import LATEXML, PAGE

URL = "https://example.org/folder/page"
CC = "https://creativecommons.org/licenses/by/4.0/"


def page(head: str = "", body: str = "<p>Text.</p>") -> bytes:
    return f"<!doctype html><html><head><title>Guide | Site</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("content", "content_type", "suffix"),
    [
        (b"%PDF-1.7 ...", "text/html", ".pdf"),
        (page(), "application/pdf", ".html"),
        (b"<p>A piece of a page.", "text/html", ".html"),
        (b"just words", "text/html", ".html"),
        (b"\\documentclass{article}", "text/plain", ".tex"),
        (b"<?xml version='1.0'?><article><front/></article>", "text/html", ".xml"),
        (b"PK\x03\x04....word/document.xml", "application/octet-stream", ".docx"),
        (gzip.compress(b"tar", mtime=0), "application/pdf", ".tar"),
        (b"# Guide", "text/markdown; charset=utf-8", ".md"),
        (b"# Guide", "text/plain", ".txt"),
        ("naïve".encode("utf-16"), "", ".txt"),
    ],
)
def test_the_bytes_decide_whatever_the_server_says(content: bytes, content_type: str, suffix: str) -> None:
    assert glance(content, URL, content_type).suffix == suffix


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n...", "a PNG picture"),
        (b"PK\x03\x04....xl/workbook.xml", "a zip archive"),
        (bytes(range(256)), "neither a document nor text"),
    ],
)
def test_what_is_not_read_is_named(content: bytes, what: str) -> None:
    seen = glance(content, URL, "application/pdf")

    assert (seen.suffix, seen.what) == ("", what)


def test_an_address_tells_markdown_from_text() -> None:
    assert glance(b"# Guide", "https://example.org/README.md", "text/plain").suffix == ".md"


def test_meta_tags_are_read() -> None:
    said = glance(PAGE.encode(), URL).citation

    assert (said.title, said.authors, said.year) == ("Guide to Safety", ("Ann Lee", "Bo Ray"), 2024)
    assert (said.doi, said.arxiv_id) == ("10.1234/abc.5", "2401.01234")


def test_a_paper_by_latexml_is_told_from_a_page_about_one() -> None:
    seen = glance(LATEXML.encode(), URL)

    assert seen.is_latexml
    assert (seen.citation.title, seen.citation.year) == ("Guarding Models", 2024)
    assert not glance(PAGE.encode(), URL).is_latexml


@pytest.mark.parametrize(
    ("head", "body", "licence"),
    [
        (f'<link rel="license" href="{CC}">', "", CC),
        ("", f'<a rel="nofollow license" href="{CC}">Terms</a>', CC),
        ('<meta name="DC.rights" content="CC BY-SA 4.0">', "", "CC BY-SA 4.0"),
        ("", f'<a href="/terms">Terms</a><a href="{CC}" title="Rights to this article">view license</a>', CC),
        ("", '<a href="http://arxiv.org/licenses/nonexclusive-distrib/1.0/">x</a>', "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"),
        ("", '<a id="license-tr" href="https://info.arxiv.org/help/license">License: CC BY 4.0</a>', "CC BY 4.0"),
        ("", '<a href="https://creativecommons.org/about">About</a>', ""),
    ],
)  # fmt: skip
def test_a_licence_is_found_where_it_is_stated(head: str, body: str, licence: str) -> None:
    assert glance(page(head, body), URL).citation.licence == licence


def linked(text: str) -> bytes:
    return page(f'<script type="application/ld+json">{text}</script>')


@pytest.mark.parametrize(
    "wrapped",
    ["%s", "[%s]", '{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "X"}, %s]}'],
)
def test_linked_data_is_read(wrapped: str) -> None:
    node = """{"@type": ["Report", "Thing"], "headline": "Holding Back", "datePublished": "2024-03-01",
    "author": [{"@type": "Person", "name": "Ann Lee"}, "Bo Ray"], "license": {"url": "https://l.test/by"},
    "identifier": {"value": "https://doi.org/10.1145/abc"}}"""

    said = glance(linked(wrapped % node), URL).citation

    assert (said.title, said.authors, said.year) == ("Holding Back", ("Ann Lee", "Bo Ray"), 2024)
    assert (said.licence, said.doi) == ("https://l.test/by", "10.1145/abc")


@pytest.mark.parametrize(
    "text", ["{", "3", "null", '{"@type": "Person", "name": "Ann"}', '{"@type": {"a": 1}}', "[" * 900]
)
def test_linked_data_that_says_nothing_is_no_obstacle(text: str) -> None:
    assert glance(linked(text), URL).citation.title == "Guide | Site"


@given(st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_no_linked_data_breaks_the_look(value: object) -> None:
    import json

    node = {"@type": "Article", "headline": value, "author": value, "datePublished": value, "license": value}
    glance(linked(json.dumps(node).replace("<", " ")), URL)


def test_where_the_whole_lies_is_found() -> None:
    head = '<meta name="citation_pdf_url" content="/a.pdf"><meta name="citation_fulltext_html_url" content="full">'

    assert glance(page(head), URL).full_texts == ("https://example.org/folder/full", "https://example.org/a.pdf")


def test_links_come_in_their_order_and_once() -> None:
    body = '<a href="b">1</a><a href="/a">2</a><a>3</a><a href="b">4</a><a href=" https://x.test/ ">5</a>'

    assert links_of(page("", body), URL) == ["https://example.org/folder/b", "https://example.org/a", "https://x.test/"]
    assert links_of(page('<base href="/other/">', body), URL)[0] == "https://example.org/other/b"
    assert links_of(b"%PDF", URL) == []
    assert links_of(page("", '<a href="http://[x">1</a><a href="b c">2</a>'), URL) == ["https://example.org/folder/b c"]


def test_a_page_that_is_too_deep_is_left_to_its_reader() -> None:
    assert glance(b"<!doctype html>" + b"<div>" * 5000, URL).suffix == ".html"


def test_a_sample_is_what_its_suffix_says(root: Path) -> None:
    for path in sorted((root / "data" / "raw").iterdir()):
        if path.suffix in (".pdf", ".html", ".txt"):
            assert glance(path.read_bytes(), URL).suffix == path.suffix
