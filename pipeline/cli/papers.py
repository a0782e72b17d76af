"""Commands that read documents: classify, extract, parse."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import show
from pipeline.cli.options import Documents, Json, TakeAll, Threshold, open_project


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
    json: Json = False,
) -> None:
    """Tag the passages of documents that describe a mitigation.

    Example: mitag classify survey.pdf reports/ page.html -o tagged.csv --store
    Example: mitag classify page.html --explain
    """
    from pipeline.project import papers, reviewing

    project = open_project(ctx, store=store, extraction={"threshold": threshold})
    with nullcontext() if store is None else project.ledger() as ledger:
        outcome = papers.classify(
            project, documents, output=output, model_id=model, take_all=take_all, track=show.track
        )
        outcome = reviewing.file_tagged(project, outcome, ledger) if ledger else outcome
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
