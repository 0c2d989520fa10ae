"""Stage `vocoder`: spectral losses at several resolutions first, then adversarial ones beside them.

Half of the spectrograms it trains on have been through the codec, since that is what it will be given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foley_models.core.codec import PatchCodec
from foley_models.core.mel import LogMel, magnitude_spectrogram, mel_basis
from foley_models.core.vocoder import FrameVocoder, VocoderShape
from foley_models.recipe.bank import SPEC, Bank, read_bank
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.training.sound_losses import log_mel_errors, spectral_errors

CRITIC_RESOLUTIONS = ((1024, 256), (512, 128), (2048, 512))  # (window, hop) in samples


@dataclass(frozen=True)
class VocoderStage:
    """How the vocoder is trained."""

    settings: LoopSettings
    compute: Compute
    batch: int = 12
    crop_frames: int = 64
    critic_from: int = 1500  # step at which the critics join
    critic_rate: float = 3e-4


class SpectrogramCritic(nn.Module):
    """Judges the log-magnitude spectrogram at one resolution patch by patch (after UnivNet, Jang et al. 2021)."""

    def __init__(self, window_samples: int, hop_samples: int, width: int = 16) -> None:
        super().__init__()
        self.window_samples, self.hop_samples = window_samples, hop_samples
        strides = ((4, 1), (3, 1), (3, 2))  # (frequency, time): wide steps at once, a CPU cannot afford more
        channels = (1, width, 2 * width, 3 * width)
        self.layers = nn.ModuleList(
            nn.utils.parametrizations.weight_norm(nn.Conv2d(a, b, (7, 3), stride, (3, 1)))
            for a, b, stride in zip(channels, channels[1:], strides, strict=False)
        )
        self.verdict = nn.Conv2d(channels[-1], 1, 3, padding=1)

    def forward(self, waveform: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Verdict map and the hidden features of waveforms (batch, sample)."""
        magnitude = magnitude_spectrogram(waveform, self.window_samples, self.hop_samples)
        x = (magnitude.clamp_min(1e-4).log() * 0.3)[:, None]
        features = []
        for layer in self.layers:
            x = nn.functional.leaky_relu(layer(x), 0.1)
            features.append(x)
        return self.verdict(x), features


class Critics(nn.Module):
    """One critic a resolution, with hinge losses and feature matching; each step asks one, all would cost too much."""

    def __init__(self) -> None:
        super().__init__()
        self.critics = nn.ModuleList(SpectrogramCritic(*resolution) for resolution in CRITIC_RESOLUTIONS)

    def own_loss(self, real: Tensor, made: Tensor, which: int) -> Tensor:
        """What critic `which` minimises: real above 1, made below -1."""
        critic = self.critics[which]
        loss: Tensor = (1 - critic(real)[0]).relu().mean() + (1 + critic(made.detach())[0]).relu().mean()
        return loss

    def vocoder_loss(self, real: Tensor, made: Tensor, which: int) -> tuple[Tensor, Tensor]:
        """Adversarial and feature-matching loss of what the vocoder made, as critic `which` sees it."""
        critic = self.critics[which]
        with torch.no_grad():
            wanted = critic(real)[1]
        verdict, features = critic(made)
        distances = [(a - b).abs().mean() for a, b in zip(features, wanted, strict=True)]
        return (1 - verdict).relu().mean(), torch.stack(distances).sum()


class CropDrawer:
    """Draws crops of the bank with sound in them, as waveform and (half of them coded) log-mel."""

    def __init__(self, bank: Bank, codec: PatchCodec, stage: VocoderStage) -> None:
        self._bank, self._codec, self._stage = bank, codec, stage

    def draw(self, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Waveforms (batch, sample) and log-mels (batch, frame, bin)."""
        frames, hop = self._stage.crop_frames, SPEC.hop_samples
        waves, mels = [], []
        for row in random.integers(0, len(self._bank.notes), self._stage.batch).tolist():
            log_mel = self._bank.log_mel[row].astype(np.float32)
            start = _sounding_start(log_mel, frames, random)
            waves.append(self._bank.samples[row, start * hop : (start + frames) * hop].astype(np.float32) / 32767)
            mels.append(log_mel[start : start + frames])
        wave, mel = torch.from_numpy(np.stack(waves)), torch.from_numpy(np.stack(mels))
        half = len(mel) // 2
        return wave, torch.cat([self._codec.decode(self._codec.encode(mel[:half])), mel[half:]])


def _sounding_start(log_mel: np.ndarray, frames: int, random: np.random.Generator) -> int:
    """A start, a multiple of the codec's patch, near the loudest of a few random places: silence teaches little."""
    starts = random.integers(0, (len(log_mel) - frames) // 4 + 1, 3) * 4
    return int(max(starts.tolist(), key=lambda start: float(log_mel[start : start + frames].mean())))


def run_vocoder_stage(work: Path, stage: VocoderStage, *, on_progress: Callable[[str], None]) -> None:
    """Trains the vocoder and writes vocoder.safetensors."""
    crops = CropDrawer(read_bank(work, "train"), load_codec(work), stage)
    device = stage.compute.device
    vocoder = FrameVocoder(VocoderShape(), SPEC).to(device)
    front_end = LogMel(SPEC, mel_basis(SPEC)).to(device)
    critics = Critics().to(device)
    critic_optimizer = torch.optim.AdamW(critics.parameters(), stage.critic_rate, betas=(0.8, 0.99))
    critic_file = work / "critics.pt"
    if critic_file.exists():
        saved = torch.load(critic_file, map_location="cpu", weights_only=True)
        critics.load_state_dict(saved["critics"])
        critic_optimizer.load_state_dict(saved["optimizer"])

    def step_loss(draw: Draw) -> LossParts:
        real, log_mel = (drawn.to(device) for drawn in crops.draw(draw.random))
        noise = torch.randn(len(real), vocoder.shape.noise_channels, log_mel.shape[1], device=device)
        with stage.compute.autocast():
            made = vocoder(log_mel, noise)
        spectral = spectral_errors(made, real).mean()
        mel = log_mel_errors(made, real, front_end).mean()
        parts = {"spectral": spectral, "mel": mel, "total": spectral + mel}
        if draw.step >= stage.critic_from:
            which = int(draw.random.integers(len(CRITIC_RESOLUTIONS)))
            own = critics.own_loss(real, made, which)
            critic_optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(own)
            critic_optimizer.step()
            adversarial, matching = critics.vocoder_loss(real, made, which)
            parts |= {"critics": own, "adversarial": adversarial, "matching": matching}
            parts["total"] = parts["total"] + 0.15 * adversarial + 1.0 * matching
        return parts

    def report(step: int, parts: Mapping[str, float]) -> None:
        on_progress(f"vocoder {step}/{stage.settings.steps} {parts}")
        if step % 500 == 0:
            torch.save({"critics": critics.state_dict(), "optimizer": critic_optimizer.state_dict()}, critic_file)

    train(vocoder, step_loss, stage.settings, checkpoint=work / "vocoder.pt", on_step=report)
    save_file(vocoder.cpu().state_dict(), work / "vocoder.safetensors")
