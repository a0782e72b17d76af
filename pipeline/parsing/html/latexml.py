"""Papers as LaTeXML writes them, on arXiv and ar5iv: the `ltx_` classes say what everything is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.document import ParagraphKind
from pipeline.parsing.headings import LEAD_IN, is_lead_in, trim
from pipeline.parsing.latex.characters import formula
from pipeline.parsing.naming import YEAR, names
from pipeline.parsing.reading import Block, Heading, clean, has_words
from pipeline.parsing.tree import Element, children, name_of, text_of

_LEVELS = {"part": 1, "chapter": 2, "section": 3, "appendix": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6,
           "subparagraph": 7}  # fmt: skip
_DROPPED = names(
    """ltx_figure ltx_table ltx_float ltx_algorithm ltx_listing ltx_lstlisting ltx_bibliography ltx_note
    ltx_authors ltx_dates ltx_keywords ltx_classification ltx_TOC ltx_page_footer ltx_page_header ltx_ERROR
    ltx_tabular ltx_verbatim ltx_equation ltx_equationgroup ltx_eqn_table ltx_caption ltx_subtitle
    ltx_title_document ltx_tag ltx_rdf ltx_index ltx_glossary ltx_pagination ltx_picture ltx_graphics
    ltx_acknowledgements_frontmatter ltx_role_footnote ltx_role_footnotemark ltx_note_mark
    ltx_transformed_outer_figure ltx_minipage_figure package-alerts ltx_page_logo ltx_role_thanks"""
)
_LISTS = names("""ltx_itemize ltx_enumerate ltx_description ltx_inline-itemize ltx_inline-enumerate""")
_DROPPED_TAGS = frozenset(
    {"figure", "figcaption", "nav", "header", "footer", "script", "style", "table", "svg", "button"}
)


@dataclass(frozen=True, slots=True)
class Front:
    """What stands above the first section."""

    title: str
    authors: tuple[str, ...]
    year: int | None


def find_article(root: Element) -> Element | None:
    """Return the element that holds a LaTeXML paper, or None when the page is no such paper."""
    return next(iter(root.xpath("//*[contains(concat(' ', @class, ' '), ' ltx_document ')]")), None)


def front_of(article: Element) -> Front:
    """Read title, authors and date."""
    title = next(iter(_by_class(article, "ltx_title_document")), None)
    people: list[str] = []
    for person in _by_class(article, "ltx_personname"):
        lines = text_of(person, _name_instead).split("\n\ue000")
        people.extend(name for part in re.split(r",|\band\b|&|\s{3,}", lines[0]) if (name := _person(part)))
    dates = [clean(_text(node)) for node in _by_class(article, "ltx_dates")]
    year = next((YEAR.search(date) for date in dates), None)
    return Front(
        title=clean(_text(title)) if title is not None else "",
        authors=tuple(dict.fromkeys(people)),
        year=int(year[0]) if year else None,
    )


def blocks_of(article: Element) -> list[Heading | Block]:
    """Return headings and paragraphs in reading order; the parser has bounded how deep this can go."""
    return list(_walk(article, "paragraph"))


def _by_class(root: Element, name: str) -> list[Element]:
    return list(root.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]"))


def _classes(element: Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _name_instead(element: Element) -> str | None:
    if name_of(element) == "br":
        return "\n\ue000"
    return "" if name_of(element) in ("sup", "math") or _classes(element) & _DROPPED else None


def _person(text: str) -> str:
    name = clean(text).strip(" *†‡§,.0123456789")
    is_name = name and "@" not in name and len(name.split()) <= 6 and any(map(str.isupper, name))
    return name if is_name else ""


def _walk(element: Element, kind: ParagraphKind) -> Iterator[Heading | Block]:
    for child in children(element):
        classes = _classes(child)
        if classes & _DROPPED or name_of(child) in _DROPPED_TAGS:
            continue
        if "ltx_title" in classes:
            yield from _title(child, classes)
        elif "ltx_abstract" in classes:
            yield from _walk(child, "abstract")
        elif classes & _LISTS:
            yield from _walk(child, "list item")
        elif "ltx_para" in classes:
            yield from _paragraphs(child, kind)
        elif "ltx_p" in classes or name_of(child) == "p":
            yield Block(_text(child), kind=kind, anchor=_anchor(child))
        else:
            yield from _walk(child, kind)


def _title(element: Element, classes: frozenset[str]) -> Iterator[Heading | Block]:
    text = clean(_text(element))
    for name, level in _LEVELS.items():
        if f"ltx_title_{name}" in classes:
            if heading := trim(text):
                yield Heading(heading, level, anchor=_anchor(element))
            return
    if classes & {"ltx_title_theorem", "ltx_title_proof"}:
        return
    if not classes & {"ltx_title_abstract", "ltx_title_keywords", "ltx_title_document", "ltx_title_classification"}:
        yield Heading(trim(text) or text, _LEVELS["section"], anchor=_anchor(element))


def _paragraphs(para: Element, kind: ParagraphKind) -> Iterator[Heading | Block]:
    """A `ltx_para` is one paragraph of the source: text, formulas on lines of their own, text again; lists break it."""
    parts: list[str] = []
    anchor = _anchor(para)
    for child in children(para):
        classes = _classes(child)
        if classes & _LISTS or classes & {"ltx_para", "ltx_theorem", "ltx_quote", "ltx_block"}:
            yield from _flushed(parts, kind, anchor)
            yield from _walk(child, "list item") if classes & _LISTS else _walk(child, kind)
        elif not classes & _DROPPED and name_of(child) not in _DROPPED_TAGS:
            lead = _lead_in(child) if not parts and kind == "paragraph" else None
            if lead is not None:
                yield Heading(lead[0], LEAD_IN, anchor=anchor)
            parts.append(_text(child) if lead is None else lead[1])
    yield from _flushed(parts, kind, anchor)


def _flushed(parts: list[str], kind: ParagraphKind, anchor: str) -> Iterator[Block]:
    text = " ".join(parts)
    parts.clear()
    if has_words(text):
        yield Block(text, kind=kind, anchor=anchor)


def _lead_in(paragraph: Element) -> tuple[str, str] | None:
    """Bold text that opens a paragraph and ends in a stop or colon is a heading set into the line."""
    if "ltx_p" not in _classes(paragraph) or (paragraph.text or "").strip():
        return None
    first = next(children(paragraph), None)
    if first is None or "ltx_font_bold" not in _classes(first):
        return None
    heading, whole = clean(_text(first)), _text(paragraph)
    rest = whole[whole.find(_text(first)) + len(_text(first)) :].lstrip(" .:\n")
    if not rest or not heading[:1].isalnum() or not is_lead_in(heading, (first.tail or "").strip() or rest):
        return None
    return trim(heading), rest


def _anchor(element: Element) -> str:
    for candidate in (element, *element.iterancestors()):
        if found := candidate.get("id"):
            return str(found)
    return ""


def _text(element: Element) -> str:
    return text_of(element, _instead)


def _instead(element: Element) -> str | None:
    classes = _classes(element)
    if "ltx_Math" in classes or name_of(element) == "math":
        alternative = element.get("alttext")
        return formula(alternative) if alternative else clean("".join(element.itertext()))
    if "ltx_missing_citation" in classes:
        return "?"  # the key of a source that the paper's authors forgot to ship says nothing
    if classes & _DROPPED or name_of(element) in ("script", "style", "svg", "button", "table"):
        return ""
    return " " if name_of(element) == "br" else None
