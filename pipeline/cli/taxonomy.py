"""Commands about the categories: taxonomy show."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Json, open_project

app = typer.Typer(no_args_is_help=True, help="See the categories.")


@app.callback()
def taxonomy() -> None:
    """See the categories."""


@app.command("show")
def show_taxonomy(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A taxonomy file to check and show.")] = None,
    facet: Annotated[str | None, typer.Option(help="Only this facet.")] = None,
    json: Json = False,
) -> None:
    """Show every facet with its categories and their definitions; a file that is wrong is refused with the reason.

    Example: mitag taxonomy show --facet code
    """
    show.taxonomy(open_project(ctx).categories(file), facet, json=json)
