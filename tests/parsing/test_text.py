from pathlib import Path

from .outlines import outline, parse_text


def lines(tmp_path: Path, text: str) -> list[str]:
    return outline(parse_text(tmp_path, "report.txt", text))


def test_paragraphs_by_empty_lines(tmp_path: Path) -> None:
    text = "The first para-\ngraph goes on.\n \t\nThe second one.\f\nThe third."
    assert lines(tmp_path, text) == ["The first paragraph goes on.", "The second one.", "The third."]


def test_numbered_headings_need_company(tmp_path: Path) -> None:
    text = "1 Aims\n\nText.\n\n1.1 Filters\n\nText.\n\n2 Means\n\nText."
    assert lines(tmp_path, text) == ["# Aims", "Text.", "## Filters", "Text.", "# Means", "Text."]
    assert lines(tmp_path, "Text before.\n\n7 Dwarfs\n\nText.") == ["Text before.", "7 Dwarfs", "Text."]


def test_underlined_and_capital_headings(tmp_path: Path) -> None:
    text = "Aims\n====\n\nText.\n\nFilters\n-------\nText right under it."
    text += "\n\nSECOND PART\n\nMore text.\n\nTHIS IS SHOUTED, NO HEADING."
    assert lines(tmp_path, text) == [
        "# Aims",
        "Text.",
        "## Filters",
        "Text right under it.",
        "# SECOND PART",
        "More text.",
        "THIS IS SHOUTED, NO HEADING.",
    ]


def test_lists(tmp_path: Path) -> None:
    text = "Measures:\n- filter the data\n  before training\n- audit"
    text += "\n\n1. First, check.\n2. Then, release.\n\nIt was 5. May."
    assert lines(tmp_path, text) == [
        "Measures:",
        "* filter the data before training",
        "* audit",
        "* First, check.",
        "* Then, release.",
        "It was 5. May.",
    ]


def test_references_are_left_out(tmp_path: Path) -> None:
    assert lines(tmp_path, "AIMS\n\nText.\n\nREFERENCES\n\n[1] Lee.\n\nAPPENDIX\n\nMore.") == [
        "# AIMS",
        "Text.",
        "# APPENDIX",
        "More.",
    ]


def test_anchors_are_lines(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "a.txt", "Aims\n====\n\nText.\n\n\nMore.\n\nB\n=\n\nx y")
    assert [paragraph.anchor for paragraph in document.paragraphs] == ["line 4", "line 7", "line 12"]
