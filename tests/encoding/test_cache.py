"""Embeddings on disk: what is put in comes out, whatever happens to the file."""

import sqlite3
from pathlib import Path
from signal import SIGKILL
from subprocess import PIPE, Popen
from sys import executable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encoding import cache as cache_module
from pipeline.encoding.cache import EmbeddingCache, Vector


def a_cache(folder: Path, encoder: str = "one", megabytes: int = 8) -> EmbeddingCache:
    return EmbeddingCache(folder, encoder=encoder, megabytes=megabytes)


def vector(*numbers: float) -> Vector:
    return np.asarray(numbers, dtype=np.float32)


@settings(max_examples=25)
@given(st.dictionaries(st.text(), st.lists(st.floats(width=32, allow_nan=False), min_size=3, max_size=3), max_size=8))
def test_what_is_put_in_comes_out_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[float]]
) -> None:
    cache = a_cache(tmp_path_factory.mktemp("cache"))

    cache.put({text: vector(*numbers) for text, numbers in rows.items()})

    found = cache.get([*rows, "something that was never put in"])
    assert {text: found[text].tolist() for text in found} == rows


def test_more_texts_than_fit_one_question_are_found(tmp_path: Path) -> None:
    cache = a_cache(tmp_path)
    cache.put({f"text {number}": vector(number) for number in range(1201)})

    found = cache.get([f"text {number}" for number in range(1201)])

    assert [found[f"text {number}"][0] for number in range(1201)] == list(range(1201))


def test_another_encoder_finds_nothing(tmp_path: Path) -> None:
    a_cache(tmp_path).put({"a": vector(1, 2)})

    assert a_cache(tmp_path, encoder="two").get(["a"]) == {}
    assert a_cache(tmp_path, encoder="two").dimensions() is None
    assert a_cache(tmp_path).dimensions() == 2


def test_git_passes_the_folder_over(tmp_path: Path) -> None:
    a_cache(tmp_path / "cache").put({"a": vector(1)})

    assert (tmp_path / "cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("content", [b"no database at all, but some text", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    cache = a_cache(tmp_path)
    cache.put({"a": vector(1)})
    for path in tmp_path.glob("embeddings*"):
        path.unlink()
    cache.path.write_bytes(content)

    assert cache.get(["a"]) == {}
    cache.put({"a": vector(2)})
    assert cache.get(["a"])["a"].tolist() == [2]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    cache = a_cache(tmp_path / "cache")

    cache.put({"a": vector(1)})

    assert cache.get(["a"]) == {}


def test_no_megabytes_mean_no_file(tmp_path: Path) -> None:
    cache = a_cache(tmp_path, megabytes=0)

    cache.put({"a": vector(1)})

    assert cache.get(["a"]) == {}
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = a_cache(tmp_path, megabytes=1)
    wide = np.ones(1000, dtype=np.float32)
    monkeypatch.setattr(cache_module, "_today", lambda: 100)
    cache.put({f"old {number}": wide for number in range(100)})
    monkeypatch.setattr(cache_module, "_today", lambda: 200)
    cache.get(["old 7"])
    cache.put({f"new {number}": wide for number in range(200)})

    assert len(cache.get([f"new {number}" for number in range(200)])) == 200
    assert "old 7" in cache.get(["old 7"])
    assert len(cache.get([f"old {number}" for number in range(100)])) < 60
    with sqlite3.connect(cache.path) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    connection.close()
    assert (pages - free) * 4096 <= 2**20


def test_a_killed_process_leaves_what_was_there(tmp_path: Path) -> None:
    program = (
        "import numpy as np; from pathlib import Path; from pipeline.encoding.cache import EmbeddingCache\n"
        f"cache = EmbeddingCache(Path({str(tmp_path)!r}), encoder='one', megabytes=64)\n"
        "for n in range(10**6):\n"
        "    cache.put({f'{n} {i}': np.full(64, n, dtype=np.float32) for i in range(20)})\n"
        "    print(n, flush=True)\n"
    )
    with Popen([executable, "-c", program], stdout=PIPE, text=True) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(5)]
        process.send_signal(SIGKILL)

    assert said[-1] == "4\n"
    cache = a_cache(tmp_path)
    found = cache.get([f"{n} {i}" for n in range(5) for i in range(20)])
    assert len(found) == 100
    assert all(set(found[text].tolist()) == {float(text.split()[0])} for text in found)
    with sqlite3.connect(cache.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (rows,) = connection.execute("SELECT count(*) FROM embedding").fetchone()
    connection.close()
    assert rows % 20 == 0
