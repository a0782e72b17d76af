"""Commands about the store: queue, export."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pipeline.cli import show_loop
from pipeline.cli.options import Json, Store, open_project
from pipeline.domain.review import STATES, State, Wanted

_States = Annotated[
    list[str] | None, typer.Option("--state", help=f"Only these: {', '.join(STATES)} (may be given several times).")
]
_Code = Annotated[str, typer.Option(help="Only this code and those below it.")]
_Document = Annotated[str, typer.Option(metavar="ID|NAME", help="Only this document.")]
_Model = Annotated[str, typer.Option(metavar="ID", help="Only what this model answered.")]
_Low = Annotated[float, typer.Option(min=0, max=1, help="Only from this confidence in the code on.")]
_High = Annotated[float, typer.Option(min=0, max=1, help="Only up to this confidence in the code.")]
_By = Annotated[str, typer.Option(metavar="NAME", help="Only what this reviewer decided.")]
_Reason = Annotated[str, typer.Option(metavar="BADGE", help="Only what has this reason for a look, such as rare.")]


def queue(
    ctx: typer.Context,
    state: _States = None,
    code: _Code = "",
    document: _Document = "",
    model: _Model = "",
    low: _Low = 0.0,
    high: _High = 1.0,
    by: _By = "",
    reason: _Reason = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many to list.")] = 20,
    store: Store = None,
    json: Json = False,
) -> None:
    """Show how far the review has come, and what waits, most urgent first.

    Example: mitag queue --state "needs review" --code 2.1 --high 0.5
    """
    from pipeline.project.reviewing import narrowed, waiting

    project = open_project(ctx, store=store)
    asked = Wanted(_states(state), model_id=model, low=low, high=high, reviewer=by, badge=reason)
    chosen = narrowed(project, asked, code=code, document=document)
    show_loop.waiting(waiting(project, chosen, limit=limit), json=json)


def export(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The table to write: .csv .jsonl .parquet .xlsx")],
    state: _States = None,
    code: _Code = "",
    document: _Document = "",
    model: _Model = "",
    low: _Low = 0.0,
    high: _High = 1.0,
    by: _By = "",
    reason: _Reason = "",
    store: Store = None,
) -> None:
    """Write the table to publish: what reviewers settled, and the model's answers where they have not.

    Example: mitag export mitigations.xlsx --state reviewed --state gold
    """
    from pipeline.project.reviewing import export, narrowed

    project = open_project(ctx, store=store)
    asked = Wanted(_states(state), model_id=model, low=low, high=high, reviewer=by, badge=reason)
    show_loop.exported(export(project, target, narrowed(project, asked, code=code, document=document)), target)


def _states(given: list[str] | None) -> tuple[State, ...]:
    return cast(tuple[State, ...], tuple(given or ()))  # `Wanted` refuses what is none
