"""One tiny transformer for all tests of this room."""

from pathlib import Path

import pytest

from tests.encoding.tiny import tiny_bert


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("models") / "tiny", ["audit the model every year", "treaty states verify"])
