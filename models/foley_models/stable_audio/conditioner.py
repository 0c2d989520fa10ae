"""What leads Stable Audio: a T5's states of the text, and from when to when of a recording the sound is to be.

The second of the start and that of the end become a state each. The denoiser attends to all of them, and begins with
the two of time once more. For its interface they are laid behind one another as one flat tensor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.errors import NotAvailableError
from foley_models.offloading import place_of
from foley_models.word_pieces import WordPieces

TIMES = 2  # states of time: start and end


@dataclass(frozen=True)
class Timing:
    """The conditioner of Stable Audio."""

    words: WordPieces
    text: Any  # T5's encoder
    projection: Any  # StableAudioProjectionModel
    width: int

    def condition(self, prompt: str, negative: str, seconds: float) -> tuple[Tensor, Tensor]:
        """What leads, and what guidance steers away from, flat (size,). PromptTooLongError where a text is too long.

        Without a negative text nothing at all is said in its place, not even an empty one, but the length.
        """
        times = self._times(seconds)
        leads = torch.cat([self._said(prompt), times])
        away = torch.cat([self._said(negative), times]) if negative.strip() else torch.zeros_like(leads)
        return _flat(leads, times), _flat(away, times)

    def taken(self, flat: Tensor) -> tuple[Tensor, Tensor]:
        """The states attended to (batch, state, width), and those of time side by side (batch, 1, 2 width)."""
        states = flat.reshape(len(flat), -1, self.width)
        return states[:, :-TIMES], states[:, -TIMES:].flatten(1)[:, None]

    def _said(self, text: str) -> Tensor:
        """States of a text (word piece, width); what fills it up is nothing."""
        self.words.count(text)
        device = place_of(self.projection)
        ids, there = (one.to(device) for one in self.words.ids_and_mask([text], self.words.longest))
        states = self.text(input_ids=ids, attention_mask=there).last_hidden_state
        projected: Tensor = self.projection(text_hidden_states=states).text_hidden_states
        return projected[0] * there[0, :, None].to(projected.dtype)

    def _times(self, seconds: float) -> Tensor:
        """States of start and end (2, width)."""
        device = place_of(self.projection)
        answer = self.projection(
            start_seconds=torch.tensor([0.0], device=device), end_seconds=torch.tensor([seconds], device=device)
        )
        times: Tensor = torch.cat([answer.seconds_start_hidden_states, answer.seconds_end_hidden_states], dim=1)[0]
        return times


class TextAlone:
    """An encoder that only reads: the mean of a T5's states. It names the category of a prompt and hears nothing."""

    def __init__(self, words: WordPieces, text: Any, rate_hz: int) -> None:
        self._words, self._text, self._rate_hz = words, text, rate_hz

    @property
    def rate_hz(self) -> int:
        """Rate of the pack."""
        return self._rate_hz

    @property
    def can_embed_audio(self) -> bool:
        """Never."""
        return False

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        """L2-normalised float32 embeddings (prompt, width of the T5)."""
        longest = max(self._words.count(prompt) for prompt in prompts)
        device = place_of(self._text)
        ids, there = (one.to(device) for one in self._words.ids_and_mask(prompts, longest))
        states = self._text(input_ids=ids, attention_mask=there).last_hidden_state.float()
        shown = there[:, :, None].float()
        return normalize((states * shown).sum(1) / shown.sum(1), dim=-1)

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        """NotAvailableError."""
        raise NotAvailableError(f"This pack has no audio tower: it cannot hear {len(waveforms)} sounds.")


def _flat(states: Tensor, times: Tensor) -> Tensor:
    return torch.cat([states, times]).float().flatten()
