"""The detail that the linear codec drops, put back: as strong as the latent foretells, with the pattern of real noise.

Of a patch's sixteen numbers the codec keeps eight. What it drops cannot be foretold (a network explains half a percent
of it), but how strong it is can: mostly it is the fluctuation that the spectrogram of anything noise-like has, and
without it rain, wind and waves hum like an engine. So it is drawn rather than computed: from the log-mel of the white
noise that the vocoder's phases come from, which fluctuates as noise does, scaled to the strength that is foretold. Only
what does not go on from patch to patch is put back: the ridges of a tone are not noise. docs/core-pack.md has figures.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foley_models.core.codec import PatchCodec
from foley_models.core.mel import LogMel

AMOUNT = 1.4  # made latents foretell too little: with this, made sounds change from frame to frame as much as real ones
LEAST_LOG, MOST_LOG = -4.0, 3.0  # of the strength, in deviations of what is dropped: less is not heard
FEWEST_FRAMES = 4  # of noise, whose front end mirrors its ends


@dataclass(frozen=True)
class DetailShape:
    """Sizes of the network that foretells the strength."""

    channels: int = 8  # of the latent
    rows: int = 20
    patch_size: int = 16
    dropped: int = 8  # components of a patch that the codec leaves out
    width: int = 32


class DetailStrength(nn.Module):
    """Latents (batch, channel, time, row) to what each dropped component is like.

    `components` (row, component, patch) are those the codec leaves out, `deviation` (row, component) theirs over the
    training sounds, `noise_mean` and `noise_deviation` (row, component) those of white noise's log-mel.
    """

    components: Tensor
    deviation: Tensor
    noise_mean: Tensor
    noise_deviation: Tensor

    def __init__(self, shape: DetailShape) -> None:
        super().__init__()
        self.shape = shape
        self.row = nn.Parameter(torch.zeros(shape.width, 1, shape.rows))
        self.enter = nn.Conv2d(shape.channels, shape.width, 3, padding=1)
        self.middle = nn.ModuleList(nn.Conv2d(shape.width, shape.width, 3, padding=1) for _ in range(2))
        self.leave = nn.Conv2d(shape.width, 2 * shape.dropped, 1)
        self.register_buffer("components", torch.zeros(shape.rows, shape.dropped, shape.patch_size))
        for name in ("deviation", "noise_mean", "noise_deviation"):
            self.register_buffer(name, torch.zeros(shape.rows, shape.dropped))

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """How much of each neighbour in time a component goes on as, and the logarithm of what is new in it.

        Both (batch, component, time, row): in (-0.5, 0.5), and in `deviation`.
        """
        hidden = nn.functional.gelu(self.enter(latents) + self.row)
        for layer in self.middle:
            hidden = hidden + nn.functional.gelu(layer(hidden))
        going_on, new = self.leave(hidden).chunk(2, dim=1)
        return 0.5 * going_on.tanh(), new.clamp(LEAST_LOG, MOST_LOG)

    def strength(self, latents: Tensor) -> Tensor:
        """The deviation (batch, component, time, row) of what is put back, in `deviation`: less where it is tone."""
        going_on, new = self(latents)
        strength: Tensor = new.exp() * (1 - 2 * going_on.abs())
        return strength

    def analysed(self, patches: Tensor) -> Tensor:
        """Dropped components (batch, component, time, row), in `deviation`, of patches (batch, time, row, patch)."""
        found = torch.einsum("btrp,rcp->bctr", patches, self.components)
        return found / self.deviation.T[None, :, None]

    def patches(self, components: Tensor) -> Tensor:
        """Patches (batch, time, row, patch) of components in `deviation`."""
        return torch.einsum("bctr,rcp->btrp", components * self.deviation.T[None, :, None], self.components)

    def fluctuation(self, patches: Tensor) -> Tensor:
        """Components of unit deviation (batch, component, time, row) of the patches of white noise's log-mel."""
        found = torch.einsum("btrp,rcp->bctr", patches, self.components)
        return (found - self.noise_mean.T[None, :, None]) / self.noise_deviation.T[None, :, None]


class DroppedDetail:
    """Puts detail into log-mels that come from the codec."""

    def __init__(self, network: DetailStrength, codec: PatchCodec, front_end: LogMel) -> None:
        self._network, self._codec, self._front_end = network, codec, front_end

    @property
    def network(self) -> DetailStrength:
        """What foretells its strength."""
        return self._network

    def put_back(self, log_mel: Tensor, noise: Tensor, *, first_frame: int = 0) -> Tensor:
        """Log-mel (batch, frame, bin) with detail; `noise` (1, frame * hop) is white and as long as the sound.

        `first_frame` says where the first frame stands in the whole sound, whose patches begin with its beginning.
        """
        frames, ahead = log_mel.shape[1], first_frame % self._codec.shape.patch_frames
        before = log_mel[:, :1].expand(-1, ahead, -1)
        strength = self._network.strength(self._codec.encode(torch.cat([before, log_mel], dim=1)))
        fluctuation = self._network.fluctuation(self._codec.patches(self._of_noise(noise, ahead, frames)))
        added = self._codec.joined(self._network.patches(AMOUNT * strength * fluctuation))
        return log_mel + added[:, ahead : ahead + frames]

    def _of_noise(self, noise: Tensor, ahead: int, frames: int) -> Tensor:
        """Log-mel (1, ahead + frames, bin) of the noise, its first frame repeated `ahead` times."""
        hop = self._front_end.spec.hop_samples
        missing = max(0, FEWEST_FRAMES * hop - noise.shape[-1])
        log_mel = self._front_end(nn.functional.pad(noise, (0, missing)))[:, :frames]
        return torch.cat([log_mel[:, :1].expand(-1, ahead, -1), log_mel], dim=1)
