"""Commands that read documents: classify, extract, parse."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import show
from pipeline.cli.batch import (
    Engine,
    Out,
    RayAddress,
    Reasoning,
    Restart,
    Spread,
    Workers,
    classify_batch,
    classify_stream,
    refuse_together,
)
from pipeline.cli.options import Documents, Json, TakeAll, Threshold, open_project

if TYPE_CHECKING:
    from pipeline.project import Project


def classify(
    ctx: typer.Context,
    documents: Documents,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the full table here: .csv .jsonl .parquet .xlsx")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Use this model instead of the promoted one.")] = None,
    threshold: Threshold = None,
    take_all: TakeAll = False,
    store: Annotated[
        str | None,
        typer.Option(metavar="[FILE|URL]", help="File the passages for review, in the store of the settings or this."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show for each passage what its answers rest on.")] = False,
    out: Out = None,
    workers: Workers = None,
    restart: Restart = False,
    reasoning: Reasoning = None,
    engine: Engine = "local",
    ray_address: RayAddress = None,
    json: Json = False,
) -> None:
    """Tag the passages of documents that describe a mitigation; with --out, of a whole corpus or a table of passages.

    Example: mitag classify survey.pdf reports/ page.html -o tagged.csv --store
    Example: mitag classify page.html --explain
    Example: mitag classify passages.parquet --out results/ --workers 8
    Example: mitag extract survey.pdf | mitag classify - > tagged.jsonl
    """
    few = {"--output": output, "--store": store, "--explain": explain, "--json": json}
    if documents == ["-"]:
        refuse_together("-", {"--out": out, **few})
        classify_stream(ctx, model=model, reasoning=reasoning)
    elif out:
        refuse_together("--out", few)
        spread = Spread(out, workers, restart, reasoning, engine, ray_address)
        classify_batch(ctx, documents, spread, threshold=threshold, model=model, take_all=take_all)
    else:
        project = open_project(ctx, store=store, extraction={"threshold": threshold})
        _classify_few(
            project, documents, output, model=model, take_all=take_all, store=store, explain=explain, json=json
        )


def _classify_few(
    project: "Project",
    documents: list[str],
    output: Path | None,
    *,
    model: str | None,
    take_all: bool,
    store: str | None,
    explain: bool,
    json: bool,
) -> None:
    from pipeline.project import papers, reviewing
    from pipeline.store.tables import writable

    target = writable(output) if output else None
    with nullcontext() if store is None else project.ledger() as ledger:
        file = reviewing.filing(project, ledger, model) if ledger else None
        outcome = papers.classify(project, documents, model_id=model, take_all=take_all, file=file, track=show.track)
    if target:
        papers.write(outcome, target)
    show.classified(outcome, output, papers.explain(project, outcome) if explain else None, json=json)


def extract(
    ctx: typer.Context,
    documents: Documents,
    threshold: Threshold = None,
    take_all: TakeAll = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say for each passage what spoke for it.")] = False,
) -> None:
    """Print the passages that describe a mitigation, as JSON lines.

    Example: mitag extract survey.pdf > passages.jsonl
    """
    from pipeline.project.papers import extract

    project = open_project(ctx, extraction={"threshold": threshold})
    show.extracted(extract(project, documents, take_all=take_all, track=show.track), explain=explain)


def parse(
    ctx: typer.Context,
    document: Annotated[Path, typer.Argument(metavar="FILE", help="The document to read.")],
    report: Annotated[
        bool, typer.Option("--report", help="Show for each page how much of its text was kept, set aside and lost.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a page for the browser here that shows what was read where."),
    ] = None,
    json: Json = False,
) -> None:
    """Show a document's sections as a tree, with what it says about itself.

    Example: mitag parse survey.pdf --report --html survey.html
    """
    from pipeline.project.papers import inspect

    project = open_project(ctx)
    parsed = inspect(project, document, html).document if html else project.parse(document)
    show.parsed(parsed, report=report, json=json)
    if html:
        show.written(html)
