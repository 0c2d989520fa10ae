"""What leads Stable Audio 3: the states of a T5Gemma, and how long the sound is to be.

The denoiser attends to the states, behind them to the length as one state more, and is told the length once more as a
whole. Where a text ends, a state that the denoiser learned for it stands in the place of each that is missing. For the
denoiser's interface all of it is laid behind one another as one flat tensor.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from foley_models.offloading import place_of
from foley_models.word_pieces import WordPieces


@dataclass(frozen=True)
class TextAndLength:
    """The conditioner of Stable Audio 3."""

    words: WordPieces
    text: Any  # T5Gemma's encoder
    duration: Any  # StableAudio3DurationEmbedder
    missing: Tensor  # (width,): what stands where a text has ended
    width: int

    def condition(self, prompt: str, negative: str, seconds: float) -> tuple[Tensor, Tensor]:
        """What leads, and what guidance steers away from, flat (size,). PromptTooLongError where a text is too long.

        Without a negative text guidance steers away from the empty one, of the same length.
        """
        length = self.duration(torch.tensor([seconds], device=place_of(self.duration)))[0].float()
        return self._laid(prompt, length), self._laid(negative.strip(), length)

    def taken(self, flat: Tensor) -> tuple[Tensor, Tensor]:
        """The states attended to (batch, state, width), the last of which is the length, and that alone."""
        states = flat.reshape(len(flat), -1, self.width)
        return states, states[:, -1]

    def _laid(self, text: str, length: Tensor) -> Tensor:
        self.words.count(text)
        ids, there = (one.to(place_of(self.text)) for one in self.words.ids_and_mask([text], self.words.longest))
        states = self.text(input_ids=ids, attention_mask=there).last_hidden_state[0].float()
        filled = torch.where(there[0, :, None].bool(), states, self.missing)
        return torch.cat([filled, length[None]]).flatten()
