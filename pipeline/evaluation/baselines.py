"""What a model has to beat: the commonest category, words with logistic regression, and the nearest definition."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Facet

Baseline = Callable[[Facet, Sequence[LabeledEntry], Sequence[LabeledEntry]], list[str]]

_PASSES = 20


def most_frequent(facet: Facet, train: Sequence[LabeledEntry], unseen: Sequence[LabeledEntry]) -> list[str]:
    """The commonest category of the training labels, for every entry."""
    counts = Counter(entry.labels[facet.name] for entry in train if facet.name in entry.labels)
    commonest = max(facet.codes, key=lambda code: counts[code])
    return [commonest] * len(unseen)


def words(facet: Facet, train: Sequence[LabeledEntry], unseen: Sequence[LabeledEntry]) -> list[str]:
    """Logistic regression on TF-IDF of words and pairs of words, fitted on the entries alone by gradient descent."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier

    labelled = [entry for entry in train if facet.name in entry.labels]
    labels = [entry.labels[facet.name] for entry in labelled]
    if len(set(labels)) < 2:
        return most_frequent(facet, train, unseen)
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    rows = vectors.fit_transform([text_of(entry) for entry in labelled])
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=_PASSES, tol=None, random_state=0).fit(rows, labels)
    return [str(code) for code in model.predict(vectors.transform([text_of(entry) for entry in unseen]))]


def nearest_definition(facet: Facet, train: Sequence[LabeledEntry], unseen: Sequence[LabeledEntry]) -> list[str]:
    """The category whose label and definition share most with the entry, word by word; nothing is trained."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    del train
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    definitions = vectors.fit_transform([f"{each.label}. {each.definition}" for each in facet.categories])
    likeness = (vectors.transform([text_of(entry) for entry in unseen]) @ definitions.T).toarray()
    return [facet.codes[index] for index in np.argmax(likeness, axis=1)]


BASELINES: Mapping[str, Baseline] = {
    "most frequent": most_frequent,
    "TF-IDF + logistic regression": words,
    "nearest definition": nearest_definition,
}


def text_of(entry: LabeledEntry) -> str:
    """An entry's words, headings first.

    >>> text_of(LabeledEntry("Inputs are screened.", ("4 Defences", "4.1 Filters")))
    '4 Defences. 4.1 Filters. Inputs are screened.'
    """
    return ". ".join(part for part in (*entry.section_path, entry.text) if part)
