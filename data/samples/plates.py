"""The survey's two figures and its table, drawn with reportlab."""

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

_CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=8, leading=9.2)
_HEAD = ParagraphStyle("head", parent=_CELL, fontName="Times-Bold")
_SHADES = [HexColor(code) for code in ("#f4f4f4", "#dfe7ef", "#b9c9da")]

_ROWS = [
    ("Family", "Section", "Acts on", "Interrupts", "Main weakness", "Papers"),
    ("Training data", "3.1", "Corpus", "Harmful content, leakage", "Blunt filters silence minorities", "41"),
    ("Learning objectives", "3.2", "Loss and feedback", "Harmful content, misuse", "Reward over-optimisation", "52"),
    ("Capability modification", "3.3", "Trained weights", "Misuse", "Undone by fine-tuning", "33"),
    ("Architecture", "3.4", "Network design", "Opaque errors", "Loss on general tasks", "12"),
    ("Guardrails", "4.1", "Inputs and outputs", "Misuse, injection", "Paraphrase, rare languages", "38"),
    ("Containment", "4.2", "Reach of the agent", "Damage by actions", "Tasks handed back", "14"),
    ("Monitoring", "4.3", "Running system", "Unforeseen failure", "Alarms nobody reads", "15"),
    ("Hardware, cryptography", "4.4", "Machine, keys", "Theft, tampering", "Side channels", "5"),
    ("Provenance", "4.5", "Generated media", "Deception", "Translation removes marks", "4"),
]
_SHARE = [
    ("Data", 41, 6),
    ("Objective", 52, 11),
    ("Capability", 33, 9),
    ("Architect.", 12, 1),
    ("Guardrail", 38, 12),
    ("Contain.", 14, 4),
    ("Monitor", 15, 3),
    ("Hardware", 5, 0),
    ("Proven.", 4, 1),
]


def families(width: float) -> Flowable:
    """Table 1: the families of measures at a glance, over both columns."""
    cells = [[Paragraph(text, _CELL if row else _HEAD) for text in line] for row, line in enumerate(_ROWS)]
    table = Table(cells, colWidths=[width * share for share in (0.2, 0.08, 0.17, 0.2, 0.27, 0.08)])
    rules = [("LINEABOVE", (0, 0), (-1, 0), 0.9, black), ("LINEBELOW", (0, 0), (-1, 0), 0.5, black)]
    closing = ("LINEBELOW", (0, -1), (-1, -1), 0.9, black)
    padding = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]
    table.setStyle(TableStyle([*rules, closing, *padding]))
    return table


def stack(width: float) -> Flowable:
    """Figure 1: where in the system each family of measures sits."""
    drawing = Drawing(width, 128)
    _box(drawing, (0, 0, width, 128), "Testing (Section 5)", shade=0)
    _box(drawing, (8, 8, width - 16, 104), "Containment, monitoring (4.2, 4.3)", shade=1)
    third = (width - 48) / 3
    for place, lines in enumerate((("input", "guard"), ("model", "(Section 3)"), ("output", "filter"))):
        left = 16 + place * (third + 8)
        drawing.add(Rect(left, 42, third, 40, fillColor=_SHADES[2], strokeWidth=0.5))
        for row, line in enumerate(lines):
            _label(drawing, left + third / 2, 65 - 11 * row, line)
        if place:
            drawing.add(Line(left - 8, 62, left, 62, strokeWidth=0.8))
    drawing.add(Rect(16, 15, width - 32, 18, fillColor=white, strokeWidth=0.5))
    _label(drawing, width / 2, 21, "attested hardware, keys, provenance (4.4, 4.5)")
    return drawing


def adaptive_share(width: float) -> Flowable:
    """Figure 2: papers per family, and how many of them were evaluated adaptively."""
    drawing = Drawing(width, 96)
    step = (width - 24) / len(_SHARE)
    drawing.add(Line(20, 20, width, 20, strokeWidth=0.6))
    for mark in (0, 20, 40):
        _label(drawing, 11, 18 + mark * 1.4, str(mark), size=6.5)
        drawing.add(Line(17, 20 + mark * 1.4, 20, 20 + mark * 1.4, strokeWidth=0.6))
    for place, (name, papers, adaptive) in enumerate(_SHARE):
        left = 24 + place * step
        drawing.add(Rect(left, 20, step - 7, papers * 1.4, fillColor=_SHADES[1], strokeWidth=0.4))
        drawing.add(Rect(left, 20, step - 7, adaptive * 1.4, fillColor=HexColor("#55708c"), strokeWidth=0.4))
        _label(drawing, left + step / 2 - 3, 4 if place % 2 else 11, name, size=6)
    return drawing


def _box(drawing: Drawing, frame: tuple[float, float, float, float], title: str, *, shade: int) -> None:
    left, bottom, width, height = frame
    drawing.add(Rect(left, bottom, width, height, fillColor=_SHADES[shade], strokeWidth=0.5))
    _label(drawing, left + width / 2, bottom + height - 11, title)


def _label(drawing: Drawing, x: float, y: float, text: str, *, size: float = 7.5) -> None:
    drawing.add(String(x, y, text, textAnchor="middle", fontName="Helvetica", fontSize=size))
