"""The line itself: a mechanism of the passage, a predicate of the category, and what the measure is directed at.

What the line names is chosen by its share in the answer (`mechanisms`), what it says of it comes from the category's
definition (`frames`). Which of the frames is taken depends on the passage alone, so the same passage always gets the
same line and a table of a hundred does not read like a form. Each line is checked (`grounding`); one that fails gives
way to a plainer one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from pipeline.domain.prediction import Evidence, Named
from pipeline.domain.taxonomy import Category
from pipeline.reasoning.frames import Frames, agreeing, frames, label_of
from pipeline.reasoning.grounding import Grounds
from pipeline.reasoning.mechanisms import Finder
from pipeline.reasoning.phrases import Candidate, Phrase, are_listed, shares_stem
from pipeline.reasoning.ranking import Ranking
from pipeline.reasoning.tagging import Tagger, Text, token_weights
from pipeline.reasoning.targets import RISK, Target, Targets
from pipeline.reasoning.words import english, stems_of

SHORTEST, LONGEST = 8, 18
# Nobody writes a paragraph this long; what does is a fault of the document, and its beginning says enough.
_READ = 20_000
_TRIED = 4
_MOST_MET = 50_000
_OFTEN = 100  # of 256
_LONGEST_OF_PAIR = 5
# The log-odds from which on a phrase is named as the mechanism; one that is less likely to be it is only spoken of.
SURE = 0.6
_WORTH_NAMING = 1.0
# Where the predicate does not have what is named as its subject: "Through filters, the measure checks inputs".
_BY_ITSELF = re.compile(r"the measure \{pred\}")

# Whoever takes part is no measure: "An auditor is an audit".
_IS = re.compile(r"\[(?:is|are) ")

Span = tuple[int, int]
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line of reasoning and where in the passage stands what it names, as character offsets."""

    line: str
    phrases: tuple[Span, ...] = ()
    target: Span | None = None
    frame: str = ""
    """The line without what it names: two lines of the same frame read alike."""
    sure: bool = False
    """Whether the phrases are said to be the mechanism, and not only spoken of."""

    @property
    def named(self) -> tuple[Named, ...]:
        """What of the passage the line names; risk or aim come last."""
        targets = (self.target,) if self.target else ()
        return (
            *(Named("mechanism" if self.sure else "topic", *span) for span in self.phrases),
            *(Named("target", *span) for span in targets),
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """What a line names: one phrase, or two that read alike."""

    phrases: tuple[Phrase, ...]
    sure: bool
    """Whether it may be called the mechanism."""

    @property
    def wording(self) -> str:
        return " and ".join(phrase.wording for phrase in self.phrases)

    @property
    def plural(self) -> bool:
        return len(self.phrases) > 1 or self.phrases[0].plural

    @property
    def takes_part(self) -> bool:
        return any(phrase.takes_part for phrase in self.phrases)

    @property
    def is_action(self) -> bool:
        return self.phrases[0].is_action


class Reasoner:
    """Writes one line for each prediction; holds the English tokenizer, which takes a second to load."""

    def __init__(self) -> None:
        self._finder = Finder(english())
        self._frames = frames()
        self._forget()

    def _forget(self) -> None:
        """Begin anew with an empty vocabulary: what was met before would fill the memory in the end."""
        self._tagger = Tagger(english())
        self._targets = Targets(english(), self._tagger)

    def line(self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False) -> str:
        """Say why `text` is filed under `category`, in one sentence of 8 to 18 words.

        Args:
            text: The passage.
            category: The answer.
            evidence: What the model read the answer from, as spans of `text`.
            unclassifiable: Whether the category stands for "cannot be classified".
        """
        return self.explain(text, category, evidence, unclassifiable=unclassifiable).line

    def explain(
        self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False
    ) -> Explanation:
        """Say why, and where in the passage stands what the line names."""
        if self._tagger.n_met > _MOST_MET:
            self._forget()
        read = self._tagger.read(text[:_READ])
        targets = self._targets.found(read)
        risky = frozenset(each.phrase.last - 1 for each in targets if each.kind == RISK)
        defined = stems_of(f"{category.label} {category.definition}")
        ranking = Ranking(read, token_weights(read, evidence), english(), risky=risky, defined=defined)
        ranked = ranking.strongest(self._finder.candidates(read))
        choice = _Choice(text)
        if unclassifiable:
            lines = self._missing(read, ranked, targets, choice)
        else:
            lines = self._composed(read, category, ranked, targets, choice)
        grounds = Grounds(read.stems, category, self._frames.frame_words)
        for explanation in lines:
            if SHORTEST <= len(explanation.line.split()) <= LONGEST and not grounds.strange(explanation.line):
                return explanation
        return Explanation(_sentence(choice.one(self._frames.plain, 0).format(label=label_of(category))), frame="plain")

    def strange(self, text: str, category: Category, line: str) -> list[str]:
        """The words of a line that stand neither in the passage nor in the definition of the category."""
        return Grounds(self._tagger.read(text[:_READ]).stems, category, self._frames.frame_words).strange(line)

    def _composed(
        self,
        read: Text,
        category: Category,
        ranked: Sequence[Candidate],
        targets: Sequence[Target],
        choice: "_Choice",
    ) -> Iterator[Explanation]:
        """Lines about the strongest phrases, the best first; before them, of the best what says what it is against."""
        for named, target in self._aimed(read, ranked, targets):
            predicates = self._predicates(category, named, choice)
            if target:
                predicates += choice.turned(self._frames.short_predicates_of(category), 1)
            for name, shell in choice.shells(self._frames, named):
                if named.takes_part and "which" in shell:
                    continue
                for predicate in predicates:
                    line = self._filled(shell, predicate, named, target, choice)
                    if line:
                        spans = tuple(_span(read, phrase) for phrase in named.phrases)
                        about = _span(read, target.phrase) if target else None
                        yield Explanation(line, spans, about, f"{name}: {predicate}", named.sure)

    def _predicates(self, category: Category, named: _Named, choice: "_Choice") -> list[str]:
        """What a measure of the category does, what goes best with what is named first."""
        predicates = choice.turned(self._frames.predicates_of(category), 1)
        return sorted(
            predicates,
            key=lambda each: (named.takes_part and _IS.match(each) is not None, shares_stem(each, named.wording)),
        )

    def _aimed(
        self, read: Text, ranked: Sequence[Candidate], targets: Sequence[Target]
    ) -> Iterator[tuple[_Named, Target | None]]:
        """Phrases and what they are directed at: first the strongest, long or short, with it, then all without."""
        if targets and ranked:
            for named in self._named(read, [ranked[0], *(each for each in ranked[1:] if each.overlaps(ranked[0]))]):
                target = self._targets.belonging(read, targets, named.phrases[0])
                if target:
                    yield named, target
        for named in self._named(read, ranked):
            yield named, None

    def _named(self, read: Text, ranked: Sequence[Candidate]) -> Iterator[_Named]:
        """What a line may name: the strongest phrase together with another of its kind, then one phrase alone."""
        tried = ranked[:_TRIED]
        if tried and tried[0].score < SURE:
            # What is only spoken of should say something by itself: "reference checks" rather than "a sheet".
            tried = sorted(tried, key=lambda each: read.n_content(each.first, each.last) < 2)
        for candidate in tried:
            phrase = self._finder.phrase(read, candidate)
            second = self._second(read, candidate, phrase, ranked)
            if second:
                yield _Named((phrase, second), sure=True)
            yield _Named((phrase,), sure=candidate.score >= SURE)

    def _second(self, read: Text, first: Candidate, phrase: Phrase, ranked: Sequence[Candidate]) -> Phrase | None:
        if first.score < SURE or not _is_short(phrase):
            return None
        for candidate in ranked:
            if candidate.score < max(first.score - _WORTH_NAMING, SURE):
                return None
            if not are_listed(read, first, candidate) or (candidate.verb is None) != (first.verb is None):
                continue
            second = self._finder.phrase(read, candidate)
            if _is_short(second) and not shares_stem(phrase.wording, second.wording):
                return second
        return None

    def _filled(self, shell: str, predicate: str, named: _Named, target: Target | None, choice: "_Choice") -> str:
        fronted = "{Front}" in shell
        if fronted != (target is not None and choice.fronted):
            return ""
        aim = self._aim(target, choice, self._frames.fronts if fronted else self._frames.tails) if target else ""
        said = agreeing(predicate, plural=named.plural and named.sure and not _BY_ITSELF.search(shell))
        if _repeats(shell, said) or aim.count(" risk") > 1:
            return ""
        filled = shell.format(M=named.wording, m=named.wording, pred=said, tail=aim, Front=aim)
        return _sentence(agreeing(filled, plural=named.plural))

    def _aim(self, target: Target, choice: "_Choice", frames: Mapping[str, Sequence[str]]) -> str:
        kind = f"{target.kind}_{'sought' if target.sought else 'named'}"
        return choice.one(frames[kind], 3).replace("{R}", target.phrase.wording)

    def _missing(
        self, read: Text, ranked: Sequence[Candidate], targets: Sequence[Target], choice: "_Choice"
    ) -> Iterator[Explanation]:
        """What a passage lacks that cannot be classified."""
        known = self._frames.missing
        for target in targets:
            frame = choice.one(known[target.kind], 0)
            line = _sentence(frame.replace("{R}", target.phrase.wording))
            yield Explanation(line, (), _span(read, target.phrase), frame)
        for candidate in ranked[:_TRIED]:
            phrase = self._finder.phrase(read, candidate)
            frame = choice.one(known["phrase"], 0)
            yield Explanation(_sentence(frame.replace("{m}", phrase.wording)), (_span(read, phrase),), None, frame)
        frame = choice.one(known["nothing" if "." in read.letters else "heading"], 0)
        yield Explanation(frame, frame=frame)


class _Choice:
    """Choices that a passage's own words make, the same each time."""

    def __init__(self, text: str) -> None:
        self._digest = sha256(text.encode(errors="replace")).digest()
        self.fronted = self._digest[-1] % 4 == 0

    def one(self, among: Sequence[str], place: int) -> str:
        return among[self._digest[place] % len(among)]

    def turned(self, among: Sequence[Each], place: int) -> list[Each]:
        """All of them, begun at a place of the passage's choice."""
        first = self._digest[place] % len(among)
        return [*among[first:], *among[:first]]

    def shells(self, known: Frames, named: _Named) -> list[tuple[str, str]]:
        """The shells for what is named; the commonest comes first more often than not, since it reads best."""
        if not named.sure:
            return self.turned(list(known.around_shells.items()), 2)
        turned = self.turned(list((known.gerund_shells if named.is_action else known.shells).items()), 2)
        if self._digest[5] < _OFTEN:
            turned.sort(key=lambda each: each[0] != known.commonest_shell)
        return turned


def _repeats(shell: str, predicate: str) -> bool:
    """Whether both have the same verb, as "rests on filters, which rest on checks"."""
    return " rests " in shell and predicate.startswith("rest")


def _is_short(phrase: Phrase) -> bool:
    words = phrase.wording.split()
    return len(words) <= _LONGEST_OF_PAIR and not {"and", "or", "&"} & set(words)


def _span(read: Text, phrase: Phrase) -> Span:
    return read.starts[phrase.first], read.ends[phrase.last - 1]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
