"""The front of a paper: keywords and the like, the abstract, and what stands before it."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.lines import Line, Page
from pipeline.parsing.pdf.typography import Typography

_FRONT_PAGES = 2
_NOTICE = re.compile(
    r"(?:author\s+)?key\s?words\b|index terms|ccs concepts?|acm reference format|acm ccs|general terms"
    r"|jel (?:class|codes?)|msc\b|categories and subject|additional key words|pacs\b|subject class|mathematics subject"
    r"|article info\b|article history|palavras[- ]chave|mots[- ]cl|schl[üu]sselw|palabras clave"
    r"|a r t i c l e\s+i n f o|ams (?:subject|class|codes?)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(
    r"(?P<name>abstract|a b s t r a c t|resumo|résumé|zusammenfassung|resumen)"
    r"(?P<mark>\s*[.:—–-]+\s*|\s+|$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


def drop_notices(pages: Sequence[Page], typography: Typography) -> None:
    """Mark keywords, subject classes and forms of citation on the first pages."""
    for page in pages[:_FRONT_PAGES]:
        lines = [line for line in page.lines if line.matter is None]
        for index, line in enumerate(lines):
            if line.matter is None and _NOTICE.match(line.text):
                for part in _notice_from(lines, index, typography):
                    part.matter = "front matter"


def _notice_from(lines: Sequence[Line], index: int, typography: Typography) -> list[Line]:
    notice = [lines[index]]
    alone = len(lines[index].text) < 30
    for line in lines[index + 1 :]:
        last = notice[-1]
        gap = last.y - line.y
        widest = 2.2 if alone and len(notice) == 1 else 1.3
        if line.column != last.column or not -2 < gap < widest * max(last.size * 1.2, 9.0):
            break
        if line.size > last.size + 0.6 and not _NOTICE.match(line.text):
            break
        if line.font.bold and not last.font.bold and line.text[:1].isupper() and gap > typography.leading:
            break
        notice.append(line)
    return notice


def find_abstract(lines: Sequence[Line]) -> tuple[int, str, str] | None:
    """Find the line that opens the abstract: its index, the heading's word, and text that follows on the line."""
    for index, line in enumerate(lines):
        if line.page >= _FRONT_PAGES:
            return None
        match = _ABSTRACT.fullmatch(line.text)
        if not match or (not line.text[0].isupper() and " " not in match["name"]):
            continue
        name = match["name"].replace(" ", "") if "b s" in match["name"].lower() else match["name"]
        rest = match["rest"].strip()
        first = line.runs[0].font
        if not rest or match["mark"].strip() or (first.bold and not line.runs[-1].font.bold):
            return index, name.capitalize(), rest
    return None
