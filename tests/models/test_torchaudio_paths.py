"""torchaudio against the stack's own ways, on sounds that both can hold.

Where it cannot be imported as a whole, which is so beside every CPU build of torch, `FOLEY_TORCHAUDIO` may name a
folder of its own (`pip install --no-deps --target FOLDER torchaudio`): of that its functions of Python alone are used.
"""

import os
import sys
from types import ModuleType

import pytest
import torch

from foley_models.audioldm.clap_features import ClapAudio, clap_features, mel_filters, torchaudio_mel
from foley_models.optional import torchaudio_paths
from foley_models.resample import resample

FOLDER = os.environ.get("FOLEY_TORCHAUDIO", "")


@pytest.fixture
def torchaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library, or of the folder what needs no compiled part of it."""
    mel_filters(ClapAudio(), 64)  # imports transformers, which looks for what is there
    if FOLDER:
        whole, compiled = ModuleType("torchaudio"), ModuleType("torchaudio._extension")
        whole.__path__ = [f"{FOLDER}/torchaudio"]
        vars(compiled).update(_IS_TORCHAUDIO_EXT_AVAILABLE=False, fail_if_no_align=lambda one: one)
        monkeypatch.setitem(sys.modules, "torchaudio", whole)
        monkeypatch.setitem(sys.modules, "torchaudio._extension", compiled)
    elif not torchaudio_paths.works():
        pytest.skip("torchaudio cannot be imported here, and FOLEY_TORCHAUDIO names no folder of it")


def band_limited(rate_hz: int, below_hz: int) -> torch.Tensor:
    """Noise below a frequency, faded in and out."""
    noise = torch.randn(2, rate_hz, generator=torch.Generator().manual_seed(3))
    spectrum = torch.fft.rfft(noise)
    spectrum[:, below_hz:] = 0.0
    sound: torch.Tensor = torch.fft.irfft(spectrum, n=rate_hz) * torch.hann_window(rate_hz)
    return sound


@pytest.mark.usefixtures("torchaudio")
@pytest.mark.parametrize(("from_hz", "to_hz"), [(22_050, 48_000), (16_000, 48_000), (44_100, 48_000)])
def test_a_change_of_rate_is_that_of_the_stacks_own(from_hz: int, to_hz: int) -> None:
    sound = band_limited(from_hz, from_hz * 2 // 5)
    ours, theirs = resample(sound, from_hz, to_hz), torchaudio_paths.resampled(sound, from_hz, to_hz)
    assert ours.shape == theirs.shape
    torch.testing.assert_close(theirs, ours, atol=2e-4 * float(sound.abs().max()), rtol=0)


@pytest.mark.usefixtures("torchaudio")
def test_mel_power_is_that_of_the_stacks_own() -> None:
    audio = ClapAudio()
    sound = band_limited(audio.rate_hz, 20_000).repeat(1, 10)
    ours = clap_features(sound, mel_filters(audio, 64), audio)
    theirs = 10.0 * torchaudio_mel(sound, 64, audio).clamp(min=1e-10).log10()[:, None]
    torch.testing.assert_close(theirs, ours, atol=1e-3, rtol=0)


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_it_is_asked_on_cuda_alone(device: str) -> None:
    assert not torchaudio_paths.pays(torch.zeros(1, 2, device=device))
