"""What the sentences of a passage do: describe a remedy, or outline, report, define, ask, thank.

Each cue is pooled: what counts is the share of a passage's sentences that show it, not the single best sentence. The
cues are weak alone, so they shift the confidence that model and headings give and never decide alone.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.sentences import sentences


@dataclass(frozen=True, slots=True)
class Cue:
    """A way of speaking; from `share` of the sentences on it shifts the log-odds of a mitigation by `shift`.

    Patterns are for sentences in lower case: ignoring case while searching takes more than twice the time.
    """

    name: str
    pattern: re.Pattern[str]
    share: float
    shift: float


_ACTION = (
    r"(?:mitigat|reduc|prevent|protect|avoid|limit|detect|improv|ensur|assess|guard|address|counter|overcom|remed|monitor"
    r"|inform|identif|explain|verif|restrict|block|filter|repair|correct|contain|deter\b|audit|harden|strengthen)\w*"
)
_CUES = (
    Cue(
        "speaks of remedies",
        re.compile(
            rf"\b(?:to|can|could|may|might|helps?|by|designed to|able to)\s+(?:\w+ly\s+|help\s+|also\s+)?{_ACTION}"
            r"|\b(?:approach|technique|method|strateg|mechanism|safeguard|measure|practice|procedure)(?:es|s|ies|y)?\b"
        ),
        0.25,
        0.7,
    ),
    Cue(
        "says what others propose",
        re.compile(
            r"(?:\[\d[\d, –-]*\]|\(\d{4}[a-z]?\)|et al\.)\)?,?\s+(?:\w+\s+){0,2}?"
            r"(?:propos|introduc|present|develop|design|use[sd]?\b|appl|implement|suggest|extend|combin|address|construct)"
        ),
        0.1,
        0.5,
    ),
    Cue(
        "obliges",
        re.compile(r"\b(?:should|must|shall|ought to|(?:is|are) (?:required|obliged|expected) to|need(?:s)? to)\b"),
        0.4,
        0.5,
    ),
    Cue(
        "outlines the text",
        re.compile(
            r"\b(?:(?:this|the next|the previous|the following) (?:sub)?sections?|we now|remainder of"
            r"|is organi[sz]ed|(?:described|discussed|presented|given) in sec)|^sec(?:tion|\.)? [\divx]"
            r"|\b(?:this|our) (?:survey|paper|article|review)\b"
        ),
        0.34,
        -1.5,
    ),
    Cue("goes on from a formula", re.compile(r"^(?:where|with|and)\s+\S+\s+(?:is|are|denotes?)\b|[=∑∈≤∥]"), 0.34, -1.5),
    Cue(
        "reports results",
        re.compile(
            r"\bwe (?:find|found|observe|report|evaluate|compare|experiment|train|obtain|measure|run|ran|use|set)\b"
            r"|\b(?:our|the) (?:results|experiments)\b|\btable \d+ (?:shows|presents|lists|compares)|\boutperform"
            r"|\b(?:baselines?|hyper-?parameters?|held-out|statistically|participants?|ablation)\b"
        ),
        0.3,
        -1.0,
    ),
    Cue(
        "gives an example",
        re.compile(
            r"^(?:in (?:this|our|the above) (?:case|example|scenario)|suppose|imagine)\b|\bexample application\b"
        ),
        0.3,
        -1.0,
    ),
    Cue(
        "leaves open",
        re.compile(
            r"\?$|\b(?:open (?:question|problem|issue|challenge)|remains? (?:an open|unclear|unknown|to be)"
            r"|future (?:work|research)|further research|has not been|little is known)"
        ),
        0.3,
        -1.0,
    ),
    Cue("thanks", re.compile(r"\bwe (?:thank|are grateful)\b|\b(?:funded|supported) by\b.*\bgrant"), 0.3, -3.0),
)
_RISK = re.compile(
    r"\b(?:risk|harm|safe|trust|attack|adversar|bias|fair|priva|misus|abus|secur|danger|threat|vulnerab|toxic|accountab"
    r"|transparen|explain|explanation|interpretab|oversight|robust|unsafe|ethic|govern|regulat|compli|incident|audit"
    r"|mislead|deceiv|decept|manipulat|discriminat|rights)\w*",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\b(?:AIs?\b|A\.I\.|LLM|ML\b|[Aa]rtificial|[Mm]achine.learn|[Dd]eep.learn|[Nn]eural|[Aa]lgorithm|[Aa]utomat|[Aa]utonom"
    r"|[Rr]obot|[Cc]hatbot|[Aa]gents?\b|[Mm]odels?\b|[Cc]lassifier|[Ss]oftware|[Pp]rompt|[Tt]rained|[Tt]raining|[Uu]sers?\b"
    r"|[Dd]eploy|[Dd]eveloper|[Cc]omput|[Dd]igital|[Gg]enerative|[Vv]endor|[Ss]ystems?\b)"
)
_TOPICS = (("risk", _RISK), ("AI", _MACHINE))
# Fewer sentences say too little of what a document is about. In texts on AI risk at least one sentence in ten has a
# word of either list; in papers on other matters about one in forty has one of the first.
_ENOUGH_SENTENCES = 30
_TOPIC_SHARE = 0.05


def cues_in(text: str) -> Iterator[tuple[str, float]]:
    """The name and the shift of each way of speaking that enough of a passage's sentences show.

    >>> list(cues_in("We thank two reviewers."))
    [('thanks', -3.0)]
    """
    said = [sentence.lower() for sentence in _said(text)]
    for cue in _CUES:
        if _enough(cue.pattern, said, cue.share):
            yield cue.name, cue.shift


def missing_topics(texts: Sequence[str]) -> list[str]:
    """Which of risk and AI the passages of a document hardly ever speak of; short documents say too little.

    >>> missing_topics(["Cows graze on the hills."] * 40)
    ['risk', 'AI']
    """
    said = [sentence for text in texts for sentence in _said(text)]
    if len(said) < _ENOUGH_SENTENCES:
        return []
    return [name for name, pattern in _TOPICS if not _enough(pattern, said, _TOPIC_SHARE)]


@lru_cache(maxsize=1024)
def _said(text: str) -> tuple[str, ...]:
    """The sentences of a passage; remembered for as long as its document is judged."""
    return tuple(text[start:end] for start, end in sentences(text))


def _enough(pattern: re.Pattern[str], said: Sequence[str], share: float) -> bool:
    """Whether so large a share of the sentences shows a pattern; of none, none does.

    It stops as soon as that is settled: searching is what takes the time.
    """
    needed = max(math.ceil(share * len(said)), 1)
    to_spare = len(said) - needed
    for sentence in said:
        if pattern.search(sentence):
            needed -= 1
        else:
            to_spare -= 1
        if needed == 0 or to_spare < 0:
            return needed == 0
    return False
