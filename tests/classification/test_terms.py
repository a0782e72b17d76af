"""The vocabulary against scikit-learn's on the same texts."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from pipeline.classification.chunks import Chunks
from pipeline.classification.terms import Terms, affixes_of, word_spans

SPACED = st.lists(st.lists(st.sampled_from(["ab", "audits", "auditing", "red", "x9"]), max_size=8).map(" ".join))


def counted(terms: Terms, texts: list[str]) -> dict[str, list[int]]:
    """How often each term stands in each text, by its name."""
    chunks, names = Chunks().read(texts)
    columns, words = terms.read(names)
    _, pairs = terms.pairs_in(chunks.through(words))
    singles = chunks.through(columns).counts(terms.n_single).toarray().astype(int)
    doubles = pairs.counts(len(terms.pairs)).toarray().astype(int)
    labels = [*terms.words, *terms.affixes]
    for key in terms.pairs.tolist():
        first, second = divmod(key, len(terms.words))
        labels.append(f"{terms.words[first]} {terms.words[second]}")
    return dict(zip(labels, np.hstack([singles, doubles]).T.tolist(), strict=True))


@given(SPACED)
def test_words_and_pairs_are_those_of_scikit_learn(texts: list[str]) -> None:
    ours = {name: row for name, row in counted(Terms.fit(texts), texts).items() if "-" not in name}
    if not any(texts):
        assert ours == {}
        return
    oracle = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\w+")  # noqa: S106
    expected = oracle.fit_transform(texts).toarray()

    assert ours == dict(zip(oracle.get_feature_names_out().tolist(), expected.T.tolist(), strict=True))


@given(SPACED)
def test_affixes_are_counted_for_every_word(texts: list[str]) -> None:
    ours = {name: row for name, row in counted(Terms.fit(texts), texts).items() if "-" in name}
    every = [[affix for word in text.split() for affix in affixes_of(word)] for text in texts]

    assert ours == {
        name: [row.count(name) for row in every] for name in sorted({each for row in every for each in row})
    }


def test_a_pair_reaches_over_a_blank_and_a_hyphen_but_not_over_a_dash_that_stands_alone() -> None:
    terms = Terms.fit(["risk-based tiers"])

    assert counted(terms, ["risk based-tiers"])["risk based"] == [1]
    assert counted(terms, ["risk based-tiers"])["based tiers"] == [1]
    assert counted(terms, ["risk – based", "risk", "based"])["risk based"] == [0, 0, 0]


def test_words_are_cut_alike_in_a_chunk_and_in_its_spans() -> None:
    assert [("(Red-Teaming)."[start:end]) for start, end in word_spans("(Red-Teaming).")] == ["Red", "Teaming"]


def test_unknown_words_leave_only_the_affixes_they_share() -> None:
    terms = Terms.fit(["audit", "treaty"])

    assert {name for name, (n,) in counted(terms, ["auditors"]).items() if n} == {"aud-", "audit-"}


def test_rare_terms_are_left_out_of_a_large_corpus() -> None:
    terms = Terms.fit([*["red team"] * 14_996, "red tape", *["blue"] * 3])

    assert terms.words == ("blue", "red", "team")  # tape occurs in one text
    assert len(terms.pairs) == 1  # red team; blue stands alone
    assert "tap-" not in terms.affixes


def test_the_rarer_a_term_the_more_it_counts() -> None:
    terms = Terms.fit(["red team", "red tape"])
    weight = dict(zip([*terms.words, *terms.affixes], terms.weights.tolist(), strict=False))

    assert weight["red"] < weight["team"] == weight["tape"]


def test_a_vocabulary_survives_saving() -> None:
    texts = ["red-team the model", "audit the red team"]
    terms = Terms.fit(texts)
    arrays, names = terms.to_parts()

    assert counted(Terms.from_parts(arrays, json.loads(json.dumps(names))), texts) == counted(terms, texts)
