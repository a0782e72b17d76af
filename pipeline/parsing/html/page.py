"""Any page: its own headings, paragraphs and list items, kept where trafilatura finds them to be its content.

trafilatura tells content from menus and banners well, but flattens sections and loses the element ids, so the
structure is read here and only the choice is left to it.
"""

import re
from collections.abc import Iterator
from copy import deepcopy

import trafilatura
from lxml import etree

from pipeline.domain.document import ParagraphKind
from pipeline.parsing.headings import trim
from pipeline.parsing.naming import names
from pipeline.parsing.reading import Block, Heading, clean, has_words
from pipeline.parsing.tree import Element, children, name_of, text_of

_DROPPED = names(
    """script style noscript template nav header footer aside form button select option textarea input label svg
    math figure figcaption table iframe object video audio canvas pre dialog menu head title meta link"""
)
_BLOCKS = names(
    """p div section article main ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 hgroup details summary address
    hr center fieldset body html td tr tbody"""
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = names(
    """cookie cookies consent breadcrumb breadcrumbs sidebar navbar menu footer share social footnote footnotes
    references reflist comment comments cookie-banner cookie-bar cookie-notice cookie-consent consent-banner
    nav-menu main-menu site-footer page-footer share-buttons share-links social-share social-links social-media
    social-icons comment-list comments-area widget-sidebar newsletter newsletter-signup newsletter-form subscribe
    related-posts related-articles advertisement usa-banner"""
)
_COOKIE_NOTICE = re.compile(
    r"(?i)\b(?:we|our partners|(?:this|our|the) (?:web)?site|wir|nous)\b[^.]{0,40}"
    r"\b(?:uses?|using|stores?|sets?|places?|verwenden|nutzen|utilisons)\b[^.]{0,40}\bcookies\b"
    r"|\byour?\b[^.]{0,80}\bcookies\b|\bcookies\b[^.]{0,80}\byour?\b"
)
_MAX_NOTICE_WORDS = 90
_NAMED_BY_WORDS = frozenset({"section", "article", "main", "body", *_HEADINGS})  # their ids are made from headings
_WORD = re.compile(r"\w+")
_KEPT_SHARE = 0.6
_ENOUGH = 0.25
_MAX_JUDGED = 30_000  # elements; beyond, trafilatura takes minutes


def blocks_of(root: Element) -> list[Heading | Block]:
    """Return the page's headings and paragraphs in reading order."""
    _uncover(root)
    found = [block for block in _walk(_main(root)) if isinstance(block, Heading) or not _is_cookie_notice(block.text)]
    chosen = _content_words(root)
    if chosen is None:
        return _tidy(found)
    kept = [block for block in found if isinstance(block, Heading) or _is_content(block.text, chosen)]
    if _size(kept) < _ENOUGH * _size(found):
        return _tidy(found)  # trafilatura took a part for the whole
    return _tidy(kept)


def _main(root: Element) -> Element:
    for path in (".//article", ".//main", ".//*[@role='main']"):
        nodes = root.xpath(path)
        if len(nodes) == 1:
            return nodes[0]
    body = root.find("body")
    return root if body is None else body


def _uncover(root: Element) -> None:
    """Make a plain division of each form or hidden part that cannot be beside the content, as it holds the content.

    A form does where it has headings or most of the page's words, anything else where it has its first heading.
    """
    sizes: dict[Element, int] = {}
    every = list(root.iter("*"))
    for element in reversed(every):
        own = 0 if name_of(element) in _UNREAD else len((element.text or "").strip())
        sizes[element] = own + sum(sizes[child] + len((child.tail or "").strip()) for child in children(element))
    for element in every:
        is_form = name_of(element) == "form"
        if not is_form and not _is_named_hidden(element):
            continue
        has_most = 2 * sizes[element] > sizes[root]
        if has_most or next(element.iter(*(_HEADINGS if is_form else ("h1",))), None) is not None:
            for key in ("class", "role") if is_form else ("class", "role", "id"):
                element.attrib.pop(key, None)
            element.tag = "div"


_UNREAD = frozenset({"script", "style", "noscript", "template", "head", "title", "option"})


def _content_words(root: Element) -> set[str] | None:
    if sum(1 for _ in root.iter()) > _MAX_JUDGED:
        return None
    judged = deepcopy(root)
    for element in judged.iter("section", *_HEADINGS):  # trafilatura takes "social-safeguards" for a row of buttons
        element.attrib.pop("id", None)
        parts = re.split(r"[\s_-]+", element.get("class", "").casefold())
        if not _HIDDEN.isdisjoint(parts) and not _is_named_hidden(element):
            element.attrib.pop("class")
    text = trafilatura.extract(
        etree.tostring(judged, encoding="unicode", method="html"),
        output_format="txt",
        include_comments=False,
        include_tables=False,
        favor_recall=True,
    )
    if not text:
        return None
    words = _WORD.findall(text.casefold())
    return {" ".join(words[index : index + 3]) for index in range(len(words))} | set(words)


def _is_cookie_notice(text: str) -> bool:
    """Whether a paragraph asks to accept cookies: banners have a thousand class names and one message."""
    return _COOKIE_NOTICE.search(text) is not None and len(text.split()) <= _MAX_NOTICE_WORDS


def _is_content(text: str, chosen: set[str]) -> bool:
    words = _WORD.findall(text.casefold())
    grams = [" ".join(words[index : index + 3]) for index in range(max(1, len(words) - 2))]
    return sum(gram in chosen for gram in grams) >= _KEPT_SHARE * len(grams)


def _size(blocks: list[Heading | Block]) -> int:
    return sum(len(block.text) for block in blocks if isinstance(block, Block))


def _tidy(blocks: list[Heading | Block]) -> list[Heading | Block]:
    """Drop headings over nothing: those of menus and boxes whose text was left out."""
    kept: list[Heading | Block] = []
    reach = 0  # headings of a level up to this one have text under them
    for block in reversed(blocks):
        if isinstance(block, Block):
            kept.append(block)
            reach = 7
        elif reach and block.level < reach:
            kept.append(block)
            reach = block.level
    kept.reverse()
    return kept


def _walk(element: Element) -> Iterator[Heading | Block]:
    """Walk the page; the parser has bounded how deep this can go."""
    kind: ParagraphKind = "list item" if name_of(element) in ("li", "dd") else "paragraph"
    parts = [element.text or ""]
    for child in children(element):
        name = name_of(child)
        if name in _DROPPED or _is_hidden(child):
            parts.append(child.tail or "")
        elif name in _BLOCKS:
            yield from _flushed(parts, kind, element)
            if name in _HEADINGS:
                yield from _heading(child, _HEADINGS[name])
            elif name in ("p", "dt"):
                yield from _flushed([_text(child)], kind, child)
            else:
                yield from _walk(child)
            parts.append(child.tail or "")
        elif any(name_of(inner) in _BLOCKS for inner in child.iter()):
            yield from _flushed(parts, kind, element)
            yield from _walk(child)
            parts.append(child.tail or "")
        else:
            parts.extend((_instead(child) if _instead(child) is not None else _text(child), child.tail or ""))
    yield from _flushed(parts, kind, element)


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or _is_named_hidden(element)


def _is_named_hidden(element: Element) -> bool:
    """Whether a whole class, role or id says that this is no content; a part of one may say anything."""
    name = name_of(element)
    if name in ("body", "main", "article", *_HEADINGS):
        return False
    marks = f"{element.get('class', '')} {element.get('role', '')}"
    if name not in _NAMED_BY_WORDS:
        marks += f" {element.get('id', '')}"
    return not _HIDDEN.isdisjoint(marks.casefold().split())


def _heading(element: Element, level: int) -> Iterator[Heading]:
    if heading := trim(clean(_text(element))):
        yield Heading(heading, level, anchor=_anchor(element))


def _flushed(parts: list[str], kind: ParagraphKind, element: Element) -> Iterator[Block]:
    text = clean("".join(parts))
    parts.clear()
    if has_words(text):
        yield Block(text, kind=kind, anchor=_anchor(element))


def _anchor(element: Element) -> str:
    return str(element.get("id") or (f"line {element.sourceline}" if element.sourceline else ""))


def _text(element: Element) -> str:
    return text_of(element, _instead)


def _instead(element: Element) -> str | None:
    name = name_of(element)
    if name in _DROPPED:
        return ""
    if name == "sup" and name_of(next(children(element), element)) == "a":
        return ""  # a footnote's mark
    return " " if name in ("br", "wbr") else None
