"""The notebooks run, on a small slice, and show what they were last run to show."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
named = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's libraries, over which this project has no say
@named
def test_a_notebook_runs_from_top_to_bottom(path: Path, trained_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.stem == "from-papers-to-a-table":  # the others train a model of their own
        monkeypatch.setenv("MITAG_MODELS", str(trained_home / "models"))
    monkeypatch.setenv("EVERY", "30")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # the library has no hints

    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()

    cells = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    assert [*map(kinds, cells)] == [*map(kinds, code_cells(path))]


def kinds(cell: dict[str, Any]) -> set[str]:
    """What a cell shows: text, tables, pictures."""
    return {kind for output in cell["outputs"] for kind in output.get("data", {"stream": ""})}


@named
def test_a_notebook_holds_its_outputs_and_nothing_of_the_machine_it_ran_on(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    outputs = json.dumps([cell["outputs"] for cell in code_cells(path)])

    assert "image/png" in outputs
    assert '"output_type": "error"' not in outputs
    assert not [place for place in ("/tmp/", "/home/", "/root/", str(ROOT)) if place in text]  # noqa: S108
