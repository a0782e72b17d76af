"""Where a fetched document came from, and what is known of it beside its own text."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference list, an index or a page says of a document; what nobody says is empty."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    arxiv_id: str = ""
    licence: str = ""
    """The licence's address, or its name where no address is given."""

    def or_else(self, other: "Citation") -> "Citation":
        """Return this citation with its gaps filled from another.

        >>> Citation(title="Filters").or_else(Citation(title="filters", year=2024)).year
        2024
        """
        gaps = {each.name: getattr(other, each.name) for each in fields(self) if not getattr(self, each.name)}
        return replace(self, **gaps)


UNSAID = Citation()
"""Nobody says anything."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What bytes turn out to be, and what they say about themselves; without a suffix they are nothing that is read."""

    suffix: str = ""
    what: str = ""
    """In words, for messages: "a PDF", "a PNG picture"."""
    is_latexml: bool = False
    """Whether it is a whole paper as LaTeXML writes them, and no page about one."""
    citation: Citation = UNSAID
    full_texts: tuple[str, ...] = ()
    """Addresses at which a page says that the whole paper lies."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The record of one fetched document: who asked for what, where it was found and when, and its fingerprint."""

    key: str
    """What names the document for good: `arxiv:…`, `doi:…` or `url:…`."""
    name: str
    """What it was asked for by."""
    url: str
    final_url: str
    """Where redirects led."""
    fetched_at: str
    content_type: str
    n_bytes: int
    sha256: str
    """Of the bytes that the server sent, after transport compression; of an archive, as it was before unpacking."""
    file: str
    """Where it lies, seen from the folder of the record."""
    etag: str = ""
    last_modified: str = ""
    citation: Citation = UNSAID
    passed_over: tuple[str, ...] = ()
    """Addresses that were tried before, each with the reason why it was left."""
