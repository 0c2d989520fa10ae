"""Phases made to fit: a few rounds of fast Griffin-Lim after the vocoder, against its buzz.

The network repeats its phases from frame to frame where a sound is noise, and a texture then hums at the frame rate.
So its phases are mixed with those of real noise, and both are made consistent with magnitudes that are as loud as the
log-mel says (Griffin and Lim, 1984; with momentum: Perraudin et al., 2013). docs/core-pack.md has the figures.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from foley_models.audio_spec import AudioSpec
from foley_models.core.detail import DroppedDetail
from foley_models.core.magnitudes import BandMagnitudes
from foley_models.core.mel import BackAndForth, stft
from foley_models.core.vocoder import FrameVocoder

ROUNDS = 6
MOMENTUM = 0.9
NOISE_BLOCK = 256  # places whose noise is drawn together


class PolishedVocoder:
    """The vocoder of the embedded pack as the stack uses it."""

    def __init__(self, network: FrameVocoder, basis: Tensor, detail: DroppedDetail | None = None) -> None:
        """With `detail`, what the codec dropped of a log-mel is put back first."""
        self._network, self._detail = network, detail
        self._magnitudes = BandMagnitudes(basis)

    @property
    def detail(self) -> DroppedDetail | None:
        """What puts back what the codec dropped; None in a pack without that part."""
        return self._detail

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveforms (batch, frame * hop) in float32 of log-mel (batch, frame, bin); the same bits every time."""
        noise = _noise(log_mel, self._network.spec)
        detailed = self._detailed(log_mel, noise)
        return self._polished(detailed, self._network.synthesize(detailed), noise)

    def synthesize_at(self, log_mel: Tensor, places: Tensor) -> Tensor:
        """The same of frames at `places` (frame,) of a longer sound, with the noise that belongs there."""
        hop, channels = self._network.spec.hop_samples, self._network.shape.noise_channels
        noise = placed_noise(places, hop + channels).to(log_mel.device)  # (frame, hop + channels)
        entering = noise[:, hop:].T[None].expand(len(log_mel), -1, -1)
        white = noise[:, :hop].reshape(1, -1)
        detailed = self._detailed(log_mel, white, first_frame=int(places[0]))
        drawn: Tensor = self._network(detailed, entering)
        return self._polished(detailed, drawn, white)

    def _detailed(self, log_mel: Tensor, noise: Tensor, *, first_frame: int = 0) -> Tensor:
        if self._detail is None:
            return log_mel
        return self._detail.put_back(log_mel.float(), noise, first_frame=first_frame)

    def _polished(self, log_mel: Tensor, drawn: Tensor, noise: Tensor) -> Tensor:
        """The waveform as loud in each band as the log-mel says, with phases of both the network's and the noise's."""
        of_noise = _direction(_stft(noise, self._network.spec))
        # One sound's spectrum stays in a core's cache from round to round, that of several does not.
        size = 1 if drawn.device.type == "cpu" else len(drawn)
        parts = zip(torch.split(log_mel, size), torch.split(drawn, size), strict=True)
        return torch.cat([self._polished_part(*part, of_noise) for part in parts])

    def _polished_part(self, log_mel: Tensor, drawn: Tensor, of_noise: Tensor) -> Tensor:
        spec = self._network.spec
        spectrum = _stft(drawn, spec)
        mixed = _direction(_direction(spectrum) + of_noise)
        return consistent(self._magnitudes.between(log_mel, spectrum.abs()), mixed, spec)

    def draft(self, log_mel: Tensor, seeds: Sequence[int], /) -> Tensor:
        """Waveforms (batch, frame * hop) as the network itself makes them, each from noise of its own seed."""
        shape = (self._network.shape.noise_channels, log_mel.shape[1])
        noise = [torch.randn(shape, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
        waveforms: Tensor = self._network(log_mel, torch.stack(noise).to(log_mel.device))
        return waveforms


def consistent(magnitude: Tensor, phase: Tensor, spec: AudioSpec) -> Tensor:
    """The waveform (batch, sample) nearest to magnitudes (batch, frequency bin, frame), starting from unit phases."""
    way = BackAndForth(spec.window_samples, spec.hop_samples, magnitude.shape[-1], magnitude.device)
    spectrum = magnitude * phase
    before: Tensor | None = None
    for _ in range(ROUNDS):
        now = way.spectrum(way.waveform(spectrum))
        # Only the direction counts: the sum is one with momentum, now + MOMENTUM (now - before), up to its size.
        ahead = now.clone() if before is None else _sum(now, before, -MOMENTUM / (1.0 + MOMENTUM))
        spectrum = _made_as_large_as(magnitude, ahead)
        before = now
    return way.waveform(spectrum)


def _sum(first: Tensor, second: Tensor, share: float) -> Tensor:
    """The first and a share of the second; torch adds complex numbers a quarter as quickly as their real parts."""
    return torch.view_as_complex(torch.add(torch.view_as_real(first), torch.view_as_real(second), alpha=share))


def _made_as_large_as(magnitude: Tensor, spectrum: Tensor) -> Tensor:
    """The magnitudes in the spectrum's directions, in place: by its real parts, far quicker than torch's `sgn`."""
    numbers = torch.view_as_real(spectrum)
    power = numbers[..., 0].square().add_(numbers[..., 1].square()).add_(torch.finfo(torch.float32).tiny)
    return spectrum.mul_(power.rsqrt_().mul_(magnitude))


def _direction(spectrum: Tensor) -> Tensor:
    """Every number divided by its size; 0 stays 0."""
    return _made_as_large_as(torch.ones_like(spectrum.real), spectrum.clone())


def _stft(waveform: Tensor, spec: AudioSpec) -> Tensor:
    return stft(waveform, spec.window_samples, spec.hop_samples)


def placed_noise(places: Tensor, size: int) -> Tensor:
    """Standard normal noise (place, size) on the CPU, the same for a place whatever stands around it."""
    blocks = torch.div(places, NOISE_BLOCK, rounding_mode="floor")
    noise = torch.empty(len(places), size)
    for block in sorted(set(blocks.tolist())):
        drawn = torch.randn(NOISE_BLOCK, size, generator=torch.Generator().manual_seed(1 + block))
        here = blocks == block
        noise[here] = drawn[places[here] - block * NOISE_BLOCK]
    return noise


def _noise(log_mel: Tensor, spec: AudioSpec) -> Tensor:
    """White noise (1, sample) as long as the log-mel's sound, always the same."""
    samples = log_mel.shape[1] * spec.hop_samples
    return torch.randn(1, samples, generator=torch.Generator().manual_seed(0)).to(log_mel.device)
