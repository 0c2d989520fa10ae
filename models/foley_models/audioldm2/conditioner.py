"""What leads AudioLDM 2: eight vectors that a language model goes on with, and the states of a T5.

CLAP's embedding of the text and the T5's states are projected to the width of a GPT-2, which continues them, one state
after the other. Those new states, and the T5's own, are what the UNet attends to. For the denoiser's interface both,
and which of the T5's states are padding, are laid behind one another as one flat tensor.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from foley_models.audioldm.encoder import ClapEncoder
from foley_models.offloading import place_of
from foley_models.word_pieces import WordPieces


@dataclass(frozen=True)
class LeadLayout:
    """How what leads is laid out in one flat tensor: `vectors` of `vector_width`, then states, then which are there."""

    vectors: int
    vector_width: int
    state_width: int

    def laid(self, vectors: Tensor, states: Tensor, there: Tensor) -> Tensor:
        """Flat (size,) float32 of vectors (vector, width), states (piece, width) and which are there (piece,)."""
        return torch.cat([vectors.float().flatten(), states.float().flatten(), there.float()])

    def taken(self, flat: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors (batch, vector, width), states (batch, piece, width) and which are there (batch, piece)."""
        first = self.vectors * self.vector_width
        pieces = (flat.shape[1] - first) // (self.state_width + 1)
        vectors = flat[:, :first].reshape(-1, self.vectors, self.vector_width)
        states = flat[:, first : first + pieces * self.state_width].reshape(-1, pieces, self.state_width)
        return vectors, states, flat[:, first + pieces * self.state_width :]


@dataclass(frozen=True)
class Lead:
    """The conditioner of AudioLDM 2."""

    clap: ClapEncoder
    words: WordPieces
    text: Any  # T5's encoder
    projection: Any  # AudioLDM2ProjectionModel
    language: Any  # GPT-2
    layout: LeadLayout

    def condition(self, prompt: str, negative: str, seconds: float) -> tuple[Tensor, Tensor]:  # noqa: ARG002, its length is not said to it
        """What leads, and what guidance steers away from, flat (size,). PromptTooLongError where a text is too long.

        The negative text is filled up to the length of the prompt before the language model reads it, as in the
        published pipeline; where it is longer it is read whole, and the prompt's states are filled up afterwards.
        """
        pieces = self.words.count(prompt)
        longer = max(pieces, self.words.count(negative))
        return self._laid(prompt, pieces, longer), self._laid(negative, longer, longer)

    def _laid(self, text: str, pieces: int, longest: int) -> Tensor:
        device = place_of(self.text)
        ids, there = (one.to(device) for one in self.words.ids_and_mask([text], pieces))
        states = self.text(input_ids=ids, attention_mask=there).last_hidden_state
        said = self.clap.embed_text([text]).to(states.dtype)[:, None]
        projected = self.projection(
            hidden_states=said,
            hidden_states_1=states,
            attention_mask=there.new_ones((1, 1)),
            attention_mask_1=there,
        )
        vectors = self._continued(projected.hidden_states, projected.attention_mask)
        filled = torch.nn.functional.pad(states[0], (0, 0, 0, longest - pieces))
        return self.layout.laid(vectors, filled, torch.nn.functional.pad(there[0], (0, longest - pieces)))

    def _continued(self, states: Tensor, there: Tensor) -> Tensor:
        """The states that the language model goes on with (vector, width), each made of all before it."""
        for _ in range(self.layout.vectors):
            heard = self.language(inputs_embeds=states, attention_mask=there).last_hidden_state
            states = torch.cat([states, heard[:, -1:]], dim=1)
            there = torch.cat([there, there.new_ones((1, 1))], dim=1)
        return states[0, -self.layout.vectors :]
