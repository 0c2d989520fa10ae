"""Texts to the word pieces of a T5 or a Gemma, from a `tokenizer.json` on disk; no hub is ever asked."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from foley_models.errors import PackError, PromptTooLongError

PADDING_ID, PADDING, END = 0, "<pad>", "</s>"


class WordPieces:
    """Word pieces of texts, padded to one length."""

    def __init__(
        self,
        tokenizer_file: Path,
        *,
        vocabulary: int,
        longest: int,
        problem: Callable[[object, int], str] | None = None,
    ) -> None:
        """`vocabulary` is that of the encoder, `longest` how many pieces it reads. PackError where it is another.

        `problem` says what is wrong with a tokenizer; without it, it must be a T5's.
        """
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self.longest = longest
        wrong = (problem or t5_problem)(self._tokenizer, vocabulary)
        if wrong:
            raise PackError(f"{tokenizer_file} {wrong}: install the pack again.")
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def count(self, text: str) -> int:
        """Pieces of a text with its end. PromptTooLongError for more than the encoder reads."""
        count = len(self._tokenizer.encode(text).ids)
        if count > self.longest:
            raise PromptTooLongError(f"The text {text[:40]!r}... has {count} word pieces: at most {self.longest} fit.")
        return count

    def ids_and_mask(self, texts: Sequence[str], length: int) -> tuple[Tensor, Tensor]:
        """Ids and attention mask, both int64 (text, length)."""
        ids = torch.full((len(texts), length), PADDING_ID)
        mask = torch.zeros((len(texts), length), dtype=torch.int64)
        for row, text in enumerate(texts):
            pieces = self._tokenizer.encode(text).ids
            ids[row, : len(pieces)] = torch.tensor(pieces)
            mask[row, : len(pieces)] = 1
        return ids, mask


def t5_problem(tokenizer: object, vocabulary: int) -> str:
    """Why a tokenizer of the library is not that of a T5 of so many rows, in words; "" where it is.

    An encoder has some rows more than there are pieces: they were rounded up.
    """
    size = tokenizer.get_vocab_size()  # type: ignore[attr-defined]  # the library has no types
    if not vocabulary - 128 <= size <= vocabulary:
        return f"has {size} word pieces, the encoder has {vocabulary}"
    if tokenizer.token_to_id(PADDING) != PADDING_ID:  # type: ignore[attr-defined]
        return f"numbers {PADDING} otherwise than T5"
    end = tokenizer.token_to_id(END)  # type: ignore[attr-defined]
    if tokenizer.encode("a").ids[-1:] != [end]:  # type: ignore[attr-defined]
        return f"ends no text with {END}"
    return ""


def gemma_problem(tokenizer: object, vocabulary: int) -> str:
    """The same of a Gemma, whose texts begin with a mark and need not end with one."""
    size = tokenizer.get_vocab_size()  # type: ignore[attr-defined]  # the library has no types
    if not vocabulary - 128 <= size <= vocabulary:
        return f"has {size} word pieces, the encoder has {vocabulary}"
    if tokenizer.token_to_id(PADDING) != PADDING_ID:  # type: ignore[attr-defined]
        return f"numbers {PADDING} otherwise than Gemma"
    return ""
