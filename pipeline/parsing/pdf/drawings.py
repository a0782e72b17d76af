"""What is drawn on a page besides text: ruled lines, which frame tables and part off footnotes, and pictures."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.parsing.pdf.lines import Rectangle

_MOST_OBJECTS = 2000
_RULE_HEIGHT = 2.0
_RULE_WIDTH = 25.0
_PICTURE_SIDE = 30.0
_WHOLE_PAGE = 0.6
"""Some programs wrap a whole page in one form; that is no picture."""
_SCANNED = 0.5

_Handle = ctypes.c_void_p
_type_of = ctypes.cast(pdfium.FPDFPageObj_GetType, ctypes.PYFUNCTYPE(ctypes.c_int, _Handle))
_page_object = ctypes.cast(pdfium.FPDFPage_GetObject, ctypes.PYFUNCTYPE(_Handle, _Handle, ctypes.c_int))
_form_object = ctypes.cast(pdfium.FPDFFormObj_GetObject, ctypes.PYFUNCTYPE(_Handle, _Handle, ctypes.c_ulong))
_form_count = ctypes.cast(pdfium.FPDFFormObj_CountObjects, ctypes.PYFUNCTYPE(ctypes.c_int, _Handle))
_bounds_of = ctypes.cast(
    pdfium.FPDFPageObj_GetBounds,
    ctypes.PYFUNCTYPE(ctypes.c_int, _Handle, _Handle, _Handle, _Handle, _Handle),
)


def page_drawings(page: pypdfium2.PdfPage) -> tuple[list[Rectangle], list[Rectangle]]:
    """Return the ruled horizontal lines and the frames of pictures, looking at the first objects of the page only."""
    width, height = page.get_size()
    left, bottom, _, _ = page.get_cropbox()
    rules: list[Rectangle] = []
    pictures: list[Rectangle] = []
    for kind, (x0, y0, x1, y1) in _objects(page, width * height * _WHOLE_PAGE):
        box = Rectangle(x0 - left, y0 - bottom, x1 - left, y1 - bottom)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if y1 - y0 <= _RULE_HEIGHT and x1 - x0 >= _RULE_WIDTH:
                rules.append(box)
        elif min(x1 - x0, y1 - y0) >= _PICTURE_SIDE and (x1 - x0) * (y1 - y0) < width * height * _WHOLE_PAGE:
            pictures.append(box)
    return rules, pictures


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover most of the page, in one piece or in strips, as on a scanned one."""
    width, height = page.get_size()
    covered = sum(
        max(x1 - x0, 0.0) * max(y1 - y0, 0.0)
        for kind, (x0, y0, x1, y1) in _objects(page, width * height * _WHOLE_PAGE)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE
    )
    return bool(covered >= width * height * _SCANNED)


def _objects(page: pypdfium2.PdfPage, whole: float) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Yield kind and bounds of what is no text; a form as large as the page is opened, one level deep."""
    address = ctypes.addressof(page.raw.contents)
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for index in range(min(count, _MOST_OBJECTS)):
        handle = _page_object(address, index)
        kind = _type_of(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        bounds = _bounds(handle)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) >= whole:
            for inner in range(min(_form_count(handle), _MOST_OBJECTS)):
                child = _form_object(handle, inner)
                if _type_of(child) != pdfium.FPDF_PAGEOBJ_TEXT:
                    yield _type_of(child), _bounds(child)
        else:
            yield kind, bounds


def _bounds(handle: int) -> tuple[float, float, float, float]:
    room = (ctypes.c_float * 4)()
    place = ctypes.addressof(room)
    _bounds_of(handle, place, place + 4, place + 8, place + 12)
    return tuple(room)
