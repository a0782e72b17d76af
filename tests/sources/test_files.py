"""What a user names becomes the same list of files every time."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.sources import documents_in

SUFFIXES = {".pdf", ".md"}


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(folder: Path, *named: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in documents_in(named, suffixes=SUFFIXES)]


def test_a_folder_gives_its_files_sorted_by_path_at_any_depth(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf", tmp_path / "a" / "z.md", tmp_path / "a" / "c.PDF", tmp_path / "B.pdf")

    assert names(tmp_path, tmp_path) == ["B.pdf", "a/c.PDF", "a/z.md", "b.pdf"]


def test_hidden_files_read_mes_and_other_kinds_are_left_out(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in (".x.pdf", ".git/x.pdf", "a/.b/x.pdf", "README.md", "notes.odt", "read.md")))

    assert names(tmp_path, tmp_path) == ["read.md"]


def test_a_folder_inside_a_hidden_one_may_be_named(tmp_path: Path) -> None:
    touch(tmp_path / ".hidden" / "x.pdf")

    assert names(tmp_path, tmp_path / ".hidden") == [".hidden/x.pdf"]


def test_a_folder_called_like_a_document_is_looked_into(tmp_path: Path) -> None:
    touch(tmp_path / "all.pdf" / "x.pdf")

    assert names(tmp_path, tmp_path) == ["all.pdf/x.pdf"]


def test_a_named_file_is_kept_whatever_it_is(tmp_path: Path) -> None:
    touch(tmp_path / "notes.odt")

    assert names(tmp_path, tmp_path / "notes.odt", tmp_path / "missing.pdf") == ["notes.odt", "missing.pdf"]


def test_the_order_is_the_one_named(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf", tmp_path / "more" / "b.pdf", tmp_path / "more" / "c.pdf")

    assert names(tmp_path, tmp_path / "more", tmp_path / "a.pdf") == ["more/b.pdf", "more/c.pdf", "a.pdf"]


def test_a_file_reached_twice_is_read_once_under_its_first_name(tmp_path: Path) -> None:
    touch(tmp_path / "more" / "b.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "more" / "b.pdf")

    assert names(tmp_path, tmp_path / "link.pdf", tmp_path / "more", tmp_path / "more" / "b.pdf") == ["link.pdf"]


def test_a_link_that_leads_to_itself_is_left_to_the_reader(tmp_path: Path) -> None:
    loop = tmp_path / "loop.pdf"
    loop.symlink_to(loop)
    touch(tmp_path / "a.pdf")

    assert names(tmp_path, loop) == ["loop.pdf"]
    assert names(tmp_path, tmp_path) == ["a.pdf"]


def test_a_relative_and_an_absolute_name_are_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "a.pdf")
    monkeypatch.chdir(tmp_path)

    assert documents_in([Path("a.pdf"), tmp_path / "a.pdf"], suffixes=SUFFIXES) == [Path("a.pdf")]


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    touch(tmp_path / "one" / "notes.odt", tmp_path / "two" / "README.md")

    with pytest.raises(InputError) as caught:
        documents_in([tmp_path / "one", tmp_path / "two"], suffixes=SUFFIXES)

    assert str(caught.value) == f"{tmp_path}/one, {tmp_path}/two: no documents there"
    assert caught.value.remedy == "files of these kinds are read: .md .pdf"


def test_the_parts_of_a_latex_paper_are_no_documents_of_their_own(tmp_path: Path) -> None:
    paper, loose = tmp_path / "paper", tmp_path / "loose"
    touch(paper / "part.tex", paper / "sections" / "one.tex", loose / "part.tex")
    (paper / "main.tex").write_text("\\documentclass{article}\\input{part}\\input{sections/one}", encoding="utf-8")

    assert documents_in([tmp_path], suffixes={".tex"}) == [loose / "part.tex", paper / "main.tex"]
