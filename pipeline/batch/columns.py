"""Columns as numbers → Arrow: what there is a million of is never made a Python object."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_NUMBERS = {"page", "year", "start", "end", "n_pages", "n_passages"}
_SUFFIXES = {
    "_confidence": pa.float64(),
    "share": pa.float64(),
    "needs_review": pa.bool_(),
    "_abstained": pa.bool_(),
    "_alternatives": pa.list_(pa.string()),
    "_prediction_set": pa.list_(pa.string()),
    "review_reasons": pa.list_(pa.string()),
    "reasoning_spans": pa.list_(pa.string()),
    "poor_pages": pa.list_(pa.int64()),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """Text of which there are few kinds: for each row the number of its name, or -1 for none."""

    numbers: NDArray[np.int64]
    names: Sequence[str]

    def to_arrow(self) -> pa.Array:
        """The names, one for each row."""
        return pa.array(self.names, pa.string()).take(pa.array(self.numbers, mask=self.numbers < 0))


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of names: row i holds those numbered `numbers[offsets[i]:offsets[i + 1]]`."""

    numbers: NDArray[np.int64]
    offsets: NDArray[np.int64]
    names: Sequence[str]

    def to_arrow(self) -> pa.Array:
        """The lists, one for each row."""
        offsets = pa.array(self.offsets, pa.int32())
        return pa.ListArray.from_arrays(offsets, Coded(self.numbers, self.names).to_arrow())


Column = Coded | Lists | NDArray[Any] | Sequence[Any]


def get_arrow_ready() -> None:
    """Make an array of a list, at the first of which Arrow looks for pandas, once and for all."""
    pa.array([])


def type_of(column: str) -> pa.DataType:
    """What a column of results holds, known by its name, so that all shards agree also where a column is empty.

    >>> str(type_of("actor_prediction_set")), str(type_of("code"))
    ('list<item: string>', 'string')
    """
    if column in _NUMBERS:
        return pa.int64()
    return next((kind for suffix, kind in _SUFFIXES.items() if column.endswith(suffix)), pa.string())


def table_of_columns(columns: Mapping[str, Column]) -> pa.Table:
    """Columns of results as a table."""
    return pa.table({name: _arrow(column, type_of(name)) for name, column in columns.items()})


def table_of_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pa.Table:
    """Rows of results as a table, also when there are none."""
    schema = pa.schema([(name, type_of(name)) for name in columns])
    listed = list(rows)
    return pa.Table.from_pylist(listed, schema) if listed else schema.empty_table()


def _arrow(column: Column, kind: pa.DataType) -> pa.Array:
    return column.to_arrow() if isinstance(column, Coded | Lists) else pa.array(column, kind)
