import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import InputError

from .outlines import outline, parse_text

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STYLES = """<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Own Section"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:styleId="Bullets"><w:name w:val="List Bullet"/></w:style>
<w:style w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>"""


def run(text: str, *, bold: bool = False) -> str:
    return f"<w:r><w:rPr>{'<w:b/>' if bold else ''}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*runs: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{''.join(runs)}</w:p>"


def package(body: str, *, namespace: str = TRANSITIONAL, parts: Mapping[str, str] | None = None) -> bytes:
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/styles.xml": f'<w:styles xmlns:w="{namespace}">{STYLES}</w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>',
        **(parts or {}),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
def test_styles_lists_and_fake_headings(tmp_path: Path, namespace: str) -> None:
    body = "".join(
        [
            paragraph(run("A Guide"), style="Titel"),
            paragraph(run("1. Aims"), style="berschrift1"),
            paragraph(run("Text with "), run("bold", bold=True), run(" words.")),
            paragraph(run("Own style"), style="Own"),
            paragraph(run("First"), style="Bullets"),
            paragraph(run("Second"), more='<w:numPr><w:numId w:val="1"/></w:numPr>'),
            paragraph(run("Fake heading", bold=True)),
            paragraph(run("Lead in.", bold=True), run(" They stop.")),
            paragraph(run("A whole sentence in bold is none.", bold=True)),
            paragraph(run("A caption"), style="Caption"),
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            paragraph(run("By outline"), more='<w:outlineLvl w:val="0"/>'),
            paragraph(run("Round and round."), style="Loop"),
        ]
    )
    document = parse_text(tmp_path, "guide.docx", package(body, namespace=namespace))
    assert document.title == "A Guide"
    assert outline(document) == [
        "# Aims",
        "Text with bold words.",
        "## Own style",
        "* First",
        "* Second",
        "### Fake heading",
        "#### Lead in",
        "They stop.",
        "A whole sentence in bold is none.",
        "# By outline",
        "Round and round.",
    ]
    assert document.paragraphs[0].anchor == "paragraph 3"


def test_inserted_text_and_content_controls_are_read_deleted_text_is_not(tmp_path: Path) -> None:
    body = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        "<w:sdtContent><w:p><w:r><w:t>Contents</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r><w:ins><w:r><w:t> inserted</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> deleted</w:delText></w:r></w:del><w:r><w:tab/><w:t>end</w:t><w:br/>"
        "<w:footnoteReference/></w:r><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
    )
    assert parse_text(tmp_path, "a.docx", package(body)).text == "Controlled inserted end linked"


def test_properties_stand_in_for_title_and_author(tmp_path: Path) -> None:
    properties = '<p xmlns:dc="x"><dc:title>From properties</dc:title><dc:creator>Ann Lee; Bo Ray</dc:creator></p>'
    content = package(paragraph(run("Some text.")), parts={"docProps/core.xml": properties})
    document = parse_text(tmp_path, "a.docx", content)
    assert (document.title, document.authors) == ("From properties", ("Ann Lee", "Bo Ray"))


def test_what_python_docx_writes_is_read(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    written = docx.Document()
    written.add_heading("A Guide", level=0)
    written.add_heading("Aims", level=1)
    written.add_paragraph("Text.")
    written.add_paragraph("First", style="List Number")
    written.save(str(tmp_path / "made.docx"))
    document = parse_text(tmp_path, "made.docx", (tmp_path / "made.docx").read_bytes())
    assert document.title == "A Guide"
    assert outline(document) == ["# Aims", "Text.", "* First"]


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unpacks to 3"):
        parse_text(tmp_path, "bomb.docx", package("", parts={"word/media/a": "0" * (310 * 2**20)}))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 and nothing more", "not a Word document"),
        (b"just text", "not a Word document"),
        (package("<w:p><w:r><w:t>x</w:t></w:r></w:p>")[:-60], "not a Word document"),
        (package("<w:sdt><w:sdtContent>" * 10_000), "its word/document.xml.*not well-formed"),
        (package("", parts={"word/document.xml": "<other/>"}), "holds no Word document"),
        (package("", parts={"word/document.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}), "declares the entity"),
        (package(""), "no text was found"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_broken_documents_are_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_text(tmp_path, "a.docx", content)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_corrupt_part_is_refused(tmp_path: Path, method: int) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 500)
    content = bytearray(packed.getvalue())
    start = 30 + len("word/document.xml")
    content[start + 4 : start + 30] = b"\xff" * 26
    with pytest.raises(InputError, match="not a Word document that can be opened"):
        parse_text(tmp_path, "a.docx", bytes(content))
