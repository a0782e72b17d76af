"""Commands about much at once: the part of `classify` that fills a folder, and `report`."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from pipeline.cli import show, show_batch
from pipeline.cli.options import Json, open_project
from pipeline.cli.show_report import reported
from pipeline.errors import ConfigError

Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Fill this folder with shards, going on where an earlier run ended; also reads .jsonl and .parquet.",
    ),
]
Workers = Annotated[int | None, typer.Option(min=1, help="With --out: processes (default: one for each core).")]
Restart = Annotated[bool, typer.Option("--restart", help="With --out: throw away what is there and begin anew.")]
Reasoning = Annotated[
    bool | None,
    typer.Option(help="With --out: write lines of reasoning or not (default: for documents, not for tables)."),
]

Engine = Annotated[Literal["local", "ray"], typer.Option(help="With --out: who does the work.")]
RayAddress = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="With --engine ray: a cluster, such as `auto` (default: this machine)."),
]


@dataclass(frozen=True, slots=True)
class Spread:
    """The options of `classify` that go with --out."""

    out: Path
    workers: int | None
    restart: bool
    reasoning: bool | None
    engine: Literal["local", "ray"]
    ray_address: str | None


def classify_batch(
    ctx: typer.Context,
    named: list[str],
    spread: Spread,
    *,
    threshold: float | None,
    model: str | None,
    take_all: bool,
) -> None:
    """Tag much at once into a folder."""
    from pipeline.project.batching import Wanted, classify

    project = open_project(ctx, extraction={"threshold": threshold})
    options = asdict(spread)
    out = options.pop("out")
    wanted = Wanted(model, take_all, **options)
    show_batch.batched(classify(project, named, out, wanted, track=show.track, watch=show_batch.watch))


def classify_stream(ctx: typer.Context, *, model: str | None, reasoning: bool | None) -> None:
    """Tag passages that come by standard input, line by line."""
    from pipeline.project.batching import answering

    answer = answering(open_project(ctx), model_id=model, lines=bool(reasoning))
    show_batch.streamed(answer.answered(cast(BufferedReader, sys.stdin.buffer)))


def report(
    ctx: typer.Context,
    results: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `mitag classify --out` filled.")],
    json: Json = False,
) -> None:
    """Sum up a folder of results: what was found, what needs review, what was read poorly, and how new it all is.

    Example: mitag report results/
    """
    from pipeline.project.batching import report

    reported(*report(open_project(ctx), results), json=json)


def refuse_together(option: str, others: Mapping[str, object]) -> None:
    """Refuse options that have no meaning beside another one.

    Raises ConfigError naming the first of them.
    """
    for name, value in others.items():
        if value not in (None, False):
            raise ConfigError(f"{option} and {name} do not go together", remedy=f"leave out {name}")
