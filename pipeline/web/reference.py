"""The OpenAPI document as a page that is read offline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an operation, or a field of what is sent or returned."""

    name: str
    kind: str
    required: bool
    says: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the reference."""

    method: str
    path: str
    tag: str
    says: str
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    returned: str


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """All operations of an OpenAPI document, in its order."""
    schemas = document.get("components", {}).get("schemas", {})
    return [
        _operation(method, path, described, schemas)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


def _operation(method: str, path: str, described: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    sent = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = described.get("responses", {})
    success: Mapping[str, Any] = next((answers[code] for code in answers if code.startswith("2")), {})
    returned = success.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method.upper(),
        path,
        described.get("tags", [""])[0],
        described.get("description", ""),
        tuple(_parameters(described)),
        tuple(_fields(_resolved(sent, schemas))),
        kind_of(returned) if returned else "",
    )


def _parameters(described: Mapping[str, Any]) -> Iterator[Field]:
    for each in described.get("parameters", ()):
        yield Field(each["name"], kind_of(each["schema"]), bool(each.get("required")), each.get("description", ""))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield Field(name, kind_of(each), name in required, each.get("description", ""))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    found: Mapping[str, Any] = schemas.get(reference.rpartition("/")[2], schema) if reference else schema
    return found


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a value is, in a word or two.

    >>> kind_of({"type": "array", "items": {"$ref": "#/components/schemas/Card"}})
    'list of Card'
    >>> kind_of({"anyOf": [{"type": "number"}, {"type": "null"}]})
    'number or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'])}" if "items" in schema else "list"
    return str(schema.get("type", schema.get("const", "anything")))
