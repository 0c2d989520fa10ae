"""Phases made to fit after the vocoder."""

import torch

from foley_models.audio_spec import AudioSpec
from foley_models.core.mel import LogMel, mel_basis, stft
from foley_models.core.polish import PolishedVocoder, consistent
from foley_models.core.vocoder import FrameVocoder, VocoderShape

SPEC = AudioSpec(rate_hz=22050, mel_bins=80, window_samples=1024, hop_samples=256)


def polished() -> PolishedVocoder:
    torch.manual_seed(0)
    return PolishedVocoder(FrameVocoder(VocoderShape(width=16, hidden=24, layers=1), SPEC).eval(), mel_basis(SPEC))


def test_right_magnitudes_and_phases_stay_what_they_are() -> None:
    wave = torch.randn(2, 24 * 256)
    spectrum = stft(wave, 1024, 256)
    made = consistent(spectrum.abs(), torch.exp(1j * spectrum.angle()), SPEC)
    assert torch.allclose(made, wave, atol=1e-3)


@torch.inference_mode()
def test_the_sound_has_the_log_mel_that_was_asked_for_where_the_network_alone_has_not() -> None:
    front_end = LogMel(SPEC, mel_basis(SPEC))
    log_mel = front_end(torch.randn(1, 60 * 256) * torch.linspace(0.05, 1.0, 60 * 256))
    vocoder = polished()
    network = FrameVocoder(VocoderShape(width=16, hidden=24, layers=1), SPEC).eval()
    ours = (front_end(vocoder.synthesize(log_mel)) - log_mel).abs().mean()
    alone = (front_end(network.synthesize(log_mel)) - log_mel).abs().mean()
    assert ours < 0.35
    assert ours < alone / 2


@torch.inference_mode()
def test_the_same_log_mel_is_the_same_sound_in_any_company() -> None:
    vocoder, log_mel = polished(), torch.randn(3, 20, 80) - 4
    together = vocoder.synthesize(log_mel)
    assert together.shape == (3, 20 * 256)
    assert torch.equal(together, vocoder.synthesize(log_mel))
    assert torch.allclose(together[1:2], vocoder.synthesize(log_mel[1:2]), atol=1e-3)
