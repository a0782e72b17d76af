"""The models of a project: save, list, load, and which one is promoted."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.domain.manifest import Manifest
from pipeline.errors import InputError, IntegrityError, NotReadyError
from pipeline.registry.bundle import MANIFEST, Bundle, read_bundle, read_manifest, write_bundle

_PROMOTED = "promoted.json"


class Registry:
    """The folder of models. The promoted one is used unless another is named."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, bundle: Bundle, describe: Callable[[Mapping[str, str]], Manifest]) -> Manifest:
        """Save a model and return its manifest; saving the same model twice leaves one."""
        return write_bundle(bundle, self.folder, describe)

    def manifests(self) -> list[Manifest]:
        """The manifests of all models, oldest first.

        Raises IntegrityError for a manifest that cannot be trusted.
        """
        manifests = (read_manifest(home) for home in self._homes())
        return sorted(manifests, key=lambda manifest: (manifest.created, manifest.model_id))

    def promoted_id(self) -> str | None:
        """The id of the model in use, or None before the first."""
        path = self.folder / _PROMOTED
        if not path.exists():
            return None
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["model_id"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(f"{path}: is not readable", remedy="run `mitag train`, or name a model") from error

    def promote(self, model_id: str) -> None:
        """Make `model_id` the model in use.

        Raises NotReadyError when there is no such model and InputError when the choice cannot be written down.
        """
        self._home(model_id)
        scratch = self.folder / f".{_PROMOTED}"
        try:
            scratch.write_text(json.dumps({"model_id": model_id}) + "\n", encoding="utf-8")
            scratch.replace(self.folder / _PROMOTED)
        except OSError as error:
            raise InputError(
                f"{self.folder / _PROMOTED}: cannot be written ({error.strerror})",
                remedy="check space and permissions",
            ) from error

    def load(self, model_id: str | None = None) -> tuple[Manifest, Bundle]:
        """Read the named model, or the promoted one.

        Raises NotReadyError when there is none and IntegrityError when it is not what was saved.
        """
        wanted = model_id or self.promoted_id()
        if wanted is None:
            raise NotReadyError(f"there is no trained model in {self.folder}", remedy="run `mitag train`")
        return read_bundle(self._home(wanted))

    def _home(self, model_id: str) -> Path:
        # Looked up among the folders that are there, so that no name can lead out of this one.
        homes = {path.name: path for path in self.folder.glob("*") if path.is_dir() and not path.name.startswith(".")}
        if model_id not in homes:
            known = ", ".join(home.name for home in self._homes()) or "none yet"
            raise NotReadyError(f"there is no model {model_id!r} in {self.folder}", remedy=f"models here: {known}")
        return homes[model_id]

    def _homes(self) -> list[Path]:
        homes = (path.parent for path in self.folder.glob(f"*/{MANIFEST}"))
        return sorted(home for home in homes if not home.name.startswith("."))
