"""Making a project folder."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.workflows.init import init


def test_files_are_written_in_their_folders(tmp_path: Path) -> None:
    outcome = init(tmp_path / "new", {"a.txt": "one", "in/b.txt": "two"})

    assert (outcome.folder / "in" / "b.txt").read_text() == "two"
    assert outcome.files == ("a.txt", "in/b.txt")


def test_nothing_is_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("mine")

    with pytest.raises(InputError, match=r"b\.txt would be overwritten"):
        init(tmp_path, {"a.txt": "one", "b.txt": "two"})

    assert (tmp_path / "b.txt").read_text() == "mine"
    assert not (tmp_path / "a.txt").exists()


def test_what_cannot_be_finished_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a file where a folder should be")

    with pytest.raises(InputError, match="cannot be made into a project"):
        init(tmp_path, {"a.txt": "one", "in/b.txt": "two"})

    assert not (tmp_path / "a.txt").exists()
