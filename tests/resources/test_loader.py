"""Broken taxonomy files are refused in one line that names the file."""

from pathlib import Path

import pytest
import yaml

from pipeline.domain.taxonomy import taxonomy_to_mapping
from pipeline.errors import ConfigError
from pipeline.resources import load_taxonomy, starter_labels
from tests.builders import a_taxonomy

GOOD = """
version: "1"
facets:
  - name: code
    categories:
      - {code: "1", label: A}
      - {code: "1.1", label: B, parent: "1"}
"""


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        load_taxonomy(path)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(path), "FILE"), caught.value.remedy


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "own.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_user_s_own_file_is_read(tmp_path: Path) -> None:
    assert load_taxonomy(written(tmp_path, GOOD)).tree.codes == ("1", "1.1")


def test_a_taxonomy_survives_being_written_as_yaml(tmp_path: Path) -> None:
    text = yaml.safe_dump(taxonomy_to_mapping(a_taxonomy()))

    assert load_taxonomy(written(tmp_path, text)) == a_taxonomy()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "own.yaml") == (
        "FILE: cannot be read (No such file or directory)",
        "check `taxonomy` in mitag.toml",
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == "FILE: cannot be read (Is a directory)"


@pytest.mark.parametrize(
    "content",
    [
        "version: [",
        "version: '1'\n\tfacets: []",
        b"version: \xff",
        b"\x00\x01\x02",
        "[" * 5_000,
        "{" * 5_000,
        "? " * 5_000,
        "a: &a [*b]",
        "!!python/object/apply:os.getcwd []",
        "{[1, 2]: 3, {}: 4}",
    ],
    ids=["open bracket", "tab", "Latin-1", "binary", "deep lists", "deep maps", "deep keys", "alias", "code", "keys"],
)
def test_what_is_no_yaml_is_refused(tmp_path: Path, content: str | bytes) -> None:
    problem, _ = refusal(written(tmp_path, content))

    assert problem.startswith("FILE: is not valid YAML (")


@pytest.mark.parametrize("content", ["", "just text", "- 1\n- 2", "version: '1'", "facets: []"])
def test_yaml_that_is_no_taxonomy_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(written(tmp_path, content))[0] == "FILE: a taxonomy file needs `version` and a list of `facets`"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ('"1.1"', '"1"', "facet 'code': the code '1' stands twice"),
        ('parent: "1"', 'parent: "2"', "facet 'code': '1.1' has the parent '2', which is not there"),
        ('{code: "1", ', '{code: "1", parent: "1.1", ', "facet 'code': '1' is its own ancestor"),
        ('code: "1.1"', "code: 1.1", "facet 'code', category 2: the code must be in quotes"),
        (', parent: "1"', "", "a taxonomy needs exactly one facet that is a tree"),
    ],
    ids=["code twice", "orphan", "circle", "number", "no tree"],
)
def test_what_is_wrong_with_the_categories_is_said_with_the_file(
    tmp_path: Path, good: str, bad: str, problem: str
) -> None:
    assert good in GOOD

    assert refusal(written(tmp_path, GOOD.replace(good, bad)))[0] == f"FILE: {problem}"


def test_references_that_multiply_do_not_fill_the_memory(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 30)]
    bomb = "\n".join(["l0: &l0 [x, x]", *levels, GOOD.replace("label: A", "label: *l29").strip()])

    assert refusal(written(tmp_path, bomb))[0] == "FILE: facet 'code', category 1: the label must be text"


def test_the_starter_labels_are_there() -> None:
    folder = starter_labels()

    assert (folder / "lexicon.jsonl").is_file()
    assert len(list(folder.glob("*.jsonl"))) > 1


@pytest.mark.parametrize(
    "version",
    ["2024-13-45", "!!bool foo", "!!int ''", "!!timestamp foo", "!!float foo", "0x" + "f" * 5_000, '"\\UFFFFFFFF"'],
)
def test_values_of_the_wrong_type_are_refused(tmp_path: Path, version: str) -> None:
    problem, _ = refusal(written(tmp_path, GOOD.replace('"1"', version, 1)))
    assert problem.startswith("FILE: ")
