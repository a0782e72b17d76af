"""What a page says about itself in its `<meta>` tags: Highwire, Dublin Core, Open Graph, in this order."""

import re
from collections import defaultdict
from dataclasses import dataclass

from pipeline.parsing.naming import DOI_START, YEAR
from pipeline.parsing.reading import clean
from pipeline.parsing.tree import Element

_DOI = re.compile(DOI_START + r"[^\s\"'<>]+")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_DATES = (
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "citation_year",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "article:published_time",
    "prism.publicationdate",
    "date",
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; `citation_title` is one meant for citing, `title` any."""

    title: str = ""
    citation_title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    doi: str = ""
    arxiv_id: str = ""


def metadata_of(root: Element) -> Metadata:
    """Collect what the meta tags, and the links that arXiv and ar5iv set, say about the page."""
    values: dict[str, list[str]] = defaultdict(list)
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or "").lower()
        if name and (content := clean(node.get("content") or "")):
            values[name].append(content)

    def first(*names: str) -> str:
        return next((values[name][0] for name in names if values.get(name)), "")

    authors = values.get("citation_author") or values.get("dc.creator") or values.get("author") or []
    doi = _DOI.search(first("citation_doi", "dc.identifier", "doi", "prism.doi"))
    citation_title = first("citation_title", "dc.title")
    return Metadata(
        title=citation_title or first("og:title") or clean(root.findtext(".//title") or ""),
        citation_title=citation_title,
        authors=tuple(name for author in authors for name in _names(author)),
        year=next((int(found[0]) for name in _DATES if (found := YEAR.search(first(name)))), None),
        abstract=first("citation_abstract", "dc.description", "dcterms.abstract"),
        doi=doi[0].rstrip(".") if doi else "",
        arxiv_id=_arxiv(first("citation_arxiv_id"), root),
    )


def _names(author: str) -> list[str]:
    """Turn "Lee, Ann" around, and part "Ann Lee; Bo Ray".

    >>> _names("Lee, Ann; Bo Ray")
    ['Ann Lee', 'Bo Ray']
    """
    names = []
    for part in author.split(";"):
        family, comma, given = part.partition(",")
        names.append(f"{given.strip()} {family.strip()}" if comma and "," not in given else part.strip())
    return [name for name in names if name]


def _arxiv(said: str, root: Element) -> str:
    if match := _ARXIV.fullmatch(said):
        return match[1]
    for node in root.iterfind(".//link[@rel='canonical']"):
        match = re.search(r"(?:arxiv|ar5iv)\S*/(?:abs|html|pdf)/(.+)$", node.get("href") or "")
        if match and (found := _ARXIV.match(match[1])):
            return found[1]
    watermark = root.find(".//*[@id='watermark-tr']")
    found = re.search(r"arXiv:(\S+)", "".join(watermark.itertext())) if watermark is not None else None
    return match[1] if found and (match := _ARXIV.match(found[1])) else ""
