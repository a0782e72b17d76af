"""Characters as PDF stores them → characters as people write them."""

import re
import unicodedata
from collections.abc import Sequence

from pipeline.parsing.pdf.lines import Run

_PIECES = re.compile("[\ufb00-\ufb06\u2000-\u200a\u202f\xa0\U0001d400-\U0001d7ff\ufb29]")
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¸": "\u0327",
    "ˇ": "\u030c",
    "˚": "\u030a",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "˝": "\u030b",
    "˛": "\u0328",
}
_SPACING_ACCENT = re.compile(r"([´`¨ˆ˜¸ˇ˚¯˘˙˝˛]) ?([A-Za-zıȷ])")
_DOTLESS = str.maketrans("ıȷ", "ij")


def compose(text: str) -> str:
    r"""Join surrogates and ligatures, turn letters of formulas into letters, and put accents on their letters.

    TeX's older fonts draw an accent first and its letter after it.

    >>> compose("e\ufb03cient na\u00a8\u0131ve \ud835\udc65 Garc\u00b4\u0131a ")
    'efficient naïve x García'
    """
    text = text.strip()
    if text.isascii():
        return text
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _SPACING_ACCENT.sub(_accented, text)
    return _PIECES.sub(_composed, text).strip()


def place_accents(runs: Sequence[Run]) -> list[Run]:
    """Put accents that are drawn on their own before the letters that they stand over.

    Both begin at about the same place, so pdfium may give the accent after all that was drawn with its letter.
    """
    placed: list[Run] = []
    for run in runs:
        over = _letter_under(run, placed) if run.text.strip() in _ACCENTS else None
        placed.insert(len(placed) if over is None else over, run)
    return placed


def _letter_under(accent: Run, runs: Sequence[Run]) -> int | None:
    """Which of the runs begins with the letter that an accent stands over."""
    for place in range(len(runs) - 1, -1, -1):
        run = runs[place]
        if run.font.math:
            continue
        if -0.1 < (accent.x0 - run.x0) / max(run.size, 1.0) < 0.5 and _SPACING_ACCENT.match(
            accent.text.strip() + run.text[0]
        ):
            accent.text = accent.text.strip()
            return place
    return None


def _accented(match: re.Match[str]) -> str:
    accent, letter = match.groups()
    joined = unicodedata.normalize("NFC", letter.translate(_DOTLESS) + _ACCENTS[accent])
    return joined if len(joined) == 1 else match[0]


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])
