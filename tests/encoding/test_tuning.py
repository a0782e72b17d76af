"""Tuning: pairs that teach, the same weights each time, and a folder that cannot be changed unnoticed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import Encoder, Workplace, get_encoder, trail_of
from pipeline.encoding import tuning as tuning_module
from pipeline.encoding.sentence import SentenceEncoder
from pipeline.encoding.tuning import Lesson, Tuning, batches_of, papers_to_tune_on, tune
from pipeline.errors import ConfigError, IntegrityError, NotReadyError
from tests.encoding.counting import Counting

WORDS = {"1": "audit model", "2": "treaty states", "3": "every year"}
LESSONS = [
    Lesson(f"{words} {letter}", code, f"paper {number}")
    for number, letter in enumerate("abcdef")
    for code, words in WORDS.items()
]
QUICK = Tuning(epochs=4, pairs=64, batch=3, learning_rate=3e-3)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(home=tmp_path, tuned=tmp_path / "encoders", cache=tmp_path / "cache", device="cpu")


@pytest.fixture
def encoder(bert: Path, workplace: Workplace) -> SentenceEncoder:
    encoder = get_encoder(f"sentence-transformers:{bert}", workplace)
    assert isinstance(encoder, SentenceEncoder)
    return encoder


def separation(encoder: Encoder) -> float:
    """How much nearer texts of a code are to each other than to those of others, on papers held back from tuning."""
    tuned_on = papers_to_tune_on(LESSONS, seed=0)
    unseen = [lesson for lesson in LESSONS if lesson.paper not in tuned_on]
    vectors = encoder.encode([lesson.text for lesson in unseen])
    alike = np.asarray([[one.code == two.code for two in unseen] for one in unseen])
    nearness = vectors @ vectors.T
    return float(nearness[alike].mean() - nearness[~alike].mean())


def test_tuning_draws_codes_apart_on_papers_it_has_not_seen(encoder: SentenceEncoder, workplace: Workplace) -> None:
    tuned = tune(encoder, LESSONS, QUICK, workplace)

    assert separation(tuned) > separation(encoder) + 0.2


def test_the_same_lessons_give_the_same_encoder_on_any_number_of_cores(
    encoder: SentenceEncoder, workplace: Workplace
) -> None:
    import torch

    names = []
    for threads in (1, 2):
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        place = replace(workplace, tuned=workplace.home / str(threads))
        names.append(tune(encoder, LESSONS, QUICK, place).name)
        assert torch.get_num_threads() == threads
        torch.set_num_threads(before)

    assert names[0] == names[1]
    other = replace(workplace, tuned=workplace.home / "other")
    assert tune(encoder, LESSONS, replace(QUICK, seed=1), other).name != names[0]


def test_what_was_tuned_before_is_not_tuned_again(encoder: SentenceEncoder, workplace: Workplace) -> None:
    track = Counting()
    first = tune(encoder, LESSONS, QUICK, replace(workplace, track=track))
    done = len(track.seen["Tuning the encoder"])

    second = tune(encoder, LESSONS, QUICK, replace(workplace, track=track))

    assert second.name == first.name
    assert len(track.seen["Tuning the encoder"]) == done == 4 * 12


def test_a_tuned_encoder_is_found_by_its_id_and_says_what_it_is_made_of(
    encoder: SentenceEncoder, workplace: Workplace
) -> None:
    tuned = tune(encoder, LESSONS, QUICK, workplace)

    found = get_encoder(tuned.name, workplace)

    np.testing.assert_array_equal(found.encode(["audit"]), tuned.encode(["audit"]))
    trail = trail_of(found)
    assert trail["sha256"].startswith(tuned.name.removeprefix("tuned:"))
    assert trail["tuning"]["base_sha256"] == encoder.sha256
    assert trail["tuning"]["papers"] == sorted(papers_to_tune_on(LESSONS, seed=0))
    suffixes = {path.suffix for path in tuned.folder.rglob("*") if path.is_file()}
    assert {".safetensors"} < suffixes <= {".json", ".safetensors", ".txt"}
    assert [path.name for path in workplace.tuned.iterdir()] == [tuned.folder.name]


def test_long_texts_are_cut_while_tuning_alone(
    encoder: SentenceEncoder, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = encoder.model.max_seq_length
    monkeypatch.setattr(tuning_module, "_TOKENS", 8)

    tuned = tune(encoder, LESSONS, QUICK, workplace)

    assert tuned.model.max_seq_length == usual > 8
    long = "audit the model " * 9
    assert np.abs(tuned.encode([long]) - tuned.encode([long[:32]])).max() > 1e-4


def test_a_tuned_encoder_that_was_changed_is_refused(encoder: SentenceEncoder, workplace: Workplace) -> None:
    tuned = tune(encoder, LESSONS, QUICK, workplace)
    weights = bytearray((tuned.folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (tuned.folder / "model.safetensors").write_bytes(weights)

    with pytest.raises(IntegrityError, match="was changed after it was saved"):
        get_encoder(tuned.name, workplace)


def test_an_unknown_id_lists_those_there_are(workplace: Workplace) -> None:
    with pytest.raises(NotReadyError) as caught:
        get_encoder("tuned:../../etc", workplace)

    assert caught.value.remedy == "tuned encoders here: none yet"


def test_the_static_encoder_cannot_be_tuned(workplace: Workplace) -> None:
    with pytest.raises(ConfigError, match="the static encoder cannot be tuned"):
        tune(get_encoder("static"), LESSONS, QUICK, workplace)


def test_one_code_is_too_little(encoder: SentenceEncoder, workplace: Workplace) -> None:
    with pytest.raises(NotReadyError, match="nothing to tune the encoder on"):
        tune(encoder, [lesson for lesson in LESSONS if lesson.code == "1"], QUICK, workplace)


def test_weights_that_run_away_are_not_kept(encoder: SentenceEncoder, workplace: Workplace) -> None:
    with pytest.raises(NotReadyError, match="its weights ran away"):
        tune(encoder, LESSONS, replace(QUICK, learning_rate=1e30), workplace)

    assert not workplace.tuned.exists()


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("123"), st.sampled_from("pqr")), max_size=30))
def test_batches_hold_each_code_once_and_pairs_of_one_code(rows: list[tuple[str, str, str]]) -> None:
    lessons = [Lesson(f"{letter}{code}", code, paper) for letter, code, paper in rows]
    tuning = Tuning(pairs=10, batch=3)

    batches = batches_of(lessons, tuning, epoch=0)

    assert batches == batches_of(lessons, tuning, epoch=0)
    assert sum(map(len, batches)) <= 10
    for batch in batches:
        codes = [first[1] for first, _ in batch]
        assert 2 <= len(batch) <= 3
        assert len(set(codes)) == len(codes)
        assert all(first[1] == second[1] and first != second for first, second in batch)


@given(st.sets(st.text(min_size=1), min_size=3, max_size=20), st.integers(0, 5))
def test_a_third_of_the_papers_is_held_back(papers: set[str], seed: int) -> None:
    chosen = papers_to_tune_on([Lesson("text", "1", paper) for paper in papers], seed=seed)

    assert chosen < papers
    assert len(chosen) >= 2 * len(papers) / 3
