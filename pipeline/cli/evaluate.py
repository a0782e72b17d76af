"""Commands that say how good models are: evaluate, simulate."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Json, open_project
from pipeline.cli.show_report import reported
from pipeline.workflows.terms import Plan, Request, Terms

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER", help="Where the report goes (default: the project's results/)."),
]
Folds = Annotated[int, typer.Option(min=2, help="Parts that cross-validation holds out in turn.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes to train with (default: one for each core).")]
Seed = Annotated[int, typer.Option(min=0, help="What everything random starts from.")]
RandomSplit = Annotated[
    bool,
    typer.Option("--unsafe-random-split", help="Cut papers in cross-validation, and see how much that flatters."),
]
Rounds = Annotated[int, typer.Option(min=100, max=10_000, help="Rounds of resampling behind each interval.")]


def evaluate(
    ctx: typer.Context,
    on: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE|FOLDER",
            help="Score the model in use on these labelled entries (.jsonl .csv .xlsx .parquet .txt).",
        ),
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Look for these labelled passages in what is extracted of --papers."),
    ] = None,
    papers: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The papers that the passages of --pages come from.")
    ] = None,
    again: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Render a report.json again, without a model.")
    ] = None,
    output: Output = None,
    model: Annotated[str | None, typer.Option(help="Score this model instead of the promoted one.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Compare with this model (default: the one before).")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which category each label of another taxonomy stands for (YAML)."),
    ] = None,
    simulation: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Put the curves of this simulation.json into the report.")
    ] = None,
    folds: Folds = 5,
    rounds: Rounds = 1000,
    seed: Seed = 0,
    jobs: Jobs = None,
    unsafe_random_split: RandomSplit = False,
    json: Json = False,
) -> None:
    """Score models against hand-labelled entries, with intervals: cross-validation, unless --on or --pages is given.

    Example: mitag evaluate --on entries.jsonl -o results/june
    """
    from pipeline.project.models import evaluate

    terms = Terms(rounds=rounds, seed=seed, folds=folds, random_split=unsafe_random_split)
    wanted = Request(output, tuple(on or ()), pages, papers, again, model, against, mapping, simulation, jobs, terms)
    outcome = evaluate(open_project(ctx), wanted, track=show.track)
    reported(outcome.report, outcome.files, json=json)


def simulate(
    ctx: typer.Context,
    start: Annotated[int, typer.Option(min=1, help="Labels that the first model learns from.")] = 100,
    step: Annotated[int, typer.Option(min=1, help="Labels that are added before the next model.")] = 100,
    steps: Annotated[int, typer.Option(min=1, help="How often labels are added.")] = 5,
    target: Annotated[
        float | None,
        typer.Option(min=0.01, max=1, help="The accuracy to reach (default: 95 % of random order's best)."),
    ] = None,
    output: Output = None,
    rounds: Rounds = 1000,
    seed: Seed = 0,
    jobs: Jobs = None,
    json: Json = False,
) -> None:
    """Replay the labels as a review, least sure first and at random, and say how many labels the order saves.

    Trains one model for each step and order, about as long each as `mitag train` takes.

    Example: mitag simulate --start 200 --step 200 --target 0.7
    """
    from pipeline.project.models import simulate

    plan = Plan(start=start, step=step, steps=steps, target=target, seed=seed, rounds=rounds)
    outcome = simulate(open_project(ctx), plan, output=output, jobs=jobs, track=show.track)
    reported(outcome.report, outcome.files, json=json)
