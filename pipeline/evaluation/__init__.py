"""Scores, splits and checks of labelled sets; knows nothing of where they come from."""
