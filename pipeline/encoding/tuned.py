"""Tuned encoders on disk: each a folder named after the digest of its files, so that a changed one is noticed.

The folder is what sentence-transformers writes, weights in safetensors, with `tuning.json` beside them that says what
they were made of.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from pipeline.encoding.loading import quiet
from pipeline.encoding.location import digest_of
from pipeline.encoding.sentence import SentenceEncoder
from pipeline.encoding.workplace import Workplace
from pipeline.errors import InputError, IntegrityError, NotReadyError

DOOR = "tuned"
_RECIPE = "tuning.json"
_ID_LENGTH = 12


class TunedEncoder(SentenceEncoder):
    """An encoder of this project's own, which says in a manifest what it was made of."""

    @property
    def recipe(self) -> Mapping[str, Any]:
        """What it was made of."""
        recipe: Mapping[str, Any] = json.loads((self.folder / _RECIPE).read_text(encoding="utf-8"))
        return recipe

    @property
    def tuned_on(self) -> frozenset[str]:
        """The papers whose labels it has seen."""
        return frozenset(self.recipe["papers"])

    @property
    def trail(self) -> Mapping[str, Any]:
        """What a manifest says of this encoder beside its name."""
        return {**super().trail, "tuning": self.recipe}


def build(encoder_id: str, workplace: Workplace) -> TunedEncoder:
    """Find the tuned encoder with this id.

    Raises NotReadyError when there is none and IntegrityError when its files were changed.
    """
    homes = {path.name: path for path in workplace.tuned.glob("*") if (path / _RECIPE).is_file()}
    if encoder_id not in homes:
        known = ", ".join(sorted(name for name in homes if not name.startswith("."))) or "none yet"
        raise NotReadyError(
            f"there is no tuned encoder {encoder_id!r} in {workplace.tuned}", remedy=f"tuned encoders here: {known}"
        )
    encoder = TunedEncoder(f"{DOOR}:{encoder_id}", homes[encoder_id], workplace)
    if not encoder.sha256.startswith(encoder_id):
        raise IntegrityError(
            f"{encoder.folder}: the tuned encoder was changed after it was saved",
            remedy="restore it from a copy, or delete it and run `mitag train --tune-encoder`",
        )
    return encoder


def kept_with(recipe: Mapping[str, Any], workplace: Workplace) -> TunedEncoder | None:
    """The encoder that was tuned in just this way before, or None."""
    for path in sorted(workplace.tuned.glob(f"*/{_RECIPE}")):
        if not path.parent.name.startswith(".") and path.read_bytes() == _written(recipe):
            return build(path.parent.name, workplace)
    return None


def keep(model: Any, recipe: Mapping[str, Any], workplace: Workplace) -> TunedEncoder:  # noqa: ANN401
    """Save a tuned SentenceTransformer, complete or not at all.

    Raises InputError when the folder cannot be written.
    """
    try:
        workplace.tuned.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(dir=workplace.tuned, prefix=".new-"))
        try:
            with quiet():
                model.save_pretrained(str(scratch), create_model_card=False)
            (scratch / _RECIPE).write_bytes(_written(recipe))
            _open_to_readers(scratch)
            home = workplace.tuned / digest_of(scratch)[:_ID_LENGTH]
            if home.exists():
                rmtree(home)
            scratch.rename(home)
        finally:
            rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{workplace.tuned}: the tuned encoder cannot be saved ({error.strerror})",
            remedy="check space and permissions",
        ) from error
    return build(home.name, workplace)


def _open_to_readers(scratch: Path) -> None:
    """Give all files the rights that a new file has here; the weights come with fewer."""
    rights = (scratch / _RECIPE).stat().st_mode
    scratch.chmod(0o755)
    for path in scratch.rglob("*"):
        if path.is_file():
            path.chmod(rights)


def _written(recipe: Mapping[str, Any]) -> bytes:
    return (json.dumps(recipe, indent=2, sort_keys=True) + "\n").encode()
