"""Parts of the entries are told apart, and small ones are not scored."""

import pytest

from pipeline.evaluation.slices import language, length, slices
from tests.evaluation.records import ROUNDS, SEED, a_sample, a_scored, an_answer


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "heading only"),
        ("one " * 25, "up to 25 words"),
        ("one " * 26, "26 to 60 words"),
        ("a " * 999, "over 120 words"),
    ],
)
def test_length(text: str, part: str) -> None:
    assert length(a_scored(0, {}, text=text.strip())) == part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Before each release, an outside team tries to make the system do what it should not do.", "English"),
        ("Curate, deduplicate, filter documents.", "too short to tell"),
        (
            "Avant chaque déploiement, une équipe externe essaie de contourner les garde-fous du système.",
            "other than English",
        ),
        ("Antes de cada lanzamiento, un equipo externo intenta eludir las medidas de seguridad.", "other than English"),
        ("在每次发布之前 外部团队 都会 尝试 绕过 系统 的 安全 措施 并 报告 结果", "other than English"),
    ],
)
def test_language(text: str, part: str) -> None:
    assert language(a_scored(0, {}, text=text)) == part


def test_every_part_shows_its_size_and_small_ones_no_score() -> None:
    entries = [
        a_scored(number, {"code": an_answer("2", "2")}, year=2024 if number < 6 else 2025, paper=f"p{number % 2}")
        for number in range(8)
    ]

    section = slices([a_sample(entries)], rounds=ROUNDS, seed=SEED)

    (years,) = (block for block in section.blocks if block.kind == "table" and block.caption == "Year")
    assert years.rows == (("2024", "1.00 [0.61, 1.00], n = 6"), ("2025", "too few (n = 2)"))
    assert years.note == "The smallest part has n = 2."
