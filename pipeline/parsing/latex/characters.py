"""TeX's ways of writing characters: accents, symbols, and formulas as a line that can be read."""

import re
import unicodedata

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
SYMBOLS = {
    "ldots": "…", "dots": "…", "textellipsis": "…", "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "S": "§", "P": "¶", "copyright": "©", "textcopyright": "©", "pounds": "£", "euro": "€",
    "textregistered": "®", "texttrademark": "™", "textdegree": "°", "textendash": "–", "textemdash": "—",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textless": "<", "textgreater": ">", "textbar": "|", "textbullet": "•",
    "textperiodcentered": "·", "textdagger": "†", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "slash": "/", "guillemotleft": "«", "guillemotright": "»", "og": "«", "fg": "»", "textsection": "§",
    "checkmark": "✓", "quad": " ", "qquad": " ", "space": " ", "enspace": " ", "thinspace": " ", "nobreakspace": " ",
    "newline": " ", "linebreak": " ", "ie": "i.e.", "eg": "e.g.", "textmu": "µ", "texteuro": "€", "lq": "‘", "rq": "’",
}  # fmt: skip
_MATHS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠",
    "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "times": "×", "cdot": "·", "pm": "±",
    "mp": "∓", "div": "÷", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩",
    "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃", "neg": "¬", "land": "∧", "wedge": "∧", "lor": "∨",
    "vee": "∨", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "leftarrow": "←", "leftrightarrow": "↔",
    "mapsto": "↦", "implies": "⇒", "iff": "⇔", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏",
    "int": "∫", "ll": "≪", "gg": "≫", "mid": "|", "vert": "|", "Vert": "‖", "langle": "⟨", "rangle": "⟩", "ell": "ℓ",
    "prime": "′", "circ": "∘", "star": "⋆", "ast": "∗", "dagger": "†", "ldots": "…", "dots": "…", "cdots": "⋯",
    "degree": "°", "percent": "%", "lbrace": "{", "rbrace": "}", "backslash": "\\", "setminus": "∖", "oplus": "⊕",
    "otimes": "⊗", "perp": "⊥", "bot": "⊥", "top": "⊤", "vdash": "⊢", "models": "⊨", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "uparrow": "↑", "downarrow": "↓", "checkmark": "✓", "triangle": "△", "bullet": "•",
    "min": "min", "max": "max", "arg": "arg ", "log": "log ", "exp": "exp ", "lim": "lim", "sup": "sup", "inf": "inf",
    "sin": "sin ", "cos": "cos ", "tan": "tan ", "ln": "ln ", "Pr": "Pr", "det": "det ", "quad": " ", "qquad": " ",
    "textsc": "", "and": "and",
}  # fmt: skip
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
_WORD = re.compile(r"\\([A-Za-z]+)\*?([ \t]?)[ \t]*")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?[ \t]*")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), (",,", "„"), ("`", "‘"), ("'", "’"))


def accented(accent: str, letter: str) -> str:
    r"""Put a TeX accent on a letter.

    >>> accented("'", "e"), accented('"', r"\i"), accented("~", "")
    ('é', 'ï', '~')
    """
    letter = letter.strip().strip("{}").replace("\\", "")
    if not letter:
        return accent if accent in "~^`'\"" else ""
    return unicodedata.normalize("NFC", letter[0] + ACCENTS[accent]) + letter[1:]


def typographic(text: str) -> str:
    """Replace TeX's dashes and quotes by the characters they print.

    >>> typographic("``safe'' -- or not")
    '“safe” – or not'
    """
    for written, printed in _LIGATURES:
        if written in text:
            text = text.replace(written, printed)
    return text


def formula(source: str) -> str:
    r"""Return an inline formula as one line that can be read; it is not meant to be exact.

    >>> formula(r"U_{H}(a,s) \leq \frac{1}{2} \mathcal{A}^*")
    'U_H(a,s) ≤ 1/2 A^*'
    """
    text = _COMMENT.sub("", source)
    text = re.sub(r"\\(?:text|mathrm|mbox|operatorname)\*?\s*\{([^{}]*)\}", r" \1 ", text) if "\\" in text else text
    for _ in range(3):
        text = _FRACTION.sub(r"\1/\2", text)
        text = _SCRIPT.sub(r"\1\2", text)
    text = re.sub(r"\\(?:left|right|[bB]ig[lrm]?g?|displaystyle|textstyle|limits)(?![A-Za-z])\.?", "", text)
    text = text.replace("\\{", "\x03").replace("\\}", "\x04")
    text = re.sub(r"\\([%&$#_])", r"\1", text)
    text = _WORD.sub(_printed, text)
    text = re.sub(r"\\[,;:! ]", " ", text).replace("\\", "").replace("~", " ")
    text = re.sub(r"[{}]", "", text).replace("\x03", "{").replace("\x04", "}")
    return " ".join(text.split())


def _printed(match: re.Match[str]) -> str:
    symbol = _MATHS.get(match[1], "")
    return f" {symbol} " if symbol and symbol in _RELATIONS else symbol + match[2]


_RELATIONS = "≤≥≠≈∼≃≡∝∈∉⊂⊆≪≫→⇒←↔⇔↦"
