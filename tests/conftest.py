"""What many tests need: the repository's own files, and a project with a model trained on a slice of the corpus."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from typer.testing import CliRunner, Result

from pipeline.cli import app
from tests import postgres
from tests.serving import Server

ROOT = Path(__file__).resolve().parent.parent
_EVERY = 6

# The first call of a test may load a model, which says nothing about the code; and a red run must be repeatable.
settings.register_profile("mitag", deadline=None, derandomize=True)
settings.load_profile("mitag")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real papers and hand-labelled pages that lie beside some checkouts and do not travel with the product."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared papers beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a running server, with `DATABASE` for the name of the database."""
    place = postgres.programs()
    if place is None:
        pytest.skip("no PostgreSQL on this machine")
    with postgres.server(place) as url:
        yield url


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on loopback."""
    with Server() as server:
        yield server


@pytest.fixture
def mitag() -> Callable[..., Result]:
    """Run the command line in this process."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose model was trained on every sixth entry of the corpus; one for all test processes."""
    here = tmp_path_factory.getbasetemp()
    home = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "trained"
    with FileLock(f"{home}.lock"):
        if not (home / "models" / "promoted.json").exists():
            (home / "data" / "labeled").mkdir(parents=True)
            (home / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
            for path in sorted((ROOT / "data" / "labeled").glob("*.jsonl")):
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                (home / "data" / "labeled" / path.name).write_text("".join(lines[::_EVERY]), encoding="utf-8")
            result = CliRunner().invoke(app, ["-C", str(home), "train", "--jobs", "1"])
            assert result.exit_code == 0, result.output
    return home
