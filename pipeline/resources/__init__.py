"""What ships with the package: the taxonomy, the lexicon, the starter corpus."""

from pathlib import Path

import yaml

from pipeline.domain.taxonomy import Taxonomy, taxonomy_from_mapping
from pipeline.errors import ConfigError

_HERE = Path(__file__).parent
TAXONOMY_FILE = _HERE / "taxonomy.yaml"
ENGLISH_FILE = _HERE / "english.yaml"
HOMOGRAPHS_FILE = _HERE / "homographs.json"
PHRASES_FILE = _HERE / "phrases.json"
REASONING_FILE = _HERE / "reasoning.yaml"
_STARTER = {
    "mitag.toml": "mitag.toml",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    "data/raw/README.md": "raw.md",
    "data/labeled/README.md": "labeled.md",
    "models/README.md": "models.md",
}
_UNREADABLE = (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError, OverflowError)
"""What PyYAML lets through where a value is not of the type that its tag or its looks promise, as 2024-13-45."""


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read and check a taxonomy file; the one that ships with the package when none is named.

    Raises ConfigError naming the file and what is wrong: unreadable YAML, a code twice, a parent that is not there.
    """
    path = path or TAXONOMY_FILE
    try:
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror})", remedy="check `taxonomy` in mitag.toml"
        ) from error
    except _UNREADABLE as error:
        raise ConfigError(f"{path}: is not valid YAML ({' '.join(str(error).split())})") from error
    try:
        return taxonomy_from_mapping(source, where=str(path))
    except ValueError as error:  # a number of more digits than Python prints
        raise ConfigError(f"{path}: is no taxonomy ({error})") from error


def starter_labels() -> Path:
    """The folder of the corpus that ships with the package (in a source checkout, the repository's own)."""
    shipped = _HERE / "labeled"
    return shipped if shipped.is_dir() else _HERE.parent.parent / "data" / "labeled"


def starter_files() -> dict[str, str]:
    """The files of a fresh project, by their path in its folder."""
    return {path: (_HERE / "starter" / name).read_text(encoding="utf-8") for path, name in _STARTER.items()}
