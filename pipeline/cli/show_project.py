"""What the commands about a project as a whole show: init, doctor, --version."""

import json as jsonlib
from collections.abc import Callable
from dataclasses import asdict

import typer

from pipeline.errors import NotReadyError
from pipeline.project import Project
from pipeline.workflows.doctor import DoctorOutcome
from pipeline.workflows.init import InitOutcome

_MARKS = {"fine": "ok", "absent": "-", "fault": "WRONG"}


def version(package: str, find: Callable[[], Project]) -> None:
    """Say which mitag this is, and then, if the project can be opened, its taxonomy and the model in use."""
    typer.echo(f"mitag {package}")
    project = find()
    typer.echo(f"taxonomy {project.taxonomy.version}")
    typer.echo(f"model {project.registry.promoted_id() or 'none yet'}")


def examined(outcome: DoctorOutcome, *, json: bool) -> None:
    """Show what was found, and under it what to do; ends with an error when something has to be mended."""
    if json:
        typer.echo(jsonlib.dumps([asdict(check) for check in outcome.checks], ensure_ascii=False))
    else:
        for check in outcome.checks:
            typer.echo(f"{_MARKS[check.state]:<6} {check.name:<13} {check.found}")
            if check.remedy:
                typer.echo(f"{'':<20} Try: {check.remedy}")
    if outcome.faults:
        names = ", ".join(check.name for check in outcome.faults)
        raise NotReadyError(f"{len(outcome.faults)} of {len(outcome.checks)} checks failed: {names}")


def made(outcome: InitOutcome) -> None:
    """Say what was made, and what to do next."""
    for name in outcome.files:
        typer.echo(outcome.folder / name)
    typer.echo(f"Next: put papers into {outcome.folder / 'data/raw'}, then", err=True)
    typer.echo(f"  mitag -C {outcome.folder} train", err=True)
    typer.echo(f"  mitag -C {outcome.folder} classify {outcome.folder / 'data/raw'}", err=True)
