"""What a paper says about itself on its first pages: title, authors, year, DOI, arXiv number."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.composing import compose
from pipeline.parsing.pdf.lines import Line, Page, Run

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|]+[^\s\"<>{}|.,;:)\]]")
_ARXIV = re.compile(r"arXiv:\s?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)", re.IGNORECASE)
_YEAR = re.compile(r"\b(19[5-9]\d|20\d\d)\b")
_STAMPED_YEAR = re.compile(
    r"(?:©|\(c\)|copyright|published|accepted|arxiv:.*\d{1,2} \w{3}) *\D{0,30}?(19[5-9]\d|20\d\d)", re.I
)
_PLACEHOLDER = re.compile(r"x{4,}|nnnnnnn|1122445|0000001", re.IGNORECASE)
_AFFILIATION = re.compile(
    r"universit|institut|department|dept\b|school|college|laborator|\blab\b|faculty|centre|center|research|inc\b|gmbh"
    r"|ltd|corp|academy|ministry|foundation|street|\bUSA\b|@|https?:|\bemail|e-mail|\d{4}|engineering|sciences?\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s+(?:[^\W\d_][\w'’.-]*)){1,4}")
_NOTE_MARKS = re.compile(r"[\d*∗†‡§¶‖#\u00b9\u00b2\u00b3]+(?:,[\d*∗†‡§]+)*")
_SEPARATOR = re.compile(r"\s*(?:,|;|\band\b|&|·|•|\s{3,})\s*", re.IGNORECASE)
_DEGREES = re.compile(
    r",?\s*(?:(?:senior |student )?member|fellow),\s*ieee|,?\s*ph\.?d\.?|,?\s*m\.?d\.?\b", re.IGNORECASE
)
_FEW_PLAIN_WORDS = 3
_MOST_WORDS = 25
_UNTITLED = re.compile(r"untitled|microsoft word|\.(?:docx?|tex|pdf|dvi|indd)$|^paper$|^\W*$", re.IGNORECASE)


def find_doi(pages: Sequence[Page]) -> str:
    """Return the first DOI on the first two pages, placeholders of templates aside."""
    for page in pages[:2]:
        for line in page.lines:
            if "10." in line.text and (match := _DOI.search(line.text)) and not _PLACEHOLDER.search(match[0]):
                return match[0]
    return ""


def find_arxiv(pages: Sequence[Page]) -> str:
    """Return the arXiv number stamped on the first page."""
    for line in pages[0].lines if pages else ():
        if match := _ARXIV.search(line.text):
            return match[1]
    return ""


def find_year(pages: Sequence[Page], front: Sequence[Line]) -> int | None:
    """Return the year in a notice of copyright or a stamp on the first page, else in its margins or front matter."""
    first = pages[0].lines if pages else []
    for line in first:
        if match := _STAMPED_YEAR.search(line.text):
            return int(match[1])
    around = [line for line in first if line.matter in ("margin", "footnote", "rotated")]
    for line in (*around, *front):
        if match := _YEAR.search(line.text):
            return int(match[1])
    return None


def find_authors(front: Sequence[Line]) -> tuple[str, ...]:
    """Read names from what stands between title and abstract, up to the first affiliation below them.

    Lines are taken row by row, since several authors may stand beside each other.
    """
    names: list[str] = []
    for line in front:
        runs = _before_place(line)
        raised = any(run.size < 0.8 * line.size for run in runs)
        plain = compose("".join("," if run.size < 0.8 * line.size else run.text for run in runs)) if raised else ""
        text = _NOTE_MARKS.sub(",", _DEGREES.sub(",", plain or compose("".join(run.text for run in runs))))
        names.extend(name for part in _SEPARATOR.split(text) if (name := _as_name(part)) and name not in names)
    return tuple(names[:40])


def _before_place(line: Line) -> Sequence[Run]:
    """The runs of a line that may hold names: all, or those before a university or the like in another style."""
    if not _AFFILIATION.search(line.text):
        return line.runs
    first = line.runs[0]
    for place, run in enumerate(line.runs):
        if _AFFILIATION.search(run.text):
            styled = any((one.font.name, one.size) != (run.font.name, run.size) for one in line.runs[:place])
            return [one for one in line.runs[:place] if one.size >= first.size - 0.5] if styled else ()
    return ()


def _as_name(part: str) -> str:
    part = part.strip(" .,;")
    words = part.split()
    if not _NAME.fullmatch(part) or len(part) > 45:
        return ""
    capitals = sum(word[0].isupper() for word in words)
    if capitals < 2 or capitals < len(words) - 2:
        return ""
    return part.title() if part.isupper() else part


def is_subtitle(text: str) -> bool:
    """Whether what stands right under a title goes on with it, rather than naming authors or where they work.

    >>> is_subtitle("A survey of what can be done about it"), is_subtitle("Ada Keller and Bruno Tanaka")
    (True, False)
    """
    words = text.split()
    plain = sum(word.isalpha() and word.islower() and word != "and" for word in words)
    return plain >= _FEW_PLAIN_WORDS and len(words) <= _MOST_WORDS and not _AFFILIATION.search(text)


def said_title(metadata: dict[str, str]) -> str:
    """Return the title in the PDF's own metadata, unless a program filled it with a file name."""
    title = metadata.get("Title", "").strip()
    return "" if _UNTITLED.search(title) or len(title.split()) < 2 else title
