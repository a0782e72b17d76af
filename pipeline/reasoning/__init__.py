"""Prediction → one line that says why, with words that stand in the passage."""

from pipeline.reasoning.line import Reasoner

__all__ = ["Reasoner"]
