"""Categories form trees, names lead to one code, and a taxonomy survives being written down."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.taxonomy import Category, Facet, Taxonomy, taxonomy_from_mapping, taxonomy_to_mapping
from pipeline.errors import ConfigError
from tests.builders import a_taxonomy

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def trees(draw: st.DrawFn, *, deep: bool = True) -> Facet:
    """A facet of up to twelve categories; the codes make every name unique, whatever the labels are."""
    categories: list[Category] = []
    for number in range(draw(st.integers(2, 12))):
        parent = draw(st.sampled_from([None, *(each.code for each in categories)])) if deep and number else None
        if deep and number == 1:
            parent = "c0"
        aliases = [f"alias {number} {draw(WORDS)}"] if draw(st.booleans()) else []
        label = draw(WORDS) if deep else f"c{number}"
        frequency = draw(st.just(1.0) | st.floats(0, 100, exclude_min=True, exclude_max=True))
        categories.append(Category(f"c{number}", label, draw(WORDS), parent, tuple(aliases), frequency))
    name = "tree" if deep else draw(st.sampled_from(["flat", "actor"]))
    return Facet(name, draw(WORDS), tuple(draw(st.permutations(categories))))


TAXONOMIES = st.builds(Taxonomy, WORDS.filter(bool), st.tuples(trees(), trees(deep=False)))


def complaint(*categories: Category) -> str:
    with pytest.raises(ConfigError) as caught:
        Facet("code", "?", categories)
    return str(caught.value)


def category(code: str, parent: str | None = None, *aliases: str) -> Category:
    return Category(code, f"label {code}", "", parent, aliases)


@given(TAXONOMIES)
def test_a_taxonomy_survives_being_written_as_json(taxonomy: Taxonomy) -> None:
    written = json.loads(json.dumps(taxonomy_to_mapping(taxonomy)))

    assert taxonomy_from_mapping(written, where="t.json") == taxonomy


@given(trees())
def test_ancestors_lead_from_a_root_to_the_code(facet: Facet) -> None:
    for code in facet.codes:
        path = facet.ancestors(code)
        assert path[-1] == code
        assert facet[path[0]].parent is None
        assert [facet[below].parent for below in path[1:]] == list(path[:-1])


@given(trees())
def test_every_category_is_the_child_of_its_parent_alone(facet: Facet) -> None:
    parents: list[str | None] = [None, *facet.codes]
    found = [(child.code, parent) for parent in parents for child in facet.children(parent)]

    assert sorted(found) == sorted((each.code, each.parent) for each in facet.categories)


@given(trees())
def test_leaves_are_the_codes_without_children(facet: Facet) -> None:
    assert facet.leaves() == tuple(code for code in facet.codes if not facet.children(code))


@given(trees())
def test_code_title_and_aliases_lead_back_to_the_code(facet: Facet) -> None:
    for each in facet.categories:
        for name in (each.code, each.title, *each.aliases):
            assert facet.resolve(name) == each.code
            assert facet.resolve(f"  {name.replace(' ', chr(10))} ") == each.code


def test_names_are_found_in_any_case_and_spacing_and_no_other_is() -> None:
    tree = a_taxonomy().tree

    assert [tree.resolve(name) for name in ("1.1  MODEL", "the model", "Model", "1.3", "")] == [
        "1.1",
        "1.1",
        "1.1",
        None,
        None,
    ]


def test_a_code_twice_is_refused() -> None:
    assert complaint(category("1"), category("1")) == "facet 'code': the code '1' stands twice"


def test_a_missing_parent_is_refused() -> None:
    assert complaint(category("1.1", "1")) == "facet 'code': '1.1' has the parent '1', which is not there"


@pytest.mark.parametrize("circle", [[category("1", "1")], [category("1", "2"), category("2", "3"), category("3", "1")]])
def test_a_circle_is_refused(circle: list[Category]) -> None:
    assert complaint(*circle) == "facet 'code': '1' is its own ancestor"


def test_a_circle_further_up_is_refused_too() -> None:
    assert "is its own ancestor" in complaint(category("0", "1"), category("1", "2"), category("2", "1"))


def test_a_name_for_two_categories_is_refused() -> None:
    assert (
        complaint(category("1", None, "Filters"), category("2", None, "filters"))
        == "facet 'code': 'filters' names both '1' and '2'"
    )


def test_a_facet_without_categories_is_refused() -> None:
    assert complaint() == "facet 'code' has no categories"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        a_taxonomy().tree["7"]
    assert (str(caught.value), caught.value.remedy) == (
        "facet 'code' has no category '7'",
        "see `mitag taxonomy show`",
    )
    assert "7" not in a_taxonomy().tree
    assert "1.1" in a_taxonomy().tree


def test_a_taxonomy_has_one_tree() -> None:
    tree, flat = a_taxonomy().facets

    assert Taxonomy("1", (flat, tree)).tree is tree
    for facets in ((flat,), (tree, Facet("other", "?", tree.categories)), ()):
        with pytest.raises(ConfigError) as caught:
            Taxonomy("1", facets)
        assert str(caught.value) == "a taxonomy needs exactly one facet that is a tree"
        assert caught.value.remedy == "give categories of one facet a `parent`, and none to those of the others"


def test_a_facet_name_twice_is_refused() -> None:
    tree, flat = a_taxonomy().facets

    with pytest.raises(ConfigError) as caught:
        Taxonomy("1", (tree, flat, flat))
    assert str(caught.value) == "a facet name stands twice among: code, actor, actor"


def test_facets_are_found_by_name() -> None:
    taxonomy = a_taxonomy()

    assert taxonomy["actor"] is taxonomy.facets[1]
    assert [facet.name for facet in taxonomy] == ["code", "actor"]
    with pytest.raises(ConfigError) as caught:
        taxonomy["colour"]
    assert (str(caught.value), caught.value.remedy) == ("no facet called 'colour'", "facets are: code, actor")


TREE = {
    "name": "code",
    "categories": [{"code": "1", "label": "A"}, {"code": "1.1", "label": "B", "parent": "1"}],
}


def with_category(**category: Any) -> dict[str, Any]:
    return {"version": "1", "facets": [{"name": "code", "categories": [category]}]}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (None, "a taxonomy file needs `version` and a list of `facets`"),
        ([TREE], "a taxonomy file needs `version` and a list of `facets`"),
        ({"facets": [TREE]}, "a taxonomy file needs `version` and a list of `facets`"),
        ({"version": None, "facets": [TREE]}, "a taxonomy file needs `version` and a list of `facets`"),
        ({"version": ["1"], "facets": [TREE]}, "the taxonomy: the version must be text"),
        ({"version": "1", "facets": "none"}, "a taxonomy file needs `version` and a list of `facets`"),
        ({"version": "1", "facets": ["code"]}, "facet 1 has no name"),
        ({"version": "1", "facets": [TREE, {"categories": []}]}, "facet 2 has no name"),
        ({"version": "1", "facets": [{"name": "code"}]}, "facet 'code' has no list of categories"),
        ({"version": "1", "facets": [{"name": "code", "categories": []}]}, "facet 'code' has no categories"),
        ({"version": "1", "facets": [{**TREE, "questions": "?"}]}, "facet 'code': unknown key 'questions'"),
        ({"version": "1", "facets": [{**TREE, "question": ["?"]}]}, "facet 'code': the question must be text"),
        (with_category(code="1"), "facet 'code', category 1: needs at least a `label`"),
        (with_category(label=["A"], code="1"), "facet 'code', category 1: the label must be text"),
        (with_category(label="A", code=1.1), "facet 'code', category 1: the code must be in quotes"),
        (with_category(label="A", parent=1.1), "facet 'code', category 1: the parent must be in quotes"),
        (with_category(label=True), "facet 'code', category 1: the label must be in quotes"),
        (with_category(label="A", colour="red"), "facet 'code', category 1: unknown key 'colour'"),
        *(
            (
                with_category(label="A", frequency=wrong),
                "facet 'code', category 1: the frequency must be a number above 0 and below 100",
            )
            for wrong in (0, -1, 100, "often", True, [1], float("nan"))
        ),
        (with_category(label="A", definition={}), "facet 'code', category 1: the definition must be text"),
        (
            with_category(label="A", aliases="B"),
            "facet 'code', category 1: the aliases must be a list of texts in quotes",
        ),
        (
            with_category(label="A", aliases=[1]),
            "facet 'code', category 1: the aliases must be a list of texts in quotes",
        ),
    ],
)
def test_what_is_no_taxonomy_is_refused_with_its_place(source: object, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        taxonomy_from_mapping(source, where="own.yaml")
    assert str(caught.value) == f"own.yaml: {problem}"


def test_keys_of_any_kind_can_be_unknown() -> None:
    source: dict[str, Any] = with_category(label="A")
    source["facets"][0]["categories"][0] |= {1: "one", "other": 2}

    with pytest.raises(ConfigError) as caught:
        taxonomy_from_mapping(source, where="own.yaml")
    assert str(caught.value) == "own.yaml: facet 'code', category 1: unknown key '1'"
    assert caught.value.remedy == "keys are: aliases, code, definition, frequency, label, parent"


def test_what_is_left_open_in_the_file_is_empty() -> None:
    entry = {"code": "1.1", "label": "B", "parent": "1", "definition": None, "aliases": None}
    source = {
        "version": 2,
        "facets": [{"name": "code", "question": None, "categories": [{"label": "1", "parent": None}, entry]}],
    }

    taxonomy = taxonomy_from_mapping(source, where="own.yaml")

    assert taxonomy.version == "2"
    assert taxonomy.tree.question == ""
    assert taxonomy.tree.categories == (Category("1", "1", ""), Category("1.1", "B", "", "1"))
