"""Prediction → one line that says why, with words that stand in the passage or in the category's definition."""

from pipeline.reasoning.chat import Endpoint
from pipeline.reasoning.line import Explanation, Reasoner
from pipeline.reasoning.neighbours import Neighbours
from pipeline.reasoning.rewriting import Rewriter, open_rewriter

__all__ = ["Endpoint", "Explanation", "Neighbours", "Reasoner", "Rewriter", "open_rewriter"]
