"""A corpus into a folder from the command line: whatever ends the run, the same command finishes it, to the byte."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

from tests.cli.test_classify import MEASURE

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for number in range(36):
        (folder / f"report-{number:02}.md").write_text(MEASURE.replace("two", f"{number}"), encoding="utf-8")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "copy.md").write_bytes((folder / "report-00.md").read_bytes())
    return folder


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("passages") / "passages.jsonl"
    rows = [
        {"text": f"A red team of {n} probes the model.", "section_path": ["1 Tests"], "doi": f"10.1/{n}"}
        for n in range(50)
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{bad\n\n", encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def command(home: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "pipeline", "-C", str(home), "classify", *map(str, arguments)]


@pytest.fixture(scope="module")
def undisturbed(trained_home: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    done = subprocess.run(
        command(trained_home, corpus, "--out", out, "--workers", 2), capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert f"{corpus}/torn.pdf" in done.stderr
    assert "1 of 37 could not be used" in done.stderr
    return out


def test_a_corpus_becomes_shards_and_says_what_it_is_made_of(undisturbed: Path, corpus: Path) -> None:
    manifest = json.loads((undisturbed / "manifest.json").read_text())
    rows = pd.read_parquet(undisturbed / "passages")
    failures = pd.read_parquet(undisturbed / "failures.parquet")
    documents = pd.read_parquet(undisturbed / "documents.parquet")

    assert manifest["counts"]["passages"] == len(rows) >= 36
    assert manifest["counts"]["needs_review"] == rows["needs_review"].sum()
    assert (manifest["counts"]["shards"], manifest["counts"]["failures"]) == (5, 1)
    assert rows["reasoning"].str.len().min() > 10
    assert failures["document"].tolist() == [str(corpus / "torn.pdf")]
    assert failures["remedy"].str.len().min() > 0
    same = documents.set_index("source")["same_as"].dropna()
    assert same.to_dict() == {str(corpus / "report-00.md"): str(corpus / "copy.md")}


@pytest.mark.slow
@pytest.mark.parametrize(("how", "times"), [(signal.SIGKILL, 5), (signal.SIGINT, 3)])
def test_a_run_that_is_stopped_again_and_again_gives_the_same(
    trained_home: Path, corpus: Path, undisturbed: Path, tmp_path: Path, how: signal.Signals, times: int
) -> None:
    out = tmp_path / "out"
    kept: dict[str, int] = {}
    for moment in islice(moments(out / "passages"), times):
        process = subprocess.Popen(
            command(trained_home, corpus, "--out", out, "--workers", 2),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        moment(process)
        # Ctrl-C in a terminal reaches workers and readers as well.
        (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
        _, messages = process.communicate(timeout=60)
        assert b"Traceback" not in messages
        now = {path.name: path.stat().st_ino for path in (out / "passages").glob("part-*")}
        assert kept.items() <= now.items()  # what was finished is not done again
        kept = now

    done = subprocess.run(command(trained_home, corpus, "--out", out, "--workers", 2), capture_output=True, check=False)

    assert done.returncode == 3
    assert content(out) == content(undisturbed)
    assert kept.items() <= {path.name: path.stat().st_ino for path in (out / "passages").iterdir()}.items()


def moments(folder: Path) -> Iterator[Callable[["subprocess.Popen[bytes]"], None]]:
    """Soon after the start, in the middle of it, and whenever a shard has come."""

    def when_a_shard_comes(process: "subprocess.Popen[bytes]") -> None:
        before = len(list(folder.glob("part-*")))
        while process.poll() is None and len(list(folder.glob("part-*"))) == before:
            time.sleep(0.005)

    yield lambda process: time.sleep(0.3)
    yield lambda process: time.sleep(1.2)
    while True:
        yield when_a_shard_comes


def test_a_finished_run_is_not_done_again(mitag: Run, trained_home: Path, corpus: Path, undisturbed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (undisturbed / "passages").iterdir()}

    result = mitag("-C", trained_home, "classify", corpus, "--out", undisturbed)

    assert result.exit_code == 3
    assert "37 of 37 were finished before." in result.stderr
    assert {path: path.stat().st_mtime_ns for path in (undisturbed / "passages").iterdir()} == before


def test_a_shard_that_was_damaged_is_done_again(mitag: Run, trained_home: Path, passages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    mitag("-C", trained_home, "classify", passages, "--out", out, "--workers", 1)
    whole = content(out)
    (shard,) = (out / "passages").iterdir()
    shard.write_bytes(shard.read_bytes()[:-20])

    mitag("-C", trained_home, "classify", passages, "--out", out, "--workers", 1)

    assert content(out) == whole


def test_a_worker_loads_neither_torch_nor_pandas(trained_home: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from pipeline.project import Project\n"
        "from pipeline.project.batching import Opener\n"
        f"home = Path({str(trained_home)!r})\n"
        "model_id = Project.open(home).registry.promoted_id()\n"
        "Opener(home, {}, 'documents', model_id, {'reasoning': True, 'all': False})(0)\n"
        "import pyarrow; pyarrow.array(['a'])\n"
        "print([name for name in ('torch', 'pandas') if name in sys.modules])\n"
        "import pandas"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_rows_of_a_table_keep_their_columns(mitag: Run, trained_home: Path, passages: Path, tmp_path: Path) -> None:
    result = mitag("-C", trained_home, "classify", passages, "--out", tmp_path / "out", "--workers", 1)

    assert result.exit_code == 3
    assert f"{passages}:51: is not JSON" in result.stderr
    rows = pd.read_parquet(tmp_path / "out" / "passages")
    assert rows["doi"].tolist() == [f"10.1/{n}" for n in range(50)]
    assert set(rows["section_path"]) == {"1 Tests"}
    assert rows["code_confidence"].between(0, 1).all()
    assert "reasoning" not in rows


def test_a_column_with_the_name_of_a_result_is_refused(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "A red team probes.", "code": "2.2.2", "passage_id": "mine"}\n')

    result = mitag("-C", trained_home, "classify", path, "--out", tmp_path / "out")

    assert result.exit_code == 3
    assert "columns have names that results will have: code\n" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_lines_of_reasoning_are_written_for_tables_on_demand(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path
) -> None:
    mitag("-C", trained_home, "classify", passages, "--out", tmp_path / "out", "--workers", 1, "--reasoning")

    rows = pd.read_parquet(tmp_path / "out" / "passages")
    assert rows["reasoning"].str.len().min() > 10


def test_changed_settings_or_input_are_a_clear_stop(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    mitag("-C", trained_home, "classify", passages, "--out", out, "--workers", 1)
    whole = content(out)
    changed = tmp_path / "changed.jsonl"
    changed.write_text(passages.read_text().replace("probes", "attacks"), encoding="utf-8")

    result = mitag("-C", trained_home, "classify", changed, "--out", out)

    assert result.exit_code == 2
    assert "holds a batch that was begun with another input" in result.stderr
    assert "--restart" in result.stderr
    assert content(out) == whole

    result = mitag("-C", trained_home, "classify", changed, "--out", out, "--restart", "--workers", 1)
    assert result.exit_code == 3
    assert pd.read_parquet(out / "passages")["text"].str.contains("attacks").all()


@pytest.mark.skipif(os.name != "posix", reason="limits on the size of files are POSIX's")
def test_a_full_disk_stops_clearly_and_the_run_goes_on_later(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); from pipeline.__main__ import main; main()"
    arguments = ["-C", str(trained_home), "classify", str(passages), "--out", str(out), "--workers", "1"]

    done = subprocess.run([sys.executable, "-c", limited, *arguments], capture_output=True, text=True, check=False)

    assert done.returncode == 3, done.stderr
    assert "cannot be written (File too large)" in done.stderr
    assert "it goes on from here" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((out / "passages").iterdir()) == []
    assert mitag(*arguments).exit_code == 3
    assert len(pd.read_parquet(out / "passages")) == 50


def test_a_folder_that_cannot_be_made_is_a_clear_stop(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    result = mitag("-C", trained_home, "classify", passages, "--out", tmp_path / "file" / "out")

    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("option", [["-o", "x.csv"], ["--store"], ["--explain"], ["--json"]])
def test_options_for_few_documents_do_not_go_with_a_folder(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path, option: list[str]
) -> None:
    result = mitag("-C", trained_home, "classify", passages, "--out", tmp_path / "out", *option)

    assert result.exit_code == 2
    assert "do not go together" in result.stderr
    assert not (tmp_path / "out").exists()


def test_documents_and_tables_do_not_go_together(
    mitag: Run, trained_home: Path, passages: Path, corpus: Path, tmp_path: Path
) -> None:
    result = mitag("-C", trained_home, "classify", passages, corpus, "--out", tmp_path / "out")

    assert result.exit_code == 3
    assert "documents and tables of passages do not go together" in result.stderr


@pytest.mark.slow
def test_ray_gives_the_same_bytes(trained_home: Path, corpus: Path, undisturbed: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    out = tmp_path / "out"

    done = subprocess.run(
        command(trained_home, corpus, "--out", out, "--workers", 2, "--engine", "ray"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert content(out) == content(undisturbed)


def test_an_address_without_a_cluster_is_a_clear_stop(
    mitag: Run, trained_home: Path, passages: Path, tmp_path: Path
) -> None:
    result = mitag("-C", trained_home, "classify", passages, "--out", tmp_path / "out", "--ray-address", "auto")

    assert result.exit_code == 2
    assert "add --engine ray" in result.stderr
