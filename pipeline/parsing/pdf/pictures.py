"""Pages of a PDF → pictures of a moderate size, for people to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

from pipeline.domain.anatomy import Picture
from pipeline.parsing.pdf.opening import opened
from pipeline.parsing.reading import Source

_WIDTH = 900.0
_TALLEST = 2400.0
_LEAST_WIDTH = 480.0
_FULL_SIZE = 60
"""Documents of more pages are drawn smaller, so that the whole stays of a size that a browser opens gladly."""
_MOST_PAGES = 400
_QUALITY = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's picture, if it could be drawn, and by how many degrees the page is turned clockwise for the reader."""

    number: int
    turned: int
    picture: Picture | None


def draw_pages(source: Source, numbers: Sequence[int], *, most: int | None = None) -> Iterator[Drawn]:
    """Yield pages as pictures; what is damaged, and what lies beyond `most` (some hundred) pages, without one.

    Raises InputError when the file cannot be opened.
    """
    width = max(_WIDTH * min(1.0, (_FULL_SIZE / max(len(numbers), 1)) ** 0.5), _LEAST_WIDTH)
    most = _MOST_PAGES if most is None else most
    with opened(source) as document:
        for count, number in enumerate(numbers):
            yield _drawn(document, number, width, drawing=count < most)


def _drawn(document: pypdfium2.PdfDocument, number: int, width: float, *, drawing: bool) -> Drawn:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Drawn(number, 0, None)
    try:
        return Drawn(number, page.get_rotation(), _picture(page, width) if drawing else None)
    finally:
        page.close()


def _picture(page: pypdfium2.PdfPage, width: float) -> Picture | None:
    across, down = page.get_size()
    if min(across, down) <= 0:
        return None
    try:
        bitmap = page.render(scale=min(width / across, _TALLEST / down))
    except pypdfium2.PdfiumError:
        return None
    try:
        stream = BytesIO()
        bitmap.to_pil().save(stream, "WEBP", quality=_QUALITY, method=2)
    finally:
        bitmap.close()
    return Picture(stream.getvalue(), "image/webp")
