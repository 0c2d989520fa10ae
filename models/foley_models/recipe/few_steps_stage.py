"""Stage `few-steps`: low-rank changes of the denoiser with which a few steps without guidance do what more did with it.

The teacher is the denoiser itself, sampled by DPM-Solver++ in as many steps. It is guided twice: away from no prompt
(Ho and Salimans) and away from its own younger self, the denoiser of `pretrain` (autoguidance, Karras et al. 2024),
which by the pack's benchmark brings sounds nearer to real ones and costs nothing where it is distilled. Each step of a
teacher's way is one example: the student, given the latent at its beginning, is to predict the v whose first-order
step leads to its end (Salimans and Ho 2022; the guidance inside as in Meng et al. 2023). Every second way is the
student's own, on which the teacher says at each latent what it would have done, so that errors do not add up.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.core.denoiser import DenoiserShape, SlidingDenoiser, TokenDenoiser
from foley_models.few_steps import DOWN, UP
from foley_models.guidance import guided
from foley_models.recipe.compute import Compute
from foley_models.recipe.diffusion_stage import ConditionDrawer, Conditioned, DiffusionStage, RowDrawer
from foley_models.recipe.latent_sets import LatentSet, prepare_latents
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.requests import FEW_STEPS
from foley_models.samplers import PredictEps, Sampling, begin
from foley_models.schedule import NoiseSchedule

FILE = "few_steps.safetensors"
AT_FILE = "few_steps.json"  # of the stage that chooses which of them are taken
STEPS = 8
GUIDANCE = 2.5  # away from no prompt
YOUNGER = 0.3  # away from the younger self
OWN_FROM = 20  # optimiser steps: before, the student's own ways lead nowhere


@dataclass(frozen=True)
class FewStepsStage:
    """How the changes are trained."""

    settings: LoopSettings
    compute: Compute
    ways: int = 24  # ways a batch
    taken: int = 4  # steps of each that are learned from
    rank: int = 40
    favour: float = 2.0


class LowRank(nn.Module):
    """A linear layer that stays as it is, and what is learned on top."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    @property
    def weight(self) -> Tensor:
        """The weight without what is learned: its type says what the layer computes in."""
        return self.layer.weight

    def forward(self, x: Tensor) -> Tensor:
        """The layer with the changes added to its weight."""
        return nn.functional.linear(x, self.layer.weight + self.up @ self.down, self.layer.bias)


def add_low_rank(network: nn.Module, rank: int) -> None:
    """Puts changes over every linear layer, and freezes all else."""
    network.requires_grad_(requires_grad=False)
    for name, child in list(network.named_children()):
        if isinstance(child, nn.Linear):
            setattr(network, name, LowRank(child, min(rank, min(child.weight.shape) // 2)))
        else:
            add_low_rank(child, rank)


def changes_of(network: nn.Module) -> dict[str, Tensor]:
    """What was learned, as a pack's part holds it."""
    found = {}
    for name, layer in network.named_modules():
        if isinstance(layer, LowRank):
            found[f"{name}.weight{DOWN}"] = layer.down.detach().cpu().contiguous()
            found[f"{name}.weight{UP}"] = layer.up.detach().cpu().contiguous()
    return found


class Teacher:
    """The guided denoiser: where a step of its sampler leads."""

    def __init__(self, denoiser: TokenDenoiser, younger: TokenDenoiser, schedule: NoiseSchedule) -> None:
        self._denoiser = SlidingDenoiser(denoiser, schedule)
        self._younger = SlidingDenoiser(younger, schedule)

    def predict(self, condition: Tensor) -> PredictEps:
        """The noise that the teacher predicts under (batch, 512)."""
        with_guidance = guided(self._denoiser.predict_eps, condition, torch.zeros_like(condition[0]), GUIDANCE)

        def predict_eps(z_n: Tensor, n: Tensor) -> Tensor:
            own = self._denoiser.predict_eps(z_n, n, condition)
            return with_guidance(z_n, n) + YOUNGER * (own - self._younger.predict_eps(z_n, n, condition))

        return predict_eps


@dataclass(frozen=True)
class Example:
    """A latent at the beginning of a step, and the v that leads a first-order step to where the teacher's leads."""

    z_n: Tensor
    n: int
    v: Tensor


def way(state: Sampling, teach: PredictEps, student: PredictEps | None) -> Iterator[Example]:
    """The steps of one way from noise to sound: the teacher's, or the student's own with the teacher beside it."""
    while not state.done:
        taught = state.step(teach)
        start, end = state.levels[state.taken], state.levels[state.taken + 1]
        kept = end.alpha * start.alpha + end.sigma * start.sigma
        v = (taught.latent - kept * state.latent) / (end.sigma * start.alpha - end.alpha * start.sigma)
        yield Example(state.latent, int(start.n), v)
        state = taught if student is None else taught.at(_own_end(state, student))


def _own_end(state: Sampling, student: PredictEps) -> Tensor:
    return state.as_sampler(FEW_STEPS).step(student).latent


def run_few_steps_stage(work: Path, stage: FewStepsStage, *, on_progress: Callable[[str], None]) -> None:
    """Trains the changes over the denoiser of `strengthen`; writes few_steps.safetensors."""
    data, schedule, device = prepare_latents(work, "train"), NoiseSchedule(), stage.compute.device
    model = _model(work / "strengthen.safetensors").to(device)
    whole, younger = (_frozen(work / f"{phase}.safetensors", device) for phase in ("strengthen", "pretrain"))
    teacher = Teacher(whole, younger, schedule)
    add_low_rank(model.denoiser, stage.rank)
    model.tuning.requires_grad_(requires_grad=False)
    draw = _Drawer(data, stage, model, device)
    student = SlidingDenoiser(model.denoiser, schedule)

    def step_loss(drawn: Draw) -> LossParts:
        condition = draw.conditions(drawn)
        own = drawn.step > OWN_FROM and drawn.step % 2 == 1
        with torch.no_grad(), stage.compute.autocast():
            noise = torch.randn((stage.ways, *data.latents.shape[1:])).to(device)
            state = begin("dpmpp-2m-karras", noise, schedule=schedule, steps=STEPS)
            predict = _under(student, condition) if own else None
            examples = list(way(state, teacher.predict(condition), predict))
        chosen = [drawn.random.permutation(STEPS)[: stage.taken] for _ in range(stage.ways)]
        return {"total": _loss(model.denoiser, examples, chosen, condition, stage.compute)}

    def report(step: int, parts: Mapping[str, float]) -> None:
        on_progress(f"few-steps {step}/{stage.settings.steps} {dict(parts)}")

    changed = [one for one in model.denoiser.parameters() if one.requires_grad]
    train(model, step_loss, stage.settings, checkpoint=work / "few_steps.pt", parameters=changed, on_step=report)
    save_file(changes_of(model.denoiser), work / FILE, metadata={"steps": json.dumps(STEPS)})


def _loss(
    network: TokenDenoiser,
    examples: Sequence[Example],
    chosen: Sequence[np.ndarray],
    condition: Tensor,
    compute: Compute,
) -> Tensor:
    """Mean square error of v over the chosen steps of each way."""
    rows = torch.arange(len(chosen)).repeat_interleave(len(chosen[0]))
    places = torch.from_numpy(np.concatenate(chosen))
    z_n = torch.stack([examples[int(place)].z_n[row] for row, place in zip(rows, places, strict=True)])
    wanted = torch.stack([examples[int(place)].v[row] for row, place in zip(rows, places, strict=True)])
    n = torch.tensor([examples[int(place)].n for place in places], device=z_n.device)
    with compute.autocast():
        v = network(z_n, n, condition[rows.to(condition.device)])
    error: Tensor = v.float() - wanted
    return error.square().mean()


class _Drawer:
    """What each way is conditioned on: text mostly, as the stages before."""

    def __init__(self, data: LatentSet, stage: FewStepsStage, model: Conditioned, device: torch.device) -> None:
        diffusion = DiffusionStage(
            "prolong",
            stage.settings,
            stage.compute,
            batch=stage.ways,
            unconditional=0.0,  # guidance is inside
            audio_share=0.2,
            favour=stage.favour,
        )
        self._data, self._device = data, device
        self._rows = RowDrawer(data.families, diffusion)
        self._conditions = ConditionDrawer(diffusion, model.tuning)

    @torch.no_grad()
    def conditions(self, drawn: Draw) -> Tensor:
        """Embeddings (way, 512)."""
        rows = self._rows.draw(drawn.random)
        return self._conditions.draw(self._data.audio[rows].to(self._device), self._data.text[rows].to(self._device))


def _under(denoiser: SlidingDenoiser, condition: Tensor) -> PredictEps:
    return lambda z_n, n: denoiser.predict_eps(z_n, n, condition)


def _model(file: Path) -> Conditioned:
    model = Conditioned(DenoiserShape())
    model.load_state_dict(load_file(file))
    return model


def _frozen(file: Path, device: torch.device) -> TokenDenoiser:
    """In the type that sampling computes in."""
    return _model(file).denoiser.to(device, torch.bfloat16).eval().requires_grad_(requires_grad=False)
