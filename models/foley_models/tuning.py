"""The tuning layer (Yuan et al., 3.2; Karchkhadze et al., III.A): one linear map after the text embedding."""

import torch
from torch import Tensor, nn


class TuningLayer(nn.Module):
    """Linear 512 -> 512 whose weight starts as identity and whose bias starts as small Gaussian noise.

    Its output, L2-normalised, conditions the denoiser and is the target of the ranking.
    """

    def __init__(self, size: int = 512, *, bias_std: float = 0.0, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.linear = nn.Linear(size, size)
        with torch.no_grad():
            self.linear.weight.zero_().fill_diagonal_(1.0)
            self.linear.bias.normal_(generator=generator).mul_(bias_std)

    def forward(self, embedding: Tensor) -> Tensor:
        """Tuned, L2-normalised float32 embeddings (batch, 512) of text embeddings (batch, 512)."""
        tuned: Tensor = self.linear(embedding.to(self.linear.weight.dtype)).float()
        return nn.functional.normalize(tuned, dim=-1)
