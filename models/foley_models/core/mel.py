"""The log-mel front end that every part of the embedded family shares, and the inverse STFT that matches it.

Frame t covers the window centred on sample (t + 1/2) * hop, so that frames and samples divide exactly: n * hop
samples give n frames (the convention of HiFi-GAN).
"""

import torch
from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec

LOG_FLOOR = (
    1e-4  # about 70 dB under the loudest bins of a full-scale sound: what lies below is not worth a model's width
)


def mel_basis(spec: AudioSpec) -> Tensor:
    """Slaney mel filters (frequency bin, mel bin) from 0 Hz to half the rate, float32."""
    from transformers.audio_utils import mel_filter_bank

    bins = spec.window_samples // 2 + 1
    basis = mel_filter_bank(bins, spec.mel_bins, 0.0, spec.rate_hz / 2, spec.rate_hz, norm="slaney", mel_scale="slaney")
    return torch.as_tensor(basis, dtype=torch.float32)


def same_padding(window_samples: int, hop_samples: int) -> int:
    """Samples to put on either side so that n * hop samples give n frames."""
    return (window_samples - hop_samples) // 2


def magnitude_spectrogram(waveform: Tensor, window_samples: int, hop_samples: int) -> Tensor:
    """|STFT| (batch, frequency bin, frame) of waveforms (batch, sample) with a Hann window."""
    return stft(waveform, window_samples, hop_samples).abs()


def stft(waveform: Tensor, window_samples: int, hop_samples: int) -> Tensor:
    """Complex spectrum (batch, frequency bin, frame) of waveforms (batch, sample) with a Hann window."""
    return _spectrum(waveform, _hann(window_samples, waveform.device, waveform.dtype), hop_samples)


def _spectrum(waveform: Tensor, window: Tensor, hop_samples: int) -> Tensor:
    pad = same_padding(len(window), hop_samples)
    padded = nn.functional.pad(waveform[:, None], (pad, pad), mode="reflect")[:, 0]
    return torch.stft(padded, len(window), hop_samples, window=window, center=False, return_complex=True)


def _hann(samples: int, device: torch.device, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.hann_window(samples, device=device, dtype=dtype)


class LogMel(nn.Module):
    """Waveform to log-mel; the filters are a buffer, so that a loaded pack needs no library to make them."""

    basis: Tensor

    def __init__(self, spec: AudioSpec, basis: Tensor | None = None) -> None:
        super().__init__()
        self.spec = spec
        empty = torch.zeros(spec.window_samples // 2 + 1, spec.mel_bins)
        self.register_buffer("basis", empty if basis is None else basis)

    def forward(self, waveform: Tensor) -> Tensor:
        """Natural-log mel magnitudes (batch, frame, bin), floored at LOG_FLOOR, of (batch, sample), in float32."""
        hop = self.spec.hop_samples
        short = max(0, self.spec.window_samples - waveform.shape[-1])
        samples = waveform.float()
        samples = nn.functional.pad(samples, (0, short + (-(waveform.shape[-1] + short)) % hop))
        magnitude = magnitude_spectrogram(samples, self.spec.window_samples, hop)
        return (magnitude.transpose(1, 2) @ self.basis.float()).clamp_min(LOG_FLOOR).log()


def inverse_stft(spectrum: Tensor, window_samples: int, hop_samples: int) -> Tensor:
    """Waveform (batch, frame * hop) of a complex spectrum (batch, frequency bin, frame): windowed overlap-add.

    The window must be a whole number of hops. torch.istft refuses a Hann window without centring, whose envelope
    touches zero only inside the padding we cut.
    """
    return BackAndForth(window_samples, hop_samples, spectrum.shape[-1], spectrum.device).waveform(spectrum)


class BackAndForth:
    """`stft` and `inverse_stft` for sounds of so many frames, as often as is wanted: what both need is made once."""

    def __init__(self, window_samples: int, hop_samples: int, frames: int, device: torch.device) -> None:
        self._hop_samples, self._frames = hop_samples, frames
        self._window = _hann(window_samples, device)
        self._cut = same_padding(window_samples, hop_samples)
        squares = self._window.square().expand(1, frames, -1)
        self._share = _overlap_add(squares, hop_samples).clamp_min(1e-8).reciprocal()

    def spectrum(self, waveform: Tensor) -> Tensor:
        """Complex spectrum (batch, frequency bin, frame) of waveforms (batch, frame * hop)."""
        return _spectrum(waveform, self._window, self._hop_samples)

    def waveform(self, spectrum: Tensor) -> Tensor:
        """Waveform (batch, frame * hop) of a complex spectrum (batch, frequency bin, frame)."""
        pieces = torch.fft.irfft(spectrum.transpose(1, 2), len(self._window), dim=2) * self._window
        whole = _overlap_add(pieces, self._hop_samples) * self._share
        return whole[:, self._cut : self._cut + self._frames * self._hop_samples]


def _overlap_add(pieces: Tensor, hop_samples: int) -> Tensor:
    """(batch, (frame + window / hop - 1) * hop) of pieces (batch, frame, window), each a hop after the one before."""
    batch, frames, window_samples = pieces.shape
    hops = window_samples // hop_samples
    total = pieces.new_zeros(batch, frames + hops - 1, hop_samples)
    for index in range(hops):
        total[:, index : index + frames] += pieces[:, :, index * hop_samples : (index + 1) * hop_samples]
    return total.reshape(batch, -1)
