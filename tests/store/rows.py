"""Reading and refusing tables, for the tests of both good and broken ones."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.store.tables import read_rows

COLUMNS = ["text", "code"]


def read(path: Path) -> list[dict[str, Any]]:
    return [row for _, row in read_rows(path)]


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(path), "FILE"), caught.value.remedy


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
