"""JATS, the XML of PubMed Central and most publishers, tags as in its Journal Publishing set 1.2."""

from collections.abc import Iterator

from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import trim
from pipeline.parsing.naming import names
from pipeline.parsing.reading import Block, Heading, Reading, clean
from pipeline.parsing.tree import Element, children, find_all, name_of, place_of, text_of

_DROPPED = names(
    """fig fig-group table-wrap table-wrap-group table disp-formula disp-formula-group fn fn-group ref-list
    graphic media supplementary-material caption label inline-graphic code preformat alternatives object-id
    alt-text attrib permissions"""
)
_LISTS = frozenset({"list", "def-list"})
_BREAKS = _LISTS | {"disp-quote", "boxed-text", "p", "sec", "statement", "verse-group", "speech"}
_NO_ABSTRACT = frozenset({"graphical", "toc", "key-points", "video", "teaser", "precis", "highlights"})


def read(article: Element) -> Reading:
    """Read a JATS article: its front matter, its body, and the appendices of its back matter."""
    meta = article.find("{*}front/{*}article-meta")
    meta = article.find("{*}front-stub") if meta is None else meta
    abstract = _abstract(meta)
    blocks: list[Heading | Block] = [Block(text, kind="abstract") for text in abstract]
    for part in (article.find("{*}body"), *article.iterfind("{*}back/{*}app-group/{*}app"), *_back(article)):
        if part is not None:
            blocks.extend(_section(part, 0) if name_of(part) == "body" else _section(part, 1))
    ids = {node.get("pub-id-type"): clean(_text(node)) for node in find_all(meta, "article-id")}
    reading = Reading(
        blocks=tuple(blocks),
        title=next((_text(node) for node in find_all(meta, "title-group/{*}article-title")), ""),
        authors=tuple(_authors(meta)),
        year=_year(meta),
        doi=ids.get("doi", ""),
        arxiv_id=ids.get("arxiv", ""),
    )
    return finish(reading)


def _back(article: Element) -> Iterator[Element]:
    back = article.find("{*}back")
    if back is not None:
        yield from (part for part in children(back) if name_of(part) in ("sec", "app"))


def _abstract(meta: Element | None) -> list[str]:
    for node in find_all(meta, "abstract"):
        if node.get("abstract-type") not in _NO_ABSTRACT:
            return [block.text for block in _section(node, 0) if isinstance(block, Block)]
    return []


def _authors(meta: Element | None) -> Iterator[str]:
    for contributor in find_all(meta, "contrib-group/{*}contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        name = contributor.find(".//{*}name")
        if name is not None:
            given, family = name.findtext("{*}given-names", ""), name.findtext("{*}surname", "")
            yield f"{given} {family}".strip()
        elif (collective := contributor.find(".//{*}collab")) is not None:
            yield _text(collective)


def _year(meta: Element | None) -> int | None:
    years = [clean(node.text or "") for node in find_all(meta, "pub-date/{*}year")]
    return min((int(year) for year in years if year.isdecimal() and len(year) == 4), default=None)


def _section(element: Element, level: int) -> Iterator[Heading | Block]:
    """Walk a section; the nesting is bounded by the parser."""
    title = element.find("{*}title")
    if title is not None and level and (heading := trim(clean(_text(title)))):
        yield Heading(heading, level, anchor=element.get("id", ""))
    for child in children(element):
        name = name_of(child)
        if name in ("title", "sec-meta") or name in _DROPPED:
            continue
        if name in ("sec", "app", "boxed-text"):
            yield from _section(child, level + 1)
        elif name in _LISTS:
            yield from _items(child)
        elif name == "p":
            yield from _paragraph(child)
        else:
            yield from _section(child, level) if len(child) else ()


def _items(element: Element) -> Iterator[Heading | Block]:
    for item in children(element):
        if name_of(item) not in ("list-item", "def-item"):
            continue
        own = ": ".join(text for part in children(item) if (text := clean(_inline(part))))
        if own:
            yield Block(own, kind="list item", anchor=place_of(item))
        for child in _lists_in(item):
            yield from _items(child)


def _lists_in(item: Element) -> Iterator[Element]:
    """The lists inside an item, without those inside of these."""
    waiting = [item]
    while waiting:
        element = waiting.pop()
        if name_of(element) in _LISTS:
            yield element
        else:
            waiting.extend(reversed(list(children(element))))


def _paragraph(element: Element) -> Iterator[Heading | Block]:
    """A JATS paragraph may hold lists; what follows them is a paragraph of its own."""
    anchor = place_of(element)
    if not any(name_of(child) in _LISTS | {"disp-quote", "boxed-text"} for child in children(element)):
        yield Block(_text(element), anchor=anchor)
        return
    parts = [element.text or ""]
    for child in children(element):
        name = name_of(child)
        if name in _BREAKS:
            yield Block("".join(parts), anchor=anchor)
            yield from _items(child) if name in _LISTS else _section(child, 0)
            parts = [child.tail or ""]
        else:
            parts.extend((_inline(child), child.tail or ""))
    yield Block("".join(parts), anchor=anchor)


def _text(element: Element) -> str:
    return text_of(element, _instead)


def _inline(element: Element) -> str:
    instead = _instead(element)
    return _text(element) if instead is None else instead


def _instead(element: Element) -> str | None:
    name = name_of(element)
    if name == "alternatives" or name == "inline-formula":
        return _formula(element)
    if name in _DROPPED or name in _LISTS or (name == "xref" and element.get("ref-type") in ("fn", "table-fn", "aff")):
        return ""
    if name == "sup" and len(element) and all(child.get("ref-type") == "bibr" for child in children(element)):
        return f" [{text_of(element, lambda _: None)}]"
    return " " if name == "break" else None


def _formula(element: Element) -> str:
    """The MathML of a formula where there is one: its TeX is a whole document in some files."""
    for kind in ("{http://www.w3.org/1998/Math/MathML}math", "{*}tex-math"):
        found = element.find(f".//{kind}")
        if found is not None:
            text = text_of(found, lambda _: None)
            return "" if "\\documentclass" in text else clean(text).replace(" ", "")
    return "" if name_of(element) == "alternatives" else text_of(element, lambda _: None)
