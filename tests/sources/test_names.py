"""However a document is named, it has one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.names import canonical, understand


@pytest.mark.parametrize(
    "name",
    [
        "2412.17686", " 2412.17686 ", "arXiv:2412.17686", "arxiv: 2412.17686", "https://arxiv.org/abs/2412.17686",
        "http://www.arxiv.org/pdf/2412.17686", "https://arxiv.org/pdf/2412.17686.pdf", "https://arxiv.org/html/2412.17686",
        "https://export.arxiv.org/abs/2412.17686", "https://ar5iv.labs.arxiv.org/html/2412.17686",
        "10.48550/arXiv.2412.17686", "https://doi.org/10.48550/arXiv.2412.17686", "https://arxiv.org/abs/2412.17686#top",
    ],
)  # fmt: skip
def test_a_paper_of_arxiv_has_one_key_however_it_is_named(name: str) -> None:
    found = understand(name)

    assert found
    assert found.key == "arxiv:2412.17686"
    assert found.name == name.strip()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("2412.17686v3", "arxiv:2412.17686v3"),
        ("https://arxiv.org/pdf/2412.17686v3", "arxiv:2412.17686v3"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math.GT/0309136"),
        ("10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("doi:10.1145/ABC", "doi:10.1145/abc"),
        ("https://dx.doi.org/10.1145/ABC%28x%29", "doi:10.1145/abc(x)"),
        ("https://example.org", "url:https://example.org/"),
        ("https://arxiv.org/list/cs.AI/recent", "url:https://arxiv.org/list/cs.AI/recent"),
        ("https://doi.org/the-identifier/", "url:https://doi.org/the-identifier/"),
        ("https://example.org/10.1145/abc", "url:https://example.org/10.1145/abc"),
    ],
)
def test_ids_and_addresses(name: str, key: str) -> None:
    found = understand(name)

    assert found
    assert found.key == key


@pytest.mark.parametrize(
    "name", ["", "survey.pdf", "list.txt", "reports/", "10.1145", "2412.1", "ftp://example.org/a", "https://", "a b"]
)
def test_what_names_nothing_online_is_left_to_others(name: str) -> None:
    assert understand(name) is None


@given(st.text(alphabet=st.sampled_from("htps:/[]@.#?%01aA \t\x00é"), max_size=20) | st.text())
def test_no_name_is_too_strange_to_be_looked_at(text: str) -> None:
    for name in (text, f"http://{text}", f"https://arxiv.org/abs/{text}", f"https://[::1]{text}"):
        found = understand(name)
        assert found is None or found.key


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTP://Example.ORG:80/A?q=1#part", "http://example.org/A?q=1"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("http://example.org:443/", "http://example.org:443/"),
    ],
)
def test_an_address_is_spelt_one_way(address: str, same: str) -> None:
    assert canonical(address) == same
    assert canonical(same) == same
