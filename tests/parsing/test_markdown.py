from pathlib import Path

import pytest

from .outlines import outline, parse_text

GUIDE = """# Guide

Opening *words* with `code`, a [link](http://x) and ![a picture](y.png).[^1]

## 1. Filters

- First
  - Inner
- Second

> Quoted text.

| a | b |
|---|---|
| c | d |

```
code block
```

**Audits.** They find what was overlooked.

**Not** a heading.

<div>raw</div>

### Deep {#anchor}

Text<br>goes on $x$ here.

[^1]: A footnote.

## References

1. Some book
"""


def test_structure(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "report.md", GUIDE)
    assert document.title == "Guide"
    assert outline(document) == [
        "Opening words with code, a link and .",
        "# Filters",
        "* First",
        "* Inner",
        "* Second",
        "Quoted text.",
        "## Audits",
        "They find what was overlooked.",
        "Not a heading.",
        "## Deep",
        "Text goes on $x$ here.",
    ]
    assert document.paragraphs[0].anchor == "line 3"


def test_front_matter(tmp_path: Path) -> None:
    front = "title: A Guide\nauthors:\n  - Ann Lee\n  - name: Bo Ray\ndate: 2024-05-01\ndoi: 10.1/x"
    source = f"---\n{front}\n---\n\n# Aims\n\nText.\n\n# Means"
    document = parse_text(tmp_path, "report.md", source)
    assert (document.title, document.authors, document.year, document.doi) == (
        "A Guide",
        ("Ann Lee", "Bo Ray"),
        2024,
        "10.1/x",
    )
    assert outline(document) == ["# Aims", "Text.", "# Means"]
    assert document.paragraphs[0].anchor == "line 12"


@pytest.mark.parametrize("authors", ["Ann Lee and Bo Ray", "Ann Lee; Bo Ray", "Ann Lee, Bo Ray"])
def test_authors_on_one_line(tmp_path: Path, authors: str) -> None:
    document = parse_text(tmp_path, "a.md", f"---\nauthor: {authors}\n---\nText.")
    assert document.authors == ("Ann Lee", "Bo Ray")


@pytest.mark.parametrize(
    "front",
    [
        "title: [" + "[" * 5_000,
        "title: {a: ",
        "date: 2024-13-45",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c\nauthors: *c",
        "- a list",
        "!!python/object:os.system x",
    ],
)
def test_odd_front_matter_is_left_out(tmp_path: Path, front: str) -> None:
    document = parse_text(tmp_path, "a.md", f"---\n{front}\n---\n\nText.")
    assert (document.text, document.title) == ("Text.", "")


@pytest.mark.parametrize(
    "bomb", [">" * 50_000, "[" * 50_000, "[a](" * 20_000, "*a " * 20_000, "**" * 20_000, "<div>" * 20_000]
)
def test_bombs_do_no_harm(tmp_path: Path, bomb: str) -> None:
    assert "last words" in parse_text(tmp_path, "a.md", f"{bomb}\n\nlast words").text


def test_windows_line_ends(tmp_path: Path) -> None:
    assert outline(parse_text(tmp_path, "a.md", "Aims\r\n====\r\n\r\nText\r\nand more.\r\n\r\nB\r\n=")) == [
        "# Aims",
        "Text and more.",
        "# B",
    ]


@pytest.mark.parametrize(
    "front",
    [
        "title: A\nyear: !!bool foo",
        "title: A\nyear: !!int ''",
        "title: A\ndate: !!timestamp foo",
        "title: A\ndate: 2024-13-45",
        "title: A\nyear: 0x" + "f" * 5_000,
    ],
)
def test_values_of_odd_types_are_text(tmp_path: Path, front: str) -> None:
    document = parse_text(tmp_path, "a.md", f"---\n{front}\n---\n\nText.")
    assert (document.text, document.title) == ("Text.", "A")


@pytest.mark.parametrize("front", ["- " * 3_000, 'title: "\\UFFFFFFFF"', "%YAML 1." + "9" * 5_000 + "\n--- a"])
def test_front_matter_that_breaks_the_parser_is_left_out(tmp_path: Path, front: str) -> None:
    assert parse_text(tmp_path, "a.md", f"---\n{front}\n---\n\nText.").text.endswith("Text.")
