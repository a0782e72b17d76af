"""The pages say what is so: commands and code run, and show what the pages show."""

import shutil
from pathlib import Path

import pytest

from tests.docs.pages import Block, agrees, blocks, commands, type_in
from tests.postgres import new_database

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNING = {"console", "python"}


def running(page: Path) -> list[Block]:
    """The blocks to run; Python at a prompt is a doctest, which the tests of what it shows run."""
    return [block for block in blocks(page) if block.language in RUNNING and not block.text.startswith(">>>")]


@pytest.fixture
def desk(trained_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a trained model to sit in; its starter corpus is small, so that training takes seconds."""
    home = tmp_path / "project"
    shutil.copytree(trained_home, home, ignore=shutil.ignore_patterns("*.sqlite*", "results"))
    shutil.copytree(ROOT / "data" / "raw", home / "data" / "raw")
    monkeypatch.setattr("pipeline.resources.starter_labels", lambda: trained_home / "data" / "labeled")
    monkeypatch.chdir(home)
    return home


@pytest.mark.parametrize(
    "page", [page for page in PAGES if running(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_a_page_runs(page: Path, desk: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if page.name == "share-a-store.md":
        monkeypatch.setenv("MITAG_STORE", request.getfixturevalue("database"))
    world: dict[str, object] = {}
    for block in running(page):
        if block.language == "python":
            exec(compile(block.text, f"{page}:{block.line}", "exec"), world)  # noqa: S102  (the pages are our own)
        else:
            run_console(block, page)


def run_console(block: Block, page: Path) -> None:
    for command in commands(block.text):
        got, exit_code = type_in(command.typed)
        where = f"{page.relative_to(ROOT)}, line {block.line}: $ {command.typed}"
        assert agrees(command.shown, got), f"{where}\nshows\n{got}\nand not\n{command.shown}"
        assert exit_code == 0 or "Error:" in command.shown, f"{where}\nends with {exit_code}\n{got}"


@pytest.fixture
def database(postgresql: str) -> str:
    """The URL of an empty database."""
    return new_database(postgresql)
