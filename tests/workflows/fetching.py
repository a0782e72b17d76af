"""What the tests of fetching share: pages, and a fetcher whose indexes are all on one server."""

from pathlib import Path
from typing import Any

from pipeline.sources.client import Client, Terms
from pipeline.sources.names import Wanted, understand
from pipeline.sources.plans import Places
from pipeline.store.shelf import Shelf
from pipeline.workflows import untracked
from pipeline.workflows.fetch import Fetched, Fetcher, fetch
from tests.serving import Server

CC = "https://creativecommons.org/licenses/by/4.0/"
LISTING = f"""<html><head><meta name="citation_title" content="Holding Back">
<meta name="citation_author" content="Lee, Ann"><meta name="citation_date" content="2024/12/22">
<meta name="citation_arxiv_id" content="2412.17686"></head>
<body><div class="abs-license"><a href="{CC}" title="Rights to this article">view license</a></div></body></html>"""
REPORT = """<html><head><title>Report</title></head><body><main><h1>Report</h1><p>Some text.</p></main></body></html>"""
PDF = b"%PDF-1.7\n...\n%%EOF\n"
ID = "2412.17686"


class a_fetcher:  # noqa: N801  (reads like the other builders)
    """A fetcher for the length of a `with` block, whose indexes are all on one server."""

    def __init__(self, server: Server, shelf: Shelf, *, refresh: bool = False, **places: Any) -> None:
        url = server.url("")
        self._client = Client(Terms("mitag/test", seconds_between=0, attempts=2, back_off=0, private=True))
        homes = Places(f"{url}/arxiv", f"{url}/crossref", f"{url}/unpaywall", f"{url}/doi", **places)
        self._fetcher = Fetcher(self._client, homes, shelf, refresh)

    def __enter__(self) -> Fetcher:
        return self._fetcher

    def __exit__(self, *_: object) -> None:
        self._client.close()


def meant(*names: str) -> list[Wanted]:
    return [found for name in names if (found := understand(name))]


def one(fetcher: Fetcher, name: str) -> Fetched:
    (result,) = fetch(meant(name), fetcher, track=untracked).results
    return result


def problem(fetcher: Fetcher, name: str) -> str:
    failure = one(fetcher, name).failure
    assert failure
    return failure.problem


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
