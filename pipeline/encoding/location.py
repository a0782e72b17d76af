"""Where the files of a model lie, and the digest that says whether they are still the same.

A folder is looked for first, then the cache of the model hub on this machine, and only then the hub itself. Nothing
here imports torch, so a wrong name is found out at once.
"""

import os
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from pipeline.errors import ConfigError, NotReadyError

_POOLING, _CONFIG = "modules.json", "config.json"
_WEIGHTS = (".safetensors", ".bin")
_READ = (".json", ".txt", ".model")
_EXPORTS = frozenset({"onnx", "openvino"})
_TRUE = frozenset({"1", "on", "yes", "true"})
_HUB_SECONDS = 5.0
_REMEDY = "name a folder that holds a sentence-transformers model, or a model of the hub such as BAAI/bge-small-en-v1.5"


@dataclass(frozen=True, slots=True)
class Location:
    """The folder of a model, and the name by which it is found again from anywhere."""

    name: str
    folder: Path


def find_model(name: str, home: Path) -> Location:
    """Find the model called `name`: a folder (relative to `home`, or to here) or a model of the hub.

    Raises ConfigError when no model can have that name, and NotReadyError when it is not there, is not complete or
    cannot be fetched.
    """
    path = Path(name).expanduser()
    for folder in (home / path, path):
        if folder.exists():
            return _in_folder(folder.resolve(), home.resolve())
    if path.is_absolute() or name.startswith((".", "~")) or name.endswith("/") or name.count("/") > 1 or "\\" in name:
        raise NotReadyError(f"there is no folder {name}", remedy=_REMEDY)
    return Location(name, _from_hub(name))


def digest_of(folder: Path) -> str:
    """The SHA-256 over all files of a model that decide what it computes, by name and content.

    Exports for other backends and descriptions are left out: adding one makes no other model.

    Raises NotReadyError when a file cannot be read.
    """
    digest = sha256()
    try:
        for path in _files_of(folder):
            with path.open("rb") as content:
                each = file_digest(content, "sha256").hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{each}\n".encode())
    except OSError as error:
        raise NotReadyError(
            f"{error.filename or folder}: cannot be read ({error.strerror})", remedy="check its permissions"
        ) from error
    return digest.hexdigest()


def _files_of(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _beside(path.relative_to(folder))]
    weights = next((suffix for suffix in _WEIGHTS if any(path.suffix == suffix for path in files)), None)
    return [path for path in files if path.suffix in {*_READ, weights}]


def _beside(path: Path) -> bool:
    return path.parts[0] in _EXPORTS or any(part.startswith(".") for part in path.parts)


def _in_folder(folder: Path, home: Path) -> Location:
    if not folder.is_dir():
        raise NotReadyError(f"{folder} is a file, not the folder of a model", remedy=_REMEDY)
    lacking = _lacking(folder)
    if lacking:
        raise NotReadyError(f"the folder {folder} holds no model: it lacks {lacking}", remedy=_REMEDY)
    return Location(folder.relative_to(home).as_posix() if folder.is_relative_to(home) else str(folder), folder)


def _lacking(folder: Path) -> str:
    lacking = []
    if not any((folder / mark).is_file() for mark in (_POOLING, _CONFIG)):
        lacking.append(f"{_POOLING} or {_CONFIG}")
    if not any(path.suffix in _WEIGHTS for path in _files_of(folder)):
        lacking.append("weights (*.safetensors)")
    return " and ".join(lacking)


def _from_hub(name: str) -> Path:
    names = [name] if "/" in name else [f"sentence-transformers/{name}", name]
    kept = [folder for each in names if (folder := _in_hub_cache(each))]
    # A program that needed the bare transformer may have fetched that alone; pooling would then be guessed.
    whole = next((folder for folder in kept if (folder / _POOLING).is_file()), None)
    if whole:
        return whole
    if _is_offline():
        folder, why = None, "HF_HUB_OFFLINE says not to fetch it"
    else:
        folder, why = _fetched(names)
    folder = folder or next(iter(kept), None)
    if folder is None:
        raise NotReadyError(f"the model {name!r} is not on this machine, and {why}", remedy=_REMEDY)
    return folder


def _in_hub_cache(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except HFValidationError as error:
        raise ConfigError(f"no model can be called {name!r}", remedy=_REMEDY) from error
    except OSError:
        return None
    return None if _lacking(folder) else folder


def _fetched(names: list[str]) -> tuple[Path | None, str]:
    """The folder that the first known name was fetched to, or why there is none."""
    from huggingface_hub.errors import RepositoryNotFoundError

    why = "the hub knows no such model"
    for name in names:
        try:
            folder = _fetch(name)
        except RepositoryNotFoundError:
            continue
        except OSError as error:
            answered = getattr(error, "response", None) is not None
            return None, _first_line(error) if answered else "the hub cannot be reached"
        if not _lacking(folder):
            return folder, ""
        why = f"on the hub it lacks {_lacking(folder)}"
    return None, why


def _fetch(name: str) -> Path:
    from huggingface_hub import snapshot_download

    exports = [f"{export}/*" for export in _EXPORTS]
    for weights in _WEIGHTS:  # the unsafe format only where there is no other
        wanted = [f"*{suffix}" for suffix in (*_READ, weights)]
        fetched = snapshot_download(name, allow_patterns=wanted, ignore_patterns=exports, etag_timeout=_HUB_SECONDS)
        folder = Path(fetched)
        if not _lacking(folder):
            break
    return folder


def _is_offline() -> bool:
    from huggingface_hub import constants

    asked = (os.environ.get(each, "").lower() in _TRUE for each in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return bool(constants.HF_HUB_OFFLINE) or any(asked)


def _first_line(error: OSError) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
