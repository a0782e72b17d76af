"""A model as files: arrays in safetensors, everything else in JSON, the SHA-256 of each in the manifest.

Nothing is unpickled, so reading a model runs no code; every file is compared with its digest before it is read.
The id of a model is the digest of its content and recipe: the same labels and settings give the same id.
The manifest carries a seal over all it says, and only the very bytes that were written are taken back.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from pipeline.domain.manifest import Manifest
from pipeline.errors import InputError, IntegrityError

MANIFEST = "manifest.json"
_ARRAYS = "weights.safetensors"
_LAYOUT = 1
_RECIPE = ("taxonomy_version", "data_sha", "encoder", "params", "scores", "files", "layout")


@dataclass(frozen=True)
class Bundle:
    """What a model consists of: named arrays, and named documents that JSON can hold."""

    arrays: Mapping[str, NDArray[Any]]
    documents: Mapping[str, Any]


def model_id_of(manifest: Manifest) -> str:
    """Derive the id from all of the manifest that the training determines (not from when or after what it ran)."""
    recipe = {name: getattr(manifest, name) for name in _RECIPE}
    return sha256(_canonical(recipe)).hexdigest()[:12]


def write_bundle(bundle: Bundle, folder: Path, describe: Callable[[Mapping[str, str]], Manifest]) -> Manifest:
    """Save a model below `folder` in a folder named after its id, complete or absent.

    `describe` is given the digest of each file and returns the manifest that goes beside them.

    Raises InputError when the folder cannot be written.
    """
    contents = {f"{name}.json": _canonical(document) for name, document in bundle.documents.items()}
    contents[_ARRAYS] = save({name: np.ascontiguousarray(array) for name, array in bundle.arrays.items()})
    manifest = describe({name: sha256(content).hexdigest() for name, content in sorted(contents.items())})
    home = folder / manifest.model_id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(dir=folder, prefix=".new-"))
        try:
            for name, content in contents.items():
                (scratch / name).write_bytes(content)
            (scratch / MANIFEST).write_bytes(_sealed(manifest))
            scratch.chmod(0o755)
            if home.exists():
                rmtree(home)
            scratch.rename(home)
        finally:
            rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{home}: the model cannot be saved ({error.strerror})", remedy="check space and permissions"
        ) from error
    return manifest


def read_manifest(home: Path) -> Manifest:
    """Read the manifest of the model in `home`.

    Raises IntegrityError when it is not there, is not readable, was changed in any byte, or is not this folder's.
    """
    try:
        content = (home / MANIFEST).read_bytes()
        stored = json.loads(content)
        manifest = Manifest(**{field.name: stored[field.name] for field in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(home, f"{MANIFEST} is not readable ({type(error).__name__})") from error
    if manifest.layout != _LAYOUT:
        raise IntegrityError(
            f"{home}: the model has layout {manifest.layout}, this version of mitag reads {_LAYOUT}",
            remedy="run `mitag train`",
        )
    if model_id_of(manifest) != manifest.model_id or _sealed(manifest) != content:
        raise _damaged(home, f"{MANIFEST} was changed after it was saved")
    if manifest.model_id != home.name:
        raise _damaged(home, f"this is the model {manifest.model_id} under another name")
    return manifest


def read_bundle(home: Path) -> tuple[Manifest, Bundle]:
    """Read the model in `home` after checking every file against the manifest.

    Raises IntegrityError naming the first file that is missing or differs.
    """
    manifest = read_manifest(home)
    contents: dict[str, bytes] = {}
    if not isinstance(manifest.files, dict) or _ARRAYS not in manifest.files:
        raise _damaged(home, f"{MANIFEST} does not list {_ARRAYS}")
    for name, digest in manifest.files.items():
        try:
            content = (home / Path(name).name).read_bytes()
        except (OSError, ValueError) as error:
            raise _damaged(home, f"{name} is missing") from error
        if sha256(content).hexdigest() != digest:
            raise _damaged(home, f"{name} was changed after it was saved")
        contents[name] = content
    try:
        arrays = load(contents.pop(_ARRAYS))
        documents = {name.removesuffix(".json"): json.loads(text) for name, text in contents.items()}
    except (SafetensorError, ValueError, RecursionError) as error:
        raise _damaged(home, f"a file of the model is not readable ({type(error).__name__})") from error
    return manifest, Bundle(arrays, documents)


def _sealed(manifest: Manifest) -> bytes:
    stated = asdict(manifest)
    sealed = {**stated, "seal": sha256(_canonical(stated)).hexdigest()}
    return (json.dumps(sealed, indent=2, sort_keys=True) + "\n").encode()


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _damaged(home: Path, why: str) -> IntegrityError:
    return IntegrityError(f"{home}: {why}", remedy=f"delete {home} and run `mitag train`, or restore it from a copy")
