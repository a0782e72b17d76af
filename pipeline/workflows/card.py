"""The model card: what a model was made of and how it scores, for whoever has to decide whether to trust it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.manifest import Manifest
from pipeline.store.files import whole_file
from pipeline.workflows.compare import Comparison, signed

CARD = "MODEL_CARD.md"

_USE = (
    "Tags passages of the literature on AI risk with a mitigation code, a lifecycle stage, an actor and a risk "
    "management function. What it is unsure about is meant to be looked at by a person (`mitag review`); confidence "
    "is calibrated on papers that the model had not seen, and says little of text of another kind or language."
)


def write_card(home: Path, manifest: Manifest, lessons: TrainingSet, comparison: Comparison | None) -> None:
    """Put the card into a model's folder; `comparison` is the one with the model that was in use.

    Raises InputError when it cannot be written.
    """
    with whole_file(home / CARD) as scratch:
        scratch.write_text(card(manifest, lessons.entries, comparison), encoding="utf-8")


def card(manifest: Manifest, entries: Sequence[LabeledEntry], comparison: Comparison | None) -> str:
    """The card as Markdown."""
    return "\n".join(_lines(manifest, entries, comparison)) + "\n"


def _lines(manifest: Manifest, entries: Sequence[LabeledEntry], comparison: Comparison | None) -> Iterator[str]:
    yield from (f"# Model {manifest.model_id}", "", _USE, "")
    yield from ("## Made of", "", *_table(("What", "Which"), _made_of(manifest)), "")
    yield from ("## Learned from", "", *_table(("Labels", "Entries", "Papers"), _learned_from(entries)), "")
    yield from ("## Scores on papers and registers it had not seen", "")
    columns = ("Facet", "Entries", "Right", "Among top 3", "Calibration error")
    yield from _table(columns, _scores(manifest))
    yield from (
        "",
        "Each entry was answered by a model that had not seen its paper (cross-validation grouped by paper); the "
        "answers are kept in `held_out.json`. `mitag evaluate` gives intervals and what is behind the figures.",
        "",
    )
    if comparison and comparison.facets:
        yield from _beside(comparison)
    yield from ("## Trained with", "", *_table(("Library", "Version"), sorted(manifest.libraries.items())))


def _beside(comparison: Comparison) -> Iterator[str]:
    columns = ("Facet", "Entries", "Right before", "Right now", "Gain", "Change in overconfidence", "")
    rows = (
        (
            each.facet,
            str(each.n),
            *(f"{value:.3f}" for value in each.accuracy),
            signed(each.gain),
            signed(each.drift),
            each.verdict,
        )
        for each in comparison.facets
    )
    yield from (f"## Beside {comparison.first}, which was in use", "", *_table(columns, rows), "")
    yield from (
        "On the entries that both were asked about while they had not seen their papers, by the newer labels; 95 % "
        "intervals from resampling papers, the same ones for both.",
        "",
    )
    if comparison.objections:
        yield from ("What speaks against it:", "", *(f"- {objection}" for objection in comparison.objections), "")


def _made_of(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield "Trained", manifest.created
    yield "In use before it", manifest.parent or "no other"
    yield "Taxonomy", manifest.taxonomy_version
    yield "Encoder", manifest.encoder
    yield "Digest of the labels", manifest.data_sha
    for name, value in sorted(manifest.params.items()):
        if not isinstance(value, dict | list):
            yield name.replace("_", " ").capitalize(), str(value)
    if papers := manifest.params.get("calibrated_on"):
        yield "Confidence calibrated on", f"{len(papers)} papers whose labels the encoder has not seen"
    contradictions = manifest.params.get("contradictions", {}).get("count", 0)
    yield "Contradictory labels left out", str(contradictions)


def _learned_from(entries: Sequence[LabeledEntry]) -> Iterator[tuple[str, str, str]]:
    for origin, n in sorted(Counter(entry.origin for entry in entries).items()):
        papers = {entry.group for entry in entries if entry.origin == origin}
        yield origin, str(n), str(len(papers))


def _scores(manifest: Manifest) -> Iterator[tuple[str, ...]]:
    for facet, each in manifest.scores.items():
        figures = (f"{each[name]:.3f}" for name in ("accuracy", "top3", "calibration_error"))
        yield facet, str(each["n"]), *figures


def _table(columns: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |"
