"""A model is read back as it was saved, or not at all."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, IntegrityError
from pipeline.registry.bundle import MANIFEST, Bundle, model_id_of, read_bundle, read_manifest, write_bundle
from tests.builders import a_bundle, describing

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
ARRAYS = st.builds(
    lambda shape, kind, seed: np.asarray(np.random.default_rng(seed).normal(size=shape) * 99).astype(kind),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    st.sampled_from(["float32", "float64", "int32", "int64", "uint8", "bool"]),
    st.integers(0, 99),
)
NAMES = st.text("abcdefgh", min_size=1, max_size=5)
BUNDLES = st.builds(
    Bundle, st.dictionaries(NAMES, ARRAYS, max_size=3), st.dictionaries(NAMES.map("doc-{}".format), JSON, max_size=3)
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / write_bundle(a_bundle(), tmp_path, describing()).model_id


def refusal(home: Path) -> tuple[str, str]:
    with pytest.raises(IntegrityError) as caught:
        read_bundle(home)
    return (str(caught.value).replace(str(home), "HOME"), caught.value.remedy.replace(str(home), "HOME"))


RESTORE = "delete HOME and run `mitag train`, or restore it from a copy"


def forge(home: Path, **changes: Any) -> Path:
    """Rewrite a manifest with seal and id that fit, as only a program that means it can."""
    stated = asdict(read_manifest(home)) | changes
    recipe = {
        name: stated[name]
        for name in ("taxonomy_version", "data_sha", "encoder", "params", "scores", "files", "layout")
    }
    stated["model_id"] = sha256(canonical(recipe)).hexdigest()[:12]
    seal = sha256(canonical(stated)).hexdigest()
    text = json.dumps(stated | {"seal": seal}, indent=2, sort_keys=True) + "\n"
    (home / MANIFEST).write_text(text, encoding="utf-8")
    return home.rename(home.parent / stated["model_id"])


def canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def damages(content: bytes) -> Iterator[bytes]:
    """Every byte changed, and the file cut or grown."""
    for position, byte in enumerate(content):
        mask = (0x01, 0x20)[position % 2]  # the neighbour of a digit, the other case of a letter
        yield content[:position] + bytes([byte ^ mask]) + content[position + 1 :]
    yield from (content[:-1], content[1:], b"", content + b"\n", content + b" ", b" " + content)


@given(bundle=BUNDLES)
@settings(max_examples=50, deadline=None)
def test_a_model_survives_being_saved(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")

    manifest = write_bundle(bundle, folder, describing())
    stored, read = read_bundle(folder / manifest.model_id)

    assert stored == manifest
    assert read.documents == bundle.documents
    assert read.arrays.keys() == bundle.arrays.keys()
    for name, array in bundle.arrays.items():
        assert read.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(read.arrays[name], array)


def test_a_slice_of_an_array_is_saved_as_it_looks(tmp_path: Path) -> None:
    whole = np.arange(12).reshape(3, 4)

    manifest = write_bundle(Bundle({"part": whole[:, ::2].T}, {}), tmp_path, describing())

    np.testing.assert_array_equal(read_bundle(tmp_path / manifest.model_id)[1].arrays["part"], whole[:, ::2].T)


def test_every_file_has_its_digest_in_the_manifest(home: Path) -> None:
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in home.iterdir() if path.name != MANIFEST}

    assert read_manifest(home).files == files
    assert sorted(files) == ["answers.json", "heads.json", "weights.safetensors"]


@pytest.mark.parametrize("name", ["answers.json", "heads.json", "weights.safetensors", MANIFEST])
def test_every_changed_byte_is_noticed(home: Path, name: str) -> None:
    content = (home / name).read_bytes()
    for damaged in damages(content):
        (home / name).write_bytes(damaged)
        problem, remedy = refusal(home)
        assert problem.startswith("HOME: ")
        assert name in problem or "layout" in problem
        assert remedy in (RESTORE, "run `mitag train`")

    (home / name).write_bytes(content)
    assert read_bundle(home)[0].model_id == home.name


@pytest.mark.parametrize("name", ["answers.json", "heads.json", "weights.safetensors"])
def test_a_changed_file_is_named(home: Path, name: str) -> None:
    with (home / name).open("ab") as handle:
        handle.write(b" ")

    assert refusal(home) == (f"HOME: {name} was changed after it was saved", RESTORE)


@pytest.mark.parametrize("name", ["answers.json", "heads.json", "weights.safetensors"])
def test_a_missing_file_is_named(home: Path, name: str) -> None:
    (home / name).unlink()

    assert refusal(home) == (f"HOME: {name} is missing", RESTORE)


def test_a_missing_manifest_is_named(home: Path) -> None:
    (home / MANIFEST).unlink()

    assert refusal(home) == (f"HOME: {MANIFEST} is not readable (FileNotFoundError)", RESTORE)


def test_files_of_the_same_kind_cannot_change_places(home: Path) -> None:
    (home / "answers.json").rename(home / "aside")
    (home / "heads.json").rename(home / "answers.json")
    (home / "aside").rename(home / "heads.json")

    assert refusal(home) == ("HOME: answers.json was changed after it was saved", RESTORE)


def test_a_file_that_is_not_in_the_manifest_is_not_read(home: Path) -> None:
    (home / "more.json").write_text("{")

    assert sorted(read_bundle(home)[1].documents) == ["answers", "heads"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model_id", "0123456789ab"),
        ("created", "2020-01-01T00:00:00+00:00"),
        ("taxonomy_version", "2"),
        ("data_sha", "00" * 32),
        ("encoder", "other"),
        ("params", {"floor": 0.1, "seed": 0}),
        ("scores", {"code": {"accuracy": 0.99}}),
        ("parent", "0123456789ab"),
        ("files", {}),
        ("libraries", {}),
        ("seal", "00" * 32),
    ],
)
def test_every_statement_of_the_manifest_is_protected(home: Path, field: str, value: object) -> None:
    stored = json.loads((home / MANIFEST).read_text())
    assert stored[field] != value
    (home / MANIFEST).write_text(json.dumps(stored | {field: value}, indent=2, sort_keys=True) + "\n")

    assert refusal(home) == (f"HOME: {MANIFEST} was changed after it was saved", RESTORE)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "JSONDecodeError"),
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("{}", "KeyError"),
        ("null", "TypeError"),
        ("[" * 100_000, "RecursionError"),
        ("\xff", "JSONDecodeError"),
    ],
)
def test_a_manifest_that_is_none_is_refused(home: Path, content: str, error: str) -> None:
    (home / MANIFEST).write_text(content, encoding="utf-8")

    assert refusal(home) == (f"HOME: {MANIFEST} is not readable ({error})", RESTORE)


def test_a_model_of_another_layout_is_left_to_the_version_that_wrote_it(tmp_path: Path) -> None:
    home = tmp_path / write_bundle(a_bundle(), tmp_path, describing(layout=2)).model_id

    assert refusal(home) == ("HOME: the model has layout 2, this version of mitag reads 1", "run `mitag train`")


def test_one_model_cannot_stand_in_for_another(home: Path) -> None:
    elsewhere = home.rename(home.parent / "0123456789ab")

    assert refusal(elsewhere) == (f"HOME: this is the model {home.name} under another name", RESTORE)


def test_a_forged_manifest_without_weights_is_refused(home: Path) -> None:
    digest = read_manifest(home).files["answers.json"]
    wrong: list[object] = [{}, [], None, {"answers.json": digest}]
    for files in wrong:
        home = forge(home, files=files)
        assert refusal(home) == (f"HOME: {MANIFEST} does not list weights.safetensors", RESTORE)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("weights.safetensors", b"no arrays", "SafetensorError"),
        ("answers.json", b"{", "JSONDecodeError"),
        ("answers.json", b"[" * 100_000, "RecursionError"),
    ],
)
def test_forged_files_are_refused(home: Path, name: str, content: bytes, error: str) -> None:
    (home / name).write_bytes(content)
    home = forge(home, files={**read_manifest(home).files, name: sha256(content).hexdigest()})

    assert refusal(home) == (f"HOME: a file of the model is not readable ({error})", RESTORE)


@pytest.mark.parametrize("name", ["../secret.json", "/etc/hostname", "..", "", "nul\0.json"])
def test_a_forged_manifest_cannot_reach_out_of_its_folder(home: Path, name: str) -> None:
    secret = home.parent / "secret.json"
    secret.write_text("1")
    home = forge(home, files={**read_manifest(home).files, name: sha256(b"1").hexdigest()})

    assert refusal(home) == (f"HOME: {name} is missing", RESTORE)


def test_the_id_follows_from_content_and_recipe_and_not_from_the_day(tmp_path: Path) -> None:
    def model_id(bundle: Bundle, **changes: Any) -> str:
        return write_bundle(bundle, tmp_path, describing(**changes)).model_id

    first = model_id(a_bundle())

    assert model_id(a_bundle(), created="2030-01-01", parent=first, libraries={}) == first
    others = [
        model_id(a_bundle(1)),
        model_id(a_bundle(), encoder="other"),
        model_id(a_bundle(), data_sha="0"),
        model_id(a_bundle(), params={"seed": 1}),
        model_id(a_bundle(), scores={}),
        model_id(a_bundle(), taxonomy_version="2"),
    ]
    assert len({first, *others}) == 7


def test_the_id_survives_the_way_through_the_file(home: Path) -> None:
    assert model_id_of(read_manifest(home)) == home.name


def test_the_same_model_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_bundle(a_bundle(), tmp_path / name, describing())
    one, two = (sorted((tmp_path / name).rglob("*.*")) for name in ("one", "two"))

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert len(one) == 4


def test_saving_again_mends_a_damaged_model(home: Path) -> None:
    (home / "heads.json").write_text("damaged")
    (home / "stray.txt").touch()

    write_bundle(a_bundle(), home.parent, describing())

    assert read_bundle(home)[0].model_id == home.name
    assert list(home.parent.iterdir()) == [home]
    assert not (home / "stray.txt").exists()


def test_a_model_that_cannot_be_described_leaves_nothing(tmp_path: Path) -> None:
    def describe(files: object) -> Any:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_bundle(a_bundle(), tmp_path / "models", describe)

    assert not (tmp_path / "models").exists()


def test_a_manifest_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_bundle(a_bundle(), tmp_path, describing(libraries={"numpy": object()}))

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.touch()

    with pytest.raises(InputError) as caught:
        write_bundle(a_bundle(), folder, describing())

    home = folder / write_bundle(a_bundle(), tmp_path, describing()).model_id
    assert str(caught.value) == f"{home}: the model cannot be saved (File exists)"
    assert caught.value.remedy == "check space and permissions"


def test_reading_a_model_runs_no_code(home: Path) -> None:
    kinds = {path.suffix for path in home.iterdir()}

    assert kinds == {".json", ".safetensors"}
