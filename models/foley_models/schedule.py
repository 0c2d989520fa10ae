"""The forward process of the papers: 1000 steps, beta scaled-linear from 0.0015 to 0.0195 (Yuan et al., eq. 1).

Notation: n is the step (0 is the cleanest), alpha_bar_n the share of signal power that is left,
z_n = sqrt(alpha_bar_n) z0 + sqrt(1 - alpha_bar_n) eps, and v = sqrt(alpha_bar_n) eps - sqrt(1 - alpha_bar_n) z0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A card names a schedule, and cards are read where torch is not to be loaded.
    from torch import Tensor


ALL_NOISE = 1e9  # in units of the signal: what is left of that is less than float32 can tell


@dataclass(frozen=True)
class NoiseSchedule:
    """Betas that grow linearly in their square root, and the conversions between z0, eps and v."""

    steps: int = 1000
    beta_start: float = 0.0015
    beta_end: float = 0.0195

    @cached_property
    def alpha_bar(self) -> Tensor:
        """Share of signal power left after each step, float64 (steps,)."""
        import torch

        roots = torch.linspace(self.beta_start**0.5, self.beta_end**0.5, self.steps, dtype=torch.float64)
        return torch.cumprod(1.0 - roots**2, dim=0)

    def share(self, n: Tensor) -> Tensor:
        """alpha_bar_n for steps `n` of any shape, float64 on the CPU."""
        return self.alpha_bar[n.cpu()]

    def signal_and_noise(self, n: Tensor) -> tuple[Tensor, Tensor]:
        """sqrt(alpha_bar_n) and sqrt(1 - alpha_bar_n) for steps `n` (batch,), float32 (batch, 1, 1, 1)."""
        share = self.share(n).float().to(n.device)[:, None, None, None]
        return share.sqrt(), (1.0 - share).sqrt()

    def add_noise(self, z0: Tensor, eps: Tensor, n: Tensor) -> Tensor:
        """z_n of clean latents and noise, both (batch, channel, time, frequency)."""
        signal, noise = self.signal_and_noise(n)
        return signal * z0 + noise * eps

    def predict_z0(self, z_n: Tensor, eps: Tensor, n: Tensor) -> Tensor:
        """The clean latent that `z_n` and the predicted noise imply."""
        signal, noise = self.signal_and_noise(n)
        return (z_n - noise * eps) / signal

    def v_target(self, z0: Tensor, eps: Tensor, n: Tensor) -> Tensor:
        """What a network that predicts v is trained on (Salimans and Ho, 2022)."""
        signal, noise = self.signal_and_noise(n)
        return signal * eps - noise * z0

    def eps_from_v(self, z_n: Tensor, v: Tensor, n: Tensor) -> Tensor:
        """The noise that a predicted v implies."""
        signal, noise = self.signal_and_noise(n)
        return signal * v + noise * z_n

    def z0_from_v(self, z_n: Tensor, v: Tensor, n: Tensor) -> Tensor:
        """The clean latent that a predicted v implies."""
        signal, noise = self.signal_and_noise(n)
        return signal * z_n - noise * v


@dataclass(frozen=True)
class SigmaSchedule(NoiseSchedule):
    """Levels even in the logarithm of sigma, the noise in units of the signal; n may lie between whole steps.

    Stable Audio's: z = (z0 + sigma eps) / sqrt(1 + sigma^2), its time is the angle between the two. It has no betas.
    """

    sigma_least: float = 0.3
    sigma_most: float = 500.0

    @cached_property
    def alpha_bar(self) -> Tensor:
        """Share of signal power left after each step, float64 (steps,)."""
        import torch

        return self.share(torch.arange(self.steps))

    def sigma(self, n: Tensor) -> Tensor:
        """The noise in units of the signal at steps `n`, float64 on the CPU."""
        ratio: Tensor = (self.sigma_most / self.sigma_least) ** (n.cpu().double() / (self.steps - 1))
        return self.sigma_least * ratio

    def share(self, n: Tensor) -> Tensor:
        """alpha_bar_n for steps `n` of any shape, float64 on the CPU."""
        return 1.0 / (1.0 + self.sigma(n).square())


@dataclass(frozen=True)
class FlowSchedule(SigmaSchedule):
    """The same of a rectified flow, which begins with noise alone: its topmost step has no signal at all.

    Stable Audio 3's: (1 - t) z0 + t eps with t / (1 - t) = sigma is z but for its size.
    """

    @cached_property
    def alpha_bar(self) -> Tensor:
        """Share of signal power left after each step, float64 (steps,); of the topmost as if it went on evenly."""
        import torch

        return 1.0 / (1.0 + super().sigma(torch.arange(self.steps)).square())

    def sigma(self, n: Tensor) -> Tensor:
        """The noise in units of the signal at steps `n`, float64 on the CPU."""
        even = super().sigma(n)
        return even.where(n.cpu() < self.steps - 1, ALL_NOISE)
