"""LaTeX source: read by a small TeX of our own, because no permissive library expands a paper's macros.

Only the file that is named is opened, and what it includes from its own folder.
"""

import re
from dataclasses import replace

from pipeline.parsing.charset import decode
from pipeline.parsing.finishing import finish
from pipeline.parsing.latex.behaviour import known_commands, known_symbols
from pipeline.parsing.latex.citations import CITATION, Citations, entries_of
from pipeline.parsing.latex.files import Folder
from pipeline.parsing.latex.front import authors_of, doi_of, year_of
from pipeline.parsing.latex.labels import printed_reference
from pipeline.parsing.latex.machine import Machine
from pipeline.parsing.latex.writer import REFERENCE
from pipeline.parsing.reading import Block, Heading, Reading, Source

_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\]]*\])?\{([^{}]*)\}")


def read(source: Source) -> Reading:
    """Read a LaTeX paper from its main file, or a part of one.

    Raises InputError when its macros or its included files have no end, or a file is not text.
    """
    text = decode(source.content, source.name)
    folder = Folder(source)
    machine = Machine(source.name, folder, known_commands(), known_symbols())
    machine.run(text, file=source.path.name)
    machine.writer.end_paragraph()
    citations = Citations(_entries(text, folder))
    blocks = [_resolved(block, machine, citations) for block in machine.writer.blocks]
    title, authors = (machine.front.get(name, []) for name in ("title", "author"))
    return finish(
        Reading(
            blocks=tuple(blocks),
            title=machine.inline(title[-1]) if title else "",
            authors=authors_of(authors, machine.inline),
            year=year_of(machine.front),
            doi=doi_of(machine.front),
        )
    )


def _entries(text: str, folder: Folder) -> dict[str, tuple[str, str]]:
    entries: dict[str, tuple[str, str]] = {}
    for names in _BIBLIOGRAPHY.findall(text):
        for name in names.split(","):
            if opened := folder.open(name, suffixes=(".bib", "")):
                entries = entries_of(opened[1]) | entries
    return entries


def _resolved(block: Heading | Block, machine: Machine, citations: Citations) -> Heading | Block:
    if "\ue000" not in block.text and "\ue002" not in block.text:
        return block

    def reference(match: re.Match[str]) -> str:
        return printed_reference(match[1], match[2], machine.labels)

    text = CITATION.sub(citations.printed, REFERENCE.sub(reference, block.text))
    return replace(block, text=text)
