"""A file is written whole, or what stood there before stays as it was."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.store.files import whole_file

_NOBODY = 65534


def write(path: Path, content: bytes, then: BaseException | None = None) -> None:
    with whole_file(path) as scratch:
        scratch.write_bytes(content)
        if then is not None:
            raise then


@given(before=st.none() | st.binary(max_size=20), content=st.binary(max_size=20), fails=st.booleans())
def test_the_whole_file_or_none_of_it(
    tmp_path_factory: pytest.TempPathFactory, before: bytes | None, content: bytes, fails: bool
) -> None:
    path = tmp_path_factory.mktemp("whole") / "table.csv"
    if before is not None:
        path.write_bytes(before)

    if fails:
        with pytest.raises(RuntimeError, match="half way"):
            write(path, content, RuntimeError("half way"))
    else:
        write(path, content)

    wanted = before if fails else content
    assert list(path.parent.iterdir()) == ([] if wanted is None else [path])
    assert wanted is None or path.read_bytes() == wanted


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), SystemExit(1), GeneratorExit()])
def test_an_interruption_leaves_nothing(tmp_path: Path, interruption: BaseException) -> None:
    with pytest.raises(type(interruption)):
        write(tmp_path / "table.csv", b"half", interruption)

    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stands_until_the_block_is_over(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")

    with whole_file(path) as scratch:
        scratch.write_bytes(b"new")
        assert path.read_bytes() == b"old"
        assert scratch.suffix == ".csv"
    assert path.read_bytes() == b"new"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "table.csv", b"x")

    assert (tmp_path / "a" / "b" / "table.csv").read_bytes() == b"x"


def test_others_may_read_the_file_as_the_system_is_set_up(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "table.csv", b"x")
    finally:
        assert os.umask(before) == 0o027

    assert (tmp_path / "table.csv").stat().st_mode & 0o777 == 0o640


def refusal(do: Callable[[], None]) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        do()
    return str(caught.value), caught.value.remedy


@pytest.mark.parametrize(("below", "why"), [("", "File exists"), ("deeper/", "Not a directory")])
def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, below: str, why: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / f"{below}table.csv"

    assert refusal(lambda: write(path, b"x")) == (f"{path}: cannot be written ({why})", "choose another folder")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@contextmanager
def as_anybody() -> Iterator[None]:
    """Root may write anywhere, so be somebody else for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_folder_without_permission_is_refused() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        path = folder / "table.csv"

        with as_anybody():
            refused = refusal(lambda: write(path, b"x"))

    assert refused == (
        f"{path}: cannot be written (Permission denied)",
        "choose another folder",
    )


def test_a_name_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.mkdir()

    assert refusal(lambda: write(path, b"x")) == (
        f"{path}: cannot be written (Is a directory)",
        "check space and permissions there",
    )
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(28, "No space left on device"), "No space left on device"), (OSError("odd"), "odd")]
)
def test_an_error_of_the_disk_is_said_in_one_line(tmp_path: Path, error: OSError, why: str) -> None:
    path = tmp_path / "table.csv"

    assert refusal(lambda: write(path, b"half", error)) == (
        f"{path}: cannot be written ({why})",
        "check space and permissions there",
    )
    assert list(tmp_path.iterdir()) == []
