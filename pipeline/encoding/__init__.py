"""Text → matrix. Two doors: static vectors that ship with a package, and any sentence-transformers model."""

from pipeline.encoding.encoders import Encoder, get_encoder

__all__ = ["Encoder", "get_encoder"]
