"""Commands about labelled entries: labels import, labels check."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Json, open_project
from pipeline.domain.labels import Origin

app = typer.Typer(no_args_is_help=True, help="Bring labelled entries in, and check them.")


@app.callback()
def labels() -> None:
    """Bring labelled entries in, and check them."""


@app.command("import")
def import_labels(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help=".jsonl .csv .xlsx .parquet, or labelled pages as .txt"),
    ],
    into: Annotated[
        str, typer.Option(help="The name of the file among the labels that entries are added to.")
    ] = "imported",
    paper: Annotated[
        str | None, typer.Option(help="The paper that entries without one belong to (default: the file's name).")
    ] = None,
    origin: Annotated[Origin, typer.Option(help="Where the labels come from, if a row does not say.")] = "imported",
    json: Json = False,
) -> None:
    """Add labelled entries from files; what is known, nearly the same or contradictory is left out and listed.

    Example: mitag labels import entries.csv page.txt --into survey-2024
    """
    from pipeline.project.labels import import_labels

    outcome = import_labels(open_project(ctx), files, into=into, paper=paper, origin=origin, track=show.track)
    show.imported(outcome, json=json)


@app.command("check")
def check(ctx: typer.Context, json: Json = False) -> None:
    """Look for gaps, near repeats and contradictions among the labelled entries.

    Example: mitag labels check
    """
    from pipeline.project.labels import check_labels

    show.checked(check_labels(open_project(ctx)), json=json)
