"""Templates that ship with the package, filled in; whatever is put into one shows as text and never as markup."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, **values: object) -> Iterator[str]:
    """Yield the text of a template, in pieces, with the values in it; a value that is missing is an error."""
    return _environment().get_template(template).generate(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
