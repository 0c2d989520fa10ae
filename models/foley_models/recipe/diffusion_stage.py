"""Stages that train the denoiser: first on audio embeddings, then on text by the tuning layer.

Both papers train this way (Yuan et al., 3.1.1 and 3.2): audio embeddings need no captions, and what they teach
carries over to text, which lives in the same space. The loss is the papers' (Yuan et al., eq. 1) with v in place of
eps as what is predicted, which few sampling steps bear better. `prolong` goes on from the averaged weights of
`finetune` with all segments of stage `more`, and draws the families that people ask for most twice as often;
`strengthen` goes on from there and draws those of them oftener still that the ear knew least.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.core.denoiser import DenoiserShape, TokenDenoiser
from foley_models.recipe.compute import Compute
from foley_models.recipe.latent_sets import LatentSet, joined, prepare_latents
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.recipe.more_latents import read_more
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer

Phase = Literal["pretrain", "finetune", "prolong", "strengthen"]
BEFORE: Mapping[Phase, Phase] = MappingProxyType(
    {"finetune": "pretrain", "prolong": "finetune", "strengthen": "prolong"}
)
# The classes of DCASE 2023 Task 7 and the families that an independent ear can judge.
FAVOURED = frozenset(
    "keyboard bird_animal explosion machine_tool water rain dog_bark aircraft water_waves baby_cry clock sneeze_cough "
    "gunshot footstep moving_motor_vehicle".split()
)

WEAK = frozenset(
    "baby_cry gunshot water_waves rain water explosion clock sneeze_cough footstep moving_motor_vehicle".split()
)


@dataclass(frozen=True)
class DiffusionStage:
    """How the denoiser is trained in one phase."""

    phase: Phase
    settings: LoopSettings
    compute: Compute
    batch: int = 48
    unconditional: float = 0.1  # share of examples without condition, for classifier-free guidance
    audio_share: float = 0.25  # of the examples of `finetune` that keep their audio embedding
    text_noise: float = 0.012  # deviation added to each number of a text embedding: neighbours mean the same
    favour: float = 1.0  # how often a segment of FAVOURED is drawn for one of the other families
    favour_weak: float | None = None  # the same for WEAK, where it is not that of the favoured


class Conditioned(nn.Module):
    """What is trained: denoiser and tuning layer."""

    def __init__(self, shape: DenoiserShape) -> None:
        super().__init__()
        self.denoiser = TokenDenoiser(shape)
        self.tuning = TuningLayer(bias_std=0.002, generator=torch.Generator().manual_seed(0))


class ConditionDrawer:
    """Chooses what each example of a batch is conditioned on."""

    def __init__(self, stage: DiffusionStage, tuning: TuningLayer) -> None:
        self._stage, self._tuning = stage, tuning

    def draw(self, audio: Tensor, text: Tensor) -> Tensor:
        """Conditions (batch, 512): audio or tuned text embeddings, some of them left out (zeros)."""
        condition = audio
        if self._stage.phase != "pretrain":
            near = nn.functional.normalize(text + self._stage.text_noise * torch.randn_like(text), dim=-1)
            keep_audio = torch.rand(len(audio), 1, device=audio.device) < self._stage.audio_share
            condition = torch.where(keep_audio, audio, self._tuning(near))
        present = torch.rand(len(audio), 1, device=audio.device) >= self._stage.unconditional
        return condition * present


class RowDrawer:
    """Chooses the segments of a batch, those of favoured families more often."""

    def __init__(self, families: Sequence[str], stage: DiffusionStage) -> None:
        self._batch, self._count, self._even = stage.batch, len(families), stage.favour == 1.0
        weak = stage.favour if stage.favour_weak is None else stage.favour_weak
        often = dict.fromkeys(FAVOURED, stage.favour) | dict.fromkeys(WEAK, weak)
        weights = np.array([often.get(family, 1.0) for family in families])
        self._up_to = np.cumsum(weights / weights.sum())

    def draw(self, random: np.random.Generator) -> Tensor:
        """Numbers of segments (batch,)."""
        if self._even:
            return torch.from_numpy(random.integers(0, self._count, self._batch))
        return torch.from_numpy(np.searchsorted(self._up_to, random.random(self._batch)).clip(max=self._count - 1))


def _training_set(work: Path, phase: Phase) -> LatentSet:
    bank = prepare_latents(work, "train")
    return joined([bank, *read_more(work)]) if phase in ("prolong", "strengthen") else bank


def run_diffusion_stage(work: Path, stage: DiffusionStage, *, on_progress: Callable[[str], None]) -> None:
    """Trains one phase; writes {phase}.safetensors with denoiser and tuning layer (averaged weights)."""
    data, validation = _training_set(work, stage.phase), prepare_latents(work, "validation")
    model, schedule = Conditioned(DenoiserShape()), NoiseSchedule()
    if stage.phase in BEFORE and not (work / f"{stage.phase}.pt").exists():
        model.load_state_dict(load_file(work / f"{BEFORE[stage.phase]}.safetensors"))
    device = stage.compute.device
    model.to(device)
    conditions, rows_of = ConditionDrawer(stage, model.tuning), RowDrawer(data.families, stage)

    def step_loss(draw: Draw) -> LossParts:
        rows = rows_of.draw(draw.random)
        condition = conditions.draw(data.audio[rows].to(device), data.text[rows].to(device))
        return {"total": diffusion_loss(model.denoiser, schedule, data.latents[rows].float(), condition)}

    def report(step: int, parts: Mapping[str, float]) -> None:
        held_out = ""
        if step % (4 * stage.settings.log_every) == 0:
            held_out = f"validation {validation_loss(model, schedule, validation, stage.phase):.4f}"
        on_progress(f"{stage.phase} {step}/{stage.settings.steps} {dict(parts)} {held_out}")

    trained = model.denoiser.parameters() if stage.phase == "pretrain" else None
    train(model, step_loss, stage.settings, checkpoint=work / f"{stage.phase}.pt", parameters=trained, on_step=report)
    save_file(model.cpu().state_dict(), work / f"{stage.phase}.safetensors")


def diffusion_loss(
    denoiser: TokenDenoiser,
    schedule: NoiseSchedule,
    z0: Tensor,
    condition: Tensor,
    *,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Mean square error of v at steps drawn evenly, one in each equal share of the schedule, for less variance.

    `z0` (batch, channel, time, frequency) is on the CPU, where the noise is drawn; the network's device does the rest.
    """
    spread = (torch.arange(len(z0)) + torch.rand(len(z0), generator=generator)) / len(z0)
    n = (spread * schedule.steps).long().clamp(max=schedule.steps - 1)
    eps = torch.randn(z0.shape, generator=generator)
    device = condition.device
    with Compute(device).autocast():
        v = denoiser(schedule.add_noise(z0, eps, n).to(device), n.to(device), condition)
    error: Tensor = v - schedule.v_target(z0, eps, n).to(device)
    return error.square().mean()


@torch.inference_mode()
def validation_loss(model: Conditioned, schedule: NoiseSchedule, data: LatentSet, phase: Phase) -> float:
    """The loss on held-out segments, always with the same noise and steps."""
    count = min(192, len(data.latents))
    device = model.tuning.linear.weight.device
    text = model.tuning(data.text[:count].to(device))
    condition = data.audio[:count].to(device) if phase == "pretrain" else text
    generator = torch.Generator().manual_seed(7)
    losses = [
        diffusion_loss(model.denoiser, schedule, z0.float(), part, generator=generator)
        for z0, part in zip(torch.split(data.latents[:count], 64), torch.split(condition, 64), strict=True)
    ]
    return float(torch.stack(losses).mean())
