"""Stage `halve-steps`: the few steps of the stage before, made half as many (progressive distillation).

The teacher is the distilled denoiser itself, which needs no guidance any more: of two of its steps the student learns
to make one (Salimans and Ho 2022). Levels stay the teacher's, every second of them. As in the stage before, every
second way is the student's own, on which the teacher says at each latent where its own two steps would have led. What
is learned goes on from the low-rank changes that are there and has their size.

No recording is needed: what sounds are asked for is a family's prompt, a caption, or other words for one.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foley_models.core.denoiser import SlidingDenoiser, TokenDenoiser
from foley_models.few_steps import DOWN, NETWORK, UP
from foley_models.pack import Pack, load_pack
from foley_models.parts import Denoiser
from foley_models.recipe.captions import FAMILY_PROMPTS, framed
from foley_models.recipe.compute import Compute
from foley_models.recipe.few_steps_stage import HALVED_FILE, LEVELS, LowRank, add_low_rank, changes_of
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.recipe.pack_stage import run_pack_stage
from foley_models.requests import FEW_STEPS
from foley_models.samplers import Level, PredictEps, Sampling, begin

CHECKPOINT = "few_steps.halved.pt"
OWN_FROM = 20  # optimiser steps: before, every way is the teacher's
MIXED_SHARE = 0.1  # of ways that are asked for by something between two texts


@dataclass(frozen=True)
class HalvingStage:
    """How the changes are trained."""

    settings: LoopSettings
    compute: Compute
    ways: int = 24  # a batch
    rank: int = 40


@dataclass(frozen=True)
class Example:
    """A latent at the beginning of a step, its step n, and the v that leads to where two of the teacher's lead."""

    z_n: Tensor
    n: int
    v: Tensor


def run_halving_stage(
    audio: Path, work: Path, stage: HalvingStage, *, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Halves the few steps of a draft of the pack; writes few_steps.halved.safetensors."""
    run_pack_stage(audio, work, work / "draft", halved=False)
    changes, levels = halve(work / "draft", work / CHECKPOINT, stage, on_progress=on_progress)
    save_file(changes, work / HALVED_FILE, metadata={LEVELS: json.dumps(levels)})
    return {"steps": len(levels)}


def halve(
    folder: Path, checkpoint: Path, stage: HalvingStage, *, on_progress: Callable[[str], None]
) -> tuple[dict[str, Tensor], list[int]]:
    """Low-rank changes for half the few steps of the pack in `folder`, and the steps n that they are for."""
    device = stage.compute.device
    served, network = load_pack(folder, device=str(device)), _student(folder, stage)
    parts, steps = served.parts, served.card.few_steps
    teacher, student = parts.quick, SlidingDenoiser(network, parts.schedule)
    if teacher is None or steps is None:
        raise ValueError("the draft has its few steps")
    asked = Asked(served, read_wording())
    shape = parts.codec.latent_shape(parts.window_frames or 0)

    def begun(ways: int) -> Sampling:
        return begin(FEW_STEPS, torch.randn((ways, *shape)).to(device), schedule=parts.schedule, steps=steps)

    def step_loss(drawn: Draw) -> LossParts:
        condition = asked.draw(stage.ways, drawn.random)
        own = drawn.step > OWN_FROM and drawn.step % 2 == 1
        with torch.no_grad(), stage.compute.autocast():
            predict = under(student, condition) if own else None
            examples = list(halved_way(begun(stage.ways), under(teacher, condition), predict))
        return {"total": loss(network, examples, condition, stage.compute)}

    def report(step: int, parts: Mapping[str, float]) -> None:
        on_progress(f"halve-steps {step}/{stage.settings.steps} {dict(parts)}")

    learned = [one for one in network.parameters() if one.requires_grad]
    train(network, step_loss, stage.settings, checkpoint=checkpoint, parameters=learned, on_step=report)
    return changes_of(network), halved_levels(begun(1))


def _student(folder: Path, stage: HalvingStage) -> TokenDenoiser:
    """The pack's denoiser in float32 with its changes for the few steps there are, which alone are learned."""
    pack = load_pack(folder, device=str(stage.compute.device), dtype="float32")
    network, changes = pack.parts.networks[NETWORK], pack.parts.quick_changes
    if not isinstance(network, TokenDenoiser) or changes is None:
        raise ValueError("the draft is of the embedded family and has its few steps")
    add_low_rank(network, stage.rank)
    go_on_from(network, changes)
    return network.to(stage.compute.device)


def halved_levels(state: Sampling) -> list[int]:
    """Every second step n of a sampling."""
    return [int(level.n) for level in state.levels[:-1:2]]


def halved_way(state: Sampling, teach: PredictEps, student: PredictEps | None) -> Iterator[Example]:
    """The double steps of one way from noise to sound: the teacher's, or the student's own with the teacher beside."""
    while not state.done:
        after = state.step(teach)
        after = after if after.done else after.step(teach)
        start, end = state.levels[state.taken], state.levels[after.taken]
        kept = end.alpha * start.alpha + end.sigma * start.sigma
        v = (after.latent - kept * state.latent) / (end.sigma * start.alpha - end.alpha * start.sigma)
        yield Example(state.latent, int(start.n), v)
        state = after if student is None else after.at(_own_end(state.latent, (start, end), student))


def _own_end(z_n: Tensor, levels: tuple[Level, Level], student: PredictEps) -> Tensor:
    return Sampling(FEW_STEPS, levels, z_n, z_n).step(student).latent


def under(denoiser: Denoiser, condition: Tensor) -> PredictEps:
    """What a denoiser predicts under conditions (way, 512)."""
    return lambda z_n, n: denoiser.predict_eps(z_n, n, condition)


def loss(network: nn.Module, examples: Sequence[Example], condition: Tensor, compute: Compute) -> Tensor:
    """Mean square error of v over all steps of all ways."""
    z_n, wanted = torch.cat([one.z_n for one in examples]), torch.cat([one.v for one in examples])
    ways = len(condition)
    n = torch.tensor([one.n for one in examples], device=z_n.device).repeat_interleave(ways)
    with compute.autocast():
        v = network(z_n, n, condition.repeat(len(examples), 1))
    error: Tensor = v.float() - wanted
    return error.square().mean()


def go_on_from(network: nn.Module, changes: Mapping[str, Tensor]) -> None:
    """Begins with changes that were learned before."""
    with torch.no_grad():
        for name, layer in network.named_modules():
            if isinstance(layer, LowRank):
                layer.down.copy_(changes[f"{name}.weight{DOWN}"])
                layer.up.copy_(changes[f"{name}.weight{UP}"])


def read_wording() -> dict[str, dict[str, list[str]]]:
    """Other words for captions, by family and caption."""
    found: dict[str, dict[str, list[str]]] = {}
    text = files("foley_models.recipe").joinpath("wording.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["family"], {}).setdefault(row["caption"], []).append(row["phrase"])
    return found


class Asked:
    """What each way is asked for: families alike, of each its prompt, its captions and other words for them."""

    def __init__(self, pack: Pack, wording: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        kinds = [self._kinds(prompt, wording.get(family, {})) for family, prompt in FAMILY_PROMPTS.items()]
        every = sorted({text for kind in kinds for texts in kind for text in texts})
        place = {text: number for number, text in enumerate(every)}
        self._places = [[[place[text] for text in texts] for texts in kind] for kind in kinds]
        with torch.no_grad():
            parts = [every[start : start + 256] for start in range(0, len(every), 256)]
            embedded = torch.cat([pack.parts.encoder.embed_text(part) for part in parts])
            self._embeddings: Tensor = pack.parts.tuning(embedded).float()

    @staticmethod
    def _kinds(prompt: str, captions: Mapping[str, Sequence[str]]) -> list[list[str]]:
        own = [text for caption in captions for text in framed(caption)]
        others = [phrase for phrases in captions.values() for phrase in phrases]
        return [kind for kind in (list(framed(prompt)), own, others) if kind]

    def draw(self, count: int, random: np.random.Generator) -> Tensor:
        """Conditions (count, 512)."""
        first, second = (self._embeddings[self._rows(count, random)] for _ in range(2))
        mixed = torch.from_numpy(random.random(count) < MIXED_SHARE)
        share = torch.from_numpy(random.random(count)).float() * mixed
        return torch.lerp(first, second, share[:, None].to(first.device))

    def _rows(self, count: int, random: np.random.Generator) -> list[int]:
        rows = []
        for _ in range(count):
            kinds = self._places[random.integers(len(self._places))]
            texts = kinds[random.integers(len(kinds))]
            rows.append(texts[random.integers(len(texts))])
        return rows
