"""Options that several commands share, and how a command opens its project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.project import Project

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
Documents = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE|FOLDER...", help="PDF, HTML, LaTeX, XML, DOCX, Markdown or text; folders are searched."
    ),
]
Threshold = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Take passages that describe a mitigation with at least this confidence."),
]
TakeAll = Annotated[bool, typer.Option("--all", help="Take every passage, mitigation or not.")]


def open_project(ctx: typer.Context) -> "Project":
    """Open the project that the command was started in or pointed at."""
    from pipeline.project import Project  # late, so that --help stays fast

    return Project.open(ctx.obj)
