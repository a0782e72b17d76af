"""The part of a report on errors: what is confused with what, and entries to look at."""

from collections.abc import Sequence

import numpy as np

from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.blocks import Block, Case, Cases, Cell, Matrix, Section, Table, shortened, shown, titled
from pipeline.evaluation.counts import f1, precision, recall
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.scored import ScoredEntry
from pipeline.evaluation.suspects import suspects
from pipeline.evaluation.view import View

_WORST, _MISTAKES, _SUSPECTS = 12, 20, 20
_LEAD = (
    "Labels stand in rows, answers in columns; the framed cell is right, the darker a cell, the larger its part of the "
    "row. A tree is shown block by block: the categories under one parent among themselves, and what went elsewhere. "
    "A mistake is the model's or the label's: read before you judge."
)


def errors(samples: Sequence[Sample]) -> Section:
    """Worst categories, confusion, the most confident mistakes and the labels that may be wrong."""
    blocks: list[Block] = []
    for sample in samples:
        if len(sample.view):
            blocks += [_worst(sample), *_confusion(sample.view)]
    blocks += [_most_confident(samples), *(_suspected(sample.view) for sample in samples if len(sample.view))]
    return Section("errors", "Errors", _LEAD, tuple(blocks))


def _worst(sample: Sample) -> Table:
    view, resampler = sample.view, sample.resampler
    by_code = {"recall": recall(sample.counts), "precision": precision(sample.counts), "F1": f1(sample.counts)}
    sizes = np.bincount(view.gold, minlength=len(view.facet.codes))
    occurring = [code for code in range(len(sizes)) if sizes[code]]
    scores = {
        code: {name: resampler.score(values[:, code], n=int(sizes[code])) for name, values in by_code.items()}
        for code in occurring
    }
    scored = [code for code in occurring if scores[code]["F1"].there]
    worst = sorted(scored, key=lambda code: (scores[code]["F1"].value or 0.0, -sizes[code]))[:_WORST]
    rows = tuple(
        (
            view.facet.categories[code].title,
            str(sizes[code]),
            *(shown(scores[code][name]) for name in ("F1", "recall", "precision")),
            _taken_for(view, code),
        )
        for code in worst
    )
    n_rare = len(occurring) - len(scored)
    single = int((sizes == 1).sum())
    note = f"Too few entries to be ranked: {n_rare} of the {len(occurring)} categories that occur ({single} with one)."
    columns = ("Category", "n", "F1", "Recall", "Precision", "Most often taken for")
    return Table(f"Worst categories: {titled(view.facet.name)}", columns, rows, note)


def _taken_for(view: View, code: int) -> str:
    wrong = view.likeliest[(view.gold == code) & (view.likeliest != code)]
    if not len(wrong):
        return ""
    counts = np.bincount(wrong)
    return f"{view.facet.categories[int(counts.argmax())].title} ({counts.max()})"


def _confusion(view: View) -> list[Matrix]:
    facet = view.facet
    if not facet.is_tree:
        return [
            _block(view, f"Confusion: {titled(facet.name)}", [(code, [code]) for code in facet.codes], elsewhere=False)
        ]
    roots = [each.code for each in facet.children(None)]
    blocks = [_block(view, f"Confusion: {titled(facet.name)}, first level", _groups(facet, roots), elsewhere=False)]
    for parent in facet.codes:
        children = [each.code for each in facet.children(parent)]
        if children:
            groups = [(parent, [parent]), *_groups(facet, children)]
            blocks.append(_block(view, f"Confusion under {facet[parent].title}", groups, elsewhere=True))
    return [block for block in blocks if block.rows]


def _groups(facet: Facet, codes: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each code with all that stands under it."""
    return [(code, [each for each in facet.codes if code in facet.ancestors(each)]) for code in codes]


def _block(view: View, caption: str, groups: Sequence[tuple[str, list[str]]], *, elsewhere: bool) -> Matrix:
    number = {code: index for index, (_, members) in enumerate(groups) for code in members}
    group_of = np.asarray([number.get(code, len(groups)) for code in view.facet.codes])
    n_columns = len(groups) + elsewhere
    counts = np.zeros((len(groups) + 1, len(groups) + 1), dtype=np.int64)
    np.add.at(counts, (group_of[view.gold], group_of[view.likeliest]), 1)
    sizes = counts.sum(axis=1)
    kept = [index for index in range(len(groups)) if sizes[index]]
    cells = tuple(
        tuple(Cell(int(count), round(float(count / sizes[row]), 3)) for count in counts[row, :n_columns])
        for row in kept
    )
    return Matrix(
        caption,
        tuple((view.facet[groups[row][0]].title, int(sizes[row])) for row in kept),
        (*(code for code, _ in groups), *(["elsewhere"] if elsewhere else [])),
        cells,
        tuple(kept),
    )


def _most_confident(samples: Sequence[Sample]) -> Cases:
    wrong = [
        (float(view.confidence[index]), view, int(index))
        for view in (sample.view for sample in samples)
        for index in np.flatnonzero(~view.right)
    ]
    # The tree first: its categories are what people look for, and four facets would crowd each other out.
    tree = [each for each in wrong if each[1].facet.is_tree]
    chosen = sorted(tree, key=lambda each: -each[0])[:_MISTAKES]
    rest = sorted((each for each in wrong if not each[1].facet.is_tree), key=lambda each: -each[0])
    chosen += rest[: max(_MISTAKES - len(chosen), 0)]
    cases = tuple(_mistake(view, index, sure) for sure, view, index in chosen)
    return Cases(f"The {len(cases)} most confident mistakes", cases)


def _mistake(view: View, index: int, sure: float) -> Case:
    entry, facet = view.entries[index], view.facet
    answer = entry.answers[facet.name]
    given = facet[answer.code].title
    lines = (
        ("label", facet[facet.codes[view.gold[index]]].title),
        ("likeliest", f"{facet[facet.codes[view.likeliest[index]]].title}, confidence {sure:.2f}"),
        ("answer as given", f"{given}, confidence {answer.confidence:.2f}"),
        ("reason by hand", entry.reasoning or "–"),
        ("reason by machine", entry.line or "–"),
    )
    return Case(
        f"{titled(facet.name)}: {_heading(entry)}", shortened(entry.text) or "(heading only)", lines, entry.paper
    )


def _suspected(view: View) -> Cases:
    found = suspects(view)
    cases = tuple(
        Case(
            _heading(view.entries[each.number]),
            shortened(view.entries[each.number].text) or "(heading only)",
            (
                ("label", f"{view.facet[each.label].title} ({each.of_label:.2f})"),
                ("rather", f"{view.facet[each.rather].title} ({each.of_rather:.2f})"),
            ),
            view.entries[each.number].paper,
        )
        for each in found[:_SUSPECTS]
    )
    listed = f"the {len(cases)} most doubtful of {len(found)}" if len(found) > len(cases) else f"{len(found)}"
    return Cases(f"Labels to look at again: {titled(view.facet.name)} ({listed}, n = {len(view)})", cases)


def _heading(entry: ScoredEntry) -> str:
    return shortened(" › ".join(entry.section_path), 120) or "(no heading)"
