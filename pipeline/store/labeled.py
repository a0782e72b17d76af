"""Labelled entries and the lexicon as JSON lines: one folder of files that a person can read, diff and mend."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from pipeline.domain.labels import ABOUT, LabeledEntry, LexiconPhrase, Origin, Record, TrainingSet
from pipeline.domain.taxonomy import Facet, Taxonomy, taxonomy_to_mapping
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.tables import read_line, read_rows

LEXICON = "lexicon.jsonl"
_PATH_SEPARATOR = " > "
_COLUMNS = ("text", "section_path", "labels", *ABOUT, "entry_id", "revision", "model_id", "prediction")
# What other tables of this program say of a facet beside the label: columns of no meaning here, and no misspelt facets.
_ASIDES = ("label", "by", "model", "confidence", "alternatives", "prediction_set", "backed_off_from", "abstained")
_SAID_BESIDE = ("", "_by", "_model", "_confidence")
_MODEL = "model"
_NO_YEAR = frozenset({"", "n.d.", "n.d", "nd"})
_CLOSE = 0.8


def entry_from_row(
    row: Mapping[str, Any], taxonomy: Taxonomy, *, where: str, origin: Origin = "imported", lenient: bool = False
) -> LabeledEntry:
    """Read one labelled entry from a row of any table, whose labels may be nested or one column for each facet.

    Columns are known by their letters alone ("Risk function" is `risk_function`); a column that looks like a misspelt
    facet is refused. What the row says a model answered is no label. With `lenient`, labels that the taxonomy lacks are
    left out instead of refused.

    Raises InputError naming the place when there is no text or a label is not in the taxonomy.
    """
    return _entry(_by_letters(row, taxonomy), taxonomy, where, origin, lenient=lenient)


def record_from_row(row: Mapping[str, Any], taxonomy: Taxonomy, *, where: str, origin: Origin = "imported") -> Record:
    """Read an entry that comes from another tool, with what the row says and the marks it was exported under.

    Raises InputError as `entry_from_row` does.
    """
    row = _by_letters(row, taxonomy)
    entry = _entry(row, taxonomy, where, origin, lenient=False)
    facets = tuple(facet.name for facet in taxonomy)
    known = {*facets, *_COLUMNS, *_asides(facets)}
    named = set(row) if _given(row) is row else {*row, *facets}
    predicted = frozenset(facet.name for facet in taxonomy if _is_predicted(_given(row), facet))
    return Record(
        entry,
        given_id=_string(row.get("entry_id")),
        given_revision=_string(row.get("revision")),
        said=frozenset(named & {*facets, *ABOUT}) - predicted,
        unread=tuple(name for name in row if name not in known),
        predicted=predicted,
    )


def _entry(row: Mapping[str, Any], taxonomy: Taxonomy, where: str, origin: Origin, *, lenient: bool) -> LabeledEntry:
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
            year=_year(row.get("year")),
            annotator=_string(row.get("annotator")),
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
    row |= {"paper": entry.paper, "origin": entry.origin}
    if entry.year is not None:
        row["year"] = entry.year
    return row | ({"annotator": entry.annotator} if entry.annotator else {})


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


def revise_entries(revised: Mapping[str, LabeledEntry], folder: Path, taxonomy: Taxonomy) -> None:
    """Put entries, by id, in the place of those with the same words in the files of `folder`.

    All other lines stay to the byte, and of a line that is replaced what it says beside an entry. Each file is written
    whole or not at all.

    Raises InputError when a file cannot be written.
    """
    for path in entry_files(folder):
        lines = path.read_bytes().split(b"\n")
        written = [_revised(line, revised, taxonomy) for line in lines]
        if written != lines:
            with whole_file(path) as scratch:
                scratch.write_bytes(b"\n".join(written))


def _revised(line: bytes, revised: Mapping[str, LabeledEntry], taxonomy: Taxonomy) -> bytes:
    read = read_line(line, "")
    entry = revised.get(entry_from_row(read, taxonomy, where="").entry_id) if read else None
    if read is None or entry is None:
        return line
    row = _by_letters(read, taxonomy)
    facets = {facet.name for facet in taxonomy}
    beside = {name: value for name, value in row.items() if name not in _COLUMNS and name not in facets}
    return json.dumps(entry_to_row(entry) | beside, ensure_ascii=False).encode()


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
    # Who labelled an entry and when its paper appeared teaches nothing.
    learned = (entry_to_row(replace(entry, year=None, annotator="")) for entry in lessons.entries)
    for line in sorted(json.dumps(row, sort_keys=True) for row in learned):
        digest.update(line.encode())
    for phrase in sorted((item.facet, item.code, item.phrase, item.weight) for item in lessons.lexicon):
        digest.update(repr(phrase).encode())
    digest.update(json.dumps(taxonomy_to_mapping(lessons.taxonomy), sort_keys=True).encode())
    return digest.hexdigest()


def _by_letters(row: Mapping[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """The row with its columns under the names used here; a nested `labels` likewise."""
    facets = {_letters(facet.name): facet.name for facet in taxonomy}
    asides = {_letters(name): name for name in _asides(tuple(facets.values()))}
    known = asides | facets | {_letters(name): name for name in _COLUMNS}
    named = {known.get(_letters(column), column): value for column, value in row.items()}
    nested = named.get("labels")
    if isinstance(nested, Mapping):
        named["labels"] = {facets.get(_letters(column), column): value for column, value in nested.items()}
    return named


@lru_cache(maxsize=512)
def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _labels(row: Mapping[str, Any], taxonomy: Taxonomy, *, lenient: bool) -> Iterator[tuple[str, str]]:
    given = _given(row)
    names = tuple(facet.name for facet in taxonomy)
    if not lenient:
        _refuse_misspelt(given, names, strict=given is not row)
    for facet in taxonomy:
        name = "" if _is_predicted(given, facet) else _string(given.get(facet.name))
        code = facet.resolve(name) if name else None
        if code is not None:
            yield facet.name, code
        elif name and not lenient:
            remedy = f"see `mitag taxonomy show --facet {facet.name}`"
            raise InputError(f"{name!r} is not a category of {facet.name}", remedy=remedy)


def _given(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the labels of a row stand: under `labels`, or one column for each facet."""
    nested = row.get("labels")
    return nested if isinstance(nested, Mapping) else row


def _is_predicted(row: Mapping[str, Any], facet: Facet) -> bool:
    """Whether a column is a model's answer, by the columns beside it, and not what a person made of it since.

    The table that is published says whose each label is. One of answers alone has the confidence in the label itself,
    where other tables name what the confidence is in.
    """
    label, by, answer, confidence = (_string(row.get(f"{facet.name}{aside}")) for aside in _SAID_BESIDE)
    has_answer = f"{facet.name}_model" in row
    if not label or by.casefold() not in ("", _MODEL):
        return False
    if not by:
        return bool(confidence) and not has_answer
    return not has_answer or facet.resolve(label) == facet.resolve(answer)


@lru_cache
def _asides(facets: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{facet}_{aside}" for facet in facets for aside in _ASIDES)


def _refuse_misspelt(given: Mapping[str, Any], facets: tuple[str, ...], *, strict: bool) -> None:
    for column in given:
        if column in facets or column in _COLUMNS or column in _asides(facets):
            continue
        if strict or get_close_matches(column.casefold(), facets, cutoff=_CLOSE):
            raise InputError(f"{column!r} is not a facet", remedy=f"facets are: {', '.join(facets)}")


def _is_mitigation(row: Mapping[str, Any]) -> bool:
    return _string(row.get("mitigation")).lower() not in {"false", "0", "no"}


def joined_path(path: Sequence[str]) -> str:
    """Headings as one cell that is read back as they were: as JSON where the sign between them stands in one.

    >>> joined_path(["4 Logs", "4.1 Why"]), joined_path(["in > out", "4.1"])
    ('4 Logs > 4.1 Why', '["in > out", "4.1"]')
    """
    joined = _PATH_SEPARATOR.join(path)
    return joined if _path(joined) == tuple(path) else json.dumps(list(path), ensure_ascii=False)


def _path(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = _listed(value) or value.split(_PATH_SEPARATOR)
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(text for part in parts if (text := _string(part)))


def _listed(cell: str) -> list[str] | None:
    if not cell.startswith('["'):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(part, str) for part in found) else None


def _year(value: object) -> int | None:
    text = _string(value).removesuffix(".0")
    if text.casefold() in _NO_YEAR:
        return None
    if not (text.isdecimal() and len(text) == 4):
        raise InputError(f"the year {text!r} is not a year", remedy="write four digits or nothing")
    return int(text)


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
