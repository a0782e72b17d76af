"""Word documents: read from the package itself, as python-docx loses inserted text, content controls and Strict files.

Headings come from the styles' names and outline levels, and, as many authors only press "bold", from short
paragraphs that are bold throughout. Tables, text boxes, captions, notes and deleted text are left out.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from pipeline.errors import InputError
from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import LEAD_IN, is_lead_in, split_number, trim
from pipeline.parsing.naming import names
from pipeline.parsing.reading import Block, Heading, Reading, Source, clean, has_words
from pipeline.parsing.safe_xml import parse_xml
from pipeline.parsing.tree import Element, children, name_of, text_of

MAX_UNPACKED = 300 * 2**20
MAX_PART = 100 * 2**20
MAX_PARTS = 20_000
_DROPPED = names(
    """del moveFrom drawing pict object txbxContent instrText delText fldData footnoteReference endnoteReference
    commentReference AlternateContent oMathPara rPr pPr tbl sdtPr Fallback annotationRef"""
)
_SKIPPED_STYLES = re.compile(
    r"(?:caption|toc\b.*|table of (?:figures|contents).*|footnote text|endnote text|header|footer|bibliography|index \d"
    r"|subtitle|keywords?|affiliation.*|table .*|toc heading|contents heading)$"
)
_MAX_FAKE_WORDS = 12
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    level: int = 0
    is_list: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    style: _Style
    number: int
    level: int
    is_list: bool
    bold_start: str


def read(source: Source) -> Reading:
    """Read a .docx file.

    Raises InputError when it is no Word document, is damaged or encrypted, or unpacks to more than a document can be.
    """
    package = _Package(source)
    document = package.part(package.main)
    styles = _styles(package.part(package.beside("styles.xml")))
    body = None if document is None else document.find("{*}body")
    if body is None:
        raise InputError(f"{source.name}: holds no Word document", remedy="open it in Word and save it again as .docx")
    paragraphs = [_paragraph(node, styles, number) for number, node in enumerate(_nodes(body), start=1)]
    titles = [paragraph.text for paragraph in paragraphs if paragraph.style.name == "title" and paragraph.text]
    named = [paragraph.text for paragraph in paragraphs if paragraph.style.name in ("author", "authors")]
    properties = package.part("docProps/core.xml")
    authors = named or [_property(properties, "creator")]
    reading = Reading(
        blocks=tuple(_blocks(paragraphs)),
        title=titles[0] if titles else "",
        authors=tuple(name for line in authors for part in re.split(r"[;,]|\band\b", line) if (name := clean(part))),
    )
    finished = finish(reading, find_title=not titles)
    return finished if finished.title else replace(finished, title=_property(properties, "title"))


class _Package:
    """The parts of a .docx, guarded against packages that unpack without end."""

    def __init__(self, source: Source) -> None:
        self._name = source.name
        try:
            self._zip = zipfile.ZipFile(BytesIO(source.content))
        except _DAMAGED as error:
            raise self._broken(str(error)) from error
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED or len(entries) > MAX_PARTS:
            raise InputError(
                f"{self._name}: unpacks to {unpacked // 2**20} MiB in {len(entries)} parts, more than any document",
                remedy="do not open it unless you know where it is from",
            )
        self.main = self._main()

    def _main(self) -> str:
        relations = self.part("_rels/.rels")
        for relation in [] if relations is None else children(relations):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        return "word/document.xml"

    def beside(self, name: str) -> str:
        """The name of a part in the main document's folder."""
        return f"{self.main.rpartition('/')[0]}/{name}".lstrip("/")

    def part(self, name: str) -> Element | None:
        """Parse one part; None when there is none of this name."""
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        if entry.file_size > MAX_PART:
            raise InputError(
                f"{self._name}: its {name} unpacks to {entry.file_size // 2**20} MiB", remedy="split the document"
            )
        try:
            content = self._zip.read(entry)
        except _DAMAGED as error:
            raise self._broken(str(error)) from error
        return parse_xml(content, f"{self._name} (its {name})")

    def _broken(self, reason: str) -> InputError:
        return InputError(
            f"{self._name}: not a Word document that can be opened ({reason})",
            remedy="open it in Word and save it again as .docx, without a password",
        )


def _property(properties: Element | None, name: str) -> str:
    return "" if properties is None else clean(properties.findtext(f"{{*}}{name}") or "")


def _value(element: Element | None, path: str) -> str | None:
    """The `val` attribute of a child, "1" when it stands without one, None when it is not there."""
    found = None if element is None else element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    if found is None:
        return None
    return next((str(value) for key, value in found.attrib.items() if key.rpartition("}")[2] == "val"), "1")


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _styles(root: Element | None) -> dict[str, _Style]:
    nodes = {} if root is None else {_attribute(node, "styleId"): node for node in root.iterfind("{*}style")}
    return {style_id: _style(style_id, nodes) for style_id in nodes}


def _style(style_id: str, nodes: dict[str, Element]) -> _Style:
    """Read a style with what it inherits."""
    name, level, is_list, bold, seen = "", 0, False, False, set()
    node = nodes.get(style_id)
    while node is not None and style_id not in seen:
        seen.add(style_id)
        own = (_value(node, "name") or "").lower()
        name = name or own
        outline = _value(node, "pPr/outlineLvl")
        level = level or _named_level(own) or (int(outline) + 1 if outline and outline in "012345678" else 0)
        is_list = is_list or _value(node, "pPr/numPr") is not None or bool(re.match(r"list (?:bullet|number)", own))
        bold = bold or _value(node, "rPr/b") in ("1", "true", "on")
        style_id = _value(node, "basedOn") or ""
        node = nodes.get(style_id)
    return _Style(name, level if not name.startswith("toc") else 0, is_list, bold)


def _named_level(name: str) -> int:
    match = re.fullmatch(r"heading ([1-9])", name)
    return int(match[1]) if match else 0


def _nodes(body: Element) -> Iterator[Element]:
    """The paragraphs in reading order, also those inside content controls; not those of tables or contents pages."""
    waiting = [iter(children(body))]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif name_of(node) == "p":
            yield node
        elif name_of(node) == "sdt":
            gallery = _value(node, "sdtPr/docPartObj/docPartGallery") or ""
            content = node.find("{*}sdtContent")
            if content is not None and "contents" not in gallery.lower() and "bibliograph" not in gallery.lower():
                waiting.append(iter(children(content)))
        elif name_of(node) in ("ins", "customXml", "smartTag", "moveTo"):
            waiting.append(iter(children(node)))


def _paragraph(node: Element, styles: dict[str, _Style], number: int) -> _Paragraph:
    properties = node.find("{*}pPr")
    style = styles.get(_value(properties, "pStyle") or "Normal", _Style(""))
    outline = _value(properties, "outlineLvl")
    numbering = _value(properties, "numPr/numId")
    return _Paragraph(
        text=clean(_text(node)),
        style=style,
        number=number,
        level=style.level or (int(outline) + 1 if outline and outline in "012345678" else 0),
        is_list=style.is_list if numbering is None else numbering != "0",
        bold_start=_bold_start(node, style),
    )


def _bold_start(node: Element, style: _Style) -> str:
    """The text of the bold runs that open a paragraph."""
    parts = []
    for run in node.iter("{*}r"):
        text = _text(run)
        bold = _value(run.find("{*}rPr"), "b")
        if text.strip() and not (style.bold if bold is None else bold in ("1", "true", "on")):
            break
        parts.append(text)
    return clean("".join(parts))


def _text(node: Element) -> str:
    return text_of(node, _instead)


def _instead(element: Element) -> str | None:
    name = name_of(element)
    if name in _DROPPED:
        return ""
    if name in ("tab", "br", "cr"):
        return " "
    return "-" if name == "noBreakHyphen" else None


def _blocks(paragraphs: list[_Paragraph]) -> Iterator[Heading | Block]:
    deepest = 0  # the level of the last real heading
    for paragraph in paragraphs:
        text, anchor = paragraph.text, f"paragraph {paragraph.number}"
        if not has_words(text) or paragraph.style.name in ("title", "author", "authors"):
            continue
        if _SKIPPED_STYLES.match(paragraph.style.name):
            continue
        if paragraph.level:
            deepest = paragraph.level
            yield Heading(trim(text), paragraph.level, anchor=anchor)
        elif paragraph.is_list:
            yield Block(text, kind="list item", anchor=anchor)
        elif paragraph.style.name == "abstract":
            yield Block(text, kind="abstract", anchor=anchor)
        else:
            yield from _body(paragraph, deepest, anchor)


def _body(paragraph: _Paragraph, deepest: int, anchor: str) -> Iterator[Heading | Block]:
    text, bold = paragraph.text, paragraph.bold_start
    rest = text[len(bold) :]
    if bold and not rest and len(bold.split()) <= _MAX_FAKE_WORDS and bold[-1] not in ".,;!?":
        number, _ = split_number(bold)
        yield Heading(trim(bold), number.count(".") + 1 if number else deepest + 1, anchor=anchor)
    elif bold and rest and is_lead_in(bold, rest):
        yield Heading(trim(bold), LEAD_IN + 1, anchor=anchor)
        yield Block(rest.lstrip(" .:"), anchor=anchor)
    else:
        yield Block(text, anchor=anchor)
