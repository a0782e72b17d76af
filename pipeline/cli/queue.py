"""Commands about the store: queue, export."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pipeline.cli import show_loop
from pipeline.cli.options import Json, Store, open_project
from pipeline.domain.review import STATES, State

_States = Annotated[
    list[str] | None, typer.Option("--state", help=f"Only these: {', '.join(STATES)} (may be given several times).")
]
_Code = Annotated[str | None, typer.Option(help="Only this code and those below it.")]
_Document = Annotated[str | None, typer.Option(metavar="ID|NAME", help="Only this document.")]


def queue(
    ctx: typer.Context,
    state: _States = None,
    code: _Code = None,
    document: _Document = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many to list.")] = 20,
    store: Store = None,
    json: Json = False,
) -> None:
    """Show how far the review has come, and what waits, most urgent first.

    Example: mitag queue --state "needs review" --code 2.1
    """
    from pipeline.review_loop import waiting, wanted

    project = open_project(ctx, store=store)
    chosen = wanted(project, _states(state), code, document)
    show_loop.waiting(waiting(project, chosen, limit=limit), json=json)


def export(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The table to write: .csv .jsonl .parquet .xlsx")],
    state: _States = None,
    code: _Code = None,
    document: _Document = None,
    store: Store = None,
) -> None:
    """Write the table to publish: what reviewers settled, and the model's answers where they have not.

    Example: mitag export mitigations.xlsx --state reviewed --state gold
    """
    from pipeline.review_loop import export, wanted

    project = open_project(ctx, store=store)
    show_loop.exported(export(project, target, wanted(project, _states(state), code, document)), target)


def _states(given: list[str] | None) -> tuple[State, ...]:
    return cast(tuple[State, ...], tuple(given or ()))  # `Wanted` refuses what is none
