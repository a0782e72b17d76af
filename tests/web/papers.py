"""A real PDF whose passages are filed with made-up answers of the categories that ship with the package."""

from dataclasses import replace
from pathlib import Path

from pipeline.domain.prediction import Answer, Candidate, Evidence, Named, Prediction
from pipeline.domain.review import Badge, FiledPrediction, Filing, Paper, Rank
from pipeline.extraction import passages_of
from pipeline.parsing import parse
from tests.parsing.pdf.papers import PROSE, Sheet, pdf

TITLE = "<script>document.title='owned'</script>"
N_PASSAGES = 12
_ANSWERS = {
    "code": ("1.2.1", 0.46, ("1.2.1", "1.2.3", "2.2.2", "1.2.2", "2.3.3")),
    "lifecycle_stage": ("Deploy", 0.61, ("Deploy", "Operate and Monitor", "Build and Use Model")),
    "actor": ("Developer", 0.84, ("Developer", "Deployer")),
    "risk_function": ("Manage", 0.55, ("Manage", "Measure")),
}


def a_paper(path: Path) -> Path:
    """Write the PDF: two pages, each with some sections of one paragraph."""

    def write(sheet: Sheet) -> None:
        sheet.write(TITLE, size=20)
        sheet.skip(20)
        for number in range(N_PASSAGES):
            if number == N_PASSAGES // 2:
                sheet.page()
            sheet.heading(f"{number + 1} Safeguard number {number + 1}")
            sheet.paragraph(*PROSE, f"by safeguard number {number + 1}.")

    path.write_bytes(pdf(write))
    return path


def filings(path: Path) -> list[Filing]:
    """The passages of the PDF, in reading order the less urgent."""
    document = parse(path)
    paper = Paper(document.document_id, path.name, document.title, ("Ada",), 2025, str(path))
    found = []
    for number, passage in enumerate(passages_of(document)):
        answers = {facet: _answer(facet) for facet in _ANSWERS}
        start = passage.text.index("watch")
        stop = passage.text.index("stop what must")
        named = (Named("mechanism", start + 6, start + 27), Named("target", stop, stop + 14))
        line = "Rests on “watch what goes in”."
        prediction = Prediction(passage.passage_id, "m0del", answers, line, ("unsure",), named)
        badges = (Badge("unsure", "The model's confidence is low: code 46%.", 0.4),)
        predicted = FiledPrediction(prediction, {"code": (Evidence(start, start + 18, 0.8),)}, 0.9, "ab" * 32, "0.1.0")
        rank = Rank(1 - number / 100, badges, f"bucket {number}")
        found.append(Filing(paper, passage, predicted, "code", rank, document.text))
    assert len(found) == N_PASSAGES
    return found


def sure(filing: Filing) -> Filing:
    """The same with nothing to doubt."""
    prediction = replace(filing.predicted.prediction, review_reasons=())
    return replace(filing, predicted=replace(filing.predicted, prediction=prediction))


def _answer(facet: str) -> Answer:
    code, confidence, others = _ANSWERS[facet]
    alternatives = tuple(Candidate(each, round(confidence / (n + 1), 3)) for n, each in enumerate(others))
    return Answer(facet, code, confidence, alternatives, others[:3])
