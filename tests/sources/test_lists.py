"""Lists in the forms that people have them in."""

import json
from pathlib import Path

import pytest

from pipeline.domain.provenance import Citation
from pipeline.errors import InputError
from pipeline.sources.lists import read_list

BIBTEX = r"""
@comment{made by hand}
@article{lee2024,
  title = {Holding {B}ack: {\"U}ber Filters},
  author = {Lee, Ann and Bo Ray and M{\"u}ller, Jos{\'e}},
  year = {2024},
  doi = {10.1145/ABC},
  url = {https://example.org/a}
}
@misc{ray2023,
  title = "Staged Release",
  author = "Ray, Bo",
  date = {2023-05-01},
  eprint = {2305.00001},
  archivePrefix = {arXiv}
}
@book{none, title = {Nothing Online}, author = {Lee, Ann}, year = 2001}
"""
RIS = """TY  - JOUR
TI  - Holding Back
AU  - Lee, Ann
AU  - Ray, Bo
PY  - 2024
DO  - 10.1145/ABC
ER  -

TY  - RPRT
TI  - Report
A1  - Ray, Bo
Y1  - 2023/01//
UR  - https://example.org/report.html
ER  -
"""
CSL = [
    {"id": "lee", "title": "Holding Back", "author": [{"family": "Lee", "given": "Ann"}, {"literal": "The Board"}],
     "issued": {"date-parts": [[2024, 3]]}, "DOI": "10.1145/ABC"},
    {"id": "ray", "title": "Staged", "issued": {"date-parts": [["2023"]]}, "publisher": "arXiv",
     "number": "arXiv:2305.00001"},
]  # fmt: skip
ZOTERO = """"Key","Item Type","Publication Year","Author","Title","DOI","Url"
"A1","journalArticle","2024","Lee, Ann; Ray, Bo","Holding Back","10.1145/ABC","https://example.org/a"
"A2","preprint","2023","Ray, Bo","Staged Release","10.48550/arXiv.2305.00001","http://arxiv.org/abs/2305.00001"
"A3","webpage","","","A Page","","https://example.org/report.html"
"""


def keys(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [each.key for each in read_list(path)]


def test_a_text_file_names_one_document_a_line(tmp_path: Path) -> None:
    text = "# to read\n2412.17686\n\n  https://example.org/a#part  # the report\nnot a name\n10.1145/ABC"

    assert keys(tmp_path / "list.txt", text) == [
        "arxiv:2412.17686", "url:https://example.org/a", "", "doi:10.1145/abc",
    ]  # fmt: skip


def test_what_a_line_does_not_name_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("2412.17686\nsomething else\n", encoding="utf-8")

    assert read_list(path)[1].name == f"{path}:2 something else"


def test_bibtex_with_its_names_and_accents(tmp_path: Path) -> None:
    path = tmp_path / "list.bib"

    assert keys(path, BIBTEX) == ["doi:10.1145/abc", "arxiv:2305.00001", ""]
    first, second, third = read_list(path)
    assert first.name == f"{path}: lee2024"
    assert first.citation == Citation(
        "Holding Back: Über Filters", ("Ann Lee", "Bo Ray", "José Müller"), 2024, "10.1145/abc"
    )
    assert first.url == "https://example.org/a"
    assert (second.citation.title, second.citation.year) == ("Staged Release", 2023)
    assert third.citation.title == "Nothing Online"


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("journal = {arXiv preprint arXiv:2412.17686}", "arxiv:2412.17686"),
        ("journal = {arXiv preprint arXiv:2412.17686}, doi = {10.1145/ABC}", "arxiv:2412.17686"),
        ("note = {arXiv:hep-th/9901001, v2}", "arxiv:hep-th/9901001"),
        (r"howpublished = {\url{https://example.org/a\_b}}", "url:https://example.org/a_b"),
        (r"note = {Available at https://example.org/a. Seen in May}", "url:https://example.org/a"),
        (
            "eprint = {hal-0123}, eprinttype = {hal}, url = {https://hal.science/hal-0123}",
            "url:https://hal.science/hal-0123",
        ),
        ("note = {An extension of what was first shown, for two models, in arXiv:2401.00001}", ""),
        ("journal = {Journal of Filters}", ""),
    ],
)
def test_what_a_field_mentions_is_found(tmp_path: Path, field: str, key: str) -> None:
    assert keys(tmp_path / "list.bib", f"@misc{{x, title = {{T}}, {field}}}") == [key]


def test_bibtex_with_a_broken_entry_keeps_the_others(tmp_path: Path) -> None:
    text = "@article{broken, title = {Never closed\n" + BIBTEX

    assert "arxiv:2305.00001" in keys(tmp_path / "list.bib", text)


def test_ris(tmp_path: Path) -> None:
    path = tmp_path / "list.ris"

    assert keys(path, RIS) == ["doi:10.1145/abc", "url:https://example.org/report.html"]
    first, second = (each.citation for each in read_list(path))
    assert (first.title, first.authors, first.year) == ("Holding Back", ("Ann Lee", "Bo Ray"), 2024)
    assert (second.title, second.authors, second.year) == ("Report", ("Bo Ray",), 2023)


@pytest.mark.parametrize("form", [CSL, {"items": CSL}])
def test_csl_json(tmp_path: Path, form: object) -> None:
    path = tmp_path / "list.json"

    assert keys(path, json.dumps(form)) == ["doi:10.1145/abc", "arxiv:2305.00001"]
    first, second = (each.citation for each in read_list(path))
    assert (first.title, first.authors, first.year) == ("Holding Back", ("Ann Lee", "The Board"), 2024)
    assert second.year == 2023


def test_what_zotero_writes_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"

    assert keys(path, "\ufeff" + ZOTERO) == [
        "doi:10.1145/abc",
        "arxiv:2305.00001",
        "url:https://example.org/report.html",
    ]
    first = read_list(path)[0].citation
    assert (first.title, first.authors, first.year) == ("Holding Back", ("Ann Lee", "Bo Ray"), 2024)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("list.odt", "2412.17686", "no arXiv id, DOI, web address or list"),
        ("list.txt", "# nothing\n", "nothing is listed"),
        ("list.json", "{", "cannot be read as a list"),
        ("list.json", "[3]", "cannot be read as a list"),
        ("list.csv", "", "nothing is listed"),
        ("list.ris", "no tags here", "list"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, name: str, text: str, why: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_list(path)

    assert caught.value.problem.startswith(str(path))
    assert why in caught.value.problem


def test_a_list_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_list(tmp_path / "missing.txt")

    (tmp_path / "latin.txt").write_bytes("naïve".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_list(tmp_path / "latin.txt")
