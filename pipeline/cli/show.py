"""The only printer: outcomes as tables for people, as JSON for machines; messages and progress on standard error."""

import json as jsonlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from pipeline.cli.show_explanation import explained
from pipeline.cli.show_loop import about_filed, about_promotion
from pipeline.errors import InputError, MitagError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.config import Settings
    from pipeline.domain.document import Document
    from pipeline.domain.manifest import Manifest
    from pipeline.domain.taxonomy import Facet, Taxonomy
    from pipeline.workflows.classify import ClassifyOutcome, Tagged
    from pipeline.workflows.contradictions import Contradiction
    from pipeline.workflows.explain import PassageExplanation
    from pipeline.workflows.ingest import Failure, Ingested
    from pipeline.workflows.train import TrainOutcome

Item = TypeVar("Item")

_ROWS = 40
_ROWS_OF_DOCUMENT = 12
_CONTRADICTIONS = 3
_START = 90
_PIPE_WIDTH = 160


def show_error(error: MitagError) -> None:
    """Say what went wrong and what to do about it."""
    typer.secho(f"Error: {error.problem}", fg=typer.colors.RED, err=True)
    if error.remedy:
        typer.echo(f"  Try: {error.remedy}", err=True)


def track(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
    """Show a progress bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as bar

    yield from bar(items, description=doing, total=total, console=Console(stderr=True), transient=True)


def classified(
    outcome: "ClassifyOutcome",
    output: Path | None,
    explanations: "Sequence[PassageExplanation] | None" = None,
    *,
    json: bool,
) -> None:
    """Show tagged passages, where the table lies and, if asked for, what the answers rest on.

    Ends with an error when files could not be read.
    """
    if json:
        _json_lines(_rows(outcome, explanations))
    else:
        _tagged_table(outcome, written=output is not None)
    for source, first in outcome.repeats:
        _message(f"{source} was left out: it has the same content as {first}.")
    if outcome.filed:
        _message(about_filed(outcome.filed))
    n_files = outcome.n_files - len(outcome.failures) - len(outcome.repeats)
    _message(f"{len(outcome.tagged)} passages tagged in {n_files} documents; {outcome.n_to_review} need review.")
    if output:
        _message(f"The full table is in {output}.")
    if explanations and not json:
        explained(outcome, explanations)
    fail_over(outcome.failures, of=outcome.n_files)


def _rows(outcome: "ClassifyOutcome", explanations: "Sequence[PassageExplanation] | None") -> list[dict[str, Any]]:
    if explanations is None:
        return outcome.rows()
    return [{**row, "explanation": asdict(each)} for row, each in zip(outcome.rows(), explanations, strict=True)]


def extracted(results: "Iterable[Ingested]", *, explain: bool) -> None:
    """Print the passages taken, one JSON object a line, each file's as soon as it is read."""
    failures: list[Failure] = []
    n_files = 0
    for result in results:
        n_files += 1
        if result.failure:
            failures.append(result.failure)
        for finding in result.findings:
            if finding.taken:
                row = {"source": result.source, "passage_id": finding.passage.passage_id, **asdict(finding.passage)}
                row["mitigation_confidence"] = finding.confidence
                if explain:
                    row["evidence"] = list(finding.evidence)
                _json_lines([row])
    fail_over(failures, of=n_files)


def parsed(document: "Document", *, report: bool, json: bool) -> None:
    """Show a document's section tree, or what became of the text on its pages; poor pages are named in any case."""
    if json:
        pages = [{**asdict(page), "share": page.share, "grade": page.grade} for page in document.pages]
        grades = {"share": document.share, "grade": document.grade}
        typer.echo(jsonlib.dumps({**asdict(document), "pages": pages, **grades}, ensure_ascii=False))
    elif report:
        _report(document)
    else:
        _tree(document)
    for text in _about_poor_pages(document):
        _message(text)


def written(page: Path) -> None:
    """Say where a page for the browser lies."""
    _message(f"What was read where is shown in {page}.")


def _tree(document: "Document") -> None:
    authors = ", ".join(document.authors)
    typer.echo(document.title or document.source)
    typer.echo(
        " · ".join(part for part in (authors, str(document.year or ""), document.doi, document.arxiv_id) if part)
    )
    counts = dict.fromkeys(((), *(section.path for section in document.sections)), 0)
    for paragraph in document.paragraphs:
        counts[paragraph.section_path] = counts.get(paragraph.section_path, 0) + 1
    for section in document.sections:
        page = f"  p. {section.page}" if section.page else ""
        typer.echo(f"{'  ' * section.level}{section.heading}  ({counts.pop(section.path, 0)}){page}")
    n_sections, n_paragraphs = len(document.sections), len(document.paragraphs)
    _message(f"{n_sections} sections, {n_paragraphs} paragraphs (in brackets: those directly under a heading).")


_LOOKS = {"text": "", "picture": "scanned: no text", "blank": "blank", "damaged": "damaged: cannot be opened"}


def _report(document: "Document") -> None:
    if not document.pages:
        _message(f"{document.source}: a file of this format has no pages, so there is nothing to compare with.")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("Page", "Characters", "Kept", "Set aside", "Lost", "Share", "Grade", "", title=Text(document.source))
    for page in document.pages:
        lost = max(page.characters - page.kept - page.set_aside, 0)
        counts = (page.number, page.characters, page.kept, page.set_aside, lost)
        remark = _LOOKS[page.look] or ("read poorly" if page.is_poor else "")
        table.add_row(*map(str, counts), f"{page.share:.3f}", page.grade, remark)
    if document.share is not None:
        table.add_section()
        totals = (sum(page.characters for page in document.pages), sum(page.kept for page in document.pages))
        table.add_row("all", *map(str, totals), "", "", f"{document.share:.3f}", document.grade)
    _out().print(table)


def _about_poor_pages(document: "Document") -> Iterator[str]:
    scanned = [str(page.number) for page in document.pages if page.look == "picture"]
    others = [str(page.number) for page in document.poor_pages if page.look != "picture"]
    if scanned:
        yield f"Scanned, without text: p. {', '.join(scanned)}; run `ocrmypdf` on the file and read what that writes."
    if others:
        yield f"Read poorly, text is missing: p. {', '.join(others)}; look with --html FILE."


def trained(outcome: "TrainOutcome", *, json: bool) -> None:
    """Show what a training gave, and which labels contradict each other."""
    if json:
        typer.echo(jsonlib.dumps(asdict(outcome.manifest), ensure_ascii=False))
    else:
        _training_table(outcome)
    for text in _about_contradictions(outcome.contradictions):
        _message(text)


def _training_table(outcome: "TrainOutcome") -> None:
    from rich.table import Table

    table = Table(
        "Facet",
        "Entries",
        "Right",
        "Among top 3",
        "Calibration error",
        title="On papers and registers the model had not seen",
    )
    for facet, scores in outcome.scores.items():
        table.add_row(
            facet, str(scores.n), f"{scores.accuracy:.2f}", f"{scores.top3:.2f}", f"{scores.calibration_error:.3f}"
        )
    _out().print(table)
    n_reviewed = f" ({outcome.n_reviewed} reviewed)" if outcome.n_reviewed else ""
    _message(
        f"Model {outcome.manifest.model_id}, from {outcome.n_entries} entries{n_reviewed} and"
        f" {outcome.n_phrases} phrases."
    )
    already = (f"Model {outcome.manifest.model_id} was in use already: same labels, same settings.",)
    for text in already if outcome.promotion.was_in_use else about_promotion(outcome.promotion):
        _message(text)
    if outcome.n_papers_tuned_on:
        n_papers = outcome.n_papers_tuned_on
        _message(f"The encoder was tuned on {n_papers} papers; confidence and scores are of the others. Train again:")
        _message(f"  mitag train --encoder {outcome.manifest.encoder}")


def _about_contradictions(contradictions: "Sequence[Contradiction]") -> Iterator[str]:
    for each in contradictions[:_CONTRADICTIONS]:
        taken = f"{each.settled!r}, as reviewed," if each.settled else "neither"
        first, second = (f"{label!r} in {place}" for label, place in zip(each.labels, each.places, strict=True))
        yield f"{each.facet}: {first}, {second}; {taken} was learned: {_start(each.text)}"
    if contradictions:
        n = len(contradictions)
        found = f"{n} labels contradict others" if n > 1 else "1 label contradicts another"
        yield f"{found}: `mitag labels check` lists such pairs, settle them in the files."


def models(manifests: "Sequence[Manifest]", promoted: str | None, *, json: bool) -> None:
    """List models; the promoted one is marked."""
    if json:
        _json_lines({**asdict(each), "promoted": each.model_id == promoted} for each in manifests)
        return
    from rich.table import Table

    table = Table("", "Model", "Trained", "Encoder", "Taxonomy", "Accuracy on unseen papers and registers")
    for each in manifests:
        accuracy = ", ".join(f"{facet} {scores['accuracy']:.2f}" for facet, scores in each.scores.items())
        mark = "*" if each.model_id == promoted else ""
        table.add_row(mark, each.model_id, each.created, each.encoder, each.taxonomy_version, accuracy)
    _out().print(table if manifests else "No models yet: run `mitag train`.")


def taxonomy(categories: "Taxonomy", facet: str | None, *, json: bool) -> None:
    """Show every facet, or one, with its categories."""
    from pipeline.domain.taxonomy import taxonomy_to_mapping

    shown: tuple[Facet, ...] = (categories[facet],) if facet else categories.facets
    if json:
        mapping = taxonomy_to_mapping(categories)
        mapping["facets"] = [each for each in mapping["facets"] if each["name"] in {facet.name for facet in shown}]
        typer.echo(jsonlib.dumps(mapping, ensure_ascii=False, indent=2))
        return
    typer.echo(f"Taxonomy {categories.version}")
    for each in shown:
        typer.echo(f"\n{each.name}: {each.question}")
        for category in each.categories:
            indent = "  " * len(each.ancestors(category.code))
            typer.echo(f"{indent}{category.title} - {category.definition}")


def settings(home: Path, in_force: "Settings") -> None:
    """Show all settings as TOML."""
    typer.echo(f"# The project folder is {home}.")
    _table_of_settings((), in_force.model_dump(mode="json", exclude_none=True))


def _table_of_settings(path: tuple[str, ...], values: "Mapping[str, object]") -> None:
    for name, value in values.items():
        if not isinstance(value, dict):
            typer.echo(f"{name} = {jsonlib.dumps(value, ensure_ascii=False)}")
    for name, value in values.items():
        if isinstance(value, dict):
            typer.echo(f"\n[{'.'.join((*path, name))}]")
            _table_of_settings((*path, name), value)


def _tagged_table(outcome: "ClassifyOutcome", *, written: bool) -> None:
    from itertools import groupby

    from rich.markup import escape
    from rich.table import Table

    out = _out()
    others = [facet.name for facet in outcome.taxonomy if facet.name != outcome.taxonomy.tree.name]
    titles = [escape(name.replace("_", " ").capitalize()) for name in others]
    hidden = 0
    for source, items in groupby(outcome.tagged, key=lambda item: item.document.source):
        rows = list(items)
        caption = escape(f"{source}: {rows[0].document.title}" if rows[0].document.title else source)
        table = Table(
            "Passage", "Code", *titles, "Conf.", "Reasoning", title=caption, title_justify="left", show_lines=True
        )
        for item in rows[:_ROWS_OF_DOCUMENT]:
            table.add_row(*(escape(cell) for cell in _tagged_cells(item, outcome.taxonomy, others)))
        out.print(table)
        hidden += max(len(rows) - _ROWS_OF_DOCUMENT, 0)
    if outcome.tagged:
        _message("? = not sure enough to be used without review; Conf. is the confidence in the code.")
    if hidden:
        _message(
            f"{hidden} more passages are not shown here" + ("." if written else "; write them all with --output FILE.")
        )


def _tagged_cells(item: "Tagged", categories: "Taxonomy", others: Sequence[str]) -> list[str]:
    answers = item.prediction.answers
    code = answers[categories.tree.name]
    marks = {name: " ?" if answer.abstained else "" for name, answer in answers.items()}
    title = categories.tree[code.code].title + marks[code.facet]
    flat = [answers[name].code + marks[name] for name in others]
    return [_start(item.finding.passage.text), title, *flat, f"{code.confidence:.2f}", item.prediction.reasoning]


def fail_over(failures: "Sequence[Failure]", *, of: int, what: str = "files") -> None:
    """Name everything that could not be used; ends with an error when there is any."""
    for failure in failures:
        show_error(MitagError(failure.problem, remedy=failure.remedy))
    if failures:
        raise InputError(f"{len(failures)} of {of} {what} could not be used (listed above)")


def _json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        typer.echo(jsonlib.dumps(row, ensure_ascii=False))


def _message(text: str) -> None:
    typer.echo(text, err=True)


def _out() -> "Console":
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _START else words[:_START].rsplit(" ", 1)[0] + " …"
