"""A page as a printer would give it: the text of its main part, a line for every block, and which lines are headings.

Unlike the reader of documents this leaves in what stands beside the text (panels, tables, folded parts), because on
some pages the labels stand there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.parsing.naming import names
from pipeline.parsing.reading import clean
from pipeline.parsing.tree import Element, children, name_of

_HEADINGS = names("h1 h2 h3 h4 h5 h6 dt th summary legend caption")
_LINES = _HEADINGS | names(
    """p div section article main ul ol li dl dd blockquote details address br hr tr td tbody table fieldset header
    aside figure figcaption pre form label hgroup body html"""
)
_DROPPED = names(
    "script style noscript template nav footer svg math iframe object video audio canvas select textarea head"
)
_BESIDE = names(
    """cookie cookies cookie-banner cookie-bar cookie-notice cookie-consent consent consent-banner breadcrumb
    breadcrumbs navbar menu share-buttons share-links site-header site-footer skip-link"""
)
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a printed page."""

    text: str
    is_heading: bool = False


def printed(root: Element) -> list[Line]:
    """Return the lines of a page, without menus, banners and buttons; the parser has bounded how deep this can go."""
    main = next(iter(root.xpath(".//main | .//*[@role='main']")), None)
    lines: list[Line] = []
    parts: list[str] = []
    headed = False

    def flush() -> None:
        if text := clean("".join(parts)):
            lines.append(Line(text, headed))
        parts.clear()

    for piece, under_heading in _pieces(root if main is None else main, heading=False):
        if piece is _BREAK:
            flush()
        elif not parts or piece.strip():
            headed = under_heading
            parts.append(piece)
        else:
            parts.append(" ")
    flush()
    return lines


def _pieces(element: Element, *, heading: bool) -> Iterator[tuple[str, bool]]:
    yield element.text or "", heading
    for child in children(element):
        name = name_of(child)
        if not _is_beside(child, heading=heading):
            is_heading = heading or name in _HEADINGS
            if name in _LINES:
                yield _BREAK, heading
            yield from _pieces(child, heading=is_heading)
            if name in _LINES:
                yield _BREAK, heading
        yield child.tail or "", heading


def _is_beside(element: Element, *, heading: bool) -> bool:
    """Whether an element says nothing of the entry; a button in a heading unfolds what it names."""
    name = name_of(element)
    if name in _DROPPED or (name == "button" and not heading):
        return True
    marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return name not in ("body", "main") and not _BESIDE.isdisjoint(marks.casefold().split())
