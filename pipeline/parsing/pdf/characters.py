"""A page's characters → lines, with as few calls into pdfium as possible.

Asking pdfium for every character costs more than reading the page. So the text comes in one piece, and the ends of
runs are found by galloping: characters of one text object stand together, so a few probes find where it ends, and
font, size and place are asked once per run.
"""

import ctypes
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.parsing.pdf.composing import compose, place_accents
from pipeline.parsing.pdf.lines import Font, Line, Run, main_run, size_of

HYPHEN = "\x02"
"""Stands where a word was broken at the end of a line."""

_BLANKS = " \xa0\u2002\u2003\u2009"
_BLANK = frozenset(_BLANKS)
_BREAK = re.compile("[\r\n]+")
_SIGN = 2
_HANGING = 1.6
"""How far a sign of a formula may hang above or below its line, in sizes."""
_LEVEL = 1e-3
"""A baseline that rises by more is not upright."""
_BOLD = re.compile(
    r"bold|black|heavy|demi|-?medi(?!um)|cmbx|cmssbx|cmbsy|sfbx|sfsx|ecbx|lmbx|bx\d|[a-z]tb\b|tb$|-b$|-bd", re.I
)
_ITALIC = re.compile(r"ital|obli|cmti|cmsl|sfti|ecti|slant|-it\b|ti$|-i$|bi$|rmi|reguital|lmri", re.I)
_SMALL_CAPS = re.compile(r"csc|caps|-sc|smallcap", re.I)
_FIXED = re.compile(r"cmtt|courier|mono|consol|sftt|ectt|inconsolata|txtt|typewriter|lmtt", re.I)
_MATH = re.compile(
    r"^(?:cmmi|cmsy|cmex|cmbsy|cmmib|msam|msbm|eufm|eusm|rsfs|wasy|stmary|txsy|txmi|txex|pxsy|pxmi|rtxmi|zpl?m|esint)"
    r"|math|symbol|mtsy|mtmi|mtex|ntxmi|ntxsy|newtxmi|libertinust1math|bbm|dsrom|lasy|mnsymbol",
    re.I,
)

# The same functions, seen as taking and returning plain addresses, and without letting other threads in for the
# microsecond that each takes: half the price of typed pointers.
_P, _I = ctypes.c_void_p, ctypes.c_int
_owner_of = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.PYFUNCTYPE(_P, _P, _I))
_font_of = ctypes.cast(pdfium.FPDFTextObj_GetFont, ctypes.PYFUNCTYPE(_P, _P))
_size_of = ctypes.cast(pdfium.FPDFTextObj_GetFontSize, ctypes.PYFUNCTYPE(_I, _P, _P))
_matrix_of = ctypes.cast(pdfium.FPDFPageObj_GetMatrix, ctypes.PYFUNCTYPE(_I, _P, _P))
_origin_of = ctypes.cast(pdfium.FPDFText_GetCharOrigin, ctypes.PYFUNCTYPE(_I, _P, _I, _P, _P))
_box_of = ctypes.cast(pdfium.FPDFText_GetCharBox, ctypes.PYFUNCTYPE(_I, _P, _I, _P, _P, _P, _P))


def page_lines(page: pypdfium2.PdfPage, number: int) -> tuple[list[Line], int]:
    """Read a page's lines in the order of the file, and count its visible characters."""
    textpage = page.get_textpage()
    try:
        layer = _TextLayer(textpage, _origin(page))
        lines = [line for runs in _rejoined(layer.rows()) for line in _split(runs, number)]
        return lines, layer.visible
    finally:
        textpage.close()


def _origin(page: pypdfium2.PdfPage) -> tuple[float, float]:
    left, bottom, _, _ = page.get_cropbox()
    return left, bottom


class _TextLayer:
    """One page's characters by index, and the calls that are needed to place them."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, origin: tuple[float, float]) -> None:
        self._raw = textpage.raw
        self._address = ctypes.addressof(self._raw.contents)
        self._left, self._bottom = origin
        self._text = _units(self._raw)
        self._fonts: dict[int, Font] = {}
        self._place, place = _numbers("d", 6)  # x and y of an origin; left, right, bottom and top of a box
        self._places = [place + 8 * index for index in range(6)]
        self._size, self._size_at = _numbers("f", 1)
        self._matrix, self._matrix_at = _numbers("f", 6)
        self.visible = len(self._text) - sum(map(self._text.count, " \r\n"))

    def rows(self) -> Iterator[list[Run]]:
        """Yield the runs of each line as pdfium sees lines."""
        start = 0
        for separator in _BREAK.finditer(self._text):
            if runs := self._runs(start, separator.start()):
                yield runs
            start = separator.end()
        if runs := self._runs(start, len(self._text)):
            yield runs

    def _runs(self, start: int, stop: int) -> list[Run]:
        text, runs = self._text, []
        while stop > start and text[stop - 1] in _BLANK:
            stop -= 1
        address = self._address
        while start < stop:
            owner = 0 if text[start] in _BLANK else _owner_of(address, start)
            if not owner:
                start += 1
                continue
            end = stop if _owner_of(address, stop - 1) == owner else self._end_of(owner, start, stop)
            runs.append(self._run(owner, start, end))
            start = end
        return runs

    def _end_of(self, owner: int, start: int, stop: int) -> int:
        """Find where the text object that begins at `start` ends; blanks belong to what is before them.

        A broken word mostly ends its object, so that place is tried first.
        """
        broken = self._text.find(HYPHEN, start, stop - 1) + 1
        if broken and self._text[broken] not in _BLANK and _owner_of(self._address, broken - 1) == owner:
            next_owner = _owner_of(self._address, broken)
            if next_owner and next_owner != owner:
                return broken
        low, high, step = start, stop - 1, 8
        while low + step < high:
            if self._belongs(low + step, low, owner):
                low += step
                step *= 2
            else:
                high = low + step
                break
        while high - low > 1:
            middle = (low + high) // 2
            if self._belongs(middle, low, owner):
                low = middle
            else:
                high = middle
        return high

    def _belongs(self, index: int, floor: int, owner: int) -> bool:
        text, address = self._text, self._address
        while index > floor:
            if text[index] not in _BLANK and (found := _owner_of(address, index)):
                return bool(found == owner)
            index -= 1
        return True

    def _run(self, owner: int, start: int, end: int) -> Run:
        text = self._text[start:end]
        last = end - 1 if text[-1] not in _BLANK else start + len(text.rstrip(_BLANKS)) - 1
        _size_of(owner, self._size_at)
        _matrix_of(owner, self._matrix_at)
        x, y, left, right, bottom, top = self._places
        _origin_of(self._address, start, x, y)
        _box_of(self._address, last, left, right, bottom, top)
        x0, y0, _, x1, _, _ = self._place
        _, rise, _, upward, _, _ = self._matrix
        handle = _font_of(owner)
        font = self._fonts.get(handle)
        if font is None:
            font = self._fonts[handle] = _describe(handle) if handle else Font("")
        if rise:
            upward = (rise * rise + upward * upward) ** 0.5
        size = round(self._size[0] * abs(upward) * 4) / 4
        return Run(text, font, size, x0 - self._left, x1 - self._left, y0 - self._bottom, start, abs(rise) <= _LEVEL)


def _numbers(kind: Literal["d", "f"], count: int) -> "tuple[memoryview[float], int]":
    """Room for pdfium to write numbers into, and where it is; unpacking a memoryview is quicker than a structure."""
    room = ((ctypes.c_double if kind == "d" else ctypes.c_float) * count)()
    return memoryview(room).cast("B").cast(kind), ctypes.addressof(room)


def _units(raw: Any) -> str:  # noqa: ANN401  (a pdfium handle)
    """Return one character per pdfium index; those beyond 16 bits stay two surrogates."""
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    copied = pdfium.FPDFText_GetText(raw, 0, count, buffer) - 1
    if copied != count:
        text = _realigned(raw, buffer[:copied], count)
    else:
        encoded = bytes(buffer)[: 2 * count]
        text = encoded.decode("utf-16-le", "surrogatepass")
        if len(text) != count:
            text = "".join(map(chr, buffer[:count]))
    return text.replace("\ufffe", HYPHEN).replace("\xad", HYPHEN).replace("\0", " ")


def _realigned(raw: Any, units: list[int], count: int) -> str:  # noqa: ANN401  (a pdfium handle)
    """Put blanks where pdfium left characters out of its text, so that indices hold.

    The index of a character minus its place in the text only grows, so each place where it does is found by halving.
    """
    pieces: list[str] = []
    done, last = 0, len(units) - 1
    skipped = 0
    while done <= last:
        low, high = done, last
        while low < high:
            middle = (low + high + 1) // 2
            if pdfium.FPDFText_GetCharIndexFromTextIndex(raw, middle) - middle <= skipped:
                low = middle
            else:
                high = middle - 1
        pieces.append("".join(map(chr, units[done : low + 1])))
        done = low + 1
        if done <= last:
            found = pdfium.FPDFText_GetCharIndexFromTextIndex(raw, done) - done
            pieces.append(" " * (found - skipped))
            skipped = found
    text = "".join(pieces)
    return text + " " * (count - len(text))


def _describe(address: int) -> Font:
    handle = ctypes.cast(address, pdfium.FPDF_FONT)
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(handle, name, 256)
    weight, flags = pdfium.FPDFFont_GetWeight(handle), pdfium.FPDFFont_GetFlags(handle)
    return _font_from(name.value.decode("utf-8", "replace"), weight, flags)


@lru_cache(maxsize=1024)
def _font_from(name: str, weight: int, flags: int) -> Font:
    """Read style from a name such as `ABCDEF+NimbusRomNo9L-Medi`, a weight and the flags of the PDF standard, 9.8.2."""
    name = name.split("+")[-1]
    return Font(
        name,
        bold=bool(_BOLD.search(name)) or weight >= 600 or bool(flags & 1 << 18),
        italic=bool(_ITALIC.search(name)) or bool(flags & 1 << 6),
        small_caps=bool(_SMALL_CAPS.search(name)),
        fixed=bool(_FIXED.search(name)) or bool(flags & 1),
        math=bool(_MATH.search(name)),
    )


def _split(runs: list[Run], page: int) -> list[Line]:
    """Take apart what pdfium put on one line: other columns, and the line after a broken word."""
    if len(runs) == 1:
        return [line] if (line := _line(runs, page)) else []
    parts = [[runs[0]]]
    for before, run in pairwise(runs):
        drop = before.y - run.y > (_HANGING if before.font.math else 1.0) * max(before.size, run.size)
        below = drop or before.text.endswith(HYPHEN) or run.x0 < before.x0 - 30
        if below or run.x0 - before.x1 > max(18.0, 2.2 * before.size):
            parts.append([run])
        else:
            parts[-1].append(run)
    return [line for part in parts if (line := _line(part, page))]


def _rejoined(rows: Iterator[list[Run]]) -> Iterator[list[Run]]:
    """Join what pdfium took for two lines because a raised mark stood between them."""
    held: list[Run] = []
    for runs in rows:
        if held and not held[-1].text.endswith(HYPHEN) and _continues(held, runs[0]):
            runs[0].text = " " * (runs[0].x0 - held[-1].x1 > 0.15 * held[-1].size) + runs[0].text
            held.extend(runs)
            continue
        if held:
            yield held
        held = runs
    if held:
        yield held


def _continues(held: list[Run], run: Run) -> bool:
    last = held[-1]
    if not -0.3 * run.size < run.x0 - last.x1 < 0.9 * run.size:
        return False
    if min(abs(run.y - last.y), abs(run.y - held[0].y)) < 0.4 * max(run.size, last.size):
        return True
    # A sum or an integral within a line hangs from a baseline of its own, and its limits from another.
    if last.font.math and len(last.text) <= _SIGN and len(held) > 1:
        return abs(run.y - held[-2].y) < 0.8 * last.size
    return run.font.math and len(run.text) <= _SIGN and abs(run.y - last.y) < run.size


def _line(runs: list[Run], page: int) -> Line | None:
    first = runs[0]
    if len(runs) == 1:
        text = compose(first.text)
        if not text:
            return None
        broken = text.endswith(HYPHEN)
        return Line(
            page, text, runs, first.font, first.size, first.x0, first.x1, first.y, 0, None, broken, first.upright
        )
    text = "".join([run.text for run in runs])
    if not text.isascii() or "`" in text:
        runs = place_accents(runs)
        text = "".join([run.text for run in runs])
    text = compose(text)
    if not text:
        return None
    main = main_run(runs)
    size = size_of(text, runs, main)
    x0, x1 = min([run.x0 for run in runs]), max([run.x1 for run in runs])
    return Line(page, text, runs, main.font, size, x0, x1, main.y, 0, None, text.endswith(HYPHEN), first.upright)
