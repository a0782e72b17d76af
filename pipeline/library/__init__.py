"""mitag in other people's programs: a tagger for tables, a scikit-learn estimator, a spaCy component."""
