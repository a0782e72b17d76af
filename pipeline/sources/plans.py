"""A name → the addresses where its document may lie, best first.

arXiv papers: the forms that arXiv keeps, in the order of the settings. DOIs: the open copies that Unpaywall knows, the
full texts that publishers name to Crossref, and what the page of the DOI itself points to. All three answer in
documented forms (arXiv's listing pages carry Highwire tags; Crossref REST API; Unpaywall API v2).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import quote

from pipeline.domain.provenance import UNSAID, Citation, Glance
from pipeline.errors import InputError
from pipeline.sources.answers import AbsentError
from pipeline.sources.lists import citation_of_csl
from pipeline.sources.names import Wanted

Form = Literal["html", "latex", "pdf"]
ARXIV_FORMS: Mapping[Form, str] = {"html": "html", "latex": "e-print", "pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where indexes and papers are asked for, and who asks."""

    arxiv: str = "https://arxiv.org"
    crossref: str = "https://api.crossref.org"
    unpaywall: str = "https://api.unpaywall.org"
    doi: str = "https://doi.org"
    contact: str = ""
    """An e-mail address; Unpaywall answers only those who give one."""
    order: Sequence[Form] = ("html", "latex", "pdf")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address to try, what must come from it, and what is known of the document by now."""

    url: str
    form: Form | None = None
    """A paper in this form and nothing else; None takes whatever comes."""
    citation: Citation = UNSAID


@dataclass(frozen=True, slots=True)
class Indexes:
    """How indexes are asked: for JSON, and for a page with a look at what it says."""

    json: Callable[[str], Any]
    page: Callable[[str], Glance]


_Known = tuple[Citation, list[Candidate]]
_ReadAnswer = Callable[[Any, Citation], _Known]


def candidates(wanted: Wanted, places: Places, ask: Indexes) -> Iterator[Candidate]:
    """Yield where to try, one by one: an index is asked only when its answer is needed.

    Raises InputError when arXiv has no such paper.
    """
    if wanted.citation.arxiv_id:
        yield from _arxiv(wanted.citation, places, ask)
    if wanted.citation.doi:
        yield from _doi(wanted.citation, places, ask)
    if wanted.url:
        yield Candidate(wanted.url, citation=wanted.citation)


def _arxiv(known: Citation, places: Places, ask: Indexes) -> Iterator[Candidate]:
    try:
        said = ask.page(f"{places.arxiv}/abs/{known.arxiv_id}").citation
        known = replace(said, arxiv_id=known.arxiv_id).or_else(known)  # its own id leaves the version out
    except AbsentError:
        raise
    except InputError:
        pass  # the paper may be had although its listing is not
    for form in places.order:
        yield Candidate(f"{places.arxiv}/{ARXIV_FORMS[form]}/{known.arxiv_id}", form, known)


def _doi(known: Citation, places: Places, ask: Indexes) -> Iterator[Candidate]:
    doi = quote(known.doi, safe="/")
    mail = f"?mailto={quote(places.contact)}" if "@" in places.contact else ""
    known, published = _asked(ask, f"{places.crossref}/works/{doi}{mail}", _published, known)
    if mail:
        _, copies = _asked(ask, f"{places.unpaywall}/v2/{doi}?email={quote(places.contact)}", _open_copies, known)
        yield from copies
    yield from published
    page = ask.page(f"{places.doi}/{doi}")
    for address in page.full_texts:
        yield Candidate(address, citation=known.or_else(page.citation))


def _asked(ask: Indexes, url: str, read: _ReadAnswer, known: Citation) -> _Known:
    """What is known after an index was asked; no more than before when it does not know, or answers in another form."""
    try:
        return read(ask.json(url), known)
    except (InputError, LookupError, TypeError, AttributeError):
        return known, []


def _published(answer: Any, known: Citation) -> _Known:  # noqa: ANN401  (JSON)
    work = answer["message"]
    known = citation_of_csl(work).or_else(known)
    links = ((link["URL"], link.get("content-type") == "application/pdf") for link in work.get("link") or ())
    return known, [Candidate(url, "pdf" if is_pdf else None, known) for url, is_pdf in links]


def _open_copies(answer: Any, known: Citation) -> _Known:  # noqa: ANN401  (JSON)
    """The best copy first; copies without a PDF are pages about the paper, as often as not."""
    best = answer.get("best_oa_location")
    copies = [*([best] if best else ()), *(copy for copy in answer.get("oa_locations") or () if copy != best)]
    return known, [
        Candidate(copy["url_for_pdf"], "pdf", Citation(licence=copy.get("license") or "").or_else(known))
        for copy in copies
        if copy.get("url_for_pdf")
    ]
