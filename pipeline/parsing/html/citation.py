"""What a page says for being cited: its meta tags, its linked data (JSON-LD, schema.org), the licence it names."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from pipeline.domain.provenance import Citation
from pipeline.parsing.html import latexml
from pipeline.parsing.html.metadata import metadata_of
from pipeline.parsing.naming import DOI_START, YEAR
from pipeline.parsing.reading import clean
from pipeline.parsing.tree import Element

_WORKS = frozenset(
    {"Article", "ScholarlyArticle", "TechArticle", "NewsArticle", "BlogPosting", "Report", "CreativeWork", "Book",
     "Chapter", "Thesis", "DigitalDocument", "WebPage", "Dataset", "MedicalScholarlyArticle"}
)  # fmt: skip
_LICENCE = re.compile(r"https?://(?:www\.)?(?:creativecommons\.org/(?:licenses|publicdomain)|arxiv\.org/licenses)/\S+")
_LICENCE_TAGS = ("dcterms.license", "dc.rights", "dcterms.rights", "citation_license", "copyright")
_FULL_TEXTS = ("citation_full_html_url", "citation_fulltext_html_url", "citation_pdf_url", "citation_xml_url")
_MAX_NODES = 500


def citation_of(root: Element) -> Citation:
    """Put together what a page says of the document it is or shows."""
    said = metadata_of(root)
    linked = _from_linked_data(root)
    tagged = Citation(said.citation_title, said.authors, said.year, said.doi, said.arxiv_id, _licence(root))
    article = latexml.find_article(root)
    if article is not None:
        front = latexml.front_of(article)
        tagged = tagged.or_else(Citation(front.title, front.authors, front.year))
    return tagged.or_else(linked).or_else(Citation(title=said.title))


def full_texts_of(root: Element, url: str) -> tuple[str, ...]:
    """The addresses at which a page says that the whole document lies."""
    tags = {(node.get("name") or "").lower(): node.get("content") or "" for node in root.iter("meta")}
    return tuple(found for name in _FULL_TEXTS if tags.get(name, "").strip() and (found := joined(url, tags[name])))


def joined(url: str, link: str) -> str:
    """The address that a link on a page leads to, empty where it is none."""
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return ""


def _licence(root: Element) -> str:
    """The licence that the page names: by a link that says so, by a tag, or by a link to a well-known one."""
    for node in root.xpath("//*[self::a or self::link][contains(concat(' ', @rel, ' '), ' license ')][@href]"):
        return str(node.get("href")).strip()
    tags = {(node.get("name") or "").lower(): clean(node.get("content") or "") for node in root.iter("meta")}
    for name in _LICENCE_TAGS:
        if tags.get(name):
            return tags[name]
    for node in root.iter("a"):
        if found := _LICENCE.match((node.get("href") or "").strip()):
            return found[0]
    note = root.find(".//*[@id='license-tr']")  # as arXiv's HTML papers have it
    return clean("".join(note.itertext())).removeprefix("License:").strip() if note is not None else ""


def _from_linked_data(root: Element) -> Citation:
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            stated = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for node in _nodes(stated):
            kinds = node.get("@type")
            if any(kind in _WORKS for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)):
                return _of_node(node)
    return Citation()


def _nodes(stated: object) -> Iterator[Mapping[str, Any]]:
    """Every node of linked data that stands at the top, or in a list or a graph at the top."""
    waiting = [stated]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            yield each
            waiting.extend(each[key] for key in ("@graph", "mainEntity") if key in each)


def _of_node(node: Mapping[str, Any]) -> Citation:
    authors = node.get("author") or node.get("creator") or []
    year = YEAR.search(_said(node.get("datePublished")) or _said(node.get("dateCreated")))
    doi = re.search(DOI_START + r"[^\s\"'<>]+", _said(node.get("identifier")) or _said(node.get("sameAs")))
    return Citation(
        title=clean(_said(node.get("headline")) or _said(node.get("name"))),
        authors=tuple(
            name for each in (authors if isinstance(authors, list) else [authors]) if (name := clean(_said(each)))
        ),
        year=int(year[0]) if year else None,
        doi=doi[0] if doi else "",
        licence=_said(node.get("license")),
    )


def _said(value: object) -> str:
    """The words of a value that may be text, a thing with a name or address, or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "url", "@id", "value") if key in value), "")
    return str(value).strip() if isinstance(value, str | int) else ""
