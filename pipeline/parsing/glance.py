"""A first look at bytes from outside: what they are, and what a page says about itself and where it leads."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.domain.provenance import Glance
from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.html.citation import citation_of, full_texts_of, joined
from pipeline.parsing.html.soup import parse_html
from pipeline.parsing.reading import Source
from pipeline.parsing.sniffing import foreign, look

_MAX_LOOKED_INTO = 16 * 2**20
"""Larger pages are left to the process that reads documents, with its limits."""
_LATEXML = re.compile(rb"""<\w+[^>]{0,500}class\s*=\s*["'][^"'>]*\bltx_document\b""")
_GZIP = b"\x1f\x8b"
_TAR = b"ustar"
_WORD = b"word/"
_KINDS = {
    "pdf": Glance(".pdf", "a PDF"),
    "docx": Glance(".docx", "a DOCX file"),
    "xml": Glance(".xml", "XML"),
    "latex": Glance(".tex", "LaTeX"),
}


def glance(content: bytes, url: str, content_type: str = "") -> Glance:
    """Say what bytes are, whatever the server calls them, and what they say about themselves.

    The address and the server's word decide only between kinds of text that look alike.
    """
    if content.startswith(_GZIP) or content[257:262] == _TAR:
        return Glance(".tar", "an archive")
    if what := foreign(content):
        return Glance(what=what)
    kind = look(content)
    if kind == "zip":
        return _KINDS["docx"] if _WORD in content else Glance(what="a zip archive")
    if kind == "html" or (kind is None and "html" in content_type):
        return _page(content, url)
    return _KINDS.get(kind or "") or _text(content, url, content_type)


def links_of(content: bytes, url: str) -> list[str]:
    """The addresses that a page links to, in its order; none where the bytes are no page."""
    if len(content) > _MAX_LOOKED_INTO:
        return []
    try:
        root = parse_html(Source(Path(url), content))
    except InputError:
        return []
    start = joined(url, next((node.get("href") or "" for node in root.iter("base")), ""))
    links = (joined(start, node.get("href")) for node in root.iter("a") if node.get("href"))
    return [link for link in dict.fromkeys(links) if link]


def _page(content: bytes, url: str) -> Glance:
    page = Glance(".html", "a web page", is_latexml=_LATEXML.search(content) is not None)
    if len(content) > _MAX_LOOKED_INTO:
        return page
    try:
        root = parse_html(Source(Path(url), content))
    except InputError:
        return page  # reading it will say what is wrong
    return replace(page, citation=citation_of(root), full_texts=full_texts_of(root, url))


def _text(content: bytes, url: str, content_type: str) -> Glance:
    try:
        decode(content, url)
    except InputError:
        return Glance(what="neither a document nor text")
    if "markdown" in content_type or url.lower().endswith((".md", ".markdown")):
        return Glance(".md", "Markdown")
    return Glance(".txt", "plain text")
