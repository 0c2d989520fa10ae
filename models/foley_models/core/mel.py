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
    pad = same_padding(window_samples, hop_samples)
    window = torch.hann_window(window_samples, device=waveform.device, dtype=waveform.dtype)
    padded = nn.functional.pad(waveform[:, None], (pad, pad), mode="reflect")[:, 0]
    return torch.stft(padded, window_samples, hop_samples, window=window, center=False, return_complex=True)


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
    frames = spectrum.shape[-1]
    window = torch.hann_window(window_samples, device=spectrum.device, dtype=torch.float32)
    pieces = torch.fft.irfft(spectrum.transpose(1, 2), window_samples, dim=2) * window  # (batch, frame, sample)
    envelope = _overlap_add(window.square().expand(1, frames, -1), hop_samples)
    waveform = _overlap_add(pieces, hop_samples) / envelope.clamp_min(1e-8)
    pad = same_padding(window_samples, hop_samples)
    return waveform[:, pad : pad + frames * hop_samples]


def _overlap_add(pieces: Tensor, hop_samples: int) -> Tensor:
    """(batch, (frame + window / hop - 1) * hop) of pieces (batch, frame, window), each a hop after the one before."""
    batch, frames, window_samples = pieces.shape
    hops = window_samples // hop_samples
    total = pieces.new_zeros(batch, frames + hops - 1, hop_samples)
    for index in range(hops):
        total[:, index : index + frames] += pieces[:, :, index * hop_samples : (index + 1) * hop_samples]
    return total.reshape(batch, -1)
