"""One facet's classifier for scikit-learn: texts and codes in, a fitted estimator out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from pipeline.classification.features import Features, TextEncoding
from pipeline.classification.softmax import fit_softmax, softmax
from pipeline.domain.taxonomy import Facet
from pipeline.errors import InputError
from pipeline.project import Project

_DEFINITION_WEIGHT = np.float32(0.5)


class MitagClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """The words, word pairs and vectors that models of mitag read, under one logistic regression.

    Labels are whatever `y` holds. With a `facet`, they are categories of it, by code, title or alias, and definitions
    are learned too: every category can be predicted, also one of which there is no example.

    Probabilities are not calibrated. `CalibratedClassifierCV` does it; give it splits that do not cut a paper.

    Args:
        facet: A facet of the project's taxonomy, such as "code"; None for labels that have no taxonomy.
        penalty: Half the L2 penalty on the weights.
        encoder: As `mitag train --encoder` has it; that of the project's settings when None.
        project: The project folder, for taxonomy and settings; the one that the current folder lies in when None.

    >>> texts = ["We filter the training corpus.", "Treaties bind states.", "The corpus is deduplicated."]
    >>> classifier = MitagClassifier().fit(texts, ["data", "law", "data"])
    >>> classifier.predict(["States ratify treaties."]).tolist()
    ['law']
    """

    def __init__(
        self,
        facet: str | None = None,
        penalty: float = 0.2,
        encoder: str | None = None,
        project: Path | str | None = None,
    ) -> None:
        self.facet = facet
        self.penalty = penalty
        self.encoder = encoder
        self.project = project

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:  # noqa: N803  (scikit-learn's name)
        """Learn from texts and the label of each.

        Raises ValueError for texts or labels that cannot be learned from, InputError for a label that is no category of
        the facet, and ConfigError or NotReadyError for a facet, project or encoder that is not there.
        """
        texts = _texts(X)
        check_classification_targets(y)
        labels = column_or_1d(y, warn=True)
        check_consistent_length(texts, labels)
        project = self._project()
        weights = np.ones(len(texts), dtype=np.float32)
        if self.facet is not None:
            facet = project.taxonomy[self.facet]
            texts += [f"{category.label}. {category.definition}" for category in facet.categories]
            labels = np.asarray([*_codes(facet, labels.tolist()), *facet.codes])
            weights = np.append(weights, np.full(len(facet.codes), _DEFINITION_WEIGHT))
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        self.features_ = Features.fit(self._encoding(project), texts)
        one_hot = np.eye(len(self.classes_), dtype=np.float32)[numbers]
        rows = self.features_.transform(texts)
        self.coef_, self.intercept_ = fit_softmax(rows, [one_hot], weights, penalty=self.penalty)
        return self

    def decision_function(self, X: Sequence[str]) -> NDArray[np.float32]:  # noqa: N803
        """Raw scores of shape (texts, classes); of the second class alone where there are two, as scikit-learn has it.

        Raises NotFittedError before `fit`, and ValueError when `X` is no list of texts.
        """
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float32]:  # noqa: N803
        """Probabilities of shape (texts, classes), in the order of `classes_`; raises as `decision_function` does."""
        return softmax(self._scores(X))

    def predict(self, X: Sequence[str]) -> NDArray[Any]:  # noqa: N803
        """The likeliest class of each text; raises as `decision_function` does."""
        likeliest = self._scores(X).argmax(axis=1)
        found: NDArray[Any] = self.classes_[likeliest]
        return found

    def _scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        check_is_fitted(self)
        return self.features_.transform(_texts(texts)).times(self.coef_) + self.intercept_

    def _project(self) -> Project:
        return Project.open(Path(self.project) if self.project else None)

    def _encoding(self, project: Project) -> TextEncoding:
        return project.encoding(self.encoder)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  (scikit-learn is untyped)
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.one_d_array, tags.input_tags.two_d_array = True, True, False
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """All but the encoder, which is loaded by its name where the estimator arrives."""
        state: dict[str, Any] = super().__getstate__()
        return {**state, "features_": self.features_.to_parts()} if "features_" in state else state

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "features_" in state:
            arrays, names = state["features_"]
            self.features_ = Features.from_parts(arrays, names, self._encoding(self._project()))


def _texts(given: Sequence[str]) -> list[str]:
    if isinstance(given, str):
        raise ValueError("X is one text; put it into a list")
    texts = list(given)
    if strange := next((each for each in texts if not isinstance(each, str)), None):
        raise ValueError(f"X must hold texts, not {type(strange).__name__}")
    return texts


def _codes(facet: Facet, names: Sequence[object]) -> list[str]:
    found = [facet.resolve(str(name)) for name in names]
    if None in found:
        unknown = names[found.index(None)]
        raise InputError(f"{unknown!r} is no category of {facet.name}", remedy="see `mitag taxonomy show`")
    return [code for code in found if code is not None]
