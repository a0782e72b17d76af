"""Document → passages: each paragraph with its headings and its place."""

from collections.abc import Sequence

from pipeline.domain.document import Document, Paragraph
from pipeline.domain.passage import Passage

# A lead-in ("Deployers should:") and its items say one thing together; longer items stand alone.
_SHORT_ITEM_WORDS = 25
_LIST_WORDS = 160


def passages_of(document: Document) -> list[Passage]:
    """Cut a document into passages, in order; a list's short items go with the sentence that leads into them."""
    groups: list[list[Paragraph]] = []
    for paragraph in document.paragraphs:
        if groups and _continues(document, groups[-1], paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return [_passage(document, group) for group in groups]


def _continues(document: Document, group: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    if paragraph.kind != "list item" or paragraph.section_path != group[0].section_path:
        return False
    opening = document.slice(group[0])
    if not (opening.endswith(":") or (group[0].kind == "list item" and _is_short(opening))):
        return False
    item = document.slice(paragraph)
    so_far = len(document.text[group[0].start : group[-1].end].split())
    return _is_short(item) and so_far + len(item.split()) <= _LIST_WORDS


def _is_short(item: str) -> bool:
    return len(item.split()) <= _SHORT_ITEM_WORDS


def _passage(document: Document, group: Sequence[Paragraph]) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    return Passage(document.document_id, group[0].section_path, start, end, text, group[0].page)
