"""Evaluations as JSON, and back: what a report is rendered from again, without a model."""

import json
from dataclasses import asdict, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pipeline.domain.taxonomy import taxonomy_from_mapping
from pipeline.errors import ConfigError, InputError
from pipeline.evaluation.scored import Evaluation, Simulation

Kept = TypeVar("Kept")

_FORMAT = "mitag evaluation 1"
_REMEDY = "name a report.json that `mitag evaluate` wrote"


def to_json(evaluation: Evaluation, scores: dict[str, object]) -> str:
    """The evaluation with its headline scores as JSON text; a NaN in it would be an error."""
    document = {"format": _FORMAT, "scores": scores, **asdict(replace(evaluation, entries=()))}
    del document["entries"]
    head = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).removesuffix("\n}")
    # One line for each entry: to read, to compare with another report, and far quicker to write.
    lines = (json.dumps(asdict(entry), ensure_ascii=False, allow_nan=False) for entry in evaluation.entries)
    return f'{head},\n "entries": [\n' + ",\n".join(lines) + "\n]\n}\n"


def from_json(text: bytes, *, where: str) -> Evaluation:
    """Read an evaluation; `where` names the file in errors.

    Raises InputError when it is no evaluation, or its records do not fit its categories.
    """
    document = _document(text, where)
    if document.get("format") != _FORMAT:
        raise InputError(f"{where}: is no report of this version of mitag", remedy=_REMEDY)
    evaluation = _validated(document, Evaluation, where)
    _check_codes(evaluation, where)
    return evaluation


def simulation_to_json(simulation: Simulation) -> str:
    """The simulation as JSON text."""
    return json.dumps(asdict(simulation), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def simulation_from_json(text: bytes, *, where: str) -> Simulation:
    """Read a simulation; raises InputError when it is none."""
    remedy = "name a simulation.json that `mitag simulate` wrote"
    return _validated(_document(text, where, remedy), Simulation, where, remedy)


def _document(text: bytes, where: str, remedy: str = _REMEDY) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: is not JSON", remedy=remedy) from error
    if not isinstance(document, dict):
        raise InputError(f"{where}: is not a JSON object", remedy=remedy)
    return document


def _validated(document: dict[str, Any], kind: type[Kept], where: str, remedy: str = _REMEDY) -> Kept:
    try:
        return TypeAdapter(kind).validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {place}: {first['msg']}", remedy=remedy) from error


def _check_codes(evaluation: Evaluation, where: str) -> None:
    try:
        facets = {facet.name: facet for facet in taxonomy_from_mapping(evaluation.taxonomy, where=where)}
    except ConfigError as error:
        raise InputError(error.problem, remedy=_REMEDY) from error
    for entry in evaluation.entries:
        for name, answer in entry.answers.items():
            codes = [answer.gold, answer.code, *answer.probabilities, *answer.rivals.values()]
            unknown = [code for code in codes if code is not None and (name not in facets or code not in facets[name])]
            if unknown:
                raise InputError(
                    f"{where}: entry {entry.entry_id}: {unknown[0]!r} is not a category of {name}", remedy=_REMEDY
                )
