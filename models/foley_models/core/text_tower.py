"""The text tower: word pieces to a sentence vector, and from there into CLAP space.

A sentence is a weighted mean of static word-piece vectors, corrected by a small transformer that sees their order.
The vectors are distilled from a sentence encoder over its whole vocabulary, so words that no caption holds still
land near their neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

PADDING_ID = 0


@dataclass(frozen=True)
class TextTowerShape:
    """Sizes of the text tower."""

    vocabulary: int = 30522
    token_size: int = 160
    width: int = 256
    layers: int = 2
    heads: int = 4
    sentence_size: int = 384
    embedding_size: int = 512
    max_tokens: int = 64


class TextTower(nn.Module):
    """Word-piece ids to a sentence vector (`sentence`) and to the CLAP text embedding (`forward`)."""

    def __init__(self, shape: TextTowerShape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocabulary, shape.token_size)
        self.importance = nn.Embedding(shape.vocabulary, 1)  # log weight of a piece in the mean
        self.static = nn.Linear(shape.token_size, shape.sentence_size)
        self.widen = nn.Linear(shape.token_size, shape.width)
        self.positions = nn.Parameter(torch.zeros(shape.max_tokens, shape.width))
        layer = nn.TransformerEncoderLayer(
            shape.width, shape.heads, 4 * shape.width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.context = nn.TransformerEncoder(layer, shape.layers, enable_nested_tensor=False)
        self.correction = nn.Linear(shape.width, shape.sentence_size)
        nn.init.zeros_(self.correction.weight)
        nn.init.zeros_(self.correction.bias)
        self.projection = nn.Linear(shape.sentence_size, shape.embedding_size, bias=False)
        nn.init.orthogonal_(self.projection.weight)

    def sentence(self, ids: Tensor) -> Tensor:
        """L2-normalised sentence vectors (batch, sentence_size) of ids (batch, token) padded with PADDING_ID."""
        absent = ids == PADDING_ID
        tokens = self.tokens(ids)
        weights = self.importance(ids)[..., 0].masked_fill(absent, -torch.inf).softmax(-1)[..., None]
        mean = (weights * tokens).sum(1)
        # a float mask avoids the fused path, whose result depends on how much padding the batch has
        mask = torch.zeros_like(absent, dtype=tokens.dtype).masked_fill(absent, -torch.inf)
        hidden = self.context(self.widen(tokens) + self.positions[: ids.shape[1]], src_key_padding_mask=mask)
        pooled = (weights * hidden).sum(1)
        return nn.functional.normalize(self.static(mean) + self.correction(pooled), dim=-1)

    def forward(self, ids: Tensor) -> Tensor:
        """L2-normalised CLAP text embeddings (batch, embedding_size)."""
        return nn.functional.normalize(self.projection(self.sentence(ids)), dim=-1)


class WordPieces:
    """Lower-cased BERT word pieces from a vocabulary file, as padded id tensors."""

    def __init__(self, vocabulary: Path, max_tokens: int) -> None:
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._max_tokens = max_tokens

    def ids(self, texts: Sequence[str]) -> Tensor:
        """Ids (text, token) padded with PADDING_ID, at most `max_tokens` a text; one without words is `[UNK]`."""
        unknown = self._tokenizer.token_to_id("[UNK]")
        rows = [self._tokenizer.encode(text, add_special_tokens=False).ids[: self._max_tokens] for text in texts]
        filled = [torch.tensor(row or [unknown]) for row in rows]
        return nn.utils.rnn.pad_sequence(filled, batch_first=True, padding_value=float(PADDING_ID))
