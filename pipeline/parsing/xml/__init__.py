"""Journal XML: JATS and TEI, told apart by the root element; XHTML goes on to the HTML reader."""

from pipeline.errors import InputError
from pipeline.parsing.html import read as read_html
from pipeline.parsing.reading import Reading, Source
from pipeline.parsing.safe_xml import parse_xml
from pipeline.parsing.tree import Element, name_of
from pipeline.parsing.xml import jats, tei

_TEI = frozenset({"TEI", "TEI.2"})
_COLLECTIONS = frozenset({"pmc-articleset", "teiCorpus", "OAI-PMH", "response"})


def read(source: Source) -> Reading:
    """Read a JATS or TEI article.

    Raises InputError when the XML is broken, declares entities, nests too deep or is of another vocabulary.
    """
    root = parse_xml(source.content, source.name)
    if name_of(root) == "html":
        return read_html(source)
    article = _article(root)
    if article is None:
        raise InputError(
            f"{source.name}: the XML root <{name_of(root)}> is neither JATS nor TEI",
            remedy="export it as JATS, TEI, HTML or PDF",
        )
    return tei.read(article) if name_of(article) in _TEI else jats.read(article)


def _article(root: Element) -> Element | None:
    """The article itself; of a collection, the first."""
    if name_of(root) == "article" or name_of(root) in _TEI:
        return root
    if name_of(root) in _COLLECTIONS:
        return next(root.iter("{*}article", "{*}TEI"), None)
    return None
