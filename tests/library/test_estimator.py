"""The estimator keeps scikit-learn's rules and learns what it is shown."""

import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict
from sklearn.utils import estimator_checks

from pipeline import MitagClassifier
from pipeline.errors import ConfigError, InputError
from tests.classification.conftest import toy_entries

ENTRIES = [entry for entry in toy_entries() if entry.mitigation]
TEXTS = [entry.text for entry in ENTRIES]
CODES = np.asarray([entry.labels["code"] for entry in ENTRIES])
PAPERS = [entry.paper for entry in ENTRIES]
# `check_estimator` passes over what feeds tables of numbers to an estimator of texts; these need no table.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.fixture(scope="module")
def fitted() -> MitagClassifier:
    return MitagClassifier().fit(TEXTS, CODES)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_has_no_complaint() -> None:
    results = estimator_checks.check_estimator(MitagClassifier())

    assert {each["status"] for each in results} == {"passed"}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_that_needs_no_table_passes(name: str) -> None:
    getattr(estimator_checks, name)("MitagClassifier", MitagClassifier())


def test_what_was_learned_is_known(fitted: MitagClassifier) -> None:
    assert fitted.classes_.tolist() == ["1.1.1", "2.2.2", "3.1.3"]
    assert fitted.score(TEXTS, CODES) == 1
    assert fitted.predict(["inspectors verify the treaty"]).tolist() == ["3.1.3"]


def test_answers_agree_with_each_other(fitted: MitagClassifier) -> None:
    scores, probabilities = fitted.decision_function(TEXTS), fitted.predict_proba(TEXTS)

    assert scores.shape == probabilities.shape == (len(TEXTS), 3)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (fitted.classes_[probabilities.argmax(axis=1)] == fitted.predict(TEXTS)).all()
    assert (scores.argmax(axis=1) == probabilities.argmax(axis=1)).all()


def test_of_two_classes_the_second_has_the_score() -> None:
    truth: NDArray[np.bool_] = CODES == "3.1.3"

    classifier = MitagClassifier().fit(TEXTS, truth)

    assert ((classifier.decision_function(TEXTS) > 0) == truth).all()
    assert classifier.predict(TEXTS).dtype == bool


def test_it_is_searched_cross_validated_and_calibrated_without_cutting_papers() -> None:
    splits = list(GroupKFold(3).split(TEXTS, groups=PAPERS))

    search = GridSearchCV(MitagClassifier(), {"penalty": [0.2, 2.0]}, cv=splits, n_jobs=2).fit(TEXTS, CODES)
    calibrated = CalibratedClassifierCV(MitagClassifier(), cv=splits).fit(TEXTS, CODES)

    assert search.best_score_ == 1
    assert (cross_val_predict(clone(search.best_estimator_), TEXTS, CODES, cv=splits) == CODES).all()
    assert calibrated.predict_proba(TEXTS).shape == (len(TEXTS), 3)


def test_it_travels_without_its_encoder(fitted: MitagClassifier, tmp_path: Path) -> None:
    joblib.dump(fitted, tmp_path / "fitted.joblib")

    for copy in (joblib.load(tmp_path / "fitted.joblib"), pickle.loads(pickle.dumps(fitted))):  # noqa: S301
        assert (copy.predict_proba(TEXTS) == fitted.predict_proba(TEXTS)).all()
    assert (tmp_path / "fitted.joblib").stat().st_size < 2**20


def test_with_a_facet_a_category_without_examples_is_known_by_its_definition() -> None:
    classifier = MitagClassifier(facet="code").fit([*TEXTS, "boards"], [*CODES, "2.1.1 Leadership Oversight"])

    assert "1.2.5" in classifier.classes_
    assert classifier.predict(["watermarks: marking, attributing and detecting AI output"]).tolist() == ["1.2.5"]


def test_what_it_cannot_learn_from_is_told() -> None:
    classifier = MitagClassifier()

    with pytest.raises(ValueError, match="X is one text"):
        classifier.fit("one text", ["1"])
    with pytest.raises(ValueError, match="X must hold texts, not float"):
        classifier.fit(["a", 1.5], ["1", "2"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        classifier.fit(TEXTS, CODES[:-1])
    with pytest.raises(NotFittedError):
        classifier.predict(TEXTS)
    with pytest.raises(InputError, match="is no category of code"):
        MitagClassifier(facet="code").fit(["a", "b"], ["1.1.1", "9.9.9"])
    with pytest.raises(ConfigError, match="no facet called 'colour'"):
        MitagClassifier(facet="colour").fit(["a"], ["red"])
