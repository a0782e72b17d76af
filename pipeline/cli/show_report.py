"""The printer of reports: their headline tables for people, their scores as JSON for machines."""

import json as jsonlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table as TextTable

    from pipeline.evaluation.blocks import Report, Table

_PIPE_WIDTH = 160


def reported(report: "Report", files: Sequence[Path], *, json: bool) -> None:
    """Show the headline tables of a report, what a reader has to know, and where the whole of it lies."""
    if json:
        typer.echo(jsonlib.dumps(report.scores, ensure_ascii=False, allow_nan=False))
    else:
        _tables(report)
    for note in report.notes:
        typer.echo(f"Note: {note}", err=True)
    typer.echo(f"The report is in {files[0]}, {' and '.join(path.name for path in files[1:])}.", err=True)


def _tables(report: "Report") -> None:
    from rich.console import Console

    out = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    for block in report.in_short():
        if block.kind == "table":
            out.print(_text_table(block))
        elif block.kind == "prose":
            typer.echo(block.text)


def _text_table(block: "Table") -> "TextTable":
    from rich.markup import escape
    from rich.table import Table as TextTable

    table = TextTable(*map(escape, block.columns), title=escape(block.caption), title_justify="left")
    for row in block.rows:
        table.add_row(*map(escape, row))
    return table
