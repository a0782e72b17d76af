"""Bytes → an element tree, however hostile the page."""

import re

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.reading import Source
from pipeline.parsing.tree import Element

_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]{200,}")
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{100000}")
_DEEP = re.compile(r"(?i)excessive depth|resource limit|huge")
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_html(source: Source) -> Element:
    """Return the root of a page; raises InputError when it nests too deep, or has a tag that is no tag.

    The parser would cut such pages short without a word, and one giant tag can hold it for minutes.
    """
    text = _INVALID.sub("", _EMBEDDED.sub("", _decoded(source)))
    if giant := _LONG_TAG.search(text):
        line = text.count("\n", 0, giant.start()) + 1
        raise InputError(
            f"{source.name}: line {line} has a tag of more than 100,000 characters",
            remedy="save the page again as text",
        )
    parser = lxml_html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", text), parser=parser)
    except etree.ParserError as error:
        raise InputError(f"{source.name}: there is nothing in this page", remedy="fetch it again") from error
    for entry in parser.error_log:
        if _DEEP.search(entry.message):
            raise InputError(
                f"{source.name}: line {entry.line}: elements stand more than 256 deep in each other",
                remedy="save the page again as text",
            )
    return root


def _decoded(source: Source) -> str:
    """UTF-8 first, as everywhere; then what the page says of itself, then a guess."""
    try:
        return source.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(source.content[:4096])
    if declared:
        try:
            return source.content.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(source.content, source.name)
