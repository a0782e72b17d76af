"""Words in headings that tell whether the paragraphs below describe mitigations.

The kinds of section and the words were chosen by what surveys, frameworks and policy reports on AI risk use; how much
each counts is explained in `findings`, which weighs them against the trained paragraph model.
"""

import re

_MITIGATING = re.compile(
    r"\b(?:mitigat|defen[cs]e|defend|countermeasure|safeguard|guardrail|alleviat|debias|detoxif|protect|prevent"
    r"|reduc(?:e|ing|tion of)|remed|interven|alignment|harden|solution|address|privacy-preserving|filter|moderation"
    r"|robust|governance|oversight|approach|strateg(?:y|ies)\b|techniques\b|recommendations\b|recommendation \d"
    r"|recommended|best practice|(?<!loss of )control|measures?\b|requirement|polic|standard|regulat|responsib"
    r"|commitment|safety case|red.?team|audit|evaluation of|monitoring|response|unlearning|watermark|assurance"
    r"|explainab|interpretab|transparen|accountab|human.in.the.loop|verification|certif|sandbox|disclos"
    r"|risk (?:management|assessment|treatment))",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:abstract|introduction|motivation|background|preliminar\w+|related works?"
    r"|literature review|conclusions?"
    r"|concluding remarks|discussion|limitations?|results?|experiment\w*|experimental setup|methodology"
    r"|scope|acknowledge?ments?|references|bibliography|contents|notation|definitions?|terminology|glossary"
    r"|appendix|threat models?|attacks?|author contributions|funding|future (?:work|research|directions?)"
    r"|organi[sz]ation of (?:the|this) (?:paper|survey))\b"
    # The last word of a heading says what kind of section it is.
    r"|\b(?:definitions?|methodology|preliminaries|background|results|examples?|case stud(?:y|ies)|setup|notation"
    r"|baselines?|ablation(?: study)?|risks|harms|threats|vulnerabilities|failure modes"
    r"|search strategy|(?:inclusion|selection) criteria|open (?:problems|questions|challenges))$",
    re.IGNORECASE,
)


def mitigating(section_path: tuple[str, ...]) -> str | None:
    """The innermost heading that speaks of measures, if any.

    >>> mitigating(("4 Defences", "4.1 Overview"))
    '4 Defences'
    """
    return next((heading for heading in reversed(section_path) if _MITIGATING.search(heading)), None)


def aside(section_path: tuple[str, ...]) -> str | None:
    """The innermost heading of a section that seldom holds measures, unless a heading below it speaks of them.

    >>> aside(("1 Introduction",))
    '1 Introduction'
    >>> aside(("6 Discussion", "6.2 Mitigation strategies")) is None
    True
    """
    for heading in reversed(section_path):
        if _ASIDE.search(heading):
            return heading
        if _MITIGATING.search(heading):
            return None
    return None
