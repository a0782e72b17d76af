"""Documents shown as short lines, so that a test can say at a glance what should come out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from pipeline.domain.document import Document
from pipeline.parsing import parse


def parse_text(folder: Path, name: str, content: str | bytes, *, beside: Mapping[str, str] | None = None) -> Document:
    """Write a file (and others beside it), and parse it."""
    for other, text in (beside or {}).items():
        (folder / other).parent.mkdir(parents=True, exist_ok=True)
        (folder / other).write_text(text, encoding="utf-8")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return parse(path)


def outline(document: Document) -> list[str]:
    """Headings as `# Heading`, list items as `* text`, the abstract as `> text`, paragraphs as they are."""
    marks = {"paragraph": "", "list item": "* ", "abstract": "> "}
    lines = [(section.start, 0, f"{'#' * section.level} {section.heading}") for section in document.sections]
    lines += [(part.start, 1, f"{marks[part.kind]}{document.slice(part)}") for part in document.paragraphs]
    return [line for _, _, line in sorted(lines)]


@contextmanager
def seconds_at_most(limit: float) -> Iterator[None]:
    """Fail when what runs inside takes more processor time."""
    start = process_time()
    yield
    assert process_time() - start < limit
