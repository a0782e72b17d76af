"""Text → matrix. Two doors: static vectors that ship with a package, and any sentence-transformers model."""

from pipeline.encoding.encoders import Encoder, encoder_of, get_encoder, graphics_cards, trail_of
from pipeline.encoding.workplace import Workplace

__all__ = ["Encoder", "Workplace", "encoder_of", "get_encoder", "graphics_cards", "trail_of"]
