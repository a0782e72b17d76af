"""The shards of a run, added up: read one after the other, a few columns at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.batch.rows import passage_of
from pipeline.batch.shards import Shard
from pipeline.domain.passage import Passage

_HUNDREDTHS = 101
_OF_PASSAGE = ("text", "section_path", "document_id", "start")


@dataclass(slots=True)
class FacetSums:
    """One facet's answers: how often each code, how sure in sum, how often to be reviewed; and how sure of the first.

    `first` counts the confidence in the likeliest category, by hundredths from 0 to 1.
    """

    counts: Counter[str] = field(default_factory=Counter)
    confidence: Counter[str] = field(default_factory=Counter)
    to_review: Counter[str] = field(default_factory=Counter)
    abstained: int = 0
    first: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_HUNDREDTHS, dtype=np.int64))


@dataclass(slots=True)
class Sums:
    """What all passages of a run come to, and some of them, evenly spread."""

    facets: dict[str, FacetSums]
    n_passages: int = 0
    n_to_review: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    sample: list[Passage] = field(default_factory=list)


def add_up(shards: Sequence[Shard], facets: Sequence[str], *, sample: int) -> Sums:
    """Read all shards and add up what they say; `sample` is about how many passages to keep."""
    sums = Sums({facet: FacetSums() for facet in facets})
    every = max(sum(shard.n_rows for shard in shards) // sample, 1)
    for shard in shards:
        with pq.ParquetFile(shard.path) as file:
            names = [name for name in file.schema_arrow.names if name in _wanted(facets)]
            table = file.read(columns=names)
        kept = table.take(pa.array(range(-sums.n_passages % every, len(table), every), pa.int64()))
        sums.sample += [passage_of(row) for row in kept.select([n for n in _OF_PASSAGE if n in names]).to_pylist()]
        _add(sums, table)
    return sums


def _wanted(facets: Sequence[str]) -> set[str]:
    answers = {f"{facet}{suffix}" for facet in facets for suffix in ("", "_confidence", "_alternatives", "_abstained")}
    return answers | {*_OF_PASSAGE, "needs_review", "review_reasons"}


def _add(sums: Sums, table: pa.Table) -> None:
    sums.n_passages += len(table)
    sums.n_to_review += pc.sum(table["needs_review"]).as_py() or 0
    sums.reasons.update(_counted(pc.list_flatten(table["review_reasons"])))
    for facet, each in sums.facets.items():
        answers = pa.table(
            {
                "code": table[facet],
                "confidence": table[f"{facet}_confidence"],
                "review": pc.cast(table["needs_review"], pa.int64()),
            }
        )
        grouped = answers.group_by("code").aggregate([("code", "count"), ("confidence", "sum"), ("review", "sum")])
        for row in grouped.to_pylist():
            each.counts[row["code"]] += row["code_count"]
            each.confidence[row["code"]] += row["confidence_sum"]
            each.to_review[row["code"]] += row["review_sum"]
        each.abstained += pc.sum(table[f"{facet}_abstained"]).as_py() or 0
        each.first += _hundredths(table[f"{facet}_alternatives"])


def _hundredths(alternatives: pa.ChunkedArray) -> NDArray[np.int64]:
    """How often each confidence stands behind the first alternative, which is written as in "2.2.2 0.53"."""
    firsts = pc.list_element(alternatives.filter(pc.greater(pc.list_value_length(alternatives), 0)), 0)
    shown = np.asarray(pc.cast(pc.utf8_slice_codeunits(firsts, -4), pa.float64()))
    found: NDArray[np.int64] = np.bincount(np.rint(shown * (_HUNDREDTHS - 1)).astype(int), minlength=_HUNDREDTHS)
    return found


def _counted(values: Any) -> dict[str, int]:  # noqa: ANN401
    return {row["values"]: row["counts"] for row in pc.value_counts(values).to_pylist()}
