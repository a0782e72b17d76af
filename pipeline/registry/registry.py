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
        promoted, _ = self._choice()
        return promoted

    def promote(self, model_id: str) -> None:
        """Make `model_id` the model in use, and remember which one was before.

        Raises NotReadyError when there is no such model and InputError when the choice cannot be written down.
        """
        self._home(model_id)
        try:
            promoted, before = self._choice()
        except IntegrityError:  # to choose anew is how it is mended
            promoted, before = None, ()
        if promoted is not None and promoted != model_id:
            before = (*before, promoted)
        self._choose(model_id, before)

    def roll_back(self) -> str:
        """Make the model the one in use that was before, and return its id; again for the one before that.

        Raises NotReadyError when there was none, or it is no longer there.
        """
        _, before = self._choice()
        if not before:
            raise NotReadyError("no model was in use before this one", remedy="see `mitag models list`")
        self._home(before[-1])
        self._choose(before[-1], before[:-1])
        return before[-1]

    def has(self, model_id: str) -> bool:
        """Whether there is a model of that id."""
        return any(home.name == model_id for home in self._homes())

    def _choice(self) -> tuple[str | None, tuple[str, ...]]:
        """The model in use, and those that were before, oldest first."""
        path = self.folder / _PROMOTED
        if not path.exists():
            return None, ()
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return str(stored["model_id"]), tuple(map(str, stored.get("before", ())))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IntegrityError(
                f"{path}: is not readable", remedy="delete it and run `mitag models promote ID`, or name a model"
            ) from error

    def _choose(self, model_id: str, before: tuple[str, ...]) -> None:
        scratch = self.folder / f".{_PROMOTED}"
        try:
            chosen = {"model_id": model_id, "before": list(before)}
            scratch.write_text(json.dumps(chosen) + "\n", encoding="utf-8")
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
        # Looked up among the folders that hold files, so that no name can lead out of this one; the folder of tuned
        # encoders holds only folders.
        homes = {path.parent.name: path.parent for path in self.folder.glob("[!.]*/*") if path.is_file()}
        if model_id not in homes:
            known = ", ".join(home.name for home in self._homes()) or "none yet"
            raise NotReadyError(f"there is no model {model_id!r} in {self.folder}", remedy=f"models here: {known}")
        return homes[model_id]

    def _homes(self) -> list[Path]:
        homes = (path.parent for path in self.folder.glob(f"*/{MANIFEST}"))
        return sorted(home for home in homes if not home.name.startswith("."))
