"""The formats by name, and which of them a file is to have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.labels import Record
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import ConfigError
from pipeline.store.interchange import argilla, label_studio, pages, rows, workbook

Write = Callable[[Sequence[Record], Path, Taxonomy], Sequence[Path]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write labelled entries: its suffix, and what writes it and returns the files that there are then."""

    suffix: str
    write: Write


FORMATS: Mapping[str, Format] = {
    "csv": Format(".csv", rows.write_csv),
    "xlsx": Format(".xlsx", workbook.write),
    "jsonl": Format(".jsonl", rows.write_jsonl),
    "parquet": Format(".parquet", rows.write_parquet),
    "pages": Format(".txt", pages.write),
    "label-studio": Format(".json", label_studio.write),
    "argilla": Format(".json", argilla.write),
}


def format_for(path: Path, name: str | None = None) -> Format:
    """The format that labels are to be written in.

    Raises ConfigError when the suffix stands for none or for several, or contradicts the name.
    """
    suffix = path.suffix.lower()
    fitting = {each: form for each, form in FORMATS.items() if form.suffix == suffix}
    if path.is_dir():
        raise ConfigError(f"{path} is a folder", remedy="name a file in it")
    if not fitting:
        known = " ".join(dict.fromkeys(form.suffix for form in FORMATS.values()))
        raise ConfigError(
            f"{path}: labels are not written as {suffix or 'a file without suffix'}", remedy=f"one of: {known}"
        )
    if name is not None and name not in fitting:
        wanted = FORMATS[name].suffix
        raise ConfigError(f"{path}: {name} is written as {wanted}", remedy=f"call it {path.with_suffix(wanted).name}")
    if name is None and len(fitting) > 1:
        choices = " or ".join(f"--format {each}" for each in fitting)
        raise ConfigError(f"{path}: several tools take {suffix}", remedy=choices)
    return fitting[name] if name else next(iter(fitting.values()))
