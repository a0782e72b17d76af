"""The command that gets documents from the web."""

from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Json, open_project
from pipeline.cli.show_fetch import fetched
from pipeline.errors import ConfigError


def fetch(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME...]",
            help="arXiv ids, DOIs, web addresses, or lists of them: .txt .bib .ris .json (CSL) .csv (Zotero)",
            show_default=False,
        ),
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="URL", help="Walk a site from this page along its links, within its folder.")
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(metavar="REGEX", help="With --site: take the pages whose address has this in it.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="With --site: take so many pages at most.")] = 500,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what could not be had in earlier runs.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask whether what is there has changed, and take the new version.")
    ] = False,
    private: Annotated[
        bool | None, typer.Option("--private", help="Allow addresses of private networks, as in an intranet.")
    ] = None,
    json: Json = False,
) -> None:
    r"""Get papers and pages, politely and once, and remember where they came from.

    Example: mitag fetch 2412.17686 10.1145/3442188.3445922 https://example.org/report.html references.bib
    Example: mitag fetch --site https://example.org/entries/ --pattern 'A\d{4}' --limit 500
    """
    from pipeline.project import fetching
    from pipeline.sources.site import site_of

    if site and (names or retry_failed):
        raise ConfigError("--site goes alone", remedy="fetch what is named in a run of its own")
    project = open_project(ctx, fetch={"private_addresses": private})
    if site:
        outcome = fetching.fetch_site(project, site_of(site, pattern, limit), refresh=refresh, track=show.track)
    else:
        outcome = fetching.fetch(project, names or [], refresh=refresh, retry_failed=retry_failed, track=show.track)
    fetched(outcome, json=json)
