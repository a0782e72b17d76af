"""The line in a language model's words, where it keeps the rules; the offline line where it does not.

Off unless an address is set. The model sees the passage, the category, the offline line and lines that people wrote
for similar passages. Its answer has to be one sentence of the right length that speaks of the same mechanism and uses
no word of its own making; anything else, and any failure of the address, gives way to the offline line.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.prediction import Evidence
from pipeline.domain.taxonomy import Category
from pipeline.errors import ConfigError
from pipeline.reasoning.answers import AnswerCache
from pipeline.reasoning.chat import Chat, Endpoint, Message, Unanswered
from pipeline.reasoning.line import LONGEST, SHORTEST, Explanation, Reasoner
from pipeline.reasoning.words import stems_of

Examples = Callable[[str, str], Sequence[LabeledEntry]]

_GIVE_UP_AFTER = 3
_LONGEST_PASSAGE = 4000
_KEPT_OF_MECHANISM = 0.5
_CITATION = re.compile(r"\[\d|\(\w+[^)]*\d{4}|\bet al\b|https?:")
_DANGLING = re.compile(r"(?:it|they|this|these|those|he|she)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[.!?]\s+\S")
_RULES = (
    "You write one line that says why a passage is filed under a category of AI risk mitigations. "
    f"Write one plain sentence of {SHORTEST} to {LONGEST} words. Name the mechanism in the passage's own words. Use "
    "no fact, name or term that stands in neither the passage nor the definition. No citation, no pronoun without a "
    "noun, no quotation of a whole sentence. Answer with the sentence alone."
)


class Rewriter:
    """Writes lines as `Reasoner` does, with the help of a language model."""

    def __init__(self, reasoner: Reasoner, chat: Chat, examples: Examples, cache: AnswerCache) -> None:
        self._reasoner = reasoner
        self._chat = chat
        self._examples = examples
        self._cache = cache
        self._failures = 0

    def line(self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False) -> str:
        """Say why `text` is filed under `category`, in one sentence of 8 to 18 words; see `Reasoner.line`."""
        return self.explain(text, category, evidence, unclassifiable=unclassifiable).line

    def explain(
        self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False
    ) -> Explanation:
        """Say why, and where in the passage stands what the line names."""
        offline = self._reasoner.explain(text, category, evidence, unclassifiable=unclassifiable)
        answer = self._answer(self._question(text, category, offline))
        line = _tidied(answer) if answer else ""
        if line and not self.faults(line, text, category, offline):
            return replace(offline, line=line, frame="rewritten")
        return offline

    def faults(self, line: str, text: str, category: Category, offline: Explanation) -> list[str]:
        """Which rules a line breaks."""
        named = stems_of(" ".join(text[start:end] for start, end in offline.phrases))
        kept = len(named & stems_of(line)) >= _KEPT_OF_MECHANISM * len(named)
        rules = {
            "length": SHORTEST <= len(line.split()) <= LONGEST,
            "one sentence": line.endswith(".") and not _SEVERAL.search(line),
            "citation": not _CITATION.search(line),
            "pronoun": not _DANGLING.match(line),
            "copied": line.rstrip(".") not in text,
            "mechanism": kept,
            "grounded": not self._reasoner.strange(text, category, line),
        }
        return [name for name, kept_to in rules.items() if not kept_to]

    def _question(self, text: str, category: Category, offline: Explanation) -> list[Message]:
        messages: list[Message] = [{"role": "system", "content": _RULES}]
        for entry in self._examples(text, category.code):
            messages.append({"role": "user", "content": f"Passage: {entry.text[:_LONGEST_PASSAGE]}"})
            messages.append({"role": "assistant", "content": entry.reasoning})
        asked = (
            f"Category: {category.title}. {category.definition}\n"
            f"A first draft: {offline.line}\nPassage: {text[:_LONGEST_PASSAGE]}"
        )
        return [*messages, {"role": "user", "content": asked}]

    def _answer(self, messages: Sequence[Message]) -> str | None:
        model = self._chat.endpoint.model
        known = self._cache.get(model, messages)
        if known is not None:
            return known
        # An address that failed several times in a row would cost its waiting time for each of a million passages.
        if self._failures >= _GIVE_UP_AFTER:
            return None
        try:
            answer = self._chat.ask(messages)
        except Unanswered:
            self._failures += 1
            return None
        self._failures = 0
        self._cache.put(model, messages, answer)
        return answer


def open_rewriter(endpoint: Endpoint, examples: Examples, folder: Path) -> Rewriter:
    """Make ready what rewrites lines at an address; its answers are kept in `folder`.

    Raises ConfigError when the address is none, or no model is named.
    """
    if not endpoint.base_url.startswith(("http://", "https://")):
        raise ConfigError(
            f"reasoning.llm.base_url: {endpoint.base_url!r} is no address", remedy="begin it with http:// or https://"
        )
    if not endpoint.model:
        raise ConfigError(
            "reasoning.llm.model: an address is set and no model", remedy="name the model to ask for at that address"
        )
    return Rewriter(Reasoner(), Chat(endpoint), examples, AnswerCache(folder))


def _tidied(answer: str) -> str:
    line = " ".join(answer.split()).strip("\"'“”` ")
    return line if line.endswith((".", "!", "?")) or not line else f"{line}."
