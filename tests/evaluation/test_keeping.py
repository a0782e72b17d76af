"""What is kept comes back as it was, and nothing else is taken for it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.evaluation.keeping import from_json, simulation_from_json, simulation_to_json, to_json
from pipeline.evaluation.scored import LeftOut, Replay, Simulation, Sought, Step, Taken
from tests.evaluation.records import an_evaluation, random_entries

SIMULATION = Simulation("code", 0.6, ("a", "b"), (Replay("at random", (Step(5, 1, (True, False)),)),))


@given(st.integers(0, 10_000), st.text(max_size=30))
def test_an_evaluation_comes_back_as_it_was(seed: int, text: str) -> None:
    entries = [replace(entry, text=text, year=2024) for entry in random_entries(seed, 4)]
    kept = an_evaluation(
        entries,
        left_out=(LeftOut(text, "p", "why", text, 0.9),),
        sought=(Sought("1", "p", "found", ("code",), 0.8, -2, 3),),
        taken=(Taken("p", text, True),),
        simulation=SIMULATION,
    )

    assert from_json(to_json(kept, {}).encode(), where="f") == kept


def test_a_simulation_comes_back_as_it_was() -> None:
    assert simulation_from_json(simulation_to_json(SIMULATION).encode(), where="f") == SIMULATION


def test_what_is_no_number_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        to_json(an_evaluation(()), {"accuracy": float("nan")})


KEPT = json.loads(to_json(an_evaluation(random_entries(0, 2)), {}))


def changed(**changes: object) -> bytes:
    return json.dumps({**KEPT, **changes}).encode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b"\xff\xfe", "is not JSON"),
        (b"{}", "is no report of this version"),
        (changed(format="mitag evaluation 99"), "is no report of this version"),
        (changed(entries=[{"text": 1}]), "entries.0.entry_id: Field required"),
        (changed(made=None), "made"),
        (changed(taxonomy={"version": "1"}), "a taxonomy file needs"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=f"^r.json: .*{problem}") as caught:
        from_json(content, where="r.json")

    assert caught.value.remedy == "name a report.json that `mitag evaluate` wrote"


def test_a_code_that_the_categories_lack_is_refused() -> None:
    entries = json.loads(json.dumps(KEPT["entries"]))
    entries[0]["answers"]["code"]["gold"] = "7.7"

    with pytest.raises(InputError, match=r"r\.json: entry 0000: '7\.7' is not a category of code"):
        from_json(changed(entries=entries), where="r.json")
