"""XML from strangers: no document type, no network, no entities, no huge trees."""

import codecs
import re

from lxml import etree

from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.tree import Element

_DECLARED = re.compile(r"<!ENTITY\s+(?:%\s*)?([\w.-]+)")
_TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")
_ADVICE = re.compile(r",? *(?:use|try) XML_PARSE_HUGE.*", re.DOTALL)


def parse_xml(content: bytes, name: str) -> Element:
    """Return the root element of an XML file.

    Raises InputError when it is broken, nests deeper than 256 elements, or declares entities: no paper needs any, and
    every attack by XML does.
    """
    if declared := _DECLARED.search(_head(content, name)):
        raise InputError(
            f"{name}: declares the entity {declared[1]!r}; entities are not read, as they can reach for other files or"
            " grow without bound",
            remedy="take its <!DOCTYPE …> out and replace the entities by what they stand for",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        problem = _ADVICE.sub("", error.msg or "it is empty").strip()
        raise InputError(f"{name}: not well-formed XML: {problem}", remedy="fetch it again, or repair it") from error


def _head(content: bytes, name: str) -> str:
    """The part in which entities can be declared, whatever the encoding."""
    if content.startswith(_TWO_BYTES):
        return content.decode("utf-16-be" if content[:1] == b"\x00" else "utf-16", errors="replace")
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return decode(content, name)
    return content.decode("latin-1") if b"<!ENTITY" in content else ""
