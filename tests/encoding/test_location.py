"""Where models are looked for, and what is said when there is none. No test goes to the network."""

import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from subprocess import run
from sys import executable

import pytest

from pipeline.encoding import location
from pipeline.encoding.location import digest_of, find_model
from pipeline.errors import ConfigError, MitagError, NotReadyError


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def refusal(name: str, home: Path) -> MitagError:
    with pytest.raises(MitagError) as caught:
        find_model(name, home)
    assert "\n" not in caught.value.problem
    assert len(caught.value.problem) < 300
    return caught.value


def in_hub_cache(hub: Path, name: str, files: Path) -> Path:
    home = hub / f"models--{name.replace('/', '--')}"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("c0ffee", encoding="utf-8")
    return Path(copytree(files, home / "snapshots" / "c0ffee"))


def test_a_folder_in_the_project_is_named_from_there(bert: Path, tmp_path: Path) -> None:
    copytree(bert, tmp_path / "project" / "encoders" / "mine")

    found = find_model("encoders/mine", tmp_path / "project")

    assert found.name == "encoders/mine"
    assert found.folder == tmp_path / "project" / "encoders" / "mine"


def test_a_folder_elsewhere_is_named_in_full(bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bert.parent)

    assert find_model(f"./{bert.name}", tmp_path).name == str(bert)


def test_a_model_of_the_hub_that_is_on_this_machine_is_found(bert: Path, tmp_path: Path) -> None:
    folder = in_hub_cache(tmp_path / "hub", "sentence-transformers/tiny", bert)

    assert find_model("sentence-transformers/tiny", tmp_path).folder == folder
    found = find_model("tiny", tmp_path)
    assert (found.name, found.folder) == ("tiny", folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/nowhere/at/all", "there is no folder /nowhere/at/all"),
        ("./here", "there is no folder ./here"),
        (
            "BAAI/bge-smoll",
            "the model 'BAAI/bge-smoll' is not on this machine, and HF_HUB_OFFLINE says not to fetch it",
        ),
        ("MiniLM", "the model 'MiniLM' is not on this machine, and HF_HUB_OFFLINE says not to fetch it"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, name: str, said: str) -> None:
    error = refusal(name, tmp_path)

    assert isinstance(error, NotReadyError)
    assert error.problem == said
    assert error.remedy.startswith("name a folder")


@pytest.mark.parametrize("name", ["two words", "a--b", "x" * 120])
def test_what_cannot_be_a_name_is_refused(tmp_path: Path, name: str) -> None:
    assert isinstance(refusal(name, tmp_path), ConfigError)


def spoiled(change: Callable[[Path], object], bert: Path, folder: Path) -> Path:
    copytree(bert, folder)
    change(folder)
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "model.safetensors").unlink(), "it lacks weights (*.safetensors)"),
        (
            lambda folder: [(folder / name).unlink() for name in ("modules.json", "config.json")],
            "it lacks modules.json or config.json",
        ),
    ],
)
def test_a_folder_without_a_model_says_what_it_lacks(
    bert: Path, tmp_path: Path, change: Callable[[Path], object], said: str
) -> None:
    folder = spoiled(change, bert, tmp_path / "half")

    assert refusal("half", tmp_path).problem == f"the folder {folder} holds no model: {said}"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("", encoding="utf-8")

    assert refusal("model", tmp_path).problem.endswith("is a file, not the folder of a model")


def test_the_hub_that_does_not_answer_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*args: object, local_files_only: bool = False, **kwargs: object) -> str:
        raise FileNotFoundError("a long story\nof many lines")

    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr("huggingface_hub.snapshot_download", unreachable)

    assert refusal("BAAI/bge-smoll", tmp_path).problem == (
        "the model 'BAAI/bge-smoll' is not on this machine, and the hub cannot be reached"
    )


def test_what_is_fetched_is_no_more_than_is_needed(bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def download(name: str, *, local_files_only: bool = False, **wanted: object) -> str:
        if local_files_only:
            raise FileNotFoundError(name)
        asked.append(wanted["allow_patterns"])
        return str(bert)

    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr("huggingface_hub.snapshot_download", download)

    assert find_model("BAAI/bge-small", tmp_path).folder == bert
    assert asked == [["*.json", "*.txt", "*.model", "*.safetensors"]]


def test_a_bare_transformer_serves_where_nothing_better_can_be_had(bert: Path, tmp_path: Path) -> None:
    folder = in_hub_cache(tmp_path / "hub", "tiny/bare", bert)
    (folder / "modules.json").unlink()

    assert find_model("tiny/bare", tmp_path).folder == folder


def test_the_digest_is_that_of_what_the_model_computes(bert: Path, tmp_path: Path) -> None:
    folder = Path(copytree(bert, tmp_path / "copy"))
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.json").write_text("{}", encoding="utf-8")
    (folder / "README.md").write_text("about", encoding="utf-8")
    (folder / ".hidden.json").write_text("{}", encoding="utf-8")
    (folder / "pytorch_model.bin").write_bytes(b"the same weights in another format")

    assert digest_of(folder) == digest_of(bert)
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert digest_of(folder) != digest_of(bert)


def test_looking_for_a_model_loads_no_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from pipeline.encoding import get_encoder; from pipeline.errors import NotReadyError\n"
        "try:\n    get_encoder('sentence-transformers:no/such-model')\n"
        "except NotReadyError:\n    print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    start = time.perf_counter()

    done = run([executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert time.perf_counter() - start < 10


def test_offline_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert location._is_offline()
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    assert not location._is_offline()
