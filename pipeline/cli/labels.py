"""Commands about labelled entries: labels import, labels export, labels check."""

import getpass
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from pipeline.cli import show, show_labels
from pipeline.cli.options import Json, Store, open_project
from pipeline.domain.labels import ORIGINS, Origin

app = typer.Typer(no_args_is_help=True, help="Bring labelled entries in and out, and check them.")
_Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="What `labels export` writes, any table (.csv .xlsx .jsonl .parquet), what Label Studio or Argilla export"
        " (.json), or labelled pages (.html .txt)",
    ),
]
_Target = Annotated[
    Path, typer.Argument(metavar="FILE", help="Written as its suffix says: .csv .xlsx .jsonl .parquet .txt .json")
]
_Tool = Annotated[
    Literal["label-studio", "argilla"] | None, typer.Option("--format", help="For which tool a .json is.")
]
_Origins = Annotated[
    list[str] | None,
    typer.Option("--origin", help=f"Only these: {', '.join(ORIGINS)} (may be given several times)."),
]


@app.callback()
def labels() -> None:
    """Bring labelled entries in and out, and check them."""


@app.command("import")
def import_labels(
    ctx: typer.Context,
    files: _Files,
    into: Annotated[
        str, typer.Option(help="The name of the file among the labels that entries are added to.")
    ] = "imported",
    paper: Annotated[
        str | None, typer.Option(help="The paper that entries without one belong to (default: the file's name).")
    ] = None,
    origin: Annotated[Origin, typer.Option(help="Where the labels come from, if a row does not say.")] = "imported",
    reviewer: Annotated[
        str | None,
        typer.Option(help="Who labelled passages of the store where a row names nobody (default: your login)."),
    ] = None,
    store: Store = None,
    json: Json = False,
) -> None:
    """Add labelled entries from files, and take over what was edited in a file that `labels export` wrote.

    Passages of the store that went out without a label and come back with one count as reviewed there: the queue does
    not ask for them again. What is known, nearly the same or contradictory is left out and listed; answers of a model
    are no labels. Rows that cannot be used are named, and the others go in.

    Example: mitag labels import entries.csv page.txt --into survey-2024

    Example: mitag labels import labelled.xlsx --reviewer ada
    """
    from pipeline.project.labels import import_labels
    from pipeline.workflows.exchange import Unsaid

    unsaid = Unsaid(origin, paper, reviewer or _login())
    outcome = import_labels(open_project(ctx, store=store), files, unsaid, into=into, track=show.track)
    show_labels.imported(outcome, json=json)


def _login() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # whoever runs it has no name, as in some containers
        return ""


@app.command("export")
def export_labels(
    ctx: typer.Context,
    target: _Target,
    tool: _Tool = None,
    settled: Annotated[bool, typer.Option("--settled", help="Only what reviewers settled.")] = False,
    origin: _Origins = None,
    starter: Annotated[bool, typer.Option("--starter", help="The corpus that ships with mitag too.")] = False,
    predictions: Annotated[
        bool,
        typer.Option("--with-predictions", help="What the model says too, and what is in the store without a label."),
    ] = False,
    store: Store = None,
) -> None:
    """Write the labels in use to a file to edit in a spreadsheet or a labelling tool; `labels import` reads it back.

    Example: mitag labels export labels.xlsx

    Example: mitag labels export tasks.json --format label-studio --with-predictions
    """
    from pipeline.project.labels import export_labels
    from pipeline.workflows.export_labels import Selection

    project = open_project(ctx, store=store)
    selection = Selection(settled, cast(tuple[Origin, ...], tuple(origin or ())), predictions)
    show_labels.exported(export_labels(project, target, selection, starter=starter, format_name=tool))


@app.command("check")
def check(ctx: typer.Context, json: Json = False) -> None:
    """Look for gaps, near repeats and contradictions among the labelled entries.

    Example: mitag labels check
    """
    from pipeline.project.labels import check_labels

    show_labels.checked(check_labels(open_project(ctx)), json=json)
