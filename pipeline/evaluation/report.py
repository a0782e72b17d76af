"""Scored entries → a report: everything in it is computed here, from the kept records alone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from pipeline.domain.taxonomy import Taxonomy, taxonomy_from_mapping
from pipeline.evaluation.agreement import ceiling
from pipeline.evaluation.blocks import Case, Cases, Report, Section, Table, shortened
from pipeline.evaluation.cautions import cautions, listed
from pipeline.evaluation.finding import extraction, extraction_scores
from pipeline.evaluation.headline import Sample, facet_scores, headline, tree_scores
from pipeline.evaluation.learning import learning
from pipeline.evaluation.mistakes import errors
from pipeline.evaluation.reasons import reasoning
from pipeline.evaluation.resampling import Score
from pipeline.evaluation.rivals import baselines, differences
from pipeline.evaluation.scored import Evaluation
from pipeline.evaluation.slices import slices
from pipeline.evaluation.trust import confidence_scores, trust
from pipeline.evaluation.view import view_of

_SHOWN = 20


def report_of(evaluation: Evaluation) -> Report:
    """Compute all figures of an evaluation; the same records give the same report to the byte."""
    taxonomy = taxonomy_from_mapping(evaluation.taxonomy, where="the report")
    made = evaluation.made
    samples = [Sample.of(view_of(evaluation.entries, facet), rounds=made.rounds, seed=made.seed) for facet in taxonomy]
    sections = (
        extraction(evaluation, taxonomy.facets),
        headline(samples),
        baselines(samples),
        ceiling(evaluation, taxonomy.facets),
        trust(samples, evaluation),
        slices(samples, rounds=made.rounds, seed=made.seed),
        errors(samples),
        reasoning(evaluation, taxonomy.tree),
        learning(evaluation.simulation),
        _left_out(evaluation),
    )
    return Report(
        title="How good is it",
        subtitle=f"{made.mode.capitalize()}. {made.split}",
        facts=tuple(_facts(evaluation, taxonomy)),
        notes=(*cautions(evaluation, samples), *made.notes),
        sections=tuple(section for section in sections if section),
        scores=_scores(evaluation, taxonomy, samples),
    )


def _facts(evaluation: Evaluation, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    made = evaluation.made
    papers = len({entry.paper for entry in evaluation.entries})
    origins = Counter(entry.origin for entry in evaluation.entries)
    yield "Scored", f"{len(evaluation.entries)} entries; papers: {papers}"
    yield "Left out", f"{len(evaluation.left_out)} that training has seen, or nearly (see Leakage)"
    yield "Origin", ", ".join(f"{origin} {n}" for origin, n in origins.most_common())
    yield "Labels", listed(made.sources, 3)
    yield "Model", made.model_id or "trained anew for each fold"
    yield "Encoder", made.encoder
    yield "Taxonomy", taxonomy.version
    yield "Intervals", f"95 %, {made.rounds} rounds of resampling, seed {made.seed}"
    yield "Made", f"{made.created}, mitag {made.version}"


def _left_out(evaluation: Evaluation) -> Section | None:
    if not evaluation.left_out:
        return None
    counts = Counter(each.why for each in evaluation.left_out)
    near = sorted((each for each in evaluation.left_out if each.like), key=lambda each: -(each.similarity or 0))
    cases = tuple(
        Case(
            f"{each.similarity or 0:.0%} the same",
            shortened(each.text, 300),
            (("like", shortened(each.like, 300)),),
            each.paper,
        )
        for each in near[:_SHOWN]
    )
    table = Table("Why", ("", "n"), tuple((why, str(n)) for why, n in counts.most_common()))
    lead = (
        "Entries that training has seen in all but name are not scored. Nearly the same: 70 % or more of their runs of "
        "three words are shared."
    )
    blocks = (table, Cases(f"Nearly the same ({len(cases)} of {len(near)})", cases)) if near else (table,)
    return Section("leakage", "Leakage", lead, blocks)


def _scores(evaluation: Evaluation, taxonomy: Taxonomy, samples: Sequence[Sample]) -> dict[str, object]:
    """The scores for machines, by facet and name; every one with n and its interval, or without a value."""
    facets: dict[str, object] = {}
    for sample in samples:
        scores: dict[str, Score] = {**facet_scores(sample), **confidence_scores(sample)}
        if sample.view.facet.is_tree:
            scores |= tree_scores(sample)
        facets[sample.name] = {
            "n": len(sample.view),
            **{name: asdict(score) for name, score in scores.items()},
            "baselines": [asdict(each) for each in differences(sample)],
        }
    of_extraction = extraction_scores(evaluation, taxonomy.facets) if evaluation.sought else {}
    return {
        "facets": facets,
        "extraction": {name: asdict(score) for name, score in of_extraction.items()},
        "n_scored": len(evaluation.entries),
        "n_left_out": len(evaluation.left_out),
    }
