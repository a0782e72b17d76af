"""Labelled entries → an encoder that was fitted to them."""

from pipeline.classification.features import with_headings
from pipeline.domain.labels import TrainingSet
from pipeline.encoding import Encoder, Workplace
from pipeline.encoding.tuning import Lesson, Tuning, tune


def tune_encoder(encoder: Encoder, lessons: TrainingSet, workplace: Workplace, *, seed: int) -> Encoder:
    """Tune an encoder on the codes of the entries, which it reads as models do: headings first.

    Raises ConfigError for an encoder that cannot be tuned and NotReadyError when there is too little to learn from.
    """
    facet = lessons.taxonomy.tree.name
    texts = [
        Lesson(with_headings(entry.section_path, entry.text), entry.labels[facet], entry.group)
        for entry in lessons.entries
        if facet in entry.labels
    ]
    return tune(encoder, texts, Tuning(seed=seed), workplace)
