"""Papers by id: which of the places where they may lie is taken, and what is learned on the way."""

import json

from pipeline.store.shelf import Shelf
from pipeline.workflows.fetch import Fetcher
from tests.parsing.test_html import LATEXML
from tests.serving import Answer, Server
from tests.sources.test_archive import PAPER, a_tar

from .fetching import CC, ID, LISTING, PDF, REPORT, a_fetcher, files, one, problem

# arXiv ----------------------------------------------------------------------------------------------------------------


def arxiv(server: Server, **forms: Answer) -> None:
    server.page(f"/arxiv/abs/{ID}", LISTING)
    for form, answer in forms.items():
        server.routes[f"/arxiv/{form.replace('_', '-')}/{ID}"] = answer


def test_a_paper_of_arxiv_comes_as_html_with_what_its_listing_says(fetcher: Fetcher, server: Server) -> None:
    arxiv(server, html=Answer(LATEXML.encode()))

    found = one(fetcher, ID)

    assert found.record
    assert found.record.file.endswith(".html")
    said = found.record.citation
    assert (said.title, said.authors, said.year) == ("Holding Back", ("Ann Lee",), 2024)
    assert (said.arxiv_id, said.licence) == (ID, CC)
    assert f"/arxiv/e-print/{ID}" not in server.count()


def test_without_html_the_source_is_taken(fetcher: Fetcher, server: Server, shelf: Shelf) -> None:
    source = a_tar(("ms.tex", PAPER), ("parts/one.tex", b"Text."))
    arxiv(server, html=Answer(REPORT.encode()), e_print=Answer(source, content_type="application/gzip"))

    found = one(fetcher, ID)

    assert found.path
    assert found.record
    assert found.path.name == "ms.tex"
    assert (found.path.parent / "parts" / "one.tex").read_bytes() == b"Text."
    assert found.record.passed_over == (f"{server.url(f'/arxiv/html/{ID}')}: is a web page and not the paper as HTML",)
    assert not any("partial/" in name for name in files(shelf.folder))


def test_a_hostile_source_gives_way_to_the_pdf(fetcher: Fetcher, server: Server, shelf: Shelf) -> None:
    source = a_tar(("ms.tex", PAPER), ("../../../evil.tex", b"evil"))
    arxiv(server, e_print=Answer(source), pdf=Answer(PDF, content_type="application/pdf"))

    found = one(fetcher, ID)

    assert found.record
    assert found.record.file.endswith(".pdf")
    assert "reaches outside its folder" in found.record.passed_over[1]
    assert not list(shelf.folder.parent.rglob("evil.tex"))
    assert not any("partial/" in name for name in files(shelf.folder))


def test_a_source_that_is_a_pdf_is_taken_as_one(server: Server, shelf: Shelf) -> None:
    arxiv(server, e_print=Answer(PDF, content_type="application/pdf"))

    with a_fetcher(server, shelf, order=("latex",)) as fetcher:
        found = one(fetcher, ID)

    assert found.record
    assert found.record.file.endswith(".pdf")


def test_a_page_in_place_of_a_pdf_is_no_paper(server: Server, shelf: Shelf) -> None:
    arxiv(server, pdf=Answer(REPORT.encode(), content_type="application/pdf"))

    with a_fetcher(server, shelf, order=("pdf",)) as fetcher:
        assert "is a web page and not the PDF that it should be" in problem(fetcher, ID)
    assert [name for name in files(shelf.folder) if name != ".fetch/failed.json"] == []


def test_a_paper_that_arxiv_does_not_have_costs_one_question(fetcher: Fetcher, server: Server) -> None:
    assert "nothing at this address" in problem(fetcher, "2412.99999")
    assert server.count() == {"/robots.txt": 1, "/arxiv/abs/2412.99999": 1}


# DOIs -----------------------------------------------------------------------------------------------------------------


def test_a_doi_comes_by_way_of_what_its_publisher_names(fetcher: Fetcher, server: Server) -> None:
    work = {"title": ["Holding Back"], "author": [{"given": "Ann", "family": "Lee"}], "license": [{"URL": CC}],
            "link": [{"URL": server.url("/closed.pdf"), "content-type": "application/pdf"},
                     {"URL": server.url("/open.pdf"), "content-type": "application/pdf"}]}  # fmt: skip
    server.routes |= {
        "/crossref/works/10.1145/abc": Answer(json.dumps({"message": work}).encode(), content_type="application/json"),
        "/closed.pdf": Answer(status=403),
        "/open.pdf": Answer(PDF, content_type="application/pdf"),
    }

    found = one(fetcher, "https://doi.org/10.1145/ABC")

    assert found.record
    assert (found.record.key, found.record.url) == ("doi:10.1145/abc", server.url("/open.pdf"))
    assert (found.record.citation.title, found.record.citation.licence) == ("Holding Back", CC)
    assert "refuses it (403" in found.record.passed_over[0]


def test_a_doi_comes_by_way_of_its_own_page(fetcher: Fetcher, server: Server) -> None:
    head = f'<meta name="citation_pdf_url" content="{server.url("/a.pdf")}"><meta name="citation_title" content="T">'
    server.page("/doi/10.5281/zenodo.1", f"<html><head>{head}</head><body>Files</body></html>")
    server.routes["/a.pdf"] = Answer(PDF, content_type="application/pdf")

    found = one(fetcher, "10.5281/zenodo.1")

    assert found.record
    assert found.record.citation.title == "T"


def test_a_doi_without_an_open_copy_says_so(fetcher: Fetcher, server: Server) -> None:
    server.page("/doi/10.1145/abc", "<html><head><title>Abstract</title></head><body>Buy it</body></html>")

    failure = one(fetcher, "10.1145/abc").failure

    assert failure
    assert failure.problem == "10.1145/abc: no open copy of it is known"
    assert failure.remedy == "download it in a browser and name the file"
