"""Which models there are, and which one is in use."""

from pathlib import Path

import pytest

from pipeline.errors import InputError, IntegrityError, NotReadyError
from pipeline.registry import Registry
from tests.builders import a_bundle, describing


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def add(registry: Registry, seed: int = 0, created: str = "2026-01-01T00:00:00+00:00") -> str:
    return registry.add(a_bundle(seed), describing(created=created)).model_id


def test_an_empty_registry_has_no_model(registry: Registry) -> None:
    assert registry.manifests() == []
    assert registry.promoted_id() is None
    with pytest.raises(NotReadyError) as caught:
        registry.load()
    assert str(caught.value) == f"there is no trained model in {registry.folder}"
    assert caught.value.remedy == "run `mitag train`"


def test_a_model_that_was_never_promoted_is_loaded_only_by_name(registry: Registry) -> None:
    model_id = add(registry)

    assert registry.load(model_id)[0].model_id == model_id
    with pytest.raises(NotReadyError):
        registry.load()


def test_the_promoted_model_is_loaded_unless_another_is_named(registry: Registry) -> None:
    first, second = add(registry, 1), add(registry, 2)

    registry.promote(first)
    assert (registry.promoted_id(), registry.load()[0].model_id) == (first, first)
    assert registry.load(second)[0].model_id == second
    registry.promote(second)
    assert (registry.promoted_id(), registry.load()[0].model_id) == (second, second)


def test_a_new_registry_over_the_same_folder_knows_the_same(registry: Registry) -> None:
    registry.promote(add(registry))

    assert Registry(registry.folder).promoted_id() == registry.promoted_id()


def test_models_are_listed_oldest_first(registry: Registry) -> None:
    added = {day: add(registry, seed, f"2026-01-0{day}") for seed, day in enumerate((3, 1, 2))}

    assert [manifest.model_id for manifest in registry.manifests()] == [added[1], added[2], added[3]]


def test_models_of_the_same_moment_are_listed_by_id(registry: Registry) -> None:
    added = [add(registry, seed) for seed in range(4)]

    assert [manifest.model_id for manifest in registry.manifests()] == sorted(added)


def test_the_same_model_is_kept_once(registry: Registry) -> None:
    assert add(registry, created="2026-01-01") == add(registry, created="2026-01-02")
    assert [manifest.created for manifest in registry.manifests()] == ["2026-01-02"]


@pytest.mark.parametrize("name", ["missing", "..", ".", "../models", "/", ".new-left", "a/b", "*", "\0"])
@pytest.mark.parametrize("verb", ["load", "promote"])
def test_what_is_no_model_is_refused_with_the_choices(registry: Registry, name: str, verb: str) -> None:
    models = sorted([add(registry, 1), add(registry, 2)])
    (registry.folder / ".new-left").mkdir()
    (registry.folder / ".new-left" / "manifest.json").touch()

    with pytest.raises(NotReadyError) as caught:
        getattr(registry, verb)(name)

    assert str(caught.value) == f"there is no model {name!r} in {registry.folder}"
    assert caught.value.remedy == f"models here: {', '.join(models)}"
    assert registry.promoted_id() is None


def test_an_empty_name_cannot_be_promoted(registry: Registry) -> None:
    with pytest.raises(NotReadyError) as caught:
        registry.promote("")
    assert caught.value.remedy == "models here: none yet"


def test_a_promoted_model_that_was_deleted_is_named(registry: Registry) -> None:
    model_id = add(registry)
    registry.promote(model_id)
    for path in (registry.folder / model_id).iterdir():
        path.unlink()
    (registry.folder / model_id).rmdir()

    with pytest.raises(NotReadyError) as caught:
        registry.load()
    assert str(caught.value) == f"there is no model {model_id!r} in {registry.folder}"


def test_a_model_without_its_manifest_is_damaged_and_not_absent(registry: Registry) -> None:
    model_id = add(registry)
    (registry.folder / model_id / "manifest.json").unlink()

    with pytest.raises(IntegrityError, match=r"manifest\.json is not readable \(FileNotFoundError\)"):
        registry.load(model_id)


def test_a_model_that_was_left_half_written_is_not_listed(registry: Registry) -> None:
    model_id = add(registry)
    scratch = registry.folder / ".new-left"
    scratch.mkdir()
    (scratch / "manifest.json").write_text("{}")

    assert [manifest.model_id for manifest in registry.manifests()] == [model_id]


def test_a_manifest_that_cannot_be_trusted_is_not_listed_silently(registry: Registry) -> None:
    (registry.folder / add(registry) / "manifest.json").write_text("{}")

    with pytest.raises(IntegrityError):
        registry.manifests()


@pytest.mark.parametrize("content", ["", "{}", "[]", '"x"', "{", b"\xff"])
def test_a_broken_choice_is_refused(registry: Registry, content: str | bytes) -> None:
    add(registry)
    path = registry.folder / "promoted.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(IntegrityError) as caught:
        registry.load()
    assert (str(caught.value), caught.value.remedy) == (
        f"{path}: is not readable",
        "delete it and run `mitag models promote ID`, or name a model",
    )
    registry.promote(registry.manifests()[0].model_id)
    assert registry.load()[0] == registry.manifests()[0]


def test_a_choice_that_cannot_be_written_is_refused(registry: Registry) -> None:
    model_id = add(registry)
    path = registry.folder / "promoted.json"
    path.mkdir()

    with pytest.raises(InputError) as caught:
        registry.promote(model_id)
    assert str(caught.value) == f"{path}: cannot be written (Is a directory)"
    assert caught.value.remedy == "check space and permissions"


def test_the_folder_of_tuned_encoders_is_no_model(registry: Registry) -> None:
    add(registry)
    tuned = registry.folder / "encoders" / "abc"
    tuned.mkdir(parents=True)
    (tuned / "model.safetensors").write_bytes(b"")

    with pytest.raises(NotReadyError):
        registry.load("encoders")
    assert len(registry.manifests()) == 1
