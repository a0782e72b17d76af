"""Everything that can be typed is documented, and everything that is linked is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.main import get_command

from pipeline.cli import app
from tests.docs.reference import PAGE, reference
from tests.docs.test_pages import PAGES, ROOT

TEXTS = [*PAGES, ROOT / "data" / "labeled" / "README.md"]


def names(command: object, path: str = "mitag") -> Iterator[str]:
    for name, each in getattr(command, "commands", {}).items():
        yield f"{path} {name}"
        yield from names(each, f"{path} {name}")


def links(page: Path) -> Iterator[str]:
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            yield from (str(child.attrs[name]) for name in ("href", "src") if name in child.attrs)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_command_is_documented() -> None:
    headings = re.findall(r"^#+ `(mitag [a-z ]+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert headings == list(names(get_command(app)))


def test_the_page_of_commands_is_what_the_command_line_says() -> None:
    words = PAGE.read_text(encoding="utf-8").split()

    assert words == reference().split(), "run `python -m tests.docs.reference`"


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if link.startswith(("http:", "https:")):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


def test_every_page_can_be_found_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in links(index)}

    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - linked - {index} == set()
