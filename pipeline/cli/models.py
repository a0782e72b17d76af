"""Commands about models: train, models list."""

from dataclasses import replace
from typing import Annotated

import typer

from pipeline.cli import show, show_loop
from pipeline.cli.options import Json, Store, open_project

app = typer.Typer(no_args_is_help=True, help="See which models there are, compare them, choose the one in use.")


@app.callback()
def models() -> None:
    """See which models there are, compare them, choose the one in use."""


def train(
    ctx: typer.Context,
    encoder: Annotated[
        str | None, typer.Option(help="static, or sentence-transformers:<name or folder> (default: from the settings)")
    ] = None,
    tune_encoder: Annotated[
        bool, typer.Option("--tune-encoder", help="Fit the transformer to the labelled entries first.")
    ] = False,
    device: Annotated[str | None, typer.Option(help="Where a transformer works: auto, cpu, cuda, mps.")] = None,
    encoder_backend: Annotated[
        str | None, typer.Option(help="What a transformer runs in: auto, torch, onnx, openvino.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes to train with (default: one for each core).")
    ] = None,
    force: Annotated[
        bool, typer.Option("--promote", help="Put the model in use even if it is worse than the one that is.")
    ] = False,
    store: Store = None,
    json: Json = False,
) -> None:
    """Train a model on the labelled entries and on what reviewers settled; put it in use unless it is worse.

    Example: mitag train --jobs 2
    """
    from pipeline.project import models

    workplace = {"device": device, "backend": encoder_backend}
    project = open_project(ctx, store=store, classification={"encoder": encoder}, encoding=workplace)
    outcome = models.train(project, tune=tune_encoder, jobs=jobs, track=show.track)
    if force and not outcome.promotion.promoted:
        outcome = replace(outcome, promotion=models.promote(project, outcome.manifest.model_id, force=True))
    show.trained(outcome, json=json)


@app.command("list")
def list_models(ctx: typer.Context, json: Json = False) -> None:
    """List the models, oldest first; the one in use is marked.

    Example: mitag models list
    """
    show.models(*open_project(ctx).models(), json=json)


@app.command("compare")
def compare(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    json: Json = False,
) -> None:
    """Compare two models on the same entries, from papers that neither had seen, and say how much better B is than A.

    Example: mitag models compare 1f0c9a2b3d4e 5a6b7c8d9e0f
    """
    from pipeline.project.models import compare_models

    show_loop.compared(compare_models(open_project(ctx), first, second), json=json)


@app.command("promote")
def promote(
    ctx: typer.Context,
    model: Annotated[str, typer.Argument(metavar="ID")],
    force: Annotated[bool, typer.Option("--force", help="Even if it is worse than the model in use.")] = False,
) -> None:
    """Put a model in use; refused when it is worse on any facet, or less to be trusted, than the one in use.

    Example: mitag models promote 5a6b7c8d9e0f
    """
    from pipeline.project.models import promote

    show_loop.promoted(promote(open_project(ctx), model, force=force))


@app.command("rollback")
def rollback(ctx: typer.Context) -> None:
    """Put the model in use that was before.

    Example: mitag models rollback
    """
    from pipeline.project.models import roll_back

    show_loop.promoted(roll_back(open_project(ctx)))


@app.command("diff")
def diff(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    file: Annotated[bool, typer.Option("--file", help="Put these passages up for review, decided or not.")] = False,
    store: Store = None,
    json: Json = False,
) -> None:
    """List the passages in the store that two models answer differently.

    Example: mitag models diff 1f0c9a2b3d4e 5a6b7c8d9e0f --file
    """
    from pipeline.project.models import diff_models

    project = open_project(ctx, store=store)
    outcome = diff_models(project, (first, second), file=file, track=show.track)
    show_loop.differing(outcome, json=json)
