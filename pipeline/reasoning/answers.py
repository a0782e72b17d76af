"""Answers of a language model on disk, so that no question is paid for twice."""

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipeline.reasoning.chat import Message


class AnswerCache:
    """One small file for each question; deleting the folder loses nothing but time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, model: str, messages: Sequence[Message]) -> str | None:
        """The answer a model gave to these messages; None when it was never asked, or the file is damaged."""
        try:
            known = json.loads(self._path(model, messages).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        answer = known.get("answer") if isinstance(known, dict) else None
        return answer if isinstance(answer, str) else None

    def put(self, model: str, messages: Sequence[Message], answer: str) -> None:
        """Keep an answer; where the folder cannot be written to, it is asked again another time."""
        path = self._path(model, messages)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as scratch:
                json.dump({"model": model, "answer": answer}, scratch, ensure_ascii=False)
            os.replace(scratch.name, path)  # noqa: PTH105  (a name, not a path, is at hand)
        except OSError:
            return

    def _path(self, model: str, messages: Sequence[Message]) -> Path:
        key = sha256(json.dumps([model, *map(dict, messages)], sort_keys=True).encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json"
