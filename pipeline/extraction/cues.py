"""Words in headings that tell whether the paragraphs below describe mitigations.

The kinds of section and the words were chosen by what surveys of AI risk use; how much each counts is explained in
`findings`, which weighs them against the trained paragraph model.
"""

import re

_MITIGATING = re.compile(
    r"\b(?:mitigat|defen[cs]e|defend|countermeasure|safeguard|guardrail|alleviat|debias|detoxif|protect|prevent|reduc"
    r"|remed|interven|alignment|harden|solution|address|privacy-preserving|filter|moderation|robust|governance"
    r"|oversight|approaches to|recommend|best practice|control|measures?\b|requirement|polic|standard|regulat"
    r"|responsib|commitment|safety case|red.?team|audit|evaluation of|monitoring|response|unlearning|watermark)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:abstract|introduction|background|preliminar\w+|related works?"
    r"|literature review|conclusions?"
    r"|concluding remarks|discussion|limitations?|results?|experiment\w*|experimental setup|methodology"
    r"|scope|acknowledge?ments?|references|bibliography|contents|notation|definitions?|terminology"
    r"|appendix|threat models?|attacks?|author contributions|funding"
    r"|organi[sz]ation of (?:the|this) (?:paper|survey))\b",
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
        if _MITIGATING.search(heading):
            return None
        if _ASIDE.search(heading):
            return heading
    return None
