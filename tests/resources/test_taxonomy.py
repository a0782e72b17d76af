"""The taxonomy that ships is the one that was designed, code for code and word for word."""

import pytest

from pipeline.domain.taxonomy import UNCLASSIFIABLE, Taxonomy
from pipeline.resources import load_taxonomy

DESIGNED = """
1 AI System
1.1 Model
1.1.1 Training Data
1.1.2 Learning Objectives
1.1.3 Capability Modification
1.1.4 Model Architecture
1.2 Non-Model
1.2.1 Guardrails & Filtering
1.2.2 Runtime Environment
1.2.3 Monitoring & Detection
1.2.4 Security Infrastructure
1.2.5 Provenance & Watermarking
2 Organisation
2.1 Oversight & Accountability
2.1.1 Leadership Oversight
2.1.2 Roles & Accountability
2.1.3 Policies & Procedures
2.2 Risk & Assurance
2.2.1 Risk Assessment
2.2.2 Testing & Evaluation
2.2.3 Auditing & Compliance
2.2.4 Assurance Documentation
2.3 Operations & Security
2.3.1 Deployment Management
2.3.2 Access & Security Controls
2.3.3 Monitoring & Logging
2.3.4 Incident Response
2.4 Engineering & Development
2.4.1 Research & Foundations
2.4.2 Design Standards
2.4.3 Development Workflows
2.4.4 Training & Awareness
3 Ecosystem
3.1 Legal & Regulatory
3.1.1 Legislation & Policy
3.1.2 Regulatory Bodies
3.1.3 International Agreements
3.1.4 Compliance Requirements
3.1.5 Enforcement Mechanisms
3.2 Shared Infrastructure
3.2.1 Benchmarks & Evaluation
3.2.2 Technical Standards
3.2.3 Research Resources
3.3 Voluntary & Cooperative
3.3.1 Industry Coordination
3.3.2 Public Engagement
3.3.3 Self-regulatory Mechanisms
99 Other
99.9 Other
""".strip().splitlines()
RESIDUAL = ["1.1.9", "1.2.9", "2.1.9", "2.2.9", "2.3.9", "2.4.9", "3.1.9", "3.2.9", "3.3.9"]
FLAT = {
    "lifecycle_stage": [
        "Plan and Design",
        "Collect and Process Data",
        "Build and Use Model",
        "Verify and Validate",
        "Deploy",
        "Operate and Monitor",
        "Other (multiple stages)",
        "Other (outside lifecycle)",
        "Other (general)",
        "Unable to classify",
    ],
    "actor": [
        "Developer",
        "Deployer",
        "Infrastructure Provider",
        "Governance Actor",
        "User",
        "Affected Stakeholder",
        "Other",
        "Unable to classify",
    ],
    "risk_function": ["Govern", "Map", "Measure", "Manage", "Unable to classify"],
}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def test_the_codes_are_those_of_the_design_and_a_residual_one_in_each_branch(taxonomy: Taxonomy) -> None:
    titles = [category.title for category in taxonomy.tree.categories]
    residual = [title for title in titles if title.partition(" ")[0] in RESIDUAL]

    assert [title for title in titles if title not in residual] == DESIGNED
    assert [title.partition(" ")[0] for title in residual] == RESIDUAL
    assert all(title.partition(" ")[2].startswith("Other ") for title in residual)


def test_codes_stand_in_their_order(taxonomy: Taxonomy) -> None:
    assert list(taxonomy.tree.codes) == sorted(taxonomy.tree.codes, key=lambda code: [int(n) for n in code.split(".")])


def test_every_code_stands_under_the_code_it_continues(taxonomy: Taxonomy) -> None:
    for category in taxonomy.tree.categories:
        assert category.parent == (category.code.rpartition(".")[0] or None)


def test_inner_codes_end_at_the_second_level(taxonomy: Taxonomy) -> None:
    leaves = set(taxonomy.tree.leaves())

    assert {code for code in taxonomy.tree.codes if code not in leaves} == {
        *("1", "1.1", "1.2", "2", "2.1", "2.2", "2.3", "2.4", "3", "3.1", "3.2", "3.3", "99")
    }


@pytest.mark.parametrize("facet", FLAT)
def test_the_flat_facets_have_the_categories_of_the_design(taxonomy: Taxonomy, facet: str) -> None:
    assert list(taxonomy[facet].codes) == FLAT[facet]
    assert not taxonomy[facet].is_tree


def test_there_are_four_facets_and_the_code_comes_first(taxonomy: Taxonomy) -> None:
    assert [facet.name for facet in taxonomy] == ["code", *FLAT]
    assert taxonomy.tree.name == "code"
    assert taxonomy.version


def test_every_facet_asks_and_every_category_is_defined(taxonomy: Taxonomy) -> None:
    for facet in taxonomy:
        assert facet.question.endswith("?")
        for category in facet.categories:
            assert category.definition.endswith(".")
            assert "None" not in category.definition


def test_no_two_codes_are_defined_alike(taxonomy: Taxonomy) -> None:
    definitions = [category.definition for category in taxonomy.tree.categories]

    assert len(set(definitions)) == len(definitions)


def test_unable_to_classify_is_an_answer_to_every_question(taxonomy: Taxonomy) -> None:
    answers = {facet.name: facet.resolve(UNCLASSIFIABLE) for facet in taxonomy}

    assert answers == {"code": "99.9", **dict.fromkeys(FLAT, UNCLASSIFIABLE)}


@pytest.mark.parametrize(
    ("facet", "name", "code"),
    [
        *(("code", f"{code} Other", code) for code in RESIDUAL),
        ("code", "2 Organization", "2"),
        ("code", "1.2.1 guardrails & filtering", "1.2.1"),
        ("code", "99 Other", "99"),
        ("code", "99.9 Other", "99.9"),
        ("lifecycle_stage", "Other", "Other (general)"),
        ("actor", "Other (multiple actors)", "Other"),
        ("risk_function", "govern", "Govern"),
    ],
)
def test_names_that_labelled_files_use_are_understood(taxonomy: Taxonomy, facet: str, name: str, code: str) -> None:
    assert taxonomy[facet].resolve(name) == code
