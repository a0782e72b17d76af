"""The verb that hands a model on: a project folder of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.project import Project


def copy_model(project: Project, model_id: str, folder: Path) -> None:
    """Make `folder` a project that holds one model and the settings by which it finds passages and answers.

    Raises InputError when the folder cannot be written.
    """
    from pipeline.config import SETTINGS_FILE
    from pipeline.errors import InputError
    from pipeline.registry import Registry

    manifest, bundle = project.registry.load(model_id)
    floor, extraction = project.settings.classification.floor, project.settings.extraction
    settings = [
        f"[classification]\nfloor = {floor}\n",
        f"[extraction]\nthreshold = {extraction.threshold}\nmin_words = {extraction.min_words}\n",
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SETTINGS_FILE).write_text("\n".join(settings), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})", remedy="name another folder") from error
    registry = Registry(folder / "models")
    registry.add(bundle, lambda _: manifest)
    registry.promote(model_id)
