"""What a person (or the project's own corpus) says about a passage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from pipeline.domain.prediction import Prediction
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError

Origin = Literal["hand", "imported", "synthetic", "review", "gold"]
"""Who says so; `gold` is a review on which two reviewers agree, or that an adjudicator has settled."""
ORIGINS: tuple[Origin, ...] = get_args(Origin)
ABOUT = ("reasoning", "paper", "origin", "mitigation", "year", "annotator")
"""What an entry says beside its words and its labels."""
_RANKS = {"review": 1, "gold": 2}


@dataclass(frozen=True, slots=True)
class LabeledEntry:
    """A passage with its labels, possibly not one for every facet; `paper` is the group that splits never cut.

    An entry with `mitigation=False` is a paragraph that describes no mitigation: it has no labels and teaches the
    extractor what to leave out. `year` is the paper's, `annotator` whoever gave the labels.
    """

    text: str
    section_path: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    reasoning: str = ""
    paper: str = ""
    origin: Origin = "hand"
    mitigation: bool = True
    year: int | None = None
    annotator: str = ""

    def __post_init__(self) -> None:
        _refuse_half_characters(self.text, *self.section_path, self.reasoning, self.paper, self.annotator)
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
    def says_something(self) -> bool:
        """Whether anybody has labelled it."""
        return bool(self.labels) or not self.mitigation

    @property
    def revision(self) -> str:
        """Changes with anything that is said of the words: whoever edited a copy of this knew what stands here now."""
        labels = sorted(self.labels.items())
        said = (labels, self.reasoning, self.paper, self.origin, self.mitigation, self.year, self.annotator)
        return sha256(repr(said).encode()).hexdigest()[:12]

    @property
    def rank(self) -> int:
        """Whose word counts where two labels contradict each other: gold before a review, a review before the rest."""
        return _RANKS.get(self.origin, 0)

    @property
    def group(self) -> str:
        """What a split never cuts: the entry's paper; an entry without a paper is a group of its own."""
        return self.paper or self.entry_id


@dataclass(frozen=True, slots=True)
class Record:
    """An entry on its way to another tool, with what a model says of it, or on its way back.

    One that comes back brings the id and the revision under which it went, and names what its source had a place for:
    facets and fields of the entry. A spreadsheet from which a column was removed says nothing of that field.
    """

    entry: LabeledEntry
    prediction: Prediction | None = None
    given_id: str = ""
    given_revision: str = ""
    said: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    """Columns of the source that mean nothing here."""
    predicted: frozenset[str] = frozenset()
    """Facets for which the source has only what a model answered, which labels nothing."""


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


def _refuse_half_characters(*texts: str) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "the text holds half a character (a lone surrogate)", remedy="write the character itself"
        ) from error
