"""What the codec drops is put back as noise, and what it keeps is left alone."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from foley_models.core.codec import PatchCodec
from foley_models.core.detail import DroppedDetail
from foley_models.core.polish import PolishedVocoder, placed_noise
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from tests.models.tiny_core import write_tiny_pack

HOP, RATE_HZ, FRAMES = 256, 22_050, 128


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(find_pack("core"), device="cpu", dtype="float32")


def detail_of(pack: Pack) -> DroppedDetail:
    vocoder = pack.parts.vocoder
    assert isinstance(vocoder, PolishedVocoder)
    assert vocoder.detail is not None
    return vocoder.detail


def codec_of(pack: Pack) -> PatchCodec:
    codec = pack.parts.networks["codec"]
    assert isinstance(codec, PatchCodec)
    return codec


def white(frames: int, seed: int = 0) -> Tensor:
    return torch.randn(1, frames * HOP, generator=torch.Generator().manual_seed(seed))


def coded(pack: Pack, waveform: Tensor) -> Tensor:
    codec = codec_of(pack)
    return codec.decode(codec.encode(pack.parts.front_end(waveform)))


def change(log_mel: Tensor) -> float:
    """Root mean square change from frame to frame inside patches."""
    steps = (log_mel[:, 1:] - log_mel[:, :-1]).square()
    inside = (torch.arange(steps.shape[1]) + 1) % 4 != 0
    return float(steps[:, inside].mean().sqrt())


@torch.inference_mode()
def test_what_the_codec_keeps_is_not_touched(pack: Pack) -> None:
    codec, log_mel = codec_of(pack), coded(pack, 0.1 * white(FRAMES, 1))
    detailed = detail_of(pack).put_back(log_mel, white(FRAMES))
    assert (detailed - log_mel).abs().mean() > 0.05
    assert torch.allclose(codec.encode(detailed), codec.encode(log_mel), atol=2e-3)


@torch.inference_mode()
def test_noise_fluctuates_again_as_it_did_before_the_codec(pack: Pack) -> None:
    sound = 0.1 * white(FRAMES, 2)
    log_mel = coded(pack, sound)
    real, flat = change(pack.parts.front_end(sound)), change(log_mel)
    detailed = change(detail_of(pack).put_back(log_mel, white(FRAMES)))
    assert flat < 0.8 * real
    assert abs(detailed - real) < abs(flat - real)


@torch.inference_mode()
def test_a_held_tone_gets_less_of_it_than_noise_of_the_same_loudness(pack: Pack) -> None:
    seconds = torch.arange(FRAMES * HOP) / RATE_HZ
    tone = sum(torch.sin(2 * torch.pi * 220 * k * seconds) / k for k in range(1, 30))
    assert isinstance(tone, Tensor)
    network, codec = detail_of(pack).network, codec_of(pack)
    strengths = [
        network.strength(codec.encode(pack.parts.front_end(0.1 * one / one.std()))).mean()
        for one in (tone[None], white(FRAMES, 3))
    ]
    assert strengths[0] < 0.8 * strengths[1]


@pytest.mark.parametrize("first", [4, 6, 33])
@torch.inference_mode()
def test_a_piece_gets_the_detail_that_it_has_in_the_whole(pack: Pack, first: int) -> None:
    log_mel, noise = coded(pack, 0.1 * white(FRAMES, 4)), placed_noise(torch.arange(FRAMES), HOP).reshape(1, -1)
    detail, margin, end = detail_of(pack), 24, first + 80
    whole = detail.put_back(log_mel, noise)
    piece = detail.put_back(log_mel[:, first:end], noise[:, first * HOP : end * HOP], first_frame=first)
    assert torch.allclose(piece[:, margin:-margin], whole[:, first + margin : end - margin], atol=1e-4)


@torch.inference_mode()
def test_one_frame_is_enough(pack: Pack) -> None:
    assert detail_of(pack).put_back(torch.full((2, 1, 80), -5.0), white(1)).shape == (2, 1, 80)


def test_a_pack_without_this_part_works_as_it_did(tmp_path: Path) -> None:
    old = load_pack(write_tiny_pack(tmp_path / "old"), device="cpu", dtype="float32")
    assert isinstance(old.parts.vocoder, PolishedVocoder)
    assert old.parts.vocoder.detail is None
    assert old.parts.vocoder.synthesize(torch.full((1, 8, old.card.audio.mel_bins), -5.0)).shape[0] == 1
