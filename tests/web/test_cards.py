"""What the digits choose."""

from pipeline.domain.prediction import Answer, Candidate
from pipeline.resources import load_taxonomy
from pipeline.web.cards import KEYS, candidates


def test_of_a_long_list_the_likeliest_come_first_and_all_keys_are_used() -> None:
    code = load_taxonomy()["code"]
    alternatives = (Candidate("2.2.2", 0.2), Candidate("2.3.4", 0.1))
    answer = Answer("code", "2", 0.5, alternatives, ("2.3.4", "1.2.3"), backed_off_from="2.2.2")

    found = list(candidates(answer, code))

    assert [each.code for each in found] == ["2", "2.2.2", "2.3.4", "1.2.3", "2.1", "2.2", "2.3", "2.4", "1"]
    assert [each.confidence for each in found[:4]] == [0.5, 0.2, 0.1, None]
    assert len(found) == KEYS


def test_a_short_list_always_stands_in_the_same_order() -> None:
    function = load_taxonomy()["risk_function"]

    for code in ("Govern", "Manage"):
        found = list(candidates(Answer("risk_function", code, 0.7, (Candidate("Map", 0.2),)), function))
        assert tuple(each.code for each in found) == function.codes
        assert {each.code: each.confidence for each in found}["Map"] == 0.2


def test_a_code_that_the_taxonomy_no_longer_has_is_left_out() -> None:
    code = load_taxonomy()["code"]
    answer = Answer("code", "1.2.1", 0.7, (Candidate("7.7.7", 0.2), Candidate("1.2.3", 0.1)))

    assert [each.code for each in candidates(answer, code)][:2] == ["1.2.1", "1.2.3"]
