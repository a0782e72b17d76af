"""Documents are cut in their order; the same content is read once."""

from pathlib import Path

import pytest

from pipeline.batch.documents import DocumentFiles


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.txt" for name in "abcd"]
    for path, text in zip(paths, ("one", "two", "one", "three"), strict=True):
        path.write_text(text)
    return paths


def test_a_second_name_for_the_same_content_is_left_out(files: list[Path]) -> None:
    source = DocumentFiles(files, each=2)

    assert [piece.paths for piece in source.pieces()] == [(files[0], files[1]), (files[3],)]
    assert source.survey().repeats == ((str(files[2]), str(files[0])),)
    assert source.survey().n_items == 3


def test_a_changed_document_changes_the_digests(files: list[Path]) -> None:
    before = DocumentFiles(files, each=2)
    digests = [piece.digest for piece in before.pieces()]
    whole = before.survey().digest

    files[3].write_text("four")
    after = DocumentFiles(files, each=2)

    (same, changed) = after.pieces()
    assert same.digest == digests[0]
    assert changed.digest != digests[1]
    assert after.survey().digest != whole


def test_what_cannot_be_opened_has_its_turn_all_the_same(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    gone = [tmp_path / "gone.pdf", tmp_path / "folder.pdf"]

    (piece, rest) = DocumentFiles([*gone, *files[:1]], each=2).pieces()

    assert piece.paths == tuple(gone)
    assert rest.paths == (files[0],)
