"""Finding a taxonomy's labels in text that was glued together, whatever the case and the spelling of English."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.domain.taxonomy import Category, Facet
from pipeline.parsing.naming import names

_SPELLINGS = (("&", " and "), ("yz", "ys"), ("iz", "is"), ("our", "or"), ("ll", "l"), ("centre", "center"))
_LETTERS = re.compile(r"[^a-z0-9]+")
_STEM = 6
_STOPWORDS = names(
    """the and for with that this from into its their his her are is was were has have been being other others
    used using which who what where when how all any also such than then they them these those through by of
    in on to as at or an a it be not out up so both each some more most may can between within across itself
    those"""
)


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Return what stays the same of a label in any case, punctuation and spelling.

    >>> fold("Organization & Behavior") == fold("organisation and behaviour")
    True
    """
    text = label.casefold()
    for written, same in _SPELLINGS:
        text = text.replace(written, same)
    return _LETTERS.sub("", text)


@lru_cache(maxsize=4096)
def pattern(label: str) -> str:
    """Return a pattern that finds a label with any spacing, and in British or American spelling.

    >>> bool(re.search(pattern("Guardrails & Filtering"), "Guardrails and  Filtering"))
    True
    """
    words = []
    for word in label.split():
        if word in ("&", "and"):
            words.append("(?:&|[Aa]nd)")
            continue
        escaped = re.sub(r"(?<=[iy])[sz](?=[aei])", "[sz]", re.escape(word))
        words.append(re.sub(r"(?<=[a-z])ou?r\b", "ou?r", escaped))
    return r"\s+".join(words)


def any_of(labels: Sequence[str]) -> str:
    """Return a pattern for the longest of several labels."""
    return "|".join(pattern(label) for label in sorted(labels, key=len, reverse=True))


def find_label(text: str, categories: Sequence[Category]) -> Category | None:
    """Return the category that `text` names by its label, code, or an alias; None when it names none."""
    folded = fold(text)
    for category in categories:
        if folded in {fold(name) for name in (category.label, category.title, *category.aliases)}:
            return category
    return None


def label_at_start(text: str, categories: Sequence[Category]) -> tuple[Category, int] | None:
    """Return the category whose label opens `text`, and where the label ends; the longest label wins."""
    for category in sorted(categories, key=lambda category: len(category.label), reverse=True):
        match = re.match(rf"\s*(?:{pattern(category.label)})(?![a-z])", text)
        if match:
            return category, match.end()
    return None


def stems(text: str) -> frozenset[str]:
    """Return the content words of a text, cut to their beginnings and in one spelling.

    >>> sorted(stems("Optimizing behaviours")) == sorted(stems("optimisation of behavior"))
    True
    """
    words = re.findall(r"[a-z]+", text.casefold())
    folded = (fold(word) for word in words if len(word) > 2 and word not in _STOPWORDS)
    return frozenset(word[:_STEM] for word in folded)


def likeliest(description: str, candidates: Sequence[Category], facet: Facet) -> str | None:
    """Return the code whose label and definition share most with a description, or None without a clear winner.

    Words that few categories use count more. A winner needs a quarter more weight than the runner-up.
    """
    said = stems(description)
    vocabulary = {category.code: stems(f"{category.label} {category.definition}") for category in facet.categories}
    n = len(vocabulary)
    rarity = {
        word: math.log(1 + n / sum(word in words for words in vocabulary.values()))
        for words in vocabulary.values()
        for word in words
    }
    scores = sorted(
        ((sum(rarity[word] for word in said & vocabulary[category.code]), category.code) for category in candidates),
        reverse=True,
    )
    if not scores or scores[0][0] < _ENOUGH or (len(scores) > 1 and scores[0][0] < _MARGIN * scores[1][0]):
        return None
    return scores[0][1]


_ENOUGH = 4.0  # about two words that few categories use
_MARGIN = 1.25
