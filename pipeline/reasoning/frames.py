"""The frames of `reasoning.yaml`, read and checked: predicates for each category, shells around them, tails behind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from pipeline.domain.taxonomy import Category
from pipeline.resources import REASONING_FILE

_AGREEING = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")


@dataclass(frozen=True)
class Frames:
    """What a line can look like."""

    shells: Mapping[str, str]
    gerund_shells: Mapping[str, str]
    around_shells: Mapping[str, str]
    tails: Mapping[str, Sequence[str]]
    fronts: Mapping[str, Sequence[str]]
    predicates: Mapping[str, Sequence[str]]
    generic: Sequence[str]
    short: Sequence[str]
    missing: Mapping[str, Sequence[str]]
    plain: Sequence[str]
    frame_words: str
    commonest_shell: str

    def predicates_of(self, category: Category) -> Sequence[str]:
        """What a measure of a category does; said by its label alone when it is not one of the shipped taxonomy."""
        known = self.predicates.get(category.title)
        return known or _labelled(self.generic, category)

    def short_predicates_of(self, category: Category) -> Sequence[str]:
        """The same in few words."""
        return _labelled(self.short, category)


def _labelled(frames: Sequence[str], category: Category) -> list[str]:
    return [each.replace("{label}", label_of(category)) for each in frames]


@cache
def frames() -> Frames:
    """The frames that ship with the package."""
    source: dict[str, Any] = yaml.safe_load(REASONING_FILE.read_text(encoding="utf-8"))
    return Frames(**source)


def agreeing(frame: str, *, plural: bool) -> str:
    """Choose between the forms in brackets.

    >>> agreeing("[checks|check] what comes out", plural=True)
    'check what comes out'
    """
    return _AGREEING.sub(r"\2" if plural else r"\1", frame)


def label_of(category: Category) -> str:
    """A category's label as it reads within a sentence.

    >>> label_of(Category("1", "AI System", "")), label_of(Category("2.1", "Roles & Accountability", ""))
    ('AI system', 'roles and accountability')
    """
    words = category.label.replace("&", "and").split()
    return " ".join(word if word.isupper() else word.lower() for word in words)
