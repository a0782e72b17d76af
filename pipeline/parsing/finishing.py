"""What every reader does with its blocks at the end: reference list out, abstract marked, title apart."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.parsing.headings import names_references, without_numbers
from pipeline.parsing.reading import Block, Heading, Reading

_ABSTRACT = frozenset({"abstract", "resumo", "résumé", "zusammenfassung", "resumen"})
_LITERATURE = frozenset({"literature", "literatur"})


def finish(reading: Reading, *, find_title: bool = False) -> Reading:
    """Return the reading without its reference list, with its abstract known as such.

    With `find_title`, a first heading that stands alone above all others is the title, if no other is known: as a
    section it would be the root of every path.
    """
    blocks: Sequence[Heading | Block] = reading.blocks
    title = reading.title
    if find_title:
        found, blocks = take_title(blocks)
        title = title or without_numbers([found])[0]
    blocks = mark_abstract(drop_references(take_numbers_off(blocks)))
    abstract = "\n".join(block.text for block in blocks if isinstance(block, Block) and block.kind == "abstract")
    return replace(reading, blocks=tuple(blocks), title=title, abstract=abstract or reading.abstract)


def take_numbers_off(blocks: Sequence[Heading | Block]) -> list[Heading | Block]:
    """Leave out the headings' numbers; a bare one only where it is one of a row."""
    words = iter(without_numbers([block.text for block in blocks if isinstance(block, Heading)]))
    return [replace(block, text=next(words)) if isinstance(block, Heading) else block for block in blocks]


def drop_references(blocks: Sequence[Heading | Block]) -> list[Heading | Block]:
    """Leave out the reference list, up to the next heading that does not stand under it.

    "Literature" may be a review of it as well, so it counts only as the last heading.
    """
    kept: list[Heading | Block] = []
    dropping: int | None = None
    last = max((index for index, block in enumerate(blocks) if isinstance(block, Heading)), default=-1)
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            if dropping is not None and block.level <= dropping:
                dropping = None
            is_last_literature = index == last and block.text.casefold() in _LITERATURE
            if dropping is None and (names_references(block.text) or is_last_literature):
                dropping = block.level
        if dropping is None:
            kept.append(block)
    return kept


def mark_abstract(blocks: Sequence[Heading | Block]) -> list[Heading | Block]:
    """Make what stands under a heading "Abstract" the abstract, in place of a section."""
    marked: list[Heading | Block] = []
    inside = False
    for block in blocks:
        if isinstance(block, Heading):
            inside = names_abstract(block.text)
            if not inside:
                marked.append(block)
        else:
            marked.append(replace(block, kind="abstract") if inside else block)
    return marked


def names_abstract(heading: str) -> bool:
    """Whether what stands under this heading is the abstract.

    >>> names_abstract("ABSTRACT."), names_abstract("Abstract domains")
    (True, False)
    """
    return heading.strip(" .:—").casefold() in _ABSTRACT


def take_title(blocks: Sequence[Heading | Block]) -> tuple[str, list[Heading | Block]]:
    """Part the document's title from its sections: the first heading, if no other is as high up.

    >>> take_title([Heading("Guide", 1), Heading("Aims", 2), Heading("Means", 2)])[0]
    'Guide'
    """
    headings = [block for block in blocks if isinstance(block, Heading)]
    if not headings or any(other.level <= headings[0].level for other in headings[1:]):
        return "", list(blocks)
    if len(headings) == 1 and (headings[0].level > 1 or blocks[0] is not headings[0]):
        return "", list(blocks)
    return headings[0].text, [block for block in blocks if block is not headings[0]]
