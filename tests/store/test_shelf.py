"""Fetched documents lie whole beside their records, and are found again."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.document import Document
from pipeline.domain.provenance import Citation, Provenance
from pipeline.store.shelf import Shelf, _stem, provenance_of, with_provenance

KEY = "url:https://example.org/report.html"
SAID = Citation("Holding Back", ("Ann Lee", "Bo Ray"), 2024, "10.1/abc", "2412.17686v2", "CC BY 4.0")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "raw")


def a_record(content: bytes, key: str = KEY) -> Provenance:
    return Provenance(
        key=key, name="report", url="https://example.org/report.html", final_url="https://example.org/report.html",
        fetched_at="2026-11-21T10:00:00+00:00", content_type="text/html", n_bytes=len(content),
        sha256=sha256(content).hexdigest(), file="", etag='"1"', citation=SAID, passed_over=("elsewhere: 404",),
    )  # fmt: skip


def put(shelf: Shelf, content: bytes = b"A page.", key: str = KEY) -> Provenance:
    scratch = shelf.scratch(key)
    scratch.write_bytes(content)
    return shelf.keep(a_record(content, key), scratch, ".html")


def visible(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.iterdir() if not path.name.startswith("."))


def test_what_is_kept_is_found_by_its_key_and_by_its_file(shelf: Shelf) -> None:
    record = put(shelf)

    assert shelf.find(KEY) == record
    assert shelf.path(record).read_bytes() == b"A page."
    assert provenance_of(shelf.path(record)) == record
    assert Shelf(shelf.folder).find(KEY) == record
    assert not shelf.scratch(KEY).exists()


def test_names_tell_what_was_asked_for_and_hold_nothing_of_the_servers(shelf: Shelf) -> None:
    assert put(shelf, key="arxiv:2412.17686").file == "arxiv-2412.17686.a3e9598afcbb.html"
    assert put(shelf, key="url:https://example.org/a/../b?c=../../etc").file.startswith(
        "example.org-a-..-b-c-..-..-etc"
    )


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_keys_never_share_a_name_and_a_name_is_always_safe(one: str, other: str) -> None:
    names = [_stem(f"url:{text}") for text in (one, other)]

    assert (names[0] == names[1]) == (one == other)
    for name in names:
        assert not name.startswith(".")
        assert len(name) <= 80
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_a_new_version_takes_the_place_of_the_old_which_is_put_aside(shelf: Shelf) -> None:
    old = put(shelf)
    new = put(shelf, b"Another page.")

    assert shelf.find(KEY) == new
    assert [name for name in visible(shelf) if name.endswith(".html")] == [new.file]
    aside = shelf.folder / ".fetch" / "earlier"
    assert (aside / old.file).read_bytes() == b"A page."
    assert json.loads((aside / f"{old.file}.json").read_text(encoding="utf-8"))["sha256"] == old.sha256


def test_a_folder_is_kept_as_one_document(shelf: Shelf) -> None:
    def keep(text: bytes) -> Provenance:
        folder = shelf.scratch("arxiv:1")
        (folder / "parts").mkdir(parents=True)
        (folder / "parts" / "ms.tex").write_bytes(text)
        return shelf.keep(a_record(text, "arxiv:1"), folder, "", main=folder / "parts" / "ms.tex")

    first = keep(b"one")
    again = keep(b"one")
    record = keep(b"two")

    assert first.file == again.file
    assert shelf.path(record).read_bytes() == b"two"
    assert provenance_of(shelf.path(record)) == record
    assert visible(shelf) == [Path(record.file).parts[0], "arxiv-1.json"]


def test_a_record_without_its_document_counts_for_nothing(shelf: Shelf) -> None:
    shelf.path(put(shelf)).unlink()

    assert shelf.find(KEY) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "url:x"}', '{"citation": 3, "passed_over": []}'])
def test_a_damaged_record_counts_for_nothing(shelf: Shelf, damage: str) -> None:
    record = put(shelf)
    path = next(shelf.folder.glob("*.json"))
    path.write_text(damage, encoding="utf-8")

    assert shelf.find(KEY) is None
    assert provenance_of(shelf.path(record)) is None
    assert put(shelf) == record


def test_a_file_that_nobody_fetched_has_no_record(tmp_path: Path, shelf: Shelf) -> None:
    put(shelf)

    assert provenance_of(tmp_path / "report.html") is None
    assert provenance_of(shelf.folder / "report.abcdefabcdef.html") is None


def test_failures_are_remembered_until_they_are_settled(shelf: Shelf) -> None:
    assert shelf.failed() == []
    shelf.note_failed([])
    assert not shelf.folder.exists()

    shelf.note_failed([{"name": "a"}])
    assert Shelf(shelf.folder).failed() == [{"name": "a"}]

    shelf.note_failed([])
    assert shelf.failed() == []


def test_a_record_fills_the_gaps_of_its_document_and_nothing_else(shelf: Shelf) -> None:
    path = shelf.path(put(shelf))
    bare = Document("d0c", str(path), "A page.")

    filled = with_provenance(bare, path)

    assert (filled.title, filled.authors, filled.year) == ("Holding Back", ("Ann Lee", "Bo Ray"), 2024)
    assert (filled.doi, filled.arxiv_id) == ("10.1/abc", "2412.17686")
    own = replace(bare, title="Own", authors=("Cy Doe",), year=1999, doi="10.2/x", arxiv_id="1234.56789")
    assert with_provenance(own, path) == own
    assert with_provenance(bare, path.with_name("other.html")) == bare
