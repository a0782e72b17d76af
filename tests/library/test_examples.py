"""The examples of the library's page are true."""

import doctest
import re
from pathlib import Path

import datasets
import pytest


def test_every_example_of_the_page_runs(root: Path, trained_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (root / "docs" / "library.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(trained_home)
    datasets.disable_progress_bars()

    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "library.md", None, None)
    result = doctest.DocTestRunner().run(example)

    assert result.attempted > 20
    assert result.failed == 0
