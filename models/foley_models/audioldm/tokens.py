"""Prompts to RoBERTa's tokens, from a `tokenizer.json` on disk; no hub is ever asked."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from foley_models.audioldm.build import PADDING_ID
from foley_models.audioldm.shapes import TextTowerShape
from foley_models.errors import PackError, PromptTooLongError

PADDING_TOKEN = "<pad>"


class Tokens:
    """Byte-pair tokens of prompts, padded to the longest."""

    def __init__(self, tokenizer_file: Path, shape: TextTowerShape) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._most = shape.positions - PADDING_ID - 1  # positions are counted from the padding id
        self._check(tokenizer_file, shape.vocabulary)
        # The file may carry the cutting and padding of whoever saved it.
        self._tokenizer.no_truncation()
        self._tokenizer.enable_padding(pad_id=PADDING_ID, pad_token=PADDING_TOKEN)

    def ids_and_mask(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token ids and attention mask, both int64 (prompt, token). PromptTooLongError beyond the tower's positions."""
        encodings = self._tokenizer.encode_batch(list(prompts))
        for prompt, encoding in zip(prompts, encodings, strict=True):
            if sum(encoding.attention_mask) > self._most:
                count = sum(encoding.attention_mask)
                raise PromptTooLongError(f"the prompt {prompt[:40]!r}... has {count} tokens: at most {self._most} fit")
        ids = torch.tensor([encoding.ids for encoding in encodings])
        return ids, torch.tensor([encoding.attention_mask for encoding in encodings])

    def _check(self, file: Path, vocabulary: int) -> None:
        """A tokenizer of the wrong size would make other words, or the same few, out of every prompt."""
        size, padding = self._tokenizer.get_vocab_size(), self._tokenizer.token_to_id(PADDING_TOKEN)
        if size != vocabulary:
            raise PackError(f"{file} has {size} tokens, the text tower needs {vocabulary}: install the pack again.")
        if padding != PADDING_ID:
            raise PackError(f"{file}: {PADDING_TOKEN} has the id {padding}, it must be {PADDING_ID}.")
