"""The verbs about getting documents: fetch by name, walk a site, and names among the files of other verbs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError, NotReadyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.project import Project
    from pipeline.sources.names import Wanted
    from pipeline.sources.site import Site
    from pipeline.store.shelf import Shelf
    from pipeline.workflows import Track
    from pipeline.workflows.fetch import Fetcher, FetchOutcome
    from pipeline.workflows.ingest import Ingested


def fetch(
    project: Project, names: Sequence[str], *, track: Track, refresh: bool = False, retry_failed: bool = False
) -> FetchOutcome:
    """Get the documents that are named, listed, or (with `retry_failed`) could not be had before.

    Raises InputError when a name means nothing, or there is none.
    """
    from pipeline.workflows.fetch import failed_before, fetch

    shelf = _shelf(project)
    wanted = [each for name in names for each in _meant(name)]
    if retry_failed:
        wanted += failed_before(shelf)
    if not wanted and not retry_failed:
        raise InputError("nothing is named", remedy="give an arXiv id, a DOI, an address or a list")
    with _fetcher(project, shelf, refresh=refresh) as fetcher:
        return fetch(wanted, fetcher, track=track)


def fetch_site(project: Project, site: Site, *, track: Track, refresh: bool = False) -> FetchOutcome:
    """Get the entries of a site, found by walking along its links."""
    from pipeline.store.shelf import Shelf
    from pipeline.workflows.fetch_site import fetch_site

    with _fetcher(project, _shelf(project), refresh=refresh) as fetcher:
        pages = replace(fetcher, shelf=Shelf(project.cache / "walks"), refresh=True)
        return fetch_site(site, fetcher, pages, track=track)


def documents(project: Project, named: Sequence[str | Path], *, track: Track) -> tuple[list[Path], list[Ingested]]:
    """The files that are meant by paths, ids and addresses; and those that could not be had, each with its reason."""
    from pipeline.sources.names import understand
    from pipeline.workflows.fetch import fetch
    from pipeline.workflows.ingest import Ingested

    shelf = _shelf(project)
    online = {name: found for name in map(str, named) if not Path(name).exists() and (found := understand(name))}
    failed: list[Ingested] = []
    if missing := [each for each in online.values() if not shelf.find(each.key)]:
        with _fetcher(project, shelf) as fetcher:
            failures = fetch(missing, fetcher, track=track).failures
        failed = [Ingested(failure.source, failure=failure) for failure in failures]
    there = {name: shelf.path(record) for name, wanted in online.items() if (record := shelf.find(wanted.key))}
    paths = [there.get(str(name), Path(name)) for name in named if str(name) in there or str(name) not in online]
    return project.documents(paths) if paths else [], failed


def _meant(name: str) -> list[Wanted]:
    from pipeline.sources.lists import read_list
    from pipeline.sources.names import understand

    found = understand(name)
    return [found] if found else read_list(Path(name))


def _shelf(project: Project) -> Shelf:
    from pipeline.store.shelf import Shelf

    return Shelf(project.home / project.settings.fetch.folder)


@contextmanager
def _fetcher(project: Project, shelf: Shelf, *, refresh: bool = False) -> Iterator[Fetcher]:
    """What fetches for this project, with its connections closed in the end.

    Raises NotReadyError while another process does: the two would write to the same files.
    """
    from filelock import FileLock, Timeout

    from pipeline import __version__
    from pipeline.sources.client import Client, Terms
    from pipeline.sources.plans import Places
    from pipeline.workflows.fetch import Fetcher

    settings = project.settings.fetch
    terms = Terms(
        agent=f"mitag/{__version__} ({settings.contact or 'no contact given'})",
        seconds_between=settings.seconds_between,
        max_bytes=project.settings.parsing.max_megabytes * 2**20,
        max_seconds=settings.max_seconds,
        private=settings.private_addresses,
    )
    places = Places(**settings.services.model_dump(), contact=settings.contact, order=settings.arxiv_order)
    try:
        with FileLock(shelf.lock, timeout=0), Client(terms) as client:
            yield Fetcher(client, places, shelf, refresh)
    except Timeout as error:
        raise NotReadyError(
            f"another mitag is fetching to {shelf.folder}", remedy="try again when it is done"
        ) from error
