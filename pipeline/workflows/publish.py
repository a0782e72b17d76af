"""An evaluation → its report as a page, as Markdown and as JSON that the report can be rendered from again."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.evaluation.blocks import Report
from pipeline.evaluation.keeping import from_json, simulation_from_json, to_json
from pipeline.evaluation.markdown import markdown
from pipeline.evaluation.report import report_of
from pipeline.evaluation.scored import Evaluation, Simulation
from pipeline.resources.pages import fill
from pipeline.store.files import whole_file

PAGE, TEXT, KEPT = "report.html", "report.md", "report.json"


@dataclass(frozen=True, slots=True)
class EvaluateOutcome:
    """The report, and where it lies."""

    report: Report
    files: tuple[Path, ...]
    """The page, the Markdown, and what both can be rendered from again."""


def prepared(folder: Path) -> Path:
    """Make the folder for a report, so that one that cannot be written to is known before the work is done.

    Raises InputError when it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror})", remedy="choose another folder") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder}: cannot be written to", remedy="check its permissions, or choose another folder")
    return folder


def publish(evaluation: Evaluation, folder: Path) -> EvaluateOutcome:
    """Compute the report and write its three files, each whole or not at all.

    Raises InputError when the folder cannot be written.
    """
    report = report_of(evaluation)
    # First what took the most to come by: figures and page follow from it.
    page, text, kept = folder / PAGE, folder / TEXT, folder / KEPT
    write_text(kept, to_json(evaluation, report.scores))
    write_text(text, markdown(report))
    write_text(page, "".join(fill("evaluation.html", report=report)))
    return EvaluateOutcome(report, (page, text, kept))


def read_evaluation(path: Path) -> Evaluation:
    """Read a kept report.

    Raises InputError when there is none or it is not one.
    """
    return from_json(_bytes(path), where=str(path))


def read_simulation(path: Path) -> Simulation:
    """Read a kept simulation.

    Raises InputError when there is none or it is not one.
    """
    return simulation_from_json(_bytes(path), where=str(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", remedy="check the path") from error


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole_file(path) as scratch:
        scratch.write_text(text, encoding="utf-8")
