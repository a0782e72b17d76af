"""Commands about models: train, models list."""

from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Json, open_project

app = typer.Typer(no_args_is_help=True, help="See which models there are.")


@app.callback()
def models() -> None:
    """See which models there are."""


def train(
    ctx: typer.Context,
    encoder: Annotated[
        str | None, typer.Option(help="static, or sentence-transformers:<name or folder> (default: from the settings)")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes to train with (default: one for each core).")
    ] = None,
    json: Json = False,
) -> None:
    """Train a model on the labelled entries and put it in use.

    Example: mitag train --jobs 2
    """
    outcome = open_project(ctx).train(encoder=encoder, jobs=jobs, track=show.track)
    show.trained(outcome, json=json)


@app.command("list")
def list_models(ctx: typer.Context, json: Json = False) -> None:
    """List the models, oldest first; the one in use is marked.

    Example: mitag models list
    """
    show.models(*open_project(ctx).models(), json=json)
