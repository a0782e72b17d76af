"""Sentences that nobody wrote, but that have everything a reader of papers stumbles over.

Citations in two styles, formulas, hyphens, quotations, abbreviations, notes, emphasis and long words; every run of
three words is rare, so that a lost or moved paragraph is noticed.
"""

import random
from collections.abc import Sequence
from pathlib import Path

_WORDS = {
    name: options.split("|")
    for name, _, options in (
        line.partition(": ") for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
    )
}
_FORMULAS = (
    r"x_i", r"\alpha", r"p(y \mid x)", r"O(n \log n)", r"\theta^{*}", r"n=128", r"\lambda > 0", r"\hat{y}_t", r"K",
    r"\sum_i w_i",
)  # fmt: skip
_TEMPLATES = (
    "{A} {adv} {v} {r} when {m} are added to {s} {p}{cite}.",
    "Although {m} look {q}, {a} {adv} report that {r} can still {v} {s} {p}.",
    "In contrast to {m}, {m2} {v} {r} without retraining the {s}{cite}.",
    "{name} et al. show that {s} {p} remain exposed to {r}, even though {m} are {q}.",
    "We therefore ask whether {a} can {v} {r} with {m} alone ({extra}).",
    "For {s}, the cost of {m} grows with {math}, whereas {r} falls {adv}.",
    "A {q} combination of {m} and {m2} {adv} helps {a} to {v} {r}{cite}.",
    "What {a} call {emph} is, in practice, a mixture of {m}, {m2} and patience.",
    "Let {math} denote the share of {s} in which {r} was seen {p}; then {m} {v} it by {math}.",
    "Once {m} had been switched off {p}, {r} returned within days, and {a} {adv} noticed.",
    "None of the {n} incidents that {a} described {p} involved {m}; {m2} were blamed instead.",
    "It is {q} to assume that {s} inherit {m} from their predecessors{cite}, since {r} {adv} recurs.",
    "Following {name} and {name2}, we treat {r} as a property of {s} rather than of {a}.",
    "How far {m} carry over from {s} to {s2} is an open question{cite}; early evidence is {q}.",
    "{A} who rely on {m} tend to under-report {r}, particularly {p}.",
    "Where {s} act {p}, {m} must be {q}, documented and tested by {a} ({extra}).",
    "Such {q} behaviour was first observed by {name} ({extra}) and later linked to {r}.",
    "Removing {m} saved {n} hours a week, yet {r} became {q} and {a} had to {v} {s2}.",
    "The {emph} of {m} depends on {math} and, to a lesser degree, on how {a} {v} {r}.",
    "{M} cannot {v} {r} by themselves: {a} need {m2}, time, and a {q} budget.",
)
_TITLE_PATTERNS = (
    "{M} {p}", "{Q} {m}", "{R} and {m}", "How {a} {v} {r}", "{S}", "Limits of {m}", "{M}", "{R}", "Why {m} fail {p}",
    "From {r} to {m}", "{M} for {s}", "{A}, {s} and {r}", "Measuring {r} {p}", "{Q} {s}: {m}", "Towards {q} {m}",
)  # fmt: skip


class Prose:
    """A source of sentences, paragraphs and titles; the same seed gives the same text."""

    def __init__(self, seed: int, *, numeric: bool = True) -> None:
        self._random = random.Random(seed)  # noqa: S311  (no secret depends on it)
        self._numeric = numeric
        self._titles: set[str] = set()

    def pick(self, options: Sequence[str]) -> str:
        """Return one of the options."""
        return self._random.choice(options).strip()

    def chance(self, share: float) -> bool:
        """Return True in that share of calls."""
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`."""
        return self._random.randint(low, high)

    def sentence(self) -> str:
        """Return a sentence in the mark-up of `content`."""
        return self._fill(self.pick(_TEMPLATES))

    def paragraph(self, low: int = 3, high: int = 8) -> str:
        """Return several sentences."""
        return " ".join(self.sentence() for _ in range(self.number(low, high)))

    def title(self) -> str:
        """Return a heading that no other heading of this paper repeats."""
        while True:
            words = self._fill(self.pick(_TITLE_PATTERNS))
            title = " ".join(word if len(word) < 4 else word[0].upper() + word[1:] for word in words.split())
            title = title[0].upper() + title[1:]
            if title not in self._titles and len(title) < 75:
                self._titles.add(title)
                return title

    def phrase(self) -> str:
        """Return a few words without a stop."""
        return f"{self.pick(_WORDS['measures'])} {self.pick(_WORDS['places'])}"

    def name(self) -> str:
        """Return a surname."""
        return self.pick(_WORDS["names"])

    def citation(self) -> str:
        """Return a citation as it is printed."""
        if self._numeric:
            numbers = sorted({self.number(1, 40) for _ in range(self.number(1, 3))})
            return f" [{', '.join(map(str, numbers))}]"
        parts = [f"{self.name()} et al., {self.number(2009, 2024)}" for _ in range(self.number(1, 2))]
        return f" ({'; '.join(parts)})"

    def _word(self, kind: str) -> str:
        return self.pick(_WORDS[kind])

    def _coined(self, kind: str) -> str:
        """One of the options, mostly with a made-up word before it, so that few words in a row ever come back."""
        option = self._word(kind)
        if not self.chance(0.93) or option.startswith(("the ", "a ")):
            return option
        word = "".join(self.pick(_WORDS["syllables"]) for _ in range(self.number(2, 4)))
        return f"{word}{self.pick(_WORDS['endings'])} {option}"

    def _fill(self, template: str) -> str:
        draw = {
            "a": self._coined("actors"),
            "s": self._coined("systems"),
            "s2": self._coined("systems"),
            "m": self._coined("measures"),
            "m2": self._coined("measures"),
            "r": self._coined("risks"),
            "p": self._word("places"),
            "adv": self._word("adverbs"),
            "v": self._word("verbs"),
            "q": self._word("qualities"),
            "name": self.name(),
            "name2": self.name(),
            "n": str(self.number(11, 97)),
            "extra": self._word("extras"),
        }
        capital = {key.upper(): value[0].upper() + value[1:] for key, value in draw.items() if len(key) == 1}
        text = template.replace("{math}", "@").format(
            **draw,
            **capital,
            emph=f"⟨emph|{draw['q']} {draw['m2']}⟩",
            cite=f"⟨cite|{self.citation()}⟩" if self.chance(0.6) else "",
        )
        while "@" in text:
            text = text.replace("@", f"⟨math|{self.pick(_FORMULAS)}⟩", 1)
        return text
