"""Collects what the interpreter prints into headings and blocks, each with the place where it began."""

import re

from pipeline.domain.document import ParagraphKind
from pipeline.parsing.headings import trim
from pipeline.parsing.reading import Block, Heading, clean, has_words

REFERENCE = re.compile("\ue000([^\ue005]*)\ue005([^\ue001]*)\ue001")
"""A reference to a label that may be set further down; resolved when all is read."""


class Writer:
    """The paragraph as it grows, and all that came before it."""

    def __init__(self) -> None:
        self.blocks: list[Heading | Block] = []
        self.kinds: list[ParagraphKind] = ["paragraph"]
        self._parts: list[str] = []
        self._anchor = ""

    @property
    def at_start(self) -> bool:
        """Whether the paragraph has no visible character yet."""
        return not self._parts

    def print(self, text: str, anchor: str = "") -> None:
        """Add text to the paragraph; blank space cannot begin one."""
        if not self._parts:
            text = text.lstrip()
            if not text:
                return
            self._anchor = anchor
        self._parts.append(text)

    def end_paragraph(self) -> None:
        """Close the paragraph; one without two letters is left out."""
        text = "".join(self._parts)
        self._parts = []
        if has_words(text):
            self.blocks.append(Block(text, kind=self.kinds[-1], anchor=self._anchor))

    def head(self, text: str, level: int, anchor: str) -> None:
        """Close the paragraph and set a heading."""
        self.end_paragraph()
        if heading := trim(clean(text)):
            self.blocks.append(Heading(heading, level, anchor=anchor))

    def text(self) -> str:
        """All that was printed, on one line."""
        return clean(" ".join((*(block.text for block in self.blocks), "".join(self._parts))))
