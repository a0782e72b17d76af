"""Options that several commands share, and how a command opens its project."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from pipeline.project import Project

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
Documents = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|FOLDER|NAME...",
        help="PDF, HTML, LaTeX, XML, DOCX, Markdown or text; folders are searched, arXiv ids, DOIs, URLs fetched.",
    ),
]
Threshold = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Take passages that describe a mitigation with at least this confidence."),
]
TakeAll = Annotated[bool, typer.Option("--all", help="Take every passage, mitigation or not.")]


Store = Annotated[
    str | None,
    typer.Option(metavar="FILE|URL", help="Another store than that of the settings: a file, or postgresql://…"),
]


class StoreOrNot(TyperCommand):
    """A command whose option --store may stand alone, for the store of the settings."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (the signature is the library's)
        """Give a --store that names none an empty name."""
        pairs = pairwise([*args, ""])
        named = [f"{arg}=" if arg == "--store" and not _is_store(after) else arg for arg, after in pairs]
        return super().parse_args(ctx, named)


def open_project(ctx: typer.Context, *, store: str | None = None, **sections: Mapping[str, object]) -> "Project":
    """Open the project that the command was started in or pointed at; options that were given win over its settings."""
    from pipeline.project import Project  # late, so that --help stays fast

    given: dict[str, object] = {
        section: {key: value for key, value in options.items() if value is not None}
        for section, options in sections.items()
    }
    if store:
        given["store"] = store if "://" in store else str(Path(store).resolve())
    return Project.open(ctx.obj, **given)


def _is_store(word: str) -> bool:
    return "://" in word or Path(word).suffix in {".sqlite", ".sqlite3", ".db"}
