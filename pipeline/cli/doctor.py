"""The command that says whether all that mitag needs is there."""

import typer

from pipeline.cli.options import Json


def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Check Python, memory, disk, settings, labels, encoder, model and store, and say what to do where one is wrong.

    Example: mitag doctor
    """
    from pipeline.cli import show_project
    from pipeline.project.doctor import examine  # late, so that --help stays fast

    show_project.examined(examine(ctx.obj), json=json)
