"""Markdown: CommonMark by markdown-it, with tables left out, front matter read and raw HTML dropped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.domain.document import ParagraphKind
from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import LEAD_IN, is_lead_in, trim
from pipeline.parsing.reading import Block, Heading, Reading, Source, clean, has_words

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER = 2**16
_MAX_FLOW = 50  # brackets in each other that YAML's parser can take without exhausting the stack
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_FOOTNOTE = re.compile(r"\s*\[\^[^\]\s]+\]:")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MATHS = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]*\}\s*$")


@dataclass(frozen=True, slots=True)
class _Front:
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    doi: str = ""


def read(source: Source) -> Reading:
    """Read a Markdown report; blocks are anchored to their lines.

    Raises InputError when the file is not text, or nests so deep that nobody wrote it.
    """
    text = decode(source.content, source.name)
    match = _FRONT_MATTER.match(text)
    front = _front_matter(match[1]) if match else _Front()
    offset = text.count("\n", 0, match.end()) if match else 0
    tokens = _tokens(text[match.end() :] if match else text, source.name)
    blocks = list(_blocks(tokens, offset))
    if blocks and isinstance(blocks[0], Heading) and blocks[0].text == front.title:
        blocks = blocks[1:]
    reading = Reading(tuple(blocks), front.title, front.authors, front.year, front.abstract, front.doi)
    return finish(reading, find_title=True)


def _tokens(text: str, name: str) -> list[Token]:
    try:
        return MarkdownIt("commonmark").enable("table").parse(text)
    except RecursionError as error:
        raise InputError(f"{name}: quotes or lists stand too deep in each other", remedy="flatten them") from error


def _blocks(tokens: Sequence[Token], offset: int) -> Iterator[Heading | Block]:
    lists = tables = 0
    for index, token in enumerate(tokens):
        if token.type in ("list_item_open", "list_item_close"):
            lists += token.nesting
        elif token.type in ("table_open", "table_close"):
            tables += token.nesting
        elif token.type == "inline" and not tables:
            kind: ParagraphKind = "list item" if lists else "paragraph"
            yield from _block(token, tokens[index - 1], kind, offset)


def _block(token: Token, opening: Token, kind: ParagraphKind, offset: int) -> Iterator[Heading | Block]:
    line = (token.map or [0])[0] + offset + 1
    text = clean(_FOOTNOTE_MARK.sub("", _inline(token)))
    if opening.type == "heading_open":
        if heading := trim(_ATTRIBUTES.sub("", text)):
            yield Heading(heading, int(opening.tag[1:]), anchor=f"line {line}")
    elif not _FOOTNOTE.match(token.content) and has_words(text):
        lead = clean(_FOOTNOTE_MARK.sub("", _lead(token)))
        rest = text[len(lead) :]
        if lead and kind == "paragraph" and text.startswith(lead) and is_lead_in(lead, rest):
            yield Heading(trim(lead), LEAD_IN, anchor=f"line {line}")
            text = rest.lstrip(" .:")
        if text:
            yield Block(text, kind=kind, anchor=f"line {line}")


def _lead(token: Token) -> str:
    """The bold text that opens a paragraph, if it does."""
    inline = [child for child in token.children or () if child.type != "text" or child.content]
    if not inline or inline[0].type != "strong_open":
        return ""
    end = next((n for n, child in enumerate(inline) if child.type == "strong_close"), len(inline))
    return "".join(child.content for child in inline[1:end])


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or _BREAK.match(child.content):
            parts.append(" ")
    return _MATHS.sub(" ", "".join(parts))


def _front_matter(source: str) -> _Front:
    """What cannot be read is no front matter; it is left out either way.

    All values are read as text, since nothing else is needed and PyYAML's own types fail in many ways.
    """
    if len(source) > _MAX_FRONT_MATTER or max(source.count("["), source.count("{")) > _MAX_FLOW:
        return _Front()
    try:
        found = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  (makes nothing but text, lists and mappings)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):  # the last two: "\\UFFFFFFFF"
        return _Front()
    if not isinstance(found, dict):
        return _Front()
    authors = found.get("authors", found.get("author", []))
    year = re.search(r"\b(?:19|20)\d\d\b", _short(found.get("year", found.get("date", ""))))
    return _Front(
        title=_short(found.get("title", "")),
        authors=tuple(_authors(authors)),
        year=int(year[0]) if year else None,
        abstract=_short(found.get("abstract", "")),
        doi=_short(found.get("doi", "")),
    )


def _authors(found: object) -> Iterator[str]:
    for author in found if isinstance(found, list) else re.split(r";|\band\b|,(?=\s*\w+\s+\w)", _short(found)):
        name = author.get("name", "") if isinstance(author, dict) else author
        if text := clean(_short(name)):
            yield text


def _short(value: object) -> str:
    """A plain value; lists and mappings, which can be endless through aliases, are none."""
    return value if isinstance(value, str) else ""
