"""Printing what became of labels: imported, exported, checked."""

import json as jsonlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from pipeline.cli.show import fail_over
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.workflows.check import CheckOutcome
    from pipeline.workflows.exchange import Conflict, ImportOutcome
    from pipeline.workflows.export_labels import LabelsExported

_ROWS = 40
_START = 90


def imported(outcome: "ImportOutcome", *, json: bool) -> None:
    """Show what an import added, changed and left out; rows that could not be used end with an error."""
    if json:
        counts = {"added": len(outcome.added), "revised": len(outcome.revised), "decided": outcome.n_decided}
        counts["read"] = outcome.n_read
        left_out = {"duplicates": outcome.n_duplicates, "unlabelled": outcome.n_unlabelled}
        left_out["predicted"] = outcome.n_predicted
        rest = {
            name: [asdict(each) for each in getattr(outcome, name)]
            for name in ("near_repeats", "conflicts", "failures")
        }
        columns = {"ignored_columns": list(outcome.ignored)}
        typer.echo(jsonlib.dumps({**counts, **left_out, **rest, **columns}, ensure_ascii=False))
    for repeat in outcome.near_repeats:
        typer.echo(f"{repeat.where}: left out, {repeat.similarity:.0%} the same as: {_start(repeat.like)}", err=True)
    for conflict in outcome.conflicts:
        typer.echo(_about_conflict(conflict), err=True)
    if outcome.ignored:
        typer.echo(f"Columns that mean nothing here were ignored: {', '.join(outcome.ignored)}.", err=True)
    if outcome.n_predicted:
        typer.echo(f"{outcome.n_predicted} labels that only a model gave were left out.", err=True)
    typer.echo(_about_import(outcome), err=True)
    fail_over(outcome.failures, of=outcome.n_read, what="entries")


def exported(outcome: "LabelsExported") -> None:
    """Say what was written, and where."""
    waiting = f", {outcome.n_unlabelled} of them without a label yet," if outcome.n_unlabelled else ""
    names = " and ".join(str(path) for path in outcome.files)
    typer.echo(f"{outcome.n_entries} entries{waiting} are in {names}.", err=True)


def checked(outcome: "CheckOutcome", *, json: bool) -> None:
    """Show the state of a labelled set; contradictions end with an error."""
    if json:
        typer.echo(jsonlib.dumps(asdict(outcome), ensure_ascii=False))
    else:
        typer.echo(f"{outcome.n_entries} entries, {outcome.n_not_mitigation} paragraphs without mitigation")
        typer.echo(f"Papers: {_counts(outcome.papers)}")
        typer.echo(f"Origins: {_counts(outcome.origins)}")
        typer.echo(f"Entries per code: {_counts(outcome.per_code)}")
        typer.echo(f"Codes without an entry: {', '.join(outcome.codes_without_entry) or 'none'}")
        typer.echo(f"Entries that lack a facet: {_counts(outcome.missing)}")
        typer.echo(f"Near repeats: {len(outcome.near_duplicates)}")
        for first, second, similarity in outcome.near_duplicates[:_ROWS]:
            typer.echo(f"  {similarity:.2f}  {_start(first)}  ~  {_start(second)}")
    if not outcome.sound:
        listed = "; ".join(
            f"{each.facet} {each.kept!r} or {each.refused!r}: {_start(each.text)}" for each in outcome.conflicts
        )
        raise InputError(
            f"{len(outcome.conflicts)} contradictions among near repeats: {listed}", remedy="settle them in the files"
        )


def _about_import(outcome: "ImportOutcome") -> str:
    edited = f" and {len(outcome.revised)} edited" if outcome.revised else ""
    decided = f", {outcome.n_decided} kept as decisions in the store" if outcome.n_decided else ""
    done = f"{len(outcome.added)} of {outcome.n_read} entries added{edited}{decided}"
    unlabelled = f"{outcome.n_unlabelled} without a label, " if outcome.n_unlabelled else ""
    return (
        f"{done}; left out: {outcome.n_duplicates} known, "
        f"{unlabelled}{len(outcome.near_repeats)} nearly the same as others, "
        f"{len(outcome.conflicts)} contradictory labels."
    )


def _about_conflict(conflict: "Conflict") -> str:
    kept, refused = _start(conflict.kept), _start(conflict.refused)
    return f"{conflict.where}: {conflict.facet} is {kept!r} here already, {refused!r} was left out"


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _START else words[:_START].rsplit(" ", 1)[0] + " …"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
