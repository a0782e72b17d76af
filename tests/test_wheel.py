"""The wheel alone is enough: taxonomy, starter corpus, word lists, pages and the files of a fresh project are in it."""

import json
import os
from pathlib import Path
from subprocess import run
from sys import executable
from zipfile import ZipFile

import pytest


@pytest.mark.slow
def test_a_fresh_project_from_the_wheel_lacks_nothing_but_a_model(root: Path, tmp_path: Path) -> None:
    build = [executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    run(build, cwd=root, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        shipped = {name for name in archive.namelist() if name.startswith("pipeline/")}
    kept = {path.relative_to(root).as_posix() for path in (root / "pipeline").rglob("*") if path.is_file()}

    def mitag(*arguments: str) -> str:
        alone = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
        command = [executable, "-P", "-m", "pipeline", *arguments]
        return run(command, cwd=tmp_path, env=alone, check=False, capture_output=True, text=True, timeout=120).stdout

    mitag("init", "fresh")
    checks = {check["name"]: check for check in json.loads(mitag("-C", "fresh", "doctor", "--json"))}

    assert {name for name in kept if "__pycache__" not in name} <= shipped
    assert [name for name, check in checks.items() if check["state"] == "fault"] == ["Model"]
    assert int(checks["Labels"]["found"].split()[0]) > 7000
