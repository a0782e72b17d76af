"""Text out of parsed HTML and XML, without recursion: nesting cannot exhaust the stack."""

from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any

Element = Any  # lxml's stubs leave out half of what is used here
Replace = Callable[[Element], str | None]


def name_of(element: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """The child elements, without comments and processing instructions."""
    return (child for child in element if isinstance(child.tag, str))


def find_all(element: Element | None, path: str) -> list[Element]:
    """The elements at a path, whose first step has any namespace; none where there is no element to look in."""
    return [] if element is None else element.findall(f"{{*}}{path}")


def place_of(element: Element, key: str = "id") -> str:
    """The element's own id, or else its line."""
    return str(element.get(key) or f"line {element.sourceline}")


def text_of(root: Element, replace: Replace) -> str:
    """Return the text inside `root`; where `replace` answers, its answer stands for the whole child element."""
    parts = [root.text or ""]
    open_elements: list[tuple[Element, Iterator[Element]]] = [(root, iter(root))]
    while open_elements:
        element, rest = open_elements[-1]
        child = next(rest, None)
        if child is None:
            open_elements.pop()
            if element is not root:
                parts.append(element.tail or "")
            continue
        instead = replace(child) if isinstance(child.tag, str) else _entity(child)
        if instead is None:
            parts.append(child.text or "")
            open_elements.append((child, iter(child)))
        else:
            parts.extend((instead, child.tail or ""))
    return "".join(parts)


def _entity(node: Element) -> str:
    """A named character that no document type was there to explain; comments have no name."""
    return html5.get(f"{getattr(node, 'name', '')};", "")
