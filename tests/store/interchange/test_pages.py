"""Passages in a text file, as a person reads, edits and mistypes them."""

from pathlib import Path

import pytest

from pipeline.domain.labels import Record
from pipeline.errors import InputError
from pipeline.store.interchange import FORMATS, read_records
from pipeline.store.interchange.pages import is_written_here
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()
MARK = "=== labelled passage ===\n"


def read(folder: Path, content: str) -> list[Record | InputError]:
    path = folder / "pages.txt"
    path.write_bytes(content.encode())
    return [record for _, record in read_records(path, TAXONOMY, origin="hand")]


def test_a_page_is_what_a_person_would_write(tmp_path: Path) -> None:
    path, entry = tmp_path / "pages.txt", an_entry("One.\n\n=== Two.", labels={"code": "1.1"})
    FORMATS["pages"].write([Record(entry)], path, TAXONOMY)

    assert path.read_text(encoding="utf-8") == (
        f"{MARK}section_path: 4 Operations > 4.2 Drills\ncode: 1.1 Model\nactor:\nmitigation: yes\n"
        "reasoning: Rehearsing is something people do.\npaper: drills\norigin: hand\n"
        f"entry_id: {entry.entry_id}\nrevision: {entry.revision}\n\nOne.\n\n\\=== Two.\n\n"
    )
    assert is_written_here(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_pages_are_read_with_the_line_ends_of_any_system(tmp_path: Path, end: str) -> None:
    content = f"{MARK}code: 1.1\n\nOne.\nTwo.\n\n{MARK}code:2\nactor :  user\n\nThree.\n".replace("\n", end)

    found = [record.entry for record in read(tmp_path, content) if isinstance(record, Record)]

    assert [entry.text for entry in found] == ["One.\nTwo.", "Three."]
    assert [entry.labels for entry in found] == [{"code": "1.1"}, {"code": "2", "actor": "User"}]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("code 1.1\n", "'code 1.1' is not a line of the kind `name: value`, or its name stands twice"),
        ("code: 1\ncode: 2\n", "'code: 2' is not a line of the kind `name: value`, or its name stands twice"),
        ('paper: "half\n', "the value '\"half' is not JSON"),
        ("code: 7\n", "'7' is not a category of code"),
        ("codes: 1\n", "'codes' is not a facet"),
    ],
)
def test_a_page_that_cannot_be_used_is_named_by_its_line(tmp_path: Path, head: str, problem: str) -> None:
    good, error = read(tmp_path, f"{MARK}code: 1\n\nFine.\n\n{MARK}{head}\nText.\n")

    assert isinstance(good, Record)
    assert isinstance(error, InputError)
    assert str(error) == f"{tmp_path / 'pages.txt'}:6: {problem}"


def test_pages_from_elsewhere_are_not_taken_for_these(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Also in Oversight\n{MARK}", encoding="utf-8")

    assert not is_written_here(tmp_path / "a.txt")
