"""The summary of a run as a report: sections of tables and plots that a page, and a terminal, can show."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.batch.runs import REPORT, SUMS
from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.blocks import Block, Plot, Report, Section, Table, percent, titled
from pipeline.evaluation.drift import mean_of_hundredths, stranger
from pipeline.evaluation.plots import Axis, Line, bars, chart, ticks_to
from pipeline.resources.pages import fill
from pipeline.workflows.publish import write_text
from pipeline.workflows.report_batch import Drift, Summary, Sure

_SHOWN = 20
_STRANGE = 0.75  # three of four passages are newer than an entry of the training data is to other papers
_LESS_SURE = 0.1
_BINS, _STEPS = 10, 40


def publish(summary: Summary) -> tuple[Report, tuple[Path, ...]]:
    """Write the report on a run into its folder, as a page and as JSON."""
    report, page, sums = report_of(summary), summary.home / REPORT, summary.home / SUMS
    write_text(sums, json.dumps(report.scores, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    write_text(page, "".join(fill("evaluation.html", report=report)))
    return report, (page, sums)


def report_of(summary: Summary) -> Report:
    """Put what is known of a run into a report."""
    sums = summary.sums
    sections = (
        _codes(summary),
        *(_facet(summary, facet) for facet in summary.taxonomy if facet.name != summary.taxonomy.tree.name),
        _review(summary),
        _pages(summary.documents),
        _failures(summary),
        _drift(summary.drift),
    )
    return Report(
        title="What was found",
        subtitle=f"{sums.n_passages:,} passages, tagged by model {summary.manifest['model']['id']}.",
        facts=tuple(_facts(summary)),
        notes=tuple(_notes(summary)),
        sections=tuple(section for section in sections if section),
        scores=_scores(summary),
        again=f"mitag report {summary.home}",
        rests_on="the shards in the folder beside this page",
    )


def _facts(summary: Summary) -> Iterator[tuple[str, str]]:
    given, model = summary.manifest["input"], summary.manifest["model"]
    yield "Input", f"{given['items']:,} {'documents' if given['kind'] == 'documents' else 'rows'}"
    yield "Could not be used", f"{len(summary.failures):,}"
    yield "Needs review", f"{summary.sums.n_to_review:,} of {summary.sums.n_passages:,}"
    yield "Model", f"{model['id']}, encoder {model['encoder']}"
    yield "Taxonomy", model["taxonomy_version"]
    yield "Settings", ", ".join(f"{name} {value}" for name, value in summary.manifest["settings"].items())
    yield "Made with", ", ".join(f"{name} {version}" for name, version in summary.manifest["code"].items())


def _notes(summary: Summary) -> Iterator[str]:
    if summary.manifest["counts"] is None:
        yield "The run is not finished: this is what was there when the report was made."
    if not summary.same_labels:
        yield "The labels have changed since the model was trained; drift is measured against those of today."
    if summary.drift:
        yield from _warnings(summary.drift)


def _warnings(drift: Drift) -> Iterator[str]:
    if (stranger(drift.novel_here.tolist(), drift.novel_there.tolist()) or 0) > _STRANGE:
        yield "These passages are less like the training data than its papers are like each other. Review a sample."
    if (stranger(drift.new_here.tolist(), drift.new_there.tolist()) or 0) > _STRANGE:
        yield "Many of the words here are in no training entry: see the list under Drift."
    for facet, sure in drift.sure.items():
        here, there = mean_of_hundredths(sure.here), mean_of_hundredths(sure.there)
        if here is not None and there is not None and there - here > _LESS_SURE:
            yield f"{titled(facet)}: the model is less sure here ({here:.2f}) than on training papers ({there:.2f})."


def _codes(summary: Summary) -> Section:
    facet = summary.taxonomy.tree
    counts = summary.sums.facets[facet.name].counts
    rows = [(_named(facet, code), float(n), f"{n:,}") for code, n in counts.most_common(_SHOWN)]
    lead = "How many passages got each code. A passage whose leaf was not sure enough counts at the node above."
    blocks: tuple[Block, ...] = (
        Plot(f"The {len(rows)} most frequent codes", bars(rows, title="Passages for each code")),
        _table(summary, facet),
    )
    return Section("codes", "Codes", lead, blocks, brief=len(blocks))


def _facet(summary: Summary, facet: Facet) -> Section:
    return Section(facet.name, titled(facet.name), facet.question, (_table(summary, facet),), brief=1)


def _table(summary: Summary, facet: Facet) -> Table:
    sums = summary.sums.facets[facet.name]
    rows = tuple(
        (
            facet[code].title,
            f"{sums.counts[code]:,}",
            percent(sums.counts[code] / summary.sums.n_passages),
            f"{sums.confidence[code] / sums.counts[code]:.2f}",
            percent(sums.to_review[code] / sums.counts[code]),
        )
        for code in facet.codes
        if sums.counts[code]
    )
    unsure = f"Below the floor: {sums.abstained:,}."
    return Table(titled(facet.name), ("", "Passages", "Share", "Mean confidence", "Needs review"), rows, unsure)


def _review(summary: Summary) -> Section:
    sums = summary.sums
    share = percent(sums.n_to_review / sums.n_passages) if sums.n_passages else "none"
    rows = tuple((reason, f"{n:,}") for reason, n in _by_kind(sums.reasons).most_common(_SHOWN))
    lead = f"{sums.n_to_review:,} of {sums.n_passages:,} passages ({share}) need a look, for one reason or several."
    return Section("review", "Review", lead, (Table("Why", ("Reason", "Passages"), rows),), brief=1)


def _by_kind(reasons: Mapping[str, int]) -> Counter[str]:
    """Reasons without the code or number that is in them."""
    kinds: Counter[str] = Counter()
    for reason, n in reasons.items():
        facet, _, what = reason.partition(": ")
        kind = "backed off to a node above" if what.startswith("backed off") else what
        kinds[
            f"{titled(facet)}: {'many categories possible' if kind.endswith('possible') else kind}" if what else facet
        ] += n
    return kinds


def _pages(documents: Sequence[Mapping[str, Any]]) -> Section | None:
    if not documents:
        return None
    poor = sorted((each for each in documents if each["poor_pages"]), key=lambda each: each["share"] or 0)
    rows = tuple(
        (each["source"], f"{each['n_pages']}", ", ".join(map(str, each["poor_pages"])), percent(each["share"] or 0))
        for each in poor[:_SHOWN]
    )
    lead = (
        f"In {len(poor):,} of {len(documents):,} documents text of pages was lost; what stands there is to be reviewed."
    )
    table = Table(f"The {len(rows)} worst", ("Document", "Pages", "Poor pages", "Text kept"), rows)
    return Section("pages", "Pages read poorly", lead, (table,) if rows else (), brief=1)


def _failures(summary: Summary) -> Section | None:
    if not summary.failures:
        return None
    rows = tuple((each.document, each.reason, each.remedy) for each in summary.failures[:_SHOWN])
    lead = f"{len(summary.failures):,} could not be used; all are in failures.parquet."
    return Section("failures", "Failures", lead, (Table("The first", ("Where", "Reason", "Remedy"), rows),))


def _drift(drift: Drift | None) -> Section | None:
    if drift is None:
        return None
    lead = (
        "A sample of the passages beside the entries that the model learned from. Each entry is compared with those of "
        "other papers only, so what differs is more than papers differ among themselves."
    )
    blocks = tuple(_drift_blocks(drift))
    return Section("drift", "Drift", lead, blocks, brief=len(blocks))


def _drift_blocks(drift: Drift) -> Iterator[Block]:
    measures = (
        ("Novelty: 1 minus the likeness to the nearest entry", drift.novel_here, drift.novel_there),
        ("Share of words that are in no entry", drift.new_here, drift.new_there),
    )
    for caption, here, there in measures:
        yield Plot(caption, _cumulative(here, there, caption))
    rows = tuple(_row(caption, here, there) for caption, here, there in measures)
    note = "“Higher here”: how likely a passage here has more of it than an entry there; 50 % when they are alike."
    yield Table("Novelty and words", ("", "Median here", "Median in training", "Higher here"), rows, note)
    if drift.new_words:
        words = tuple((word, f"{n}") for word, n in drift.new_words)
        yield Table("Words that are in no entry", ("Word", "Passages of the sample"), words)
    for facet, sure in drift.sure.items():
        if sure.there.sum():
            yield Plot(f"Confidence: {titled(facet)}", _densities(sure, titled(facet)))
    yield _confidence(drift.sure)


def _row(caption: str, here: NDArray[Any], there: NDArray[Any]) -> tuple[str, ...]:
    higher = stranger(here.tolist(), there.tolist())
    medians = (f"{np.median(each):.2f}" if len(each) else "none" for each in (here, there))
    return (caption, *medians, percent(higher) if higher is not None else "none")


def _confidence(sure: Mapping[str, Sure]) -> Table:
    rows = []
    for facet, each in sure.items():
        here, there = mean_of_hundredths(each.here), mean_of_hundredths(each.there)
        if here is None or there is None or each.right_there is None:
            continue
        expected = max(each.right_there + min(here - there, 0.0), 0.0)
        rows.append((titled(facet), f"{here:.2f}", f"{there:.2f}", percent(each.right_there), percent(expected)))
    columns = ("", "Mean confidence here", "On training papers held out", "Right there", "To be expected here")
    note = (
        "Confidence in the likeliest category. What is to be expected: the share that was right there, less the "
        "difference of the means where the model is less sure here (Guillory and others, 2021)."
    )
    return Table("Confidence", columns, tuple(rows), note)


def _cumulative(here: NDArray[Any], there: NDArray[Any], title: str) -> str:
    most = max(float(values.max(initial=0.0)) for values in (here, there)) or 1.0
    ticks = ticks_to(most)
    lines = [
        Line(
            name,
            tuple((level, float((values <= level).mean())) for level in np.linspace(0, ticks[-1], _STEPS + 1)),
            dots=False,
        )
        for name, values in (("here", here), ("training data", there))
        if len(values)
    ]
    x = Axis(title.partition(":")[0], high=ticks[-1], ticks=ticks)
    return chart(lines, x, Axis("Share of passages up to here"), title=title)


def _densities(sure: Sure, title: str) -> str:
    lines = []
    for name, counts in (("here", sure.here), ("training papers held out", sure.there)):
        binned = counts[:-1].reshape(_BINS, -1).sum(axis=1)
        binned[-1] += counts[-1]
        shares = (binned / max(counts.sum(), 1)).tolist()
        points = tuple(((number + 0.5) / _BINS, share) for number, share in enumerate(shares))
        lines.append(Line(name, points, dots=False))
    ticks = ticks_to(max(share for line in lines for _, share in line.points) or 1)
    return chart(lines, Axis("Confidence"), Axis("Share", high=ticks[-1], ticks=ticks), title=f"Confidence: {title}")


def _named(facet: Facet, code: str) -> str:
    title = facet[code].title
    return title if len(title) <= 30 else f"{title[:29]}…"


def _scores(summary: Summary) -> dict[str, object]:
    sums, drift = summary.sums, summary.drift
    found: dict[str, object] = {
        "n_passages": sums.n_passages,
        "n_to_review": sums.n_to_review,
        "n_failures": len(summary.failures),
        "n_documents_with_poor_pages": sum(bool(each["poor_pages"]) for each in summary.documents),
        "facets": {facet: dict(sorted(each.counts.items())) for facet, each in sums.facets.items()},
        "reasons": dict(sums.reasons.most_common()),
    }
    if drift:
        found["drift"] = {
            "novelty_higher_here": stranger(drift.novel_here.tolist(), drift.novel_there.tolist()),
            "new_words_higher_here": stranger(drift.new_here.tolist(), drift.new_there.tolist()),
            "new_words": dict(drift.new_words),
            "mean_confidence": {
                facet: {"here": mean_of_hundredths(each.here), "training": mean_of_hundredths(each.there)}
                for facet, each in drift.sure.items()
            },
        }
    return found
