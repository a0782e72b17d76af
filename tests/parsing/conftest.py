"""Real papers and pages where a checkout has them beside it; the tests that need them skip elsewhere."""

from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def papers() -> Path:
    folder = _BESIDE / "papers"
    if not folder.is_dir():
        pytest.skip("no papers beside this checkout")
    return folder


@pytest.fixture(scope="session")
def labeled_pages() -> list[Path]:
    pages = sorted((_BESIDE / "navigator").glob("*.txt"))
    if not pages:
        pytest.skip("no labelled pages beside this checkout")
    return pages
