"""TEI as GROBID and journals write it; GROBID prints sections flat, so levels come from their numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import split_number, trim
from pipeline.parsing.naming import names
from pipeline.parsing.reading import Block, Heading, Reading, clean
from pipeline.parsing.tree import Element, children, find_all, name_of, place_of, text_of

_DROPPED = names("figure table note listBibl label figDesc graphic fw formula")
_SKIPPED_PARTS = frozenset({"references", "acknowledgement", "availability", "funding", "bibliography"})
_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read(root: Element) -> Reading:
    """Read a TEI document: header, body, and the annexes of its back matter."""
    abstract = [
        text
        for node in root.iterfind("{*}teiHeader/{*}profileDesc/{*}abstract")
        for part in (list(node.iter("{*}p")) or [node])
        if (text := clean(_text(part)))
    ]
    blocks: list[Heading | Block] = [Block(text, kind="abstract") for text in abstract]
    parts = [element for part in ("body", "back") for element in root.iterfind(f"{{*}}text/{{*}}{part}")]
    blocks.extend(_levelled([block for part in parts for block in _division(part, 0)]))
    description = root.find("{*}teiHeader/{*}fileDesc")
    ids = _identifiers(description)
    reading = Reading(
        blocks=tuple(blocks),
        title=next((_text(node) for node in find_all(description, "titleStmt/{*}title")), ""),
        authors=tuple(_authors(description)),
        year=_year(description),
        doi=ids.get("doi", ""),
        arxiv_id=ids.get("arxiv", ""),
    )
    return finish(reading)


def _identifiers(description: Element | None) -> dict[str, str]:
    nodes = find_all(description, "sourceDesc//{*}idno") + find_all(description, "publicationStmt//{*}idno")
    return {str(node.get("type", "")).lower(): clean(node.text or "").removeprefix("arXiv:") for node in nodes}


def _authors(description: Element | None) -> Iterator[str]:
    found = find_all(description, "sourceDesc/{*}biblStruct/{*}analytic/{*}author")
    for author in found or find_all(description, "titleStmt/{*}author"):
        name = author.find("{*}persName")
        if name is not None:
            parts = [*name.iterfind("{*}forename"), *name.iterfind("{*}surname")]
            yield clean(" ".join(_text(part) for part in parts) if parts else _text(name))
        elif not len(author):
            yield clean(author.text or "")


def _year(description: Element | None) -> int | None:
    nodes = find_all(description, "sourceDesc/{*}biblStruct/{*}monogr/{*}imprint/{*}date")
    for node in nodes + find_all(description, "publicationStmt/{*}date"):
        year = str(node.get("when") or node.text or "")[:4]
        if year.isdecimal():
            return int(year)
    return None


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading whose level is not settled yet."""

    text: str
    number: str
    depth: int
    anchor: str


def _division(element: Element, depth: int) -> Iterator[_Head | Block]:
    """Walk a division; the nesting is bounded by the parser."""
    for child in children(element):
        name = name_of(child)
        if name in _DROPPED or child.get("type") in _SKIPPED_PARTS:
            continue
        if re.fullmatch(r"div[0-9]?", name):
            yield from _division(child, depth + (child.find("{*}head") is not None))
        elif name == "head":
            yield from _heads(child, depth)
        elif name == "list":
            for item in child.iterfind("{*}item"):
                yield Block(_text(item), kind="list item", anchor=place_of(item, _ID))
        elif name in ("p", "ab"):
            yield Block(_text(child), anchor=place_of(child, _ID))
        else:
            yield from _division(child, depth)


def _heads(element: Element, depth: int) -> Iterator[_Head]:
    """Read a heading; GROBID sometimes runs a section's and its first subsection's together ("Model 2.1 Overview")."""
    text = clean(_text(element))
    number = str(element.get("n", "")).strip(". ") or split_number(text)[0]
    if text := trim(text):
        both = _RUN_TOGETHER.fullmatch(text)
        if both and number and both[2].startswith(f"{number}."):
            yield _Head(split_number(both[1])[1], number, depth, place_of(element, _ID))
            yield _Head(both[3], both[2], depth, place_of(element, _ID))
        else:
            yield _Head(text, number, depth, place_of(element, _ID))


def _levelled(blocks: Sequence[_Head | Block]) -> Iterator[Heading | Block]:
    """Settle levels: by number, or, between two numbered subsections of one section, below the first of them."""
    following = [""]  # from the end: the next number at or after each block
    for block in reversed(blocks):
        following.append((block.number if isinstance(block, _Head) else "") or following[-1])
    before = ""
    for block, after in zip(blocks, reversed(following), strict=False):
        if not isinstance(block, _Head):
            yield block
            continue
        level = max(block.depth, block.number.count(".") + 1)
        if block.number:
            before = block.number
        elif "." in before:
            inside = after.rpartition(".")[0] == before.rpartition(".")[0]
            level = before.count(".") + 2 if inside else level
        yield Heading(block.text, max(level, 1), anchor=block.anchor)


_RUN_TOGETHER = re.compile(r"(\S.*?) (\d+(?:\.\d+)+)\.? ([A-Z].*)")


def _text(element: Element) -> str:
    return text_of(element, _instead)


def _instead(element: Element) -> str | None:
    name = name_of(element)
    if name == "formula":
        return None
    if name in _DROPPED or (name == "ref" and element.get("type") == "foot"):
        return ""
    return " " if name in ("lb", "pb", "cb") else None
