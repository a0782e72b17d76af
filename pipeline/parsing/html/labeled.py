"""A hand-labelled page as HTML → the text form that `labeled_page` reads, whatever elements the site chose.

The parts of such a page are known by what they say and not by their tags: labels stand by the name of their facet,
wherever on the page; a path and its code may stand in either order; headings that only announce a part are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.domain.taxonomy import Category, Facet, Taxonomy
from pipeline.parsing.html.printed import Line, printed
from pipeline.parsing.html.soup import parse_html
from pipeline.parsing.label_matching import find_label, fold, stems
from pipeline.parsing.labeled_page import looks_labeled, may_be_labeled, shipped_taxonomy
from pipeline.parsing.labeled_paper import codes_of
from pipeline.parsing.naming import names
from pipeline.parsing.reading import Source
from pipeline.parsing.tree import Element

_ANNOUNCING = names(
    """other more related similar all entries entry mitigations mitigation measures from of in this the same paper
    source sources document abstract summary authors author title labels classification details text passage excerpt
    quote evidence published year about category description definition and for by parent code tags"""
)
_FACET_WORDS = names("ai nist rmf risk management lifecycle life cycle stage function actor responsible primary the of")
_ALSO_IN = re.compile(r"(?i)also in:?")
_PAIR = re.compile(r"(?P<key>[^:]{3,50}):\s*(?P<value>.+)")
_ARROWS = re.compile(r"\s*[›»→▸]\s*")


def printed_page(source: Source, taxonomy: Taxonomy) -> str:
    """Print a labelled page as text, its labels at the end.

    Raises InputError when the page is no HTML that can be read.
    """
    return in_text_form(printed(parse_html(source)), taxonomy)


def labeled_text(root: Element) -> str | None:
    """Print a page as text if it is a labelled one, and say None if it is not."""
    lines = printed(root)
    if not may_be_labeled("\n".join(line.text for line in lines)):
        return None
    text = in_text_form(lines, shipped_taxonomy())
    return text if looks_labeled(text) else None


def in_text_form(lines: Sequence[Line], taxonomy: Taxonomy) -> str:
    """Order the lines of a printed page as the text form has them."""
    flat = [facet for facet in taxonomy if facet is not taxonomy.tree]
    kept, labels = _without_labels(list(lines), flat)
    text = [*_joined(_plain(kept, taxonomy.tree)), *(labels[facet.name] for facet in flat if facet.name in labels)]
    return "\n".join(text)


def _without_labels(lines: list[Line], facets: Sequence[Facet]) -> tuple[list[Line], Mapping[str, str]]:
    """Part the lines that name a facet and its label from the others."""
    kept: list[Line] = []
    labels: dict[str, str] = {}
    position = 0
    while position < len(lines):
        found = _label_at(lines, position, facets)
        if found is None:
            kept.append(lines[position])
            position += 1
            continue
        facet, category, n_lines = found
        position += n_lines
        if position < len(lines) and _defines(lines[position].text, category):
            position += 1
        labels.setdefault(facet.name, category.label)
    return kept, labels


def _label_at(lines: Sequence[Line], position: int, facets: Sequence[Facet]) -> tuple[Facet, Category, int] | None:
    """The label that begins at a line: "Actor: Deployer", or "Actor" and "Deployer" on the next."""
    text = lines[position].text
    if (pair := _PAIR.fullmatch(text)) and (facet := _facet(pair["key"], facets)):
        category = find_label(pair["value"], facet.categories)
        return (facet, category, 1) if category else None
    if position + 1 < len(lines) and (facet := _facet(text.rstrip(": ?"), facets)):
        category = find_label(lines[position + 1].text, facet.categories)
        return (facet, category, 2) if category else None
    return None


def _facet(key: str, facets: Sequence[Facet]) -> Facet | None:
    """The facet that a key names: by its name, its question, or the words of its name among words about facets."""
    said = key.casefold().split()
    for facet in facets:
        own = facet.name.casefold().split("_")
        if fold(key) in (fold(facet.name), fold(facet.question)):
            return facet
        if own[-1] in said and set(said) <= _FACET_WORDS | set(own):
            return facet
    return None


def _defines(text: str, category: Category) -> bool:
    return len(text) <= 300 and len(stems(text) & stems(f"{category.label} {category.definition}")) >= 2


def _plain(lines: Sequence[Line], tree: Facet) -> Iterator[str]:
    codes = codes_of(tree)
    for line in lines:
        words = re.findall(r"[^\W\d]+", line.text.casefold())
        if line.is_heading and words and set(words) <= _ANNOUNCING:
            continue
        text = _ARROWS.sub(" > ", line.text)
        code = codes.match(text)
        rest = text[code.end() :] if code else ""
        if code and rest[:1] in " :–" and (path := rest.strip(" :–-")):  # glued on, it is the next entry's path
            yield path
            yield code[0]
        else:
            yield text


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Put "Also in" and what follows it on one line."""
    for line in lines:
        if _ALSO_IN.fullmatch(line):
            yield f"{line.rstrip(':')} {next(lines, '')}"
        else:
            yield line
