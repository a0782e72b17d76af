"""A shard is there whole or not at all, and says what went into it."""

import os
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.batch.pieces import Piece, Receipt, Unusable
from pipeline.batch.shards import finished, sweep, write_shard, write_whole
from pipeline.errors import InputError

TABLE = pa.table({"code": ["1", "2"], "needs_review": [True, False]})


def written(folder: Path, number: int = 0, seal: str = "seal") -> Receipt:
    failures = [Unusable("a.jsonl:3", "is not JSON", "mend it")]
    documents = [{"source": "é.pdf", "poor_pages": [2]}]
    return write_shard(folder, Piece(number, 3, "ab"), seal, TABLE, failures=failures, documents=documents)


def test_what_was_written_is_found_with_all_it_says(tmp_path: Path) -> None:
    assert written(tmp_path) == Receipt(0, 3, 2, 1)

    (shard,) = finished(tmp_path, "seal")
    assert (shard.n_rows, shard.footer.size, shard.footer.n_to_review) == (2, 3, 1)
    assert shard.footer.failures == (Unusable("a.jsonl:3", "is not JSON", "mend it"),)
    assert shard.footer.documents == ({"source": "é.pdf", "poor_pages": [2]},)


def test_the_same_piece_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name)

    (one,), (two,) = (list((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


def test_shards_come_in_order_and_those_of_another_run_not_at_all(tmp_path: Path) -> None:
    for number in (10, 2, 1):
        written(tmp_path, number)
    written(tmp_path, 3, seal="other")

    assert [shard.footer.number for shard in finished(tmp_path, "seal")] == [1, 2, 10]


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "foreign"])
def test_a_damaged_shard_is_not_finished(tmp_path: Path, damage: str) -> None:
    written(tmp_path)
    (path,) = tmp_path.iterdir()
    if damage == "foreign":
        import pyarrow.parquet as pq

        pq.write_table(TABLE, path)
    else:
        path.write_bytes({"cut": path.read_bytes()[:-40], "empty": b"", "noise": os.urandom(500)}[damage])

    assert finished(tmp_path, "seal") == []


def test_a_folder_that_is_not_there_is_a_clear_stop(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file or directory") as caught:
        write_whole(tmp_path / "gone" / "part.parquet", b"x")

    assert "run the same command again" in caught.value.remedy


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_clear_stop_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.shards.os.fsync", full)

    with pytest.raises(InputError, match="No space left on device"):
        write_whole(tmp_path / "part.parquet", b"x" * 100)

    assert list(tmp_path.iterdir()) == []


def full(handle: int) -> None:
    del handle
    with Path("/dev/full").open("wb", buffering=0) as device:
        device.write(b"x")


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".new-123-part-000000-ab.parquet").write_bytes(b"half")
    written(tmp_path)

    sweep(tmp_path)

    assert [path.suffix for path in tmp_path.iterdir()] == [".parquet"]
    assert len(finished(tmp_path, "seal")) == 1
