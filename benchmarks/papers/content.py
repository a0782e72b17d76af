"""The neutral content of a test paper: what is said and in which order, whatever it will look like.

Text carries three kinds of marks: ⟨cite|...⟩ for a printed citation, ⟨math|...⟩ for a formula and ⟨emph|...⟩ for
emphasis; ⟨note|...⟩ hangs a footnote.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.papers.prose import Prose

Kind = Literal[
    "heading", "paragraph", "items", "steps", "terms", "figure", "table", "theorem", "proof", "equation", "algorithm",
    "quote",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a paper in reading order."""

    kind: Kind
    text: str = ""
    level: int = 0
    numbered: bool = True
    texts: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper."""

    title: str
    authors: tuple[str, ...]
    abstract: str
    keywords: tuple[str, ...]
    parts: tuple[Part, ...]
    acknowledgement: str
    appendix: tuple[Part, ...]
    references: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Traits:
    """What a paper is like: how long, how deep, and how much stands in it besides paragraphs."""

    sections: int = 5
    depth: int = 4
    theorems: bool = False
    lists: bool = True
    floats: bool = True
    equations: bool = True
    notes: bool = True
    starred: bool = True
    algorithms: bool = False


def compose_paper(seed: int, traits: Traits, *, numeric: bool) -> Content:
    """Invent a paper; the same seed and traits give the same one."""
    prose = Prose(seed, numeric=numeric)
    writer = _Writer(prose, traits)
    parts = tuple(writer.sections(traits.sections))
    appendix = tuple(writer.sections(2, first=False))
    return Content(
        title=prose.title(),
        authors=tuple(f"{first} {prose.name()}" for first in ("Ada", "Bruno", "Chidi")),
        abstract=prose.paragraph(5, 7).replace("⟨cite|", "⟨drop|"),
        keywords=tuple(prose.phrase() for _ in range(4)),
        parts=parts,
        acknowledgement=prose.paragraph(2, 3),
        appendix=appendix,
        references=tuple(_reference(prose) for _ in range(18)),
    )


def _reference(prose: Prose) -> str:
    return (
        f"{prose.name()}, A., {prose.name()}, B.: {prose.title()}. Journal of {prose.title()} {prose.number(2, 40)}"
        f"({prose.number(1, 9)}), {prose.number(100, 400)}–{prose.number(401, 900)} ({prose.number(2001, 2024)})"
    )


class _Writer:
    """Writes sections in the manner that the traits ask for."""

    def __init__(self, prose: Prose, traits: Traits) -> None:
        self._prose = prose
        self._traits = traits

    def sections(self, count: int, *, first: bool = True) -> Iterator[Part]:
        for number in range(count):
            title = "Introduction" if first and number == 0 else self._prose.title()
            yield Part("heading", title, 1)
            yield from self._body(2)
            if number and self._prose.chance(0.85):
                yield from self._children(2)
        if first and self._traits.starred:
            yield Part("heading", "Limitations", 1, numbered=False)
            yield from self._body(2)

    def _children(self, level: int) -> Iterator[Part]:
        for _ in range(self._prose.number(2, 3)):
            yield Part("heading", self._prose.title(), level)
            yield from self._body(self._prose.number(1, 2))
            if level < self._traits.depth and self._prose.chance(0.35):
                yield from self._children(level + 1)
            elif level == 2 and self._traits.depth >= 4 and self._prose.chance(0.4):
                yield from self._children(4)

    def _body(self, count: int) -> Iterator[Part]:
        for _ in range(count):
            yield Part("paragraph", self._noted(self._prose.paragraph()))
            if self._prose.chance(0.4):
                yield from self._extra()

    def _noted(self, text: str) -> str:
        if not self._traits.notes or not self._prose.chance(0.15):
            return text
        first, stop, rest = text.partition(". ")
        return f"{first}{stop.strip()}⟨note|{self._prose.sentence()}⟩ {rest}" if rest else text

    def _extra(self) -> Iterator[Part]:
        traits = self._traits
        kinds: list[Kind] = []
        kinds += ["items", "steps", "terms"] if traits.lists else []
        kinds += ["figure", "figure", "table", "table"] if traits.floats else []
        kinds += ["equation", "equation"] if traits.equations else []
        kinds += ["theorem"] * 6 if traits.theorems else []
        kinds += ["algorithm"] if traits.algorithms else []
        kinds += ["quote"]
        yield from self._one(kinds[self._prose.number(0, len(kinds) - 1)])

    def _one(self, kind: Kind) -> Iterator[Part]:
        prose = self._prose
        if kind in ("items", "steps", "terms"):
            low = 1 if prose.chance(0.7) else 2
            texts = tuple(prose.paragraph(low, low + 1) for _ in range(prose.number(2, 5)))
            lead_in = f"{prose.sentence()[:-1]}, and this is why the following points matter to {prose.name()}:"
            yield from (Part("paragraph", lead_in), Part(kind, texts=texts))
        elif kind in ("figure", "table"):
            labels = tuple(prose.phrase() for _ in range(12))
            yield Part(kind, prose.paragraph(1, 3), wide=prose.chance(0.3), texts=labels)
        elif kind == "equation":
            meaning = f"where ⟨math|w_i⟩ stands for what {prose.name()} calls {prose.phrase()}."
            yield Part("equation", prose.pick(("a", "b", "c")))
            yield Part("paragraph", f"{meaning} {prose.paragraph(2, 3)}")
        elif kind == "theorem":
            name = prose.pick(("Theorem", "Lemma", "Definition", "Remark"))
            yield Part("theorem", prose.paragraph(1, 2), texts=(name,))
            if prose.chance(0.6):
                yield Part("proof", prose.paragraph(2, 3))
        elif kind == "algorithm":
            yield Part("algorithm", prose.title(), texts=tuple(prose.phrase() for _ in range(6)))
        else:
            yield Part("quote", prose.paragraph(2, 3))
