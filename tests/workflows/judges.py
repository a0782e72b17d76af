"""Judges that need no model: one knows words, one remembers, one knows nothing."""

from collections.abc import Mapping, Sequence

from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.prediction import Answer
from pipeline.domain.taxonomy import Taxonomy
from pipeline.workflows.judging import Judgement
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()
WORDS = {"1.1": "gradients", "1.2": "sandboxes", "2": "staff"}
_ADJECTIVES = ("steady", "early", "narrow", "public", "quiet", "broad", "plain", "daily")


def labelled(number: int, code: str, paper: str) -> LabeledEntry:
    """An entry whose words tell its code, and whose other words no other entry has."""
    own = " ".join(f"{_ADJECTIVES[number % 8]}{number}x{step}" for step in range(19))
    return an_entry(
        f"{WORDS[code]} {own}", section_path=(f"part {number}",), labels={"code": code, "actor": "User"}, paper=paper
    )


def some_labels(n: int = 30, n_papers: int = 5) -> list[LabeledEntry]:
    """Entries of several papers, the codes taking turns."""
    codes = list(WORDS)
    return [labelled(number, codes[number % 3], f"paper {number % n_papers}") for number in range(n)]


def lessons_of(entries: Sequence[LabeledEntry], taxonomy: Taxonomy = TAXONOMY) -> TrainingSet:
    """A training set without a lexicon."""
    return TrainingSet(tuple(entries), (), taxonomy)


class Scholar:
    """Knows the code of every word it was taught, and by heart the papers it was taught from."""

    def __init__(self, lessons: TrainingSet | None = None, *, model_id: str = "scholar") -> None:
        entries = lessons.entries if lessons else ()
        self.model_id = model_id
        self.papers = {entry.paper for entry in entries}
        self.texts = {entry.text for entry in entries}
        self.known: Mapping[str, str] = {entry.text.split()[0]: entry.labels["code"] for entry in entries}

    def judge(self, entries: Sequence[LabeledEntry]) -> list[Judgement]:
        return [self._judge(entry) for entry in entries]

    def _judge(self, entry: LabeledEntry) -> Judgement:
        code = self.known.get(entry.text.split()[0], "9")
        # One in three is beyond it, except in papers it was taught from.
        if entry.paper not in self.papers and len(entry.text) % 3 == 0:
            code = "9"
        sure = 0.5 if code == "9" else 0.9
        answers = {"code": Answer("code", code, sure), "actor": Answer("actor", "User", 0.8)}
        return Judgement(answers, {"code": {code: sure, "1": 1 - sure}, "actor": {"User": 0.8}}, "Says so.")
