"""The printer of batches: how far a run has come, what it gave, and what could not be used."""

import sys
from collections.abc import Iterable, Iterator
from json import dumps
from time import monotonic
from typing import TYPE_CHECKING

import typer

from pipeline.cli.show import show_error
from pipeline.errors import InputError, MitagError

if TYPE_CHECKING:
    from pipeline.batch.pieces import Receipt
    from pipeline.workflows.batch import BatchOutcome
    from pipeline.workflows.stream import Answered

_LISTED = 20
_LINE_SECONDS = 30.0


def watch(receipts: "Iterable[Receipt]", *, total: int, done: int) -> "Iterator[Receipt]":
    """Show how far a run has come, how fast it is and how long it will take: a bar, or a line now and then."""
    yield from (_bar if sys.stderr.isatty() else _lines)(receipts, total, done)


def batched(outcome: "BatchOutcome") -> None:
    """Say what a run gave and where it lies; ends with an error when something could not be used."""
    counts = outcome.counts
    if outcome.n_before:
        _message(f"{outcome.n_before:,} of {counts['items']:,} were finished before.")
    _message(f"{counts['passages']:,} passages tagged; {counts['needs_review']:,} need review.")
    _message(f"The results are in {outcome.folder}: `mitag report {outcome.folder}` sums them up.")
    for failure in outcome.failures[:_LISTED]:
        show_error(MitagError(f"{failure.document}: {failure.reason.removeprefix(f'{failure.document}: ')}"))
    if outcome.failures:
        raise InputError(
            f"{len(outcome.failures):,} of {counts['items']:,} could not be used",
            remedy=f"see {outcome.folder / 'failures.parquet'} for reasons and remedies",
        )


def streamed(results: "Iterable[Answered]") -> None:
    """Print rows with their answers, one JSON object a line, each as soon as it is there.

    Ends with an error when lines could not be used.
    """
    n_failures = 0
    for result in results:
        if result.rows:
            typer.echo("\n".join(dumps(row, ensure_ascii=False) for row in result.rows))
        for failure in result.failures:
            show_error(MitagError(f"{failure.document}: {failure.reason}", remedy=failure.remedy))
        n_failures += len(result.failures)
    if n_failures:
        raise InputError(f"{n_failures:,} lines could not be used (listed above)")


def _bar(receipts: "Iterable[Receipt]", total: int, done: int) -> "Iterator[Receipt]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress("Tagging", *columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=done, rate="")
        for receipt in receipts:
            progress.update(task, advance=receipt.size)
            progress.update(task, rate=f"{progress.tasks[task].speed or 0:,.0f}/s")
            yield receipt


def _lines(receipts: "Iterable[Receipt]", total: int, done: int) -> "Iterator[Receipt]":
    begun = told = monotonic()
    now = done
    for receipt in receipts:
        now += receipt.size
        if monotonic() - told > _LINE_SECONDS:
            told = monotonic()
            rate = (now - done) / (told - begun)
            _message(f"{now:,} of {total:,}, {rate:,.1f}/s, {(total - now) / rate:,.0f} s left")
        yield receipt


def _message(text: str) -> None:
    typer.echo(text, err=True)
