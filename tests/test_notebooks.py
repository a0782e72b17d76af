"""The code of the notebooks runs."""

import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(
    path: Path, trained_home: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "notebooks")
    monkeypatch.setenv("MITAG_MODELS", str(trained_home / "models"))
    world: dict[str, object] = {}

    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), world)  # noqa: S102  (the notebooks are our own)

    assert len(capsys.readouterr().out.splitlines()) == 5
    assert len(world["table"]) > 10  # type: ignore[arg-type]
