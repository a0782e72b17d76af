"""What the command that gets documents shows."""

import json as jsonlib
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli.show import show_error
from pipeline.errors import InputError, MitagError

if TYPE_CHECKING:
    from pipeline.workflows.fetch import Fetched, FetchOutcome

_ROWS = 40
_TITLE = 70
_PIPE_WIDTH = 160


def fetched(outcome: "FetchOutcome", *, json: bool) -> None:
    """Show what is there now and where it came from.

    Ends with an error that lists what could not be had, each with its reason.
    """
    if json:
        for each in outcome.results:
            typer.echo(jsonlib.dumps(_row(each), ensure_ascii=False))
    else:
        _table(outcome)
    counts = (f"{outcome.count(state)} {state}" for state in ("fetched", "updated", "unchanged", "kept"))
    typer.echo(f"{', '.join(count for count in counts if not count.startswith('0 ')) or 'Nothing fetched'}.", err=True)
    for failure in outcome.failures:
        show_error(MitagError(failure.problem, remedy=failure.remedy))
    if outcome.failures:
        raise InputError(
            f"{len(outcome.failures)} of {len(outcome.results)} could not be had (listed above)",
            remedy="mitag fetch --retry-failed",
        )


def _row(each: "Fetched") -> dict[str, Any]:
    about = asdict(each.record) if each.record else {"key": each.wanted.key}
    problem = {"problem": each.failure.problem, "remedy": each.failure.remedy} if each.failure else {}
    path = {"path": str(each.path)} if each.path else {}
    return {"name": each.wanted.name, "state": each.state or "failed", **about, **path, **problem}


def _table(outcome: "FetchOutcome") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    there = [(each, each.record) for each in outcome.results if each.record]
    if not there:
        return
    table = Table("Name", "State", "File", "Title", "Year", "Licence")
    for each, record in there[:_ROWS]:
        said = record.citation
        cells = (
            each.wanted.name,
            each.state or "",
            record.file,
            said.title[:_TITLE],
            str(said.year or ""),
            said.licence,
        )
        table.add_row(*map(escape, cells))
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    console.print(table)
    if len(there) > _ROWS:
        typer.echo(f"{len(there) - _ROWS} more are not shown here; --json has them all.", err=True)
