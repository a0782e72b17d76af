"""The command that makes a fresh project folder."""

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or one to add to.")]) -> None:
    """Make a project folder: mitag.toml with every default, places for papers, labels and models.

    Example: mitag init reviews && mitag -C reviews train
    """
    from pipeline.cli import show_project
    from pipeline.resources import starter_files
    from pipeline.workflows.init import init  # late, so that --help stays fast

    show_project.made(init(folder, starter_files()))
