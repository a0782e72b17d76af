import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.parsing import parse

from .outlines import outline, parse_text

PAGE = "<!doctype html><html><body><h1>Guide</h1><h2>Aims</h2><p>Filters stop what must not pass.</p></body></html>"
JATS = "<article><body><sec><title>Aims</title><p>Filters stop what must not pass.</p></sec></body></article>"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        parse(path)
    assert caught.value.remedy
    assert str(path) in caught.value.problem
    return caught.value.problem.replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.txt", PAGE),
        ("page.xml", f"<?xml version='1.0'?>{PAGE}"),
        ("page.docx", PAGE),
        ("a.html", f"\ufeff {PAGE}"),
    ],
)
def test_html_is_read_as_html_whatever_its_suffix(tmp_path: Path, name: str, content: str) -> None:
    document = parse_text(tmp_path, name, content)
    assert document.title == "Guide"
    assert outline(document) == ["# Aims", "Filters stop what must not pass."]


@pytest.mark.parametrize("name", ["article.txt", "article.html", "article.md"])
def test_jats_is_read_as_jats_whatever_its_suffix(tmp_path: Path, name: str) -> None:
    assert outline(parse_text(tmp_path, name, JATS)) == ["# Aims", "Filters stop what must not pass."]


def test_latex_in_a_text_file_is_read_as_latex(tmp_path: Path) -> None:
    source = r"\documentclass{article}\begin{document}\section{Aims}Stop \emph{harm}.\end{document}"
    assert outline(parse_text(tmp_path, "paper.txt", source)) == ["# Aims", "Stop harm."]


def test_markdown_that_opens_with_html_stays_markdown(tmp_path: Path) -> None:
    document = parse_text(
        tmp_path, "readme.md", "<div align=center>\n\n</div>\n\n## Aims\n\nStop **harm** early.\n\n## Means"
    )
    assert outline(document) == ["# Aims", "Stop harm early.", "# Means"]


@pytest.mark.parametrize(
    ("magic", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\x7fELF\x02", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"{\\rtf1", "an RTF file"),
        (b"\x1f\x8b\x08", "a gzip archive"),
    ],
)
def test_what_nobody_reads_is_named(tmp_path: Path, magic: bytes, what: str) -> None:
    path = tmp_path / "renamed.txt"
    path.write_bytes(magic + bytes(range(256)))
    assert what in refusal(path)


def test_a_binary_without_a_known_beginning_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.txt"
    path.write_bytes(bytes((n * 7919) % 251 for n in range(5_000)))
    assert "not text" in refusal(path)


def test_a_web_page_in_place_of_a_pdf_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_text(PAGE)
    assert refusal(path) == "FILE: is not a PDF but HTML, such as servers send in place of a paper"


def test_files_that_are_not_there_empty_too_large_or_no_files(tmp_path: Path) -> None:
    assert "cannot be read (No such file" in refusal(tmp_path / "none.txt")
    (tmp_path / "empty.md").write_bytes(b" \n")
    assert refusal(tmp_path / "empty.md") == "FILE: the file is empty"
    (tmp_path / "folder.txt").mkdir()
    assert refusal(tmp_path / "folder.txt") == "FILE: is not a file"
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt") == "FILE: is not a file"
    (tmp_path / "large.txt").write_bytes(b"word " * 500_000)
    with pytest.raises(InputError, match="over the limit of 1 MiB"):
        parse(tmp_path / "large.txt", max_bytes=2**20)


@pytest.mark.parametrize("name", ["movie.mp4", "README"])
def test_unknown_suffixes_list_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("text")
    with pytest.raises(InputError, match="are not read") as caught:
        parse(tmp_path / name)
    assert ".tex" in caught.value.remedy


def test_text_without_a_letter_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "dots.txt").write_text("... --- ...\n\n...")
    assert refusal(tmp_path / "dots.txt") == "FILE: no text was found in it"


def test_the_same_bytes_give_the_same_document(tmp_path: Path) -> None:
    first = parse_text(tmp_path, "a/page.html", PAGE)
    second = parse_text(tmp_path, "b/page.html", PAGE)
    assert first.document_id == second.document_id
    assert (first.text, first.sections, first.paragraphs) == (second.text, second.sections, second.paragraphs)
