"""Fit the weights by which `pipeline.reasoning.homographs` tells nouns from verbs, on the passages of the corpus.

    python -m benchmarks.english_weights

Words that the dictionary knows as one of the two only are the examples; nothing is labelled by hand. Prints how many of
a tenth that was held out are told right, and writes `pipeline/resources/homographs.json`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.special import expit, logit
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.project import Project
from pipeline.reasoning import words as w
from pipeline.reasoning.homographs import Homographs, features
from pipeline.reasoning.tagging import Tagger
from pipeline.reasoning.words import english
from pipeline.resources import HOMOGRAPHS_FILE

EXAMPLES = {w.EITHER: {w.NOUN: False, w.VERB: True}, w.EITHER_S: {w.PLURAL: False, w.VERB_S: True}}
"""Class of words that can be both → classes of words that can be one only, and whether that is the verb."""
RAREST = 15
SLIGHTEST = 0.15
HELD_OUT = 10
FEWEST = 5
MOST_LEANING = 2.0


def main() -> None:
    """Fit, measure, write."""
    texts = [entry.text for entry in Project.open().lessons().entries if entry.text]
    weights = {}
    for letter, classes in EXAMPLES.items():
        seen = list(examples(texts, classes))
        weights[letter] = fitted([each for number, each in enumerate(seen) if number % HELD_OUT])
        held_out = seen[::HELD_OUT]
        model = Homographs(weights)
        right = np.mean([(model.verb_score(letter, found) > 0) == is_verb for found, is_verb in held_out])
        weights[letter] |= leanings(list(examples(texts, {letter: True})), model, letter)
        verbs = np.mean([is_verb for _, is_verb in held_out])
        print(
            f"{letter}: {len(seen)} examples, {verbs:.1%} verbs, {right:.1%} told right, {len(weights[letter])} weights"
        )
    HOMOGRAPHS_FILE.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def examples(texts: Sequence[str], classes: Mapping[str, bool]) -> Iterator[tuple[list[str], bool]]:
    """What stands around each word of the classes, and whether it is a verb."""
    undecided = Homographs({letter: {"": 0.0} for letter in EXAMPLES})
    tagger = Tagger(english(), undecided)
    for text in texts:
        read = tagger.read(text)
        letters = [english().letter(token) for token in read.tokens]
        for number, (token, letter) in enumerate(zip(read.tokens, letters, strict=True)):
            if letter in classes and token.islower():
                yield features(read.tokens, letters, read.letters, number), classes[letter]


def leanings(seen: Sequence[tuple[list[str], bool]], model: Homographs, letter: str) -> dict[str, float]:
    """How much each word that can be both leans towards the verb: what its places say together, against the mean."""
    by_word: dict[str, list[float]] = defaultdict(list)
    for found, _ in seen:
        by_word[found[0]].append(expit(model.verb_score(letter, found)))
    mean = logit(np.mean([share for shares in by_word.values() for share in shares]))
    return {
        word: round(float(np.clip(logit(np.mean(shares)) - mean, -MOST_LEANING, MOST_LEANING)), 1)
        for word, shares in by_word.items()
        if len(shares) >= FEWEST
    }


def fitted(seen: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    """The weights of a logistic regression, slight ones left out; the constant under the name ""."""
    # The word itself tells which of the two it is, where it can be one only: the first feature is left out.
    counted = Counter(feature for found, _ in seen for feature in found[1:])
    rows = [{feature: 1 for feature in found[1:] if counted[feature] >= RAREST} for found, _ in seen]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=0.3, max_iter=300).fit(vectorizer.fit_transform(rows), [verb for _, verb in seen])
    named = zip(vectorizer.feature_names_, model.coef_[0], strict=True)
    return {name: round(float(weight), 1) for name, weight in named if abs(weight) >= SLIGHTEST} | {
        "": round(float(model.intercept_[0]), 2)
    }


if __name__ == "__main__":
    main()
