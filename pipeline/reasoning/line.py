"""The line itself: a phrase of the passage in a frame that names the category.

Frames vary so that a table does not read like a form; which one is taken depends on the passage alone, so the same
passage always gets the same line. Everything in quotation marks stands in the passage word for word.
"""

from collections.abc import Sequence
from hashlib import sha256

from pipeline.domain.prediction import Evidence
from pipeline.domain.taxonomy import Category
from pipeline.reasoning.phrases import best_phrase

_FRAMES = (
    "Rests on “{phrase}”, a measure of {label}.",
    "The mechanism is “{phrase}”, which belongs to {label}.",
    "Turns on “{phrase}”, hence {label}.",
    "Describes “{phrase}” as a form of {label}.",
)
_PLAIN = "Speaks of {label} without naming one mechanism."
_UNCLASSIFIABLE = "Names no mechanism by which the passage could be classified."


# Nobody writes a paragraph this long; what does is a fault of the document, and its beginning says enough.
_READ = 20_000


class Reasoner:
    """Writes one line for each prediction; holds the English tokenizer, which takes a second to load."""

    def __init__(self) -> None:
        import spacy

        self._language = spacy.blank("en")

    def line(self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False) -> str:
        """Say why `text` is filed under `category`, in one sentence.

        Args:
            text: The passage.
            category: The answer.
            evidence: What the model read the answer from, as spans of `text`.
            unclassifiable: Whether the category stands for "cannot be classified".
        """
        if unclassifiable:
            return _UNCLASSIFIABLE
        label = " ".join(word if word.isupper() else word.lower() for word in category.label.split())
        read = [each for each in evidence if each.end <= _READ]
        phrase = best_phrase(self._language(text[:_READ]), read)
        if not phrase:
            return _PLAIN.format(label=label)
        frame = _FRAMES[sha256(text.encode()).digest()[0] % len(_FRAMES)]
        return frame.format(phrase=" ".join(phrase.split()), label=label)
