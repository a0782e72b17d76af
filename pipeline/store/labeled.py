"""Labelled entries and the lexicon as JSON lines: one folder of files that a person can read, diff and mend."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from pipeline.domain.labels import LabeledEntry, LexiconPhrase, Origin, TrainingSet
from pipeline.domain.taxonomy import Taxonomy, taxonomy_to_mapping
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.tables import read_rows

LEXICON = "lexicon.jsonl"
_PATH_SEPARATOR = " > "
_COLUMNS = ("text", "section_path", "labels", "reasoning", "paper", "origin", "mitigation")
_CLOSE = 0.8


def entry_from_row(
    row: Mapping[str, Any], taxonomy: Taxonomy, *, where: str, origin: Origin = "imported", lenient: bool = False
) -> LabeledEntry:
    """Read one labelled entry from a row of any table, whose labels may be nested or one column for each facet.

    Columns are known by their letters alone ("Risk function" is `risk_function`); a column that looks like a misspelt
    facet is refused. With `lenient`, labels that the taxonomy lacks are left out instead of refused.

    Raises InputError naming the place when there is no text or a label is not in the taxonomy.
    """
    row = _by_letters(row, taxonomy)
    try:
        labels = dict(_labels(row, taxonomy, lenient=lenient))
        return LabeledEntry(
            text=_string(row.get("text")),
            section_path=_path(row.get("section_path")),
            labels=labels,
            reasoning=_string(row.get("reasoning")),
            paper=_string(row.get("paper")),
            origin=cast(Origin, _string(row.get("origin")) or origin),
            mitigation=_is_mitigation(row),
        )
    except InputError as error:
        raise InputError(f"{where}: {error.problem}", remedy=error.remedy) from error


def entry_to_row(entry: LabeledEntry) -> dict[str, Any]:
    """Turn an entry into the row that `entry_from_row` reads."""
    row: dict[str, Any] = {"text": entry.text, "section_path": list(entry.section_path)}
    if entry.mitigation:
        row |= {"labels": dict(entry.labels), "reasoning": entry.reasoning}
    else:
        row["mitigation"] = False
    return row | {"paper": entry.paper, "origin": entry.origin}


def read_entries(folder: Path, taxonomy: Taxonomy, *, lenient: bool = False) -> list[LabeledEntry]:
    """Read every labelled entry below `folder`, files in order of their names.

    With `lenient`, labels that the taxonomy lacks are left out, and entries that lose all of theirs: the corpus that
    ships with the package serves any taxonomy that shares categories with it.

    Raises InputError naming file and line of the first entry that cannot be used.
    """
    rows = (each for path in entry_files(folder) for each in read_rows(path))
    entries = (entry_from_row(row, taxonomy, where=place, lenient=lenient) for place, row in rows)
    return [entry for entry in entries if entry.labels or not (lenient and entry.mitigation)]


def entry_files(folder: Path) -> list[Path]:
    """The files of labelled entries in `folder`, in the order they are read."""
    return sorted(path for path in folder.glob("*.jsonl") if path.name != LEXICON)


def append_entries(entries: Iterable[LabeledEntry], path: Path) -> None:
    """Add entries as JSON lines at the end of a file, leaving what stands there to the byte; all or none are added.

    Raises InputError when the file cannot be written.
    """
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    lines = "".join(json.dumps(entry_to_row(entry), ensure_ascii=False) + "\n" for entry in entries)
    with whole_file(path) as scratch:
        scratch.write_bytes(before + lines.encode())


def read_lexicon(folder: Path, taxonomy: Taxonomy) -> list[LexiconPhrase]:
    """Read the lexicon beside the entries; phrases for facets or codes the taxonomy lacks are left out.

    A lexicon serves any taxonomy that shares codes with it, so a missing code is no error here.
    """
    path = folder / LEXICON
    if not path.exists():
        return []
    phrases = (lexicon_phrase_from_row(row, where=place) for place, row in read_rows(path))
    facets = {facet.name: facet for facet in taxonomy}
    return [phrase for phrase in phrases if phrase.facet in facets and phrase.code in facets[phrase.facet]]


def write_lexicon(phrases: Iterable[LexiconPhrase], path: Path) -> None:
    """Write the lexicon as JSON lines, whole or not at all."""
    rows = ({"phrase": item.phrase, "facet": item.facet, "code": item.code, "weight": item.weight} for item in phrases)
    _write_lines(rows, path)


def lexicon_phrase_from_row(row: Mapping[str, Any], *, where: str) -> LexiconPhrase:
    """Read one phrase of the lexicon; raises InputError naming the place when a field is missing or wrong."""
    try:
        phrase, facet, code = (_string(row.get(name)) for name in ("phrase", "facet", "code"))
        if not (phrase and facet and code):
            raise InputError("a phrase of the lexicon needs `phrase`, `facet` and `code`")
        return LexiconPhrase(phrase, facet, code, _weight(row.get("weight")))
    except InputError as error:
        raise InputError(f"{where}: {error.problem}", remedy=error.remedy) from error


def fingerprint(lessons: TrainingSet) -> str:
    """The SHA-256 of all that a model learns from, whatever files it stands in."""
    digest = sha256()
    for line in sorted(json.dumps(entry_to_row(entry), sort_keys=True) for entry in lessons.entries):
        digest.update(line.encode())
    for phrase in sorted((item.facet, item.code, item.phrase, item.weight) for item in lessons.lexicon):
        digest.update(repr(phrase).encode())
    digest.update(json.dumps(taxonomy_to_mapping(lessons.taxonomy), sort_keys=True).encode())
    return digest.hexdigest()


def _by_letters(row: Mapping[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """The row with its columns under the names used here; a nested `labels` likewise."""
    facets = {_letters(facet.name): facet.name for facet in taxonomy}
    known = facets | {_letters(name): name for name in _COLUMNS}
    named = {known.get(_letters(column), column): value for column, value in row.items()}
    nested = named.get("labels")
    if isinstance(nested, Mapping):
        named["labels"] = {facets.get(_letters(column), column): value for column, value in nested.items()}
    return named


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _labels(row: Mapping[str, Any], taxonomy: Taxonomy, *, lenient: bool) -> Iterator[tuple[str, str]]:
    nested = row.get("labels")
    given: Mapping[str, Any] = nested if isinstance(nested, Mapping) else row
    names = [facet.name for facet in taxonomy]
    if not lenient:
        _refuse_misspelt(given, names, strict=given is nested)
    for facet in taxonomy:
        name = _string(given.get(facet.name))
        code = facet.resolve(name) if name else None
        if code is not None:
            yield facet.name, code
        elif name and not lenient:
            remedy = f"see `mitag taxonomy show --facet {facet.name}`"
            raise InputError(f"{name!r} is not a category of {facet.name}", remedy=remedy)


def _refuse_misspelt(given: Mapping[str, Any], facets: list[str], *, strict: bool) -> None:
    for column in given:
        if column in facets or column in _COLUMNS:
            continue
        if strict or get_close_matches(column.casefold(), facets, cutoff=_CLOSE):
            raise InputError(f"{column!r} is not a facet", remedy=f"facets are: {', '.join(facets)}")


def _is_mitigation(row: Mapping[str, Any]) -> bool:
    return _string(row.get("mitigation")).lower() not in {"false", "0", "no"}


def _path(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(_PATH_SEPARATOR)
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(text for part in parts if (text := _string(part)))


def _weight(value: object) -> float:
    text = _string(value)
    try:
        weight = float(text) if text else 1.0
    except ValueError:
        weight = math.nan
    if not 0 < weight < math.inf:
        raise InputError(f"the weight {text!r} is not a number above 0")
    return weight


def _string(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Mapping | list | tuple):
        raise InputError("a list or an object stands where text is expected", remedy="see `mitag labels import --help`")
    return str(value).strip()


def _write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    with whole_file(path) as scratch, scratch.open("w", encoding="utf-8") as handle:
        for row in rows:
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")
