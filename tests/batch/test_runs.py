"""A folder belongs to one run at a time, and says clearly when it is another's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.batch.runs import Run, RunFolder
from pipeline.errors import ConfigError, InputError, IntegrityError

RUN = Run(input={"sha256": "ab", "items": 3}, model={"id": "m1"}, settings={"floor": 0.5}, code={"mitag": "1"})


def begun(home: Path, run: Run = RUN, *, restart: bool = False) -> RunFolder:
    folder = RunFolder(home)
    with folder.claimed(run, restart=restart):
        return folder


def test_the_manifest_is_there_from_the_start_and_counts_come_last(tmp_path: Path) -> None:
    folder = begun(tmp_path / "new" / "results")
    assert folder.manifest()["counts"] is None

    folder.close(RUN, {"passages": 3})
    assert folder.manifest()["counts"] == {"passages": 3}
    assert begun(tmp_path / "new" / "results").manifest()["counts"] == {"passages": 3}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model": {"id": "m2"}}, "another model (id: m1, now m2)"),
        ({"input": {"sha256": "cd", "items": 3}}, "another input (sha256: ab, now cd)"),
        ({"settings": {"floor": 0.6}}, "other settings (floor: 0.5, now 0.6)"),
        ({"code": {"mitag": "2"}}, "another code (mitag: 1, now 2)"),
    ],
)
def test_another_run_in_the_folder_is_a_clear_stop(tmp_path: Path, change: dict[str, object], told: str) -> None:
    before = begun(tmp_path).manifest()

    with pytest.raises(ConfigError) as caught:
        begun(tmp_path, replace(RUN, **change))  # type: ignore[arg-type]

    assert told in caught.value.problem
    assert "--restart" in caught.value.remedy
    assert RunFolder(tmp_path).manifest() == before


def test_a_restart_leaves_nothing_of_the_other_run(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    (folder.passages / "part-000000-ab.parquet").write_bytes(b"old")
    (tmp_path / "failures.parquet").write_bytes(b"old")

    begun(tmp_path, replace(RUN, model={"id": "m2"}), restart=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "manifest.json", "passages"]
    assert list(folder.passages.iterdir()) == []
    assert folder.manifest()["model"] == {"id": "m2"}


@pytest.mark.parametrize("restart", [False, True])
def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path, restart: bool) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"mine")

    with pytest.raises(ConfigError, match=r"holds other things \(thesis.docx\)"):
        begun(tmp_path, restart=restart)

    assert (tmp_path / "thesis.docx").read_bytes() == b"mine"


def test_two_processes_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with RunFolder(tmp_path).claimed(RUN), pytest.raises(InputError, match="another run is writing there"):
        begun(tmp_path)

    begun(tmp_path)


def test_a_file_in_place_of_the_folder_is_a_clear_stop(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")

    with pytest.raises(InputError, match="cannot be written"):
        begun(tmp_path / "results")


@pytest.mark.parametrize("content", ["", "[]", '{"counts": 1}', "{"])
def test_a_manifest_that_cannot_be_read_is_told_of(tmp_path: Path, content: str) -> None:
    begun(tmp_path)
    (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(IntegrityError, match=r"manifest.json: is not readable"):
        begun(tmp_path)

    assert begun(tmp_path, restart=True).manifest()["model"] == {"id": "m1"}


def test_the_manifest_says_no_times(tmp_path: Path) -> None:
    text = (begun(tmp_path).home / "manifest.json").read_text()

    assert set(json.loads(text)) == {"code", "counts", "input", "layout", "model", "settings"}
