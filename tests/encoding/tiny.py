"""A BERT in small, as sentence-transformers saves it: random weights, a WordPiece vocabulary of a few texts' words."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH = 64


def tiny_bert(folder: Path, texts: Iterable[str] = (), *, width: int = 16, seed: int = 7) -> Path:
    """Write a transformer of two layers whose embeddings have `width` numbers, and return its folder."""
    from pipeline.encoding.loading import quiet

    with quiet():
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
        from transformers import BertConfig, BertModel, BertTokenizer

        bare = folder.with_name(f"{folder.name}-bare")
        words = sorted({word for text in texts for word in re.findall(r"[a-z]+", text.lower())} - set(_LETTERS))
        pieces = [*_SPECIAL, *_LETTERS, *(f"##{letter}" for letter in _LETTERS), *words]
        bare.mkdir(parents=True)
        (bare / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
        BertTokenizer(str(bare / "vocab.txt"), model_max_length=_LENGTH).save_pretrained(str(bare))
        config = BertConfig(
            vocab_size=len(pieces),
            hidden_size=width,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=2 * width,
            max_position_embeddings=_LENGTH,
        )
        with torch.random.fork_rng([]):
            torch.manual_seed(seed)
            BertModel(config).save_pretrained(str(bare))
        transformer = Transformer(str(bare))
        model = SentenceTransformer(modules=[transformer, Pooling(width)], device="cpu")
        model.save_pretrained(str(folder), create_model_card=False)
    return folder


def touched(folder: Path) -> Path:
    """Change one number that the model in `folder` computes with."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"layer_norm_eps": 1e-3}), encoding="utf-8")
    return folder
