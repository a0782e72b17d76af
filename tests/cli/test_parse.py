"""`mitag parse`: the tree, the report, the page for the browser."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.parsing.pdf.papers import PROSE, Sheet, pdf
from tests.parsing.pdf.test_pages import partly_scanned

Run = Callable[..., Result]


@pytest.fixture
def scanned(tmp_path: Path) -> Path:
    path = tmp_path / "scanned.pdf"
    path.write_bytes(pdf(partly_scanned))
    return path


def test_the_report_has_a_line_for_each_page_and_says_what_to_do(mitag: Run, scanned: Path) -> None:
    result = mitag("parse", scanned, "--report")

    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in result.stdout.splitlines() if "│" in line]
    assert result.exit_code == 0
    assert [(row[0], row[6], row[7]) for row in cells] == [
        ("1", "A", ""),
        ("2", "D", "scanned: no text"),
        ("3", "A", "blank"),
        ("4", "A", ""),
        ("all", "D", ""),
    ]
    assert "Scanned, without text: p. 2; run `ocrmypdf` on the file" in result.stderr


def test_poor_pages_are_named_without_being_asked_for(mitag: Run, scanned: Path) -> None:
    assert "p. 2; run `ocrmypdf`" in mitag("parse", scanned).stderr


def test_json_has_the_grades(mitag: Run, scanned: Path) -> None:
    document = json.loads(mitag("parse", scanned, "--json", "--report").stdout)

    assert [(page["look"], page["grade"]) for page in document["pages"]] == [
        ("text", "A"),
        ("picture", "D"),
        ("blank", "A"),
        ("text", "A"),
    ]
    assert document["grade"] == "D"
    assert document["share"] == pytest.approx(2 / 3)


def test_a_file_without_pages_has_nothing_to_report(mitag: Run, root: Path) -> None:
    result = mitag("parse", root / "data" / "raw" / "report.md", "--report")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "no pages" in result.stderr


def test_a_page_for_the_browser_is_written(mitag: Run, tmp_path: Path) -> None:
    def paper(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, "as it says.")

    (tmp_path / "paper.pdf").write_bytes(pdf(paper))

    result = mitag("parse", tmp_path / "paper.pdf", "--html", tmp_path / "new" / "out.html")

    assert "Introduction  (1)  p. 1" in result.stdout
    assert f"shown in {tmp_path / 'new' / 'out.html'}" in result.stderr
    html = (tmp_path / "new" / "out.html").read_text(encoding="utf-8")
    assert html.endswith("</html>")
    assert "data:image/webp;base64," in html


def test_a_page_under_another_name_than_a_web_page_s_is_refused(mitag: Run, tmp_path: Path, scanned: Path) -> None:
    result = mitag("parse", scanned, "--html", tmp_path / "out.pdf")

    assert result.exit_code == 2
    assert "let it end in .html" in result.stderr


def test_the_page_of_a_document_that_cannot_be_read_is_not_written(mitag: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")

    result = mitag("parse", tmp_path / "broken.pdf", "--html", tmp_path / "out.html")

    assert result.exit_code == 3
    assert not (tmp_path / "out.html").exists()
