"""Passages → answers: features, one linear head a facet, calibrated confidence, one tree."""

from pipeline.classification.model import Model
from pipeline.classification.training import Recipe, train_model

__all__ = ["Model", "Recipe", "train_model"]
