"""Settings: defaults, then mitag.toml, then the environment (MITAG_…), then what the command line says.

An unknown key is an error, so that a misspelt setting cannot be silently without effect.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from pipeline.errors import ConfigError

SETTINGS_FILE = "mitag.toml"
_PREFIX = "MITAG_"
_NO_SETTINGS = ("MITAG_PROJECT", "MITAG_REVIEW_TOKEN")
"""Variables that stand in for options of commands."""
_HOME_MARKS = (SETTINGS_FILE, "data/labeled")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ParsingSettings(_Section):
    """How documents are read."""

    max_megabytes: int = Field(100, gt=0)
    max_seconds: int = Field(120, ge=1, le=86_400)
    max_memory_megabytes: int = Field(2048, ge=256)


class ExtractionSettings(_Section):
    """Which paragraphs become passages."""

    threshold: float = Field(0.5, ge=0, le=1)
    min_words: int = Field(12, ge=1)


class ClassificationSettings(_Section):
    """How models are trained and when an answer counts as sure."""

    encoder: str = "static"
    floor: float = Field(0.5, ge=0, le=1)
    coverage: float = Field(0.9, gt=0.5, lt=1)
    seed: int = Field(0, ge=0)


class EncodingSettings(_Section):
    """How a sentence-transformers model works; nothing here matters to the static encoder."""

    device: str = "auto"
    backend: Literal["auto", "torch", "onnx", "openvino"] = "auto"
    cache_megabytes: int = Field(1024, ge=0)
    """How much embeddings may take on disk; 0 keeps none."""


class LlmSettings(_Section):
    """A language model that rewords lines of reasoning; off while no address is set."""

    base_url: str = ""
    """An address that speaks the OpenAI chat protocol, as http://localhost:11434/v1."""
    model: str = ""
    key_variable: str = "OPENAI_API_KEY"
    """The environment variable that holds the key, if the address asks for one."""
    examples: int = Field(4, ge=0, le=20)
    requests_per_minute: int = Field(60, ge=1)
    max_seconds: float = Field(20.0, gt=0, le=600)


class ReasoningSettings(_Section):
    """How the line that says why is written."""

    llm: LlmSettings = LlmSettings()


class FetchServices(_Section):
    """Where papers and what is known of them are asked for."""

    arxiv: str = "https://arxiv.org"
    crossref: str = "https://api.crossref.org"
    unpaywall: str = "https://api.unpaywall.org"
    doi: str = "https://doi.org"


class FetchSettings(_Section):
    """How documents are got from the web; none larger than are read."""

    folder: Path = Path("data/raw")
    contact: str = Field("", pattern=r"^[ -~]*$")
    """An e-mail address or a page about you: it stands in every request, and Unpaywall answers no one without one."""
    seconds_between: float = Field(3.0, ge=0)
    """Between the beginnings of two requests to the same host; robots.txt may ask for more."""
    max_seconds: float = Field(600.0, gt=0)
    """For one document, however slowly it comes in."""
    private_addresses: bool = False
    """Whether addresses of private networks are allowed, as in an intranet."""
    arxiv_order: tuple[Literal["html", "latex", "pdf"], ...] = Field(("html", "latex", "pdf"), min_length=1)
    services: FetchServices = FetchServices()


class Settings(BaseSettings):
    """All settings of a project, checked."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=True
    )

    taxonomy: Path | None = None
    models: Path = Path("models")
    labeled: Path = Path("data/labeled")
    store: str = "data/mitag.sqlite"
    """What is reviewed and what was decided: a file, or the URL of a PostgreSQL database."""
    starter: bool = True
    """Whether models also learn from the corpus that ships with the package."""
    parsing: ParsingSettings = ParsingSettings()
    extraction: ExtractionSettings = ExtractionSettings()
    classification: ClassificationSettings = ClassificationSettings()
    encoding: EncodingSettings = EncodingSettings()
    reasoning: ReasoningSettings = ReasoningSettings()
    fetch: FetchSettings = FetchSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: what the caller says, the environment, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _toml_in_use(settings_cls))


def load_settings(home: Path, **given: Any) -> Settings:  # noqa: ANN401  (pydantic checks each value)
    """Gather the settings of the project at `home`; values in `given` win.

    Raises ConfigError that lists every key that is unknown or has a wrong value.
    """
    path = home / SETTINGS_FILE
    _refuse_unknown_environment()

    class _AtHome(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        return _AtHome(**given)
    except ValidationError as error:
        problems = "; ".join(f"{_origin(path, given, each['loc'])}: {each['msg']}" for each in error.errors())
        raise ConfigError(problems, remedy="compare with `mitag settings`") from error
    except SettingsError as error:
        raise ConfigError(
            f"the environment: {error}", remedy="set one key at a time, as in MITAG_PARSING__MAX_MEGABYTES=50"
        ) from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})", remedy="check its permissions") from error
    except ValueError as error:
        raise ConfigError(f"{path}: is not valid TOML ({error})") from error


def find_home(start: Path) -> Path:
    """The project folder: the nearest folder at or above `start` that looks like one, else `start` itself."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if any((folder / mark).exists() for mark in _HOME_MARKS):
            return folder
    return start


def _origin(path: Path, given: Mapping[str, Any], key: tuple[int | str, ...]) -> str:
    section = given.get(str(key[0]))
    if section is not None and (len(key) == 1 or not isinstance(section, Mapping) or key[1] in section):
        return f"the option for {'.'.join(map(str, key))}"
    variable = _PREFIX + "__".join(map(str, key)).upper()
    return variable if variable in os.environ else f"{path}: {'.'.join(map(str, key))}"


def _toml_in_use(settings_cls: type[BaseSettings]) -> Path | None:
    path = settings_cls.model_config.get("toml_file")
    return path if isinstance(path, Path) and path.exists() else None


def _refuse_unknown_environment() -> None:
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in _NO_SETTINGS:
            key = name.removeprefix(_PREFIX).partition("__")[0]
            if key.upper() not in known:
                raise ConfigError(
                    f"the environment variable {name} names no setting", remedy="unset it, or see `mitag settings`"
                )
