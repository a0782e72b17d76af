"""The unit that is tagged: a stretch of a document with its headings."""

from dataclasses import dataclass
from hashlib import sha256

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Passage:
    """Text plus where it came from; the same text at the same place is the same passage."""

    document_id: str
    section_path: tuple[str, ...]
    start: int
    end: int
    text: str
    page: int | None = None

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise InputError(f"span {self.start}:{self.end} of {self.document_id} does not hold its text")

    @property
    def passage_id(self) -> str:
        """Derived from the content, so extracting twice cannot store twice."""
        return sha256(f"{self.document_id}|{self.start}|{self.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that was considered, how likely it describes a mitigation, and what spoke for or against it."""

    passage: Passage
    confidence: float
    evidence: tuple[str, ...]
    taken: bool
