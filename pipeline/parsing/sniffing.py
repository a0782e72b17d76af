"""What a file really is, by its first bytes; suffixes lie."""

import codecs
import re

_HEAD = 2**16
_MAGIC = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "an RTF file"),
)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8"))
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+html\b[^>]*>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_HTML_FIRST = frozenset({"html", "head", "body", "title", "meta", "div", "p", "h1", "article-html", "main"})
_XML_ROOTS = frozenset({"article", "TEI", "TEI.2", "teiCorpus", "pmc-articleset", "sub-article", "response"})


def look(content: bytes) -> str | None:
    """Name the kind of reader the first bytes ask for ("pdf", "zip", "html", "xml", "latex"), or None.

    >>> look(b"%PDF-1.7"), look(b"<!doctype html><p>Hi"), look(b"Plain words.")
    ('pdf', 'html', None)
    """
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    head = _head(content)
    start = _after_prolog(head)
    if root := _ROOT.match(head, start):
        return _markup(root[1], head)
    return "latex" if re.search(r"^\s*\\documentclass\b", head, re.M) else None


def foreign(content: bytes) -> str | None:
    """Say what a file is that no reader reads, or None.

    >>> foreign(b"GIF89a...")
    'a GIF picture'
    """
    return next((what for magic, what in _MAGIC if content.startswith(magic)), None)


def _head(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[:_HEAD].decode(encoding, errors="replace").lstrip("\ufeff")
    return content[:_HEAD].decode("latin-1")


def _after_prolog(head: str) -> int:
    position = 0
    while match := _PROLOG.match(head, position):
        position = match.end()
    return position


def _markup(root: str, head: str) -> str | None:
    has_prolog = head.lstrip("\ufeff \t\r\n").startswith("<?xml")
    if root == "article" and not has_prolog and not _JATS.search(head):
        return "html"  # HTML has an element of this name, too
    if root in _XML_ROOTS:
        return "xml"
    if root.lower() in _HTML_FIRST:
        return "html"
    return "xml" if has_prolog else None


_JATS = re.compile(r"<front\b|<sec\b|\barticle-type=|\bdtd-version=|//DTD JATS|NLM//DTD")
