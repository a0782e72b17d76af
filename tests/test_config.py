"""Settings come from four places in a fixed order, and nothing misspelt goes unnoticed."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Settings, find_home, load_settings
from pipeline.errors import ConfigError


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("MITAG_")]:
        monkeypatch.delenv(name)


def write(home: Path, text: str) -> None:
    (home / "mitag.toml").write_text(text, encoding="utf-8")


def refusal(home: Path, **given: object) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        load_settings(home, **given)
    return caught.value.problem.replace(str(home), "HOME"), caught.value.remedy


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)

    assert settings.model_dump() == {
        "taxonomy": None,
        "models": Path("models"),
        "labeled": Path("data/labeled"),
        "store": "data/mitag.sqlite",
        "starter": True,
        "parsing": {"max_megabytes": 100, "max_seconds": 120, "max_memory_megabytes": 2048},
        "extraction": {"threshold": 0.5, "min_words": 12},
        "classification": {"encoder": "static", "floor": 0.5, "coverage": 0.9, "seed": 0},
        "encoding": {"device": "auto", "backend": "auto", "cache_megabytes": 1024},
        "reasoning": {
            "llm": {
                "base_url": "",
                "model": "",
                "key_variable": "OPENAI_API_KEY",
                "examples": 4,
                "requests_per_minute": 60,
                "max_seconds": 20.0,
            }
        },
        "fetch": {
            "folder": Path("data/raw"),
            "contact": "",
            "seconds_between": 3.0,
            "max_seconds": 600.0,
            "private_addresses": False,
            "arxiv_order": ("html", "latex", "pdf"),
            "services": {
                "arxiv": "https://arxiv.org",
                "crossref": "https://api.crossref.org",
                "unpaywall": "https://api.unpaywall.org",
                "doi": "https://doi.org",
            },
        },
    }


def test_the_file_wins_over_the_defaults_key_by_key(tmp_path: Path) -> None:
    write(tmp_path, 'models = "elsewhere"\n[classification]\nfloor = 0.7\n')

    settings = load_settings(tmp_path)

    assert settings.models == Path("elsewhere")
    assert settings.classification.floor == 0.7
    assert settings.classification.coverage == 0.9


def test_the_environment_wins_over_the_file_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[classification]\nfloor = 0.7\nseed = 3\n")
    monkeypatch.setenv("MITAG_CLASSIFICATION__FLOOR", "0.8")

    settings = load_settings(tmp_path)

    assert settings.classification.floor == 0.8
    assert settings.classification.seed == 3


def test_what_the_caller_says_wins_over_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'models = "file"\n')
    monkeypatch.setenv("MITAG_MODELS", "environment")

    assert load_settings(tmp_path, models="caller").models == Path("caller")


def test_all_wrong_keys_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "fast = true\n[classification]\nfloor = 3\nspeed = 1\n")

    assert refusal(tmp_path) == (
        "HOME/mitag.toml: classification.floor: Input should be less than or equal to 1; "
        "HOME/mitag.toml: classification.speed: Extra inputs are not permitted; "
        "HOME/mitag.toml: fast: Extra inputs are not permitted",
        "compare with `mitag settings`",
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[parsing]\nmax_megabytes = 0", "parsing.max_megabytes: Input should be greater than 0"),
        ("[parsing]\nmax_seconds = 0", "parsing.max_seconds: Input should be greater than or equal to 1"),
        ("[parsing]\nmax_seconds = 90000", "parsing.max_seconds: Input should be less than or equal to 86400"),
        (
            "[parsing]\nmax_memory_megabytes = 64",
            "parsing.max_memory_megabytes: Input should be greater than or equal to 256",
        ),
        ("[extraction]\nthreshold = -0.1", "extraction.threshold: Input should be greater than or equal to 0"),
        ("[extraction]\nmin_words = 0", "extraction.min_words: Input should be greater than or equal to 1"),
        ("[classification]\ncoverage = 1", "classification.coverage: Input should be less than 1"),
        ("[classification]\nseed = -1", "classification.seed: Input should be greater than or equal to 0"),
    ],
)
def test_a_value_out_of_bounds_is_refused(tmp_path: Path, text: str, wrong: str) -> None:
    write(tmp_path, text)

    assert refusal(tmp_path)[0] == f"HOME/mitag.toml: {wrong}"


def test_a_variable_that_names_no_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITAG_CLASIFICATION__FLOOR", "0.8")

    assert refusal(tmp_path) == (
        "the environment variable MITAG_CLASIFICATION__FLOOR names no setting",
        "unset it, or see `mitag settings`",
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("MITAG_PARSING__FOO", "1", "MITAG_PARSING__FOO: Extra inputs are not permitted"),
        ("MITAG_EXTRACTION__THRESHOLD", "2", "MITAG_EXTRACTION__THRESHOLD: Input should be less than or equal to 1"),
    ],
)
def test_a_wrong_variable_is_named_and_not_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)

    assert refusal(tmp_path) == (problem, "compare with `mitag settings`")


def test_a_variable_for_a_whole_section_must_be_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITAG_PARSING", "large")

    assert refusal(tmp_path) == (
        'the environment: error parsing value for field "parsing" from source "EnvSettingsSource"',
        "set one key at a time, as in MITAG_PARSING__MAX_MEGABYTES=50",
    )


def test_the_variable_that_names_the_project_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITAG_PROJECT", "/somewhere")

    assert load_settings(tmp_path).models == Path("models")


@pytest.mark.parametrize("content", [b"models = [", b"models = '\xff'", b"models = 1\nmodels = 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mitag.toml").write_bytes(content)

    assert refusal(tmp_path)[0].startswith("HOME/mitag.toml: is not valid TOML (")


@given(st.floats(allow_nan=True))
def test_a_floor_is_taken_exactly_between_0_and_1(floor: float) -> None:
    home = Path("/nowhere")
    if 0 <= floor <= 1:
        assert load_settings(home, classification={"floor": floor}).classification.floor == floor
    else:
        problem, _ = refusal(home, classification={"floor": floor})
        assert problem.startswith("the option for classification.floor: Input should be ")


def test_an_option_is_blamed_and_not_the_file_that_it_overrides(tmp_path: Path) -> None:
    write(tmp_path, "[encoding]\ncache_megabytes = -1\n")

    problem, _ = refusal(tmp_path, encoding={"backend": "jax"})

    assert problem == (
        "the option for encoding.backend: Input should be 'auto', 'torch', 'onnx' or 'openvino'; "
        "HOME/mitag.toml: encoding.cache_megabytes: Input should be greater than or equal to 0"
    )


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)

    with pytest.raises(ValueError, match="frozen"):
        settings.models = Path("other")  # type: ignore[misc]


def test_there_are_few_settings() -> None:
    sections = [field.default for field in Settings.model_fields.values()]

    assert sum(len(getattr(type(each), "model_fields", [None])) for each in sections) <= 25


@pytest.mark.parametrize("mark", ["mitag.toml", "data/labeled"])
def test_the_project_is_found_from_any_folder_inside_it(tmp_path: Path, mark: str) -> None:
    inside = tmp_path / "notes" / "deep"
    inside.mkdir(parents=True)
    (tmp_path / mark).mkdir(parents=True)

    assert find_home(inside) == tmp_path.resolve()


def test_the_nearest_project_is_taken(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path, "")
    write(inner, "")

    assert find_home(inner) == inner.resolve()


def test_a_folder_outside_any_project_is_its_own_home(tmp_path: Path) -> None:
    assert find_home(tmp_path) == tmp_path.resolve()
