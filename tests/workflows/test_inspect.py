"""The page that shows how a document was read."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from pipeline.domain.anatomy import Anatomy, Mark, Picture, Sheet
from pipeline.domain.document import Document, Page, Section
from pipeline.errors import ConfigError, InputError
from pipeline.parsing import dissect
from pipeline.workflows.inspect import inspect, render
from tests.builders import Block, a_document

EVIL = "<script>alert(1)</script>\"'&"


def an_anatomy(*, text: str = "A paragraph.") -> Anatomy:
    pages = (Page(1, 100, 60, 30), Page(2, 0, 0, 0, "picture"), Page(3, 100, 50, 0), Page(4, 0, 0, 0, "blank"))
    sections = (Section((text,), 0, 4, 1), Section((text, "B"), 0, 4, 2))
    marks = (
        Mark("heading", text, 0.1, 0.1, 0.2, 0.05, section=0),
        Mark("paragraph", text, 0.1, 0.2, 0.5, 0.1, section=0),
        Mark("margin", text, 0.1, 0.9, 0.5, 0.02, dropped=True),
    )
    document = Document("d0c", f"{text}.pdf", "text", text, (text,), 2024, sections=sections, pages=pages)
    sheets = [Sheet(number, 612, 792, None, ()) for number in (2, 3, 4)]
    return Anatomy(document, (Sheet(1, 612, 792, Picture(b"\x00", "image/webp"), marks), *sheets))


class Seen(HTMLParser):
    """Tags, attributes and what stands in the page, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def seen(anatomy: Anatomy) -> Seen:
    return Seen("".join(render(anatomy)))


@pytest.mark.parametrize("anatomy", [an_anatomy(text=EVIL), Anatomy(an_anatomy(text=EVIL).document)])
def test_whatever_a_document_holds_shows_as_text(anatomy: Anatomy) -> None:
    page = seen(anatomy)

    assert len(page.every("script")) == 1
    assert EVIL in page.words
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_a_text_full_of_markup_shows_as_text_in_a_format_without_pages() -> None:
    page = seen(Anatomy(a_document(Block(EVIL), Block("An item.", "list item"))))

    assert len(page.every("script")) == 1
    assert EVIL in page.words
    assert "An item." in page.words


def test_every_mark_is_a_box_with_its_text() -> None:
    boxes = [each for each in seen(an_anatomy()).every("button") if "data-text" in each]

    assert [(box["data-kind"], box["data-text"]) for box in boxes] == [
        ("heading", "A paragraph."),
        ("paragraph", "A paragraph."),
        ("margin", "A paragraph."),
    ]
    assert boxes[0]["style"] == "left:10.0%;top:10.0%;width:20.0%;height:5.0%"


def test_the_tree_leads_to_headings_and_to_pages_where_a_heading_has_no_box() -> None:
    page = seen(an_anatomy())
    links = [each["href"] for each in page.every("a") if "style" in each]
    targets = {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes}

    assert links == ["#s0", "#p2"]
    assert set(links) <= targets


def test_pages_say_how_they_were_read() -> None:
    text = " ".join(seen(an_anatomy()).words)

    assert "60 of 100 characters kept, 30 set aside" in text
    assert "50 of 100 characters kept, 0 set aside – read poorly" in text
    assert "scanned: a picture without text; run ocrmypdf" in " ".join(text.split())
    assert "Read poorly: p. 2 , p. 3" in " ".join(text.split())


def test_nothing_is_fetched() -> None:
    page = seen(an_anatomy())
    addresses = [each.get(name) for _, each in page.tags for name in ("src", "href") if name in each]

    assert all(address and address.startswith(("#", "data:")) for address in addresses)
    assert "http" not in "".join(render(an_anatomy())).replace('http-equiv="Content', "")


@pytest.mark.parametrize("name", ["out.pdf", "out", "folder.html"])
def test_only_a_web_page_s_name_will_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.html").mkdir()

    with pytest.raises(ConfigError):
        inspect(tmp_path / "a.md", tmp_path / name, dissect=lambda path: an_anatomy())


def test_the_document_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<h1>A</h1><p>Text.</p>", encoding="utf-8")

    with pytest.raises(ConfigError, match="is the document itself"):
        inspect(path, tmp_path / "." / "a.html", dissect=dissect)

    assert path.read_text(encoding="utf-8") == "<h1>A</h1><p>Text.</p>"


def test_nothing_is_left_of_a_page_whose_document_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        inspect(tmp_path / "missing.pdf", tmp_path / "out.html", dissect=dissect)

    assert list(tmp_path.iterdir()) == []


def test_a_page_that_fails_halfway_leaves_the_old_one(tmp_path: Path) -> None:
    output = tmp_path / "out.html"
    output.write_text("old", encoding="utf-8")
    broken = Anatomy(an_anatomy().document, (Sheet(1, 1, 1, None, (Mark("heading", "", 0, 0, 0, 0, section=99),)),))

    with pytest.raises(UndefinedError):
        inspect(tmp_path / "a.pdf", output, dissect=lambda path: broken)

    assert output.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.html"]


def test_a_lone_surrogate_in_a_file_name_does_not_stop_it(tmp_path: Path) -> None:
    output = tmp_path / "out.html"

    inspect(tmp_path / "a.pdf", output, dissect=lambda path: an_anatomy(text="caf\udce9"))

    assert "caf" in output.read_text(encoding="utf-8")
