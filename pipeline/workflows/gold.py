"""Files of hand-labelled entries → what an evaluation scores against; stricter than an import, as nothing may be lost.

An import goes on after a row that it cannot use. An evaluation stops: leaving out what is hard would flatter the score.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from pipeline.domain.labels import Origin
from pipeline.domain.taxonomy import Facet, Taxonomy
from pipeline.errors import InputError
from pipeline.evaluation.gold import GoldEntry, GoldRow, settle
from pipeline.store.files import whole_file
from pipeline.store.labeled import entry_from_row
from pipeline.store.tables import read_rows
from pipeline.workflows.exchange import read_labels

LABEL_SUFFIXES = (".jsonl", ".csv", ".xlsx", ".parquet", ".txt")
_LEXICON = "lexicon.jsonl"
_SHOWN = 3

Mapped = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Gold:
    """What the files held: entries to score, and what is not scored."""

    entries: tuple[GoldEntry, ...]
    n_rows: int
    n_repeats: int
    n_unlabelled: int
    n_no_mitigation: int


def read_gold(
    paths: Sequence[Path],
    taxonomy: Taxonomy,
    *,
    mapping: Mapped | None = None,
    offer: Path | None = None,
    origin: Origin = "hand",
) -> Gold:
    """Read labelled entries from tables and pages, and from all such files in folders.

    `mapping` says which category of this taxonomy each label of another one stands for. Where labels are unknown, a
    mapping to fill in is written to `offer`.

    Raises InputError naming file and line for whatever cannot be scored against.
    """
    files = list(_files(paths))
    rows: list[tuple[str, dict[str, Any]]] = []
    gold: list[GoldRow] = []
    for path in files:
        if path.suffix.lower() == ".txt":
            gold += _from_pages(path, taxonomy, origin)
        else:
            rows += [(where, _mapped(row, taxonomy, mapping or {})) for where, row in _some_rows(path)]
    _check_labels(rows, taxonomy, mapping, offer)
    gold += (_from_row(row, where, taxonomy, origin) for where, row in rows)
    labelled = [row for row in gold if row.entry.mitigation and row.entry.labels]
    entries, n_repeats = settle(labelled)
    if not entries:
        raise InputError(
            f"{_named(files)}: no entry has a label", remedy=f"name facets in columns: {_facet_names(taxonomy)}"
        )
    n_other = sum(not row.entry.mitigation for row in gold)
    return Gold(tuple(entries), len(gold), n_repeats, len(gold) - len(labelled) - n_other, n_other)


def read_mapping(path: Path, taxonomy: Taxonomy) -> Mapped:
    """Read which category each label of another taxonomy stands for: facet, label, category; empty for none.

    Raises InputError when the file is no such mapping or leads to a category that the taxonomy lacks.
    """
    try:
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", remedy="check the path") from error
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise InputError(
            f"{path}: is not YAML", remedy="write `facet:` and below it one line `old: new` each"
        ) from error
    if not isinstance(source, dict) or not all(isinstance(each, dict) for each in source.values()):
        raise InputError(f"{path}: is no mapping", remedy="write `facet:` and below it one line `old label: new` each")
    names = {facet.name: facet for facet in taxonomy}
    mapping: dict[str, dict[str, str]] = {}
    for name, pairs in source.items():
        if name not in names:
            raise InputError(f"{path}: {name!r} is not a facet", remedy=f"facets are: {_facet_names(taxonomy)}")
        mapping[name] = {str(old): _known(new, names[name], path) for old, new in pairs.items()}
    return mapping


def _known(new: object, facet: Facet, path: Path) -> str:
    if new is None or new == "":
        return ""
    code = facet.resolve(str(new))
    if code is None:
        raise InputError(
            f"{path}: {new!r} is not a category of {facet.name}",
            remedy=f"put codes in quotes; see `mitag taxonomy show --facet {facet.name}`",
        )
    return code


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder", remedy="check the path")
        if not path.is_dir():
            yield path
            continue
        found = sorted(
            each for each in path.rglob("*") if each.suffix.lower() in LABEL_SUFFIXES and each.name != _LEXICON
        )
        if not found:
            raise InputError(
                f"{path}: holds no file of labelled entries", remedy=f"put in {' '.join(LABEL_SUFFIXES)} files"
            )
        yield from found


def _some_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = list(read_rows(path))
    if not rows:
        raise InputError(f"{path}: is empty", remedy="put in one labelled entry a line")
    return rows


def _from_pages(path: Path, taxonomy: Taxonomy, origin: Origin) -> Iterator[GoldRow]:
    for where, record in read_labels(path, taxonomy, origin=origin):
        if isinstance(record, InputError):
            raise record
        entry = replace(record.entry, paper=record.entry.paper or path.stem, origin=origin)
        yield GoldRow(entry, where, year=entry.year, annotator=entry.annotator)


def _from_row(row: Mapping[str, Any], where: str, taxonomy: Taxonomy, origin: Origin) -> GoldRow:
    try:
        entry = entry_from_row(_with_heading(row), taxonomy, where=where, origin=origin)
    except InputError as error:
        raise InputError(error.problem, remedy=error.remedy or "mend that line, or take it out") from error
    entry = entry if entry.paper else replace(entry, paper=Path(where.rpartition(":")[0] or where).stem)
    given_id = _text(row.get("id")) or _text(row.get("entry_id"))
    return GoldRow(entry, where, given_id, entry.year, entry.annotator)


def _with_heading(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lists of entries often call the heading a name."""
    heading = _text(row.get("name"))
    return {**row, "section_path": [heading]} if heading and not row.get("section_path") else row


def _mapped(row: dict[str, Any], taxonomy: Taxonomy, mapping: Mapped) -> dict[str, Any]:
    labels = row["labels"] if isinstance(row.get("labels"), dict) else row
    for facet in taxonomy:
        renamed = {" ".join(old.casefold().split()): new for old, new in mapping.get(facet.name, {}).items()}
        for column in [name for name in labels if _letters(name) == _letters(facet.name)]:
            label = " ".join(_text(labels[column]).casefold().split())
            labels[column] = renamed.get(label, labels[column])
    return row


def _check_labels(
    rows: Iterable[tuple[str, Mapping[str, Any]]], taxonomy: Taxonomy, mapping: Mapped | None, offer: Path | None
) -> None:
    unknown: dict[str, dict[str, str]] = defaultdict(dict)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    version, version_at = "", ""
    for where, row in rows:
        stated = _text(row.get("taxonomy_version"))
        if stated and stated != taxonomy.version and not version:
            version, version_at = stated, where
        for facet, label in _labels_of(row, taxonomy):
            labels[facet.name].setdefault(label, where)
            if facet.resolve(label) is None:
                unknown[facet.name].setdefault(label, where)
    if version and mapping is None:
        problem = f"{version_at}: labelled by taxonomy {version!r}, but this project's is {taxonomy.version!r}"
        raise InputError(problem, remedy=_offer(labels, taxonomy, offer))
    if unknown:
        listed = [
            f"{where}: {label!r} is not a category of {facet}"
            for facet, each in unknown.items()
            for label, where in each.items()
        ]
        more = f" (and {len(listed) - _SHOWN} more)" if len(listed) > _SHOWN else ""
        raise InputError("; ".join(listed[:_SHOWN]) + more, remedy=_offer(unknown, taxonomy, offer))


def _labels_of(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[tuple[Facet, str]]:
    labels = row["labels"] if isinstance(row.get("labels"), dict) else row
    facets = {_letters(facet.name): facet for facet in taxonomy}
    for column, value in labels.items():
        facet = facets.get(_letters(column))
        if facet and (label := _text(value)):
            yield facet, label


def _offer(labels: Mapping[str, Mapping[str, str]], taxonomy: Taxonomy, offer: Path | None) -> str:
    """Write a mapping to fill in, and say where it lies."""
    see = "see `mitag taxonomy show`"
    if not offer:
        return see
    guesses = {name: {label: _guess(label, taxonomy[name]) for label in sorted(each)} for name, each in labels.items()}
    lines = "# Which category of this project each label stands for; leave it empty where there is none.\n"
    with whole_file(offer) as scratch:
        scratch.write_text(lines + yaml.safe_dump(guesses, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return f"correct the labels ({see}), or fill in {offer} and run again with --mapping {offer}"


def _guess(label: str, facet: Facet) -> str:
    names = {name.casefold(): each.code for each in facet.categories for name in (each.title, each.label, each.code)}
    close = get_close_matches(label.casefold(), names, n=1, cutoff=0.8)
    return facet.resolve(label) or (names[close[0]] if close else "")


def _letters(name: object) -> str:
    return "".join(character for character in str(name).casefold() if character.isalnum())


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _facet_names(taxonomy: Taxonomy) -> str:
    return ", ".join(facet.name for facet in taxonomy)


def _named(files: Sequence[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{len(files)} files"
