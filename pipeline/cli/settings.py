"""The command that shows which settings are in force."""

import typer

from pipeline.cli import show
from pipeline.cli.options import open_project


def settings(ctx: typer.Context) -> None:
    """Show the project folder and every setting in force, as mitag.toml would hold it.

    Example: mitag settings
    """
    project = open_project(ctx)
    show.settings(project.home, project.settings)
