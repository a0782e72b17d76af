"""Lists of documents: plain text, BibTeX, RIS, CSL-JSON, and the CSV that Zotero writes → what is asked for."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from pipeline.domain.provenance import Citation
from pipeline.errors import InputError
from pipeline.sources.names import Wanted, understand

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FEW_WORDS = 8
_MENTION = re.compile(r"(?i)\barxiv:\s*[\w.-]+(?:/\d+)?|https?://[^\s{}<>\"]+")
_MAX_BYTES = 50 * 2**20


def read_list(path: Path) -> list[Wanted]:
    """What a list asks for, in its order; entries that cannot be asked for have no key.

    Raises InputError when the file is of no kind that is read as a list, is missing, damaged or empty.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise InputError(
            f"{path}: is no arXiv id, DOI, web address or list", remedy=f"lists end in {' '.join(_READERS)}"
        )
    try:
        wanted = list(read(_text(path), str(path)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: cannot be read as a list ({error})", remedy="export it again") from error
    if not wanted:
        raise InputError(f"{path}: nothing is listed in it", remedy="put one id or address on each line")
    return wanted


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: is larger than {_MAX_BYTES // 2**20} MiB", remedy="part it")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", remedy="check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})", remedy="save it as UTF-8") from error


def _lines(text: str, source: str) -> Iterator[Wanted]:
    """One name a line; what follows a # that stands alone is a remark."""
    for number, line in enumerate(text.splitlines(), start=1):
        if name := re.sub(r"(?:^|\s)#.*", "", line).strip():
            yield understand(name) or Wanted(f"{source}:{number} {name}")


def _bibtex(text: str, source: str) -> Iterator[Wanted]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors

    library = parse_string(text, append_middleware=[LatexDecodingMiddleware(), SeparateCoAuthors()])
    for entry in library.entries:
        fields = {field.key.lower(): field.value for field in entry.fields}
        said = Citation(
            title=_plain(fields.get("title")),
            authors=tuple(_turned(_plain(author)) for author in fields.get("author", [])),
            year=_year(fields.get("year") or fields.get("date")),
        )
        is_arxiv = str(fields.get("archiveprefix", fields.get("eprinttype", ""))).lower() in ("arxiv", "")
        eprint = fields.get("eprint") if is_arxiv else None
        others = (fields.get(name) for name in ("doi", "url", "howpublished", "journal", "note"))
        yield _wanted(f"{source}: {entry.key}", said, [eprint, *others])


def _ris(text: str, source: str) -> Iterator[Wanted]:
    import rispy

    for number, entry in enumerate(rispy.loads(text), start=1):
        said = Citation(
            title=_first(entry, "title", "primary_title"),
            authors=tuple(_turned(author) for author in entry.get("authors") or entry.get("first_authors") or ()),
            year=_year(_first(entry, "year", "publication_year", "date")),
        )
        links = [link for key in ("urls", "url", "journal_name") for link in _list(entry.get(key))]
        yield _wanted(f"{source}: {said.title or f'entry {number}'}", said, [entry.get("doi"), *links])


def _csl(text: str, source: str) -> Iterator[Wanted]:
    entries = json.loads(text)
    for number, entry in enumerate(entries if isinstance(entries, list) else entries.get("items", [entries]), start=1):
        said = citation_of_csl(entry)
        number_in_archive = entry.get("number") if str(entry.get("publisher", "")).lower() == "arxiv" else None
        others = (entry.get(key) for key in ("DOI", "URL", "container-title", "note"))
        yield _wanted(f"{source}: {entry.get('id') or number}", said, [number_in_archive, *others])


def citation_of_csl(entry: Mapping[str, Any]) -> Citation:
    """What an entry in the form of CSL-JSON says; Crossref answers in nearly the same form."""
    dates = (entry.get(key) or {} for key in ("issued", "published", "created"))
    years = [parts[0][0] for date in dates if (parts := date.get("date-parts")) and parts[0]]
    people = entry.get("author") or ()
    names = (person.get("literal") or f"{person.get('given', '')} {person.get('family', '')}" for person in people)
    return Citation(
        title=" ".join(_list(entry.get("title"))[:1]),
        authors=tuple(name.strip() for name in names if name.strip()),
        year=_year(years[0]) if years else None,
        licence=next((each["URL"] for each in _list(entry.get("license")) if isinstance(each, Mapping)), ""),
    )


def _zotero(text: str, source: str) -> Iterator[Wanted]:
    for number, row in enumerate(csv.DictReader(StringIO(text, newline=""), strict=True), start=2):
        cells = {str(column).casefold(): str(value or "").strip() for column, value in row.items()}
        said = Citation(
            title=cells.get("title", ""),
            authors=tuple(_turned(name) for name in cells.get("author", "").split(";") if name.strip()),
            year=_year(cells.get("publication year") or cells.get("year")),
        )
        yield _wanted(
            f"{source}:{number} {said.title}".strip(), said, [cells.get("doi"), cells.get("url"), cells.get("extra")]
        )


_READERS: dict[str, Callable[[str, str], Iterator[Wanted]]] = {
    ".txt": _lines,
    ".bib": _bibtex,
    ".ris": _ris,
    ".json": _csl,
    ".csv": _zotero,
}


def _wanted(name: str, said: Citation, links: Sequence[object]) -> Wanted:
    """Put together all that an entry's ids and addresses ask for; the first of each kind counts."""
    wanted = Wanted(name, said)
    for link in links:
        found = _mentioned(str(link)) if link else None
        if found:
            wanted = replace(wanted, citation=wanted.citation.or_else(found.citation), url=wanted.url or found.url)
    return wanted


def _mentioned(text: str) -> Wanted | None:
    """What a field names, or mentions in few other words, as in "arXiv preprint arXiv:2412.17686".

    A longer remark may as well mention another paper.
    """
    mention = _MENTION.search(text) if len(text.split()) <= _FEW_WORDS else None
    return understand(text) or (understand(mention[0].rstrip(".,;")) if mention else None)


def _plain(value: object) -> str:
    return " ".join(str(value or "").replace("{", "").replace("}", "").split())


def _turned(name: str) -> str:
    family, comma, given = (part.strip() for part in name.partition(","))
    return f"{given} {family}" if comma else family


def _year(value: object) -> int | None:
    found = _YEAR.search(str(value or ""))
    return int(found[0]) if found else None


def _first(entry: Mapping[str, Any], *keys: str) -> str:
    return next((str(entry[key]) for key in keys if entry.get(key)), "")


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
