"""The paper trail of a trained model: enough to retrain it byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model was made of, how it scored, and the SHA-256 of every file it consists of."""

    model_id: str
    created: str
    taxonomy_version: str
    data_sha: str
    encoder: str
    params: Mapping[str, Any]
    scores: Mapping[str, Any]
    parent: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    layout: int = 1
