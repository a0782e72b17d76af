"""File → a page for the browser that shows what was read where: written whole, readable offline, nothing fetched."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.anatomy import Anatomy, Mark, Picture, Sheet
from pipeline.domain.document import Document, Page, Paragraph, Section
from pipeline.errors import ConfigError
from pipeline.resources.pages import fill
from pipeline.store.files import whole_file

Dissect = Callable[[Path], Anatomy]

_SUFFIXES = (".html", ".htm")
_KEPT = ("heading", "paragraph", "list item", "abstract")


@dataclass(frozen=True, slots=True)
class InspectOutcome:
    """The document that was read, and the page that shows it."""

    document: Document
    page: Path


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the legend."""

    name: str
    count: int
    dropped: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the section tree, and where on the page it leads."""

    section: Section
    target: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page to look at: its picture and marks, and what its tally says."""

    sheet: Sheet
    page: Page | None

    @property
    def picture(self) -> str:
        """The picture as an address that needs no network, empty where there is none."""
        return _address(self.sheet.picture) if self.sheet.picture else ""


def inspect(path: Path, output: Path, *, dissect: Dissect) -> InspectOutcome:
    """Read a document and write a page that shows how it was read to `output`.

    Raises ConfigError when `output` is no place for such a page, InputError when the document cannot be read or the
    page cannot be written.
    """
    _check(output, path)
    anatomy = dissect(path)
    with whole_file(output) as scratch, scratch.open("w", encoding="utf-8", errors="replace") as stream:
        stream.writelines(render(anatomy))
    return InspectOutcome(anatomy.document, output)


def render(anatomy: Anatomy) -> Iterator[str]:
    """Yield the page in pieces: the pages of the document with their marks, or its text where it has no pages."""
    document = anatomy.document
    pages = {page.number: page for page in document.pages}
    return fill(
        "anatomy.html",
        document=document,
        stops=list(_stops(anatomy)),
        kinds=_kinds(anatomy),
        leaves=(Leaf(sheet, pages.get(sheet.number)) for sheet in anatomy.sheets),
        n_leaves=len(anatomy.sheets),
        parts=() if anatomy.sheets else _parts(document),
    )


def _check(output: Path, path: Path) -> None:
    if output.suffix.lower() not in _SUFFIXES:
        raise ConfigError(f"{output}: is not the name of a web page", remedy="let it end in .html")
    if output.is_dir():
        raise ConfigError(f"{output} is a folder", remedy="name a file in it")
    if output.exists() and path.exists() and output.samefile(path):
        raise ConfigError(f"{output}: is the document itself", remedy="choose another name, or it would be overwritten")


def _stops(anatomy: Anatomy) -> Iterator[Stop]:
    marked = {mark.section for sheet in anatomy.sheets for mark in sheet.marks if mark.kind == "heading"}
    for index, section in enumerate(anatomy.document.sections):
        here = not anatomy.sheets or index in marked
        yield Stop(section, f"s{index}" if here else f"p{section.page or 1}")


def _kinds(anatomy: Anatomy) -> list[Kind]:
    """The legend: what was kept in a fixed order, then what was set aside, the most frequent first."""
    if not anatomy.sheets:
        return []
    marks: list[Mark] = [mark for sheet in anatomy.sheets for mark in sheet.marks]
    kept = Counter(mark.kind for mark in marks if not mark.dropped)
    dropped = Counter(mark.kind for mark in marks if mark.dropped)
    return [
        *(Kind(name, kept[name], dropped=False) for name in _KEPT if kept[name]),
        *(Kind(name, count, dropped=True) for name, count in dropped.most_common()),
    ]


def _parts(document: Document) -> Iterable[tuple[Section | Paragraph, str, int | None]]:
    """Sections and paragraphs in reading order, each with its text, and a section's place in the tree."""
    parts: list[tuple[int, int, Section | Paragraph, str, int | None]] = [
        (section.start, -1, section, section.heading, index) for index, section in enumerate(document.sections)
    ]
    parts += [(each.start, index, each, document.slice(each), None) for index, each in enumerate(document.paragraphs)]
    return [(part, text, index) for _, _, part, text, index in sorted(parts, key=lambda part: part[:2])]


def _address(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode('ascii')}"
