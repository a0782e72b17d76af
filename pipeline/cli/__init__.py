"""The command line: options in, one workflow called, its outcome shown.

Results go to standard output, messages and progress to standard error. `Commands` is the one place where an error
becomes a message and an exit code.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline import __version__
from pipeline.cli import (
    batch,
    doctor,
    evaluate,
    fetch,
    init,
    labels,
    models,
    papers,
    queue,
    review,
    settings,
    taxonomy,
    users,
)
from pipeline.cli.options import StoreOrNot
from pipeline.cli.show import show_error
from pipeline.errors import MitagError

_INTERRUPTED = 130


class Commands(TyperGroup):
    """Shows a MitagError as a cause and a remedy, and ends with the error's own exit code."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (the signature is the library's)
        """Run the command that was asked for."""
        try:
            return _version(ctx.params["project"]) if ctx.params["version"] else super().invoke(ctx)
        except MitagError as error:
            show_error(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            show_error(MitagError("stopped; no file is half-written"))
            raise typer.Exit(_INTERRUPTED) from error


app = typer.Typer(
    name="mitag",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("fetch")(fetch.fetch)
app.command("classify", cls=StoreOrNot)(papers.classify)
app.command("report")(batch.report)
app.command("extract")(papers.extract)
app.command("parse")(papers.parse)
app.command("train")(models.train)
app.command("evaluate")(evaluate.evaluate)
app.command("simulate")(evaluate.simulate)
app.command("review")(review.review)
app.command("queue")(queue.queue)
app.command("export")(queue.export)
app.command("settings")(settings.settings)
app.add_typer(models.app, name="models")
app.add_typer(labels.app, name="labels")
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(users.app, name="users")


def _version(home: Path | None) -> None:
    from pipeline.cli import show_project
    from pipeline.project import Project  # late, so that --help stays fast

    show_project.version(__version__, lambda: Project.open(home))


@app.callback()
def options(
    ctx: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option("--project", "-C", envvar="MITAG_PROJECT", help="The project folder (default: found from here)."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the versions of mitag, taxonomy and model, and stop.")
    ] = False,
) -> None:
    """Tag AI-risk-mitigation literature: papers in, coded passages with confidence and a reason out."""
    del version  # answered by `Commands`, which knows the project folder by then
    ctx.obj = project
