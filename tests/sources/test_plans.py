"""Where a document is looked for, in which order, and what is learned on the way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pipeline.domain.provenance import Citation, Glance
from pipeline.errors import InputError
from pipeline.sources.answers import AbsentError
from pipeline.sources.names import Wanted, understand
from pipeline.sources.plans import Candidate, Indexes, Places, candidates

PLACES = Places("https://arxiv.test", "https://crossref.test", "https://unpaywall.test", "https://doi.test")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
WORK = {
    "message": {
        "title": ["Holding Back"],
        "author": [{"given": "Ann", "family": "Lee"}],
        "issued": {"date-parts": [[2024, 5]]},
        "license": [{"URL": LICENCE}],
        "link": [
            {"URL": "https://publisher.test/a.pdf", "content-type": "application/pdf"},
            {"URL": "https://publisher.test/a.xml", "content-type": "text/xml"},
        ],
    }
}
OPEN = {
    "best_oa_location": {"url_for_pdf": "https://repository.test/a.pdf", "license": "cc-by"},
    "oa_locations": [
        {"url_for_pdf": "https://repository.test/a.pdf", "license": "cc-by"},
        {"url_for_pdf": None, "url": "https://repository.test/a"},
        {"url_for_pdf": "https://second.test/a.pdf"},
    ],
}
HELD = Citation("Holding Back", ("Ann Lee",), 2024, "10.1/abc", licence=LICENCE)


class Asked:
    """Indexes that answer from two tables, and remember what they were asked."""

    def __init__(self, answers: Mapping[str, Any], pages: Mapping[str, Glance | InputError]) -> None:
        self.urls: list[str] = []
        self._answers = answers
        self._pages = pages

    def json(self, url: str) -> Any:
        self.urls.append(url)
        if url not in self._answers:
            raise AbsentError(f"{url}: nothing there")
        return self._answers[url]

    def page(self, url: str) -> Glance:
        self.urls.append(url)
        found = self._pages.get(url, AbsentError(f"{url}: nothing there"))
        if isinstance(found, InputError):
            raise found
        return found


def plan(name: str | Wanted, asked: Asked, places: Places = PLACES) -> list[Candidate]:
    wanted = understand(name) if isinstance(name, str) else name
    assert wanted
    return list(candidates(wanted, places, Indexes(asked.json, asked.page)))


def listing(**said: Any) -> dict[str, Glance]:
    return {"https://arxiv.test/abs/2412.17686": Glance(".html", citation=Citation(**said))}


def test_a_paper_of_arxiv_is_looked_for_in_the_order_of_the_settings() -> None:
    asked = Asked({}, listing(title="Holding Back", arxiv_id="2412.17686", licence=LICENCE))

    found = plan("2412.17686", asked, replace(PLACES, order=("pdf", "html", "latex")))

    assert [(each.form, each.url) for each in found] == [
        ("pdf", "https://arxiv.test/pdf/2412.17686"),
        ("html", "https://arxiv.test/html/2412.17686"),
        ("latex", "https://arxiv.test/e-print/2412.17686"),
    ]
    assert {(each.citation.title, each.citation.licence) for each in found} == {("Holding Back", LICENCE)}


def test_a_version_that_was_named_is_the_one_looked_for() -> None:
    pages = {"https://arxiv.test/abs/2412.17686v2": Glance(".html", citation=Citation("T", arxiv_id="2412.17686"))}

    found = plan("2412.17686v2", Asked({}, pages))

    assert found[0].url == "https://arxiv.test/html/2412.17686v2"
    assert found[0].citation.arxiv_id == "2412.17686v2"


def test_a_paper_that_arxiv_does_not_have_is_looked_for_no_further() -> None:
    with pytest.raises(AbsentError):
        plan("2412.99999", Asked({}, {}))


def test_a_listing_that_cannot_be_had_does_not_stop_the_paper() -> None:
    pages = {"https://arxiv.test/abs/2412.17686": InputError("busy")}

    assert len(plan("2412.17686", Asked({}, pages))) == 3


DOI = "10.1/abc"
CROSSREF = "https://crossref.test/works/10.1/abc"


def test_a_doi_leads_to_what_publishers_name_and_then_to_its_own_page() -> None:
    page = Glance(".html", citation=Citation("Another title"), full_texts=("https://publisher.test/b.pdf",))

    found = plan(Wanted("x", Citation(doi=DOI)), Asked({CROSSREF: WORK}, {"https://doi.test/10.1/abc": page}))

    assert [(each.url, each.form) for each in found] == [
        ("https://publisher.test/a.pdf", "pdf"),
        ("https://publisher.test/a.xml", None),
        ("https://publisher.test/b.pdf", None),
    ]
    assert {each.citation for each in found} == {HELD}


def test_with_a_contact_open_copies_come_first() -> None:
    contact = "ada@example.org"
    mailed = f"{CROSSREF}?mailto=ada%40example.org"
    unpaywall = "https://unpaywall.test/v2/10.1/abc?email=ada%40example.org"
    asked = Asked({mailed: WORK, unpaywall: OPEN}, {"https://doi.test/10.1/abc": Glance(".html")})

    found = plan(Wanted("x", Citation(doi=DOI)), asked, replace(PLACES, contact=contact))

    assert [each.url for each in found[:3]] == [
        "https://repository.test/a.pdf", "https://second.test/a.pdf", "https://publisher.test/a.pdf",
    ]  # fmt: skip
    assert [each.citation.licence for each in found[:3]] == ["cc-by", LICENCE, LICENCE]
    assert unpaywall in asked.urls


def test_indexes_are_asked_only_as_far_as_needed() -> None:
    asked = Asked({CROSSREF: WORK}, {})

    next(candidates(Wanted("x", Citation(doi=DOI)), PLACES, Indexes(asked.json, asked.page)))

    assert asked.urls == [CROSSREF]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"message": None},
        {"message": {"author": 3}},
        {"message": {"link": [1]}},
        {"message": {"title": [], "link": None, "author": None}},
    ],
)
def test_an_index_that_says_little_is_no_obstacle(answer: Any) -> None:
    page = Glance(".html", full_texts=("https://publisher.test/b.pdf",))

    found = plan(Wanted("x", Citation(doi=DOI)), Asked({CROSSREF: answer}, {"https://doi.test/10.1/abc": page}))

    assert [each.url for each in found] == ["https://publisher.test/b.pdf"]


def test_an_entry_with_several_names_is_looked_for_under_all() -> None:
    wanted = Wanted("x", Citation("Said", arxiv_id="2412.17686", doi=DOI), url="https://example.test/a")
    page = {"https://doi.test/10.1/abc": Glance(".html")}

    found = plan(wanted, Asked({CROSSREF: WORK}, listing(title="Listed") | page))

    assert [each.url for each in found][-2:] == ["https://publisher.test/a.xml", "https://example.test/a"]
    assert found[0].citation.title == "Listed"
    assert found[-1].citation.title == "Said"
