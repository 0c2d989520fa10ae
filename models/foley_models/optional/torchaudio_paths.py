"""Change of rate and mel spectrograms by torchaudio, on CUDA where it is installed and can be imported.

Beside a CPU build of torch it cannot: it asks for CUDA's libraries. What it computes is what the stack's own ways do,
which need torch alone, within what a test of the two says.
"""

from functools import cache

import torch
from torch import Tensor

# A long, smooth filter that keeps nearly all below half of the lower rate.
FILTER_WIDTH, ROLLOFF, BETA = 64, 0.9475937167399596, 14.769656459379492


def pays(waveforms: Tensor) -> bool:
    """Whether it is asked: for sound on CUDA, where it works."""
    return waveforms.is_cuda and works()


@cache
def works() -> bool:
    """Whether torchaudio is installed, and can be imported beside this torch."""
    try:
        import torchaudio  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def resampled(waveforms: Tensor, from_hz: int, to_hz: int) -> Tensor:
    """Waveforms (batch, ceil(sample * to_hz / from_hz)) of waveforms (batch, sample) at `from_hz`."""
    from torchaudio.functional import resample

    changed: Tensor = resample(
        waveforms,
        from_hz,
        to_hz,
        lowpass_filter_width=FILTER_WIDTH,
        rolloff=ROLLOFF,
        resampling_method="sinc_interp_kaiser",
        beta=BETA,
    )
    return changed


def mel_power(
    waveforms: Tensor, rate_hz: int, *, window_samples: int, hop_samples: int, band_hz: tuple[float, float], bins: int
) -> Tensor:
    """Mel power (batch, frame, bin) of waveforms (batch, sample) through Slaney's filters over a band."""
    from torchaudio.transforms import MelSpectrogram

    lowest_hz, highest_hz = band_hz
    spectrogram = MelSpectrogram(
        rate_hz,
        n_fft=window_samples,
        hop_length=hop_samples,
        f_min=lowest_hz,
        f_max=highest_hz,
        n_mels=bins,
        power=2.0,
        norm="slaney",
        mel_scale="slaney",
    ).to(waveforms.device)
    mel: Tensor = spectrogram(waveforms.to(torch.float32))
    return mel.transpose(1, 2)
