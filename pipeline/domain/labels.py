"""What a person (or the project's own corpus) says about a passage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError

Origin = Literal["hand", "imported", "synthetic", "review"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True, slots=True)
class LabeledEntry:
    """A passage with its labels, possibly not one for every facet; `paper` is the group that splits never cut.

    An entry with `mitigation=False` is a paragraph that describes no mitigation: it has no labels and teaches the
    extractor what to leave out.
    """

    text: str
    section_path: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    reasoning: str = ""
    paper: str = ""
    origin: Origin = "hand"
    mitigation: bool = True

    def __post_init__(self) -> None:
        if not self.text.strip() and not self.section_path:
            raise InputError("an entry needs text or at least a heading")
        if self.origin not in ORIGINS:
            raise InputError(f"unknown origin {self.origin!r}", remedy=f"one of: {', '.join(ORIGINS)}")
        if not self.mitigation and self.labels:
            raise InputError("a paragraph marked as no mitigation cannot have labels")

    @property
    def entry_id(self) -> str:
        """Derived from the words alone, so the same passage imported twice is found."""
        words = " ".join((*self.section_path, self.text)).casefold().split()
        return sha256(" ".join(words).encode()).hexdigest()[:16]

    @property
    def group(self) -> str:
        """What a split never cuts: the entry's paper; an entry without a paper is a group of its own."""
        return self.paper or self.entry_id


@dataclass(frozen=True, slots=True)
class LexiconPhrase:
    """A wording by which the literature names one category: weak supervision beside the entries."""

    phrase: str
    facet: str
    code: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """All that a model learns from."""

    entries: tuple[LabeledEntry, ...]
    lexicon: tuple[LexiconPhrase, ...]
    taxonomy: Taxonomy
