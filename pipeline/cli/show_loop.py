"""The printer of the loop behind the review: queue, comparisons of models, which one is in use, what was published."""

import json as jsonlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.errors import NotReadyError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.domain.review import FiledOutcome, Progress
    from pipeline.workflows.compare import Comparison
    from pipeline.workflows.diff import DiffOutcome
    from pipeline.workflows.export import ExportOutcome
    from pipeline.workflows.promote import PromoteOutcome
    from pipeline.workflows.queue import QueueOutcome

_PIPE_WIDTH = 160
_START = 80
_CHANGES = 40


def about_filed(outcome: "FiledOutcome") -> str:
    """What became of passages in the store."""
    kept = f", {outcome.n_settled} of them decided, which stays" if outcome.n_settled else ""
    replaced = f"; {outcome.n_replaced} were replaced by reviewers and left out" if outcome.n_replaced else ""
    return f"Filed for review: {outcome.n_new} new passages, {outcome.n_known} known{kept}{replaced}."


def about_promotion(outcome: "PromoteOutcome") -> Iterator[str]:
    """Whether a model is in use now, and why or why not."""
    name, comparison = outcome.model_id, outcome.comparison
    if outcome.was_in_use:
        yield f"Model {name} was in use already."
    elif not outcome.promoted:
        yield f"Model {name} was not put in use, because compared with {outcome.previous}"
        yield from (f"  {objection}" for objection in (comparison.objections if comparison else ()))
        yield f"  To put it in use all the same: mitag models promote {name} --force"
    elif outcome.previous is None:
        yield f"Model {name} is now in use."
    else:
        yield f"Model {name} is now in use, instead of {outcome.previous}{_because(outcome)}."


def _because(outcome: "PromoteOutcome") -> str:
    comparison = outcome.comparison
    if outcome.forced and comparison:
        return f", although {'; '.join(comparison.objections)}"
    if comparison is None:
        return ""
    if not comparison.says_something:
        return ", with which it could not be compared: they share too few entries"
    better = [each.facet for each in comparison.facets if each.is_better]
    return f": better on {', '.join(better)}, worse on nothing" if better else ": no worse on anything"


def promoted(outcome: "PromoteOutcome") -> None:
    """Say which model is in use; a model that was refused ends with an error."""
    if outcome.comparison:
        _compared_table(outcome.comparison)
    for text in about_promotion(outcome):
        typer.echo(text, err=True)
    if not outcome.promoted:
        raise NotReadyError(f"model {outcome.previous} stays in use", remedy="see the table above, or add --force")


def compared(comparison: "Comparison", *, json: bool) -> None:
    """Show two models side by side."""
    if json:
        stated = {**asdict(comparison), "objections": list(comparison.objections)}
        typer.echo(jsonlib.dumps(stated, ensure_ascii=False))
        return
    _compared_table(comparison)
    if not comparison.says_something:
        typer.echo("The two share too few entries to be compared.", err=True)
    for objection in comparison.objections:
        typer.echo(f"Worse: {objection}", err=True)


def _compared_table(comparison: "Comparison") -> None:
    from rich.table import Table

    from pipeline.workflows.compare import signed  # late, so that --help stays fast

    names = (comparison.first, comparison.second)
    columns = ("Facet", "Entries", *(f"Right, {name}" for name in names), "Gain", "Overconfidence", "Change", "")
    title = "On entries of papers that neither had seen; 95 % intervals, papers resampled alike for both"
    table = Table(*columns, title=title, title_justify="left")
    for each in comparison.facets:
        right = (f"{value:.3f}" for value in each.accuracy)
        errors = " → ".join(f"{value:.3f}" for value in each.overconfidence)
        table.add_row(each.facet, str(each.n), *right, signed(each.gain), errors, signed(each.drift), each.verdict)
    _out().print(table)


def differing(outcome: "DiffOutcome", *, json: bool) -> None:
    """List what two models answer differently."""
    if json:
        for change in outcome.changes:
            typer.echo(jsonlib.dumps({**asdict(change), "is_towards": change.is_towards}, ensure_ascii=False))
    elif outcome.changes:
        _changes_table(outcome)
    n_passages = len({change.passage_id for change in outcome.changes})
    typer.echo(f"{n_passages} of {outcome.n_passages} passages are answered differently.", err=True)
    right = [change.is_towards for change in outcome.changes if change.is_towards is not None]
    if right:
        n_towards = sum(right)
        message = f"Of {len(right)} changes on settled labels, {n_towards} are towards the label, the others away."
        typer.echo(message, err=True)
    if outcome.n_asked:
        typer.echo(f"{outcome.n_asked} passages are up for review: `mitag review`.", err=True)


def _changes_table(outcome: "DiffOutcome") -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Passage", "Facet", *outcome.models, "Settled", show_lines=True)
    for change in outcome.changes[:_CHANGES]:
        both = zip((change.before, change.after), change.confidence, strict=True)
        answers = (f"{code} {confidence:.2f}" for code, confidence in both)
        cells = (f"{change.source}: {_start(change.text)}", change.facet, *answers, change.settled or "")
        table.add_row(*map(escape, cells))
    _out().print(table)
    if len(outcome.changes) > _CHANGES:
        typer.echo(f"{len(outcome.changes) - _CHANGES} more changes are not shown; --json lists all.", err=True)


def waiting(outcome: "QueueOutcome", *, json: bool) -> None:
    """Show what waits for a person, and how far the review has come."""
    if json:
        for item, filed in outcome.rows:
            place = {"source": filed.paper.source, "page": filed.passage.page, "text": filed.passage.text}
            typer.echo(jsonlib.dumps({**asdict(item), **place}, ensure_ascii=False))
    elif outcome.rows:
        _queue_table(outcome)
    for text in _about_progress(outcome.progress):
        typer.echo(text, err=True)
    if outcome.n_wanted > len(outcome.rows):
        typer.echo(f"{outcome.n_wanted - len(outcome.rows)} more are not listed; raise --limit.", err=True)


def _queue_table(outcome: "QueueOutcome") -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Passage", "Document", "State", "Code", "Conf.", "Why", show_lines=True)
    for item, filed in outcome.rows:
        page = f", p. {filed.passage.page}" if filed.passage.page else ""
        why = ", ".join(dict.fromkeys(badge.name for badge in item.badges))
        cells = (_start(filed.passage.text), f"{filed.paper.source}{page}", item.state, item.code)
        table.add_row(*map(escape, cells), f"{item.confidence:.2f}", escape(why))
    _out().print(table)


def _about_progress(progress: "Progress") -> Iterator[str]:
    counts = ", ".join(f"{n} {state}" for state, n in progress.states.items() if n)
    yield f"In the store: {counts or 'nothing yet; file passages with `mitag classify FILE --store`'}."
    if progress.n_decisions:
        pace = f", {progress.median_seconds:.0f} s each" if progress.median_seconds is not None else ""
        yield f"Decisions: {progress.n_decisions}, {progress.n_today} of them today{pace}."
    if progress.agreement is not None:
        yield f"Reviewers agree on {progress.agreement:.0%} of the labels of {progress.n_overlapping} shared passages."


def exported(outcome: "ExportOutcome", target: Path) -> None:
    """Say what was published."""
    left_out = f"; {outcome.n_rejected} settled to be no mitigation were left out" if outcome.n_rejected else ""
    typer.echo(f"{len(outcome.rows)} passages are in {target}{left_out}.", err=True)


def _out() -> "Console":
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _START else words[:_START].rsplit(" ", 1)[0] + " …"
