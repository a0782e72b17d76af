"""Document → passages: what a curator would file as one entry, with its headings and its place.

A paragraph is a passage. Short ones in a row under one heading say one thing together, and so do a lead-in
("Deployers should:") and its items; longer items stand alone.
"""

from collections.abc import Sequence

from pipeline.domain.document import Document, Paragraph
from pipeline.domain.passage import Passage

_SHORT_WORDS = 25
_MOST_WORDS = 160


def passages_of(document: Document) -> list[Passage]:
    """Cut a document into passages, in order; each is one stretch of the text under one heading."""
    groups: list[list[Paragraph]] = []
    for paragraph in document.paragraphs:
        if groups and _continues(document, groups[-1], paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return [_passage(document, group) for group in groups]


def _continues(document: Document, group: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    if paragraph.section_path != group[0].section_path or paragraph.kind == "abstract":
        return False
    text = document.slice(paragraph)
    follows = _item_follows if paragraph.kind == "list item" else _short_follows
    so_far = len(document.text[group[0].start : group[-1].end].split())
    return _is_short(text) and follows(document, group) and so_far + len(text.split()) <= _MOST_WORDS


def _item_follows(document: Document, group: Sequence[Paragraph]) -> bool:
    last = document.slice(group[-1])
    return last.endswith(":") or (group[-1].kind == "list item" and _is_short(last))


def _short_follows(document: Document, group: Sequence[Paragraph]) -> bool:
    """Short paragraphs go together only under a heading: without one, nothing says that they belong together."""
    return bool(group[0].section_path) and all(
        each.kind == "paragraph" and _is_short(document.slice(each)) for each in group
    )


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT_WORDS


def _passage(document: Document, group: Sequence[Paragraph]) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    return Passage(document.document_id, group[0].section_path, start, end, text, group[0].page)
