"""What the repository promises about itself."""

import ast
import doctest
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from subprocess import run
from sys import executable

import pytest
from typer.main import get_command

import pipeline
from pipeline.cli import app

BANNED = {
    "utils",
    "helpers",
    "common",
    "misc",
    "base",
    "core",
    "manager",
    "handler",
    "processor",
    "data",
    "info",
    "obj",
}
MODULES = sorted(
    each.name for each in walk_packages(pipeline.__path__, "pipeline.") if not each.name.endswith("__main__")
)


def python_files(root: Path) -> Iterator[Path]:
    yield from sorted((root / "pipeline").rglob("*.py"))
    yield from sorted((root / "tests").rglob("*.py"))


def test_the_import_contract_holds(root: Path) -> None:
    done = run([Path(executable).parent / "lint-imports"], cwd=root, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_readme_shows_every_command_and_no_other(root: Path) -> None:
    shown = set(re.findall(r"^\$ mitag ([a-z]+)", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert shown == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_files_and_functions_keep_to_their_budgets(root: Path) -> None:
    too_long = []
    for path in python_files(root):
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > 400:
            too_long.append(f"{path.relative_to(root)}: {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > 50:
                    too_long.append(f"{path.relative_to(root)}: {node.name} has {lines} lines")

    assert too_long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name in MODULES if set(name.split(".")) & BANNED] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_nothing_is_left_to_do(root: Path) -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    left = [str(path.relative_to(root)) for path in python_files(root) if mark.search(path.read_text(encoding="utf-8"))]

    assert left == []


def test_a_run_without_torch_and_scikit_learn_is_possible(root: Path, trained_home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.project import Project, papers\n"
        "from pipeline.workflows import untracked\n"
        f"project = Project.open(Path({str(trained_home)!r}))\n"
        f"list(papers.extract(project, [Path({str(root / 'data' / 'raw' / 'report.md')!r})], track=untracked))\n"
        "print([name for name in ('torch', 'sklearn', 'sentence_transformers') if name in sys.modules])"
    )

    done = run([executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
