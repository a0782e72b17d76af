"""What a name means: an arXiv id, a DOI or a web address, however it is written."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urlsplit, urlunsplit

from pipeline.domain.provenance import UNSAID, Citation

_ARXIV_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?"
_ARXIV = re.compile(rf"(?:arxiv:\s*)?{_ARXIV_ID}", re.IGNORECASE)
_ARXIV_PATH = re.compile(rf"/(?:abs|pdf|html|e-print|src|format)/{_ARXIV_ID}(?:\.pdf)?/?")
_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org"})
_DOI = re.compile(r"(?:doi:\s*)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that somebody asked for: by which name, and what is known of it so far."""

    name: str
    citation: Citation = UNSAID
    url: str = ""

    @property
    def key(self) -> str:
        """What names it for good, the same for every spelling; empty when it cannot be asked for."""
        if self.citation.arxiv_id:
            return f"arxiv:{self.citation.arxiv_id}"
        if self.citation.doi:
            return f"doi:{self.citation.doi}"
        return f"url:{self.url}" if self.url else ""


def understand(name: str) -> Wanted | None:
    """Say what a name asks for, or None when it is no arXiv id, DOI or web address.

    >>> understand("arXiv:2412.17686v2").key, understand("https://doi.org/10.1145/ABC").key
    ('arxiv:2412.17686v2', 'doi:10.1145/abc')
    >>> understand("https://arxiv.org/pdf/2412.17686").key, understand("notes.txt")
    ('arxiv:2412.17686', None)
    """
    name = name.strip()
    if arxiv := _ARXIV.fullmatch(name):
        return _paper(name, arxiv)
    if doi := _DOI.fullmatch(name):
        return _by_doi(name, doi["doi"])
    if not is_web(name) or re.search(r"\s", name):
        return None
    parts = urlsplit(name)
    host = (parts.hostname or "").lower()
    if host in _ARXIV_HOSTS and (arxiv := _ARXIV_PATH.fullmatch(parts.path)):
        return _paper(name, arxiv)
    if host in _DOI_HOSTS and (doi := _DOI.fullmatch(unquote(parts.path).lstrip("/"))):
        return _by_doi(name, doi["doi"])
    return Wanted(name, url=canonical(name))


def is_web(text: str) -> bool:
    """Whether a text is an address of the web.

    >>> is_web("https://example.org"), is_web("https://[x"), is_web("ftp://example.org")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in _PORTS and bool(parts.hostname)


def canonical(url: str) -> str:
    """Spell an address the one way: lower-case host, no fragment, no default port, a path.

    >>> canonical("HTTPS://Example.org:443#top")
    'https://example.org/'
    """
    parts = urlsplit(urldefrag(url).url)
    scheme = parts.scheme.lower()
    netloc = parts.netloc.lower().removesuffix(_PORTS.get(scheme, " "))
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))


def _paper(name: str, match: re.Match[str]) -> Wanted:
    return Wanted(name, Citation(arxiv_id=match["id"] + (match["version"] or "").lower()))


def _by_doi(name: str, doi: str) -> Wanted:
    """DOIs know no case; those that arXiv gives out name its papers."""
    arxiv = _ARXIV_DOI.fullmatch(doi)
    if arxiv and (match := _ARXIV.fullmatch(arxiv[1])):
        return _paper(name, match)
    return Wanted(name, Citation(doi=doi.lower().rstrip(".")))
