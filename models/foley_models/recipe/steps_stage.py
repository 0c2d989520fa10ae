"""Stage `choose-steps`: which of the steps that the denoiser was distilled for are taken, and which left out.

Of a way that was learned in eight steps some may be skipped: each step is to lead on from a level of noise, and the
model says at each where the clean latent lies. Every choice that keeps so many and begins with the first is tried, and
the one is taken whose sounds lie nearest to real validation segments, as in stage `guidance`: the squared distance
between a family's mean embedding made and real, in the pack's own CLAP, averaged over families. The noise is the same
for every choice. The independent ear of the benchmarks has no part in it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from foley_models.pack import Pack, load_pack
from foley_models.recipe.bank import read_bank
from foley_models.recipe.compute import Compute
from foley_models.recipe.few_steps_stage import AT_FILE
from foley_models.recipe.latent_sets import prepare_latents
from foley_models.recipe.pack_stage import run_pack_stage
from foley_models.requests import FEW_STEPS
from foley_models.samplers import begin

KEPT = 6
SOUNDS_A_FAMILY = 12
LEAST_SEGMENTS = 6  # of a family whose mean is worth comparing with
FIRST_SEED = 500  # of the noise


def run_steps_stage(
    audio: Path, work: Path, compute: Compute, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Writes few_steps.json with the steps n that are taken and the distance of each choice; returns the distances."""
    run_pack_stage(audio, work, work / "draft", all_steps=True)
    pack = load_pack(work / "draft", device=str(compute.device))
    families = np.array([note.category for note in read_bank(work, "validation").notes])
    real = prepare_latents(work, "validation").audio
    wanted = {
        name: real[torch.from_numpy(families == name)].mean(0)
        for name in pack.card.categories
        if np.count_nonzero(families == name) >= LEAST_SEGMENTS
    }
    distances = {}
    for at in choices(distilled_for(pack), KEPT):
        distances[at] = distance(pack, at, wanted)
        on_progress(f"choose-steps {list(at)}: distance {distances[at]:.4f}")
    best = min(distances, key=lambda at: distances[at])
    named = {" ".join(map(str, at)): value for at, value in distances.items()}
    (work / AT_FILE).write_text(json.dumps({"at": best, "distances": named}), encoding="utf-8")
    return named


def distilled_for(pack: Pack) -> tuple[int, ...]:
    """The steps n that a pack's denoiser was distilled for."""
    if pack.card.few_steps is None:
        raise ValueError("the draft has its few steps")
    state = begin(FEW_STEPS, torch.zeros(1, 1, 1, 1), schedule=pack.parts.schedule, steps=pack.card.few_steps)
    return tuple(int(level.n) for level in state.levels[:-1])


def choices(steps: Sequence[int], kept: int) -> Iterator[tuple[int, ...]]:
    """Every choice of so many of the steps, or of all where there are no more, that begins with the first."""
    for others in combinations(steps[1:], min(kept, len(steps)) - 1):
        yield (steps[0], *others)


@torch.inference_mode()
def distance(pack: Pack, at: Sequence[int], wanted: Mapping[str, Tensor]) -> float:
    """How far sounds that are made in the steps `at` are from the `wanted` mean embeddings (512,) of families."""
    texts = pack.parts.encoder.embed_text([pack.card.categories[name].prompt for name in wanted])
    means = [
        _made(pack, at, condition, seed=FIRST_SEED + number).mean(0)
        for number, condition in enumerate(pack.parts.tuning(texts))
    ]
    return float((torch.stack(means).cpu() - torch.stack(list(wanted.values()))).square().sum(1).mean())


def _made(pack: Pack, at: Sequence[int], condition: Tensor, *, seed: int) -> Tensor:
    """Embeddings (sound, 512) of sounds under a condition (512,)."""
    parts, quick = pack.parts, pack.parts.quick
    if quick is None:
        raise ValueError("the draft has its few steps")
    shape = (SOUNDS_A_FAMILY, *parts.codec.latent_shape(parts.window_frames or 0))
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(condition.device)
    state = begin(FEW_STEPS, noise, schedule=parts.schedule, steps=len(at), ns=at)
    under = condition.expand(SOUNDS_A_FAMILY, -1)
    while not state.done:
        state = state.step(lambda z_n, n: quick.predict_eps(z_n, n, under))
    return parts.encoder.embed_audio(parts.vocoder.synthesize(parts.codec.decode(state.latent)))
