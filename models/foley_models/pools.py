"""Candidates that are made together: a whole pool of them, scored, or one of them again in the same company."""

from collections.abc import Sequence

import torch
from torch import Tensor

from foley_models.candidate_seeds import candidate_seed
from foley_models.handover import Pool
from foley_models.plan import Plan
from foley_models.render import Renderer, is_sound
from foley_models.requests import Layout
from foley_models.selection import Scored


# Inference mode is on while something is computed and never across a `yield`: it would hold for whoever listens, too.
@torch.inference_mode()
def make_pool(seed: int, plan: Plan, renderer: Renderer, *, number: int) -> Pool:
    """Pool `number` of the request with that seed, scored."""
    indices = range(number * plan.pool, (number + 1) * plan.pool)
    pool = Pool(indices)
    for part in renderer.parts_of(indices):
        latents, denoised = renderer.denoise([candidate_seed(seed, one) for one in part])
        waveforms, decoded = renderer.decode(latents)
        for row, index in enumerate(part):
            pool.layouts[index] = Layout(_company(part, denoised, row), _company(part, decoded, row))
        _score(pool, part, waveforms, plan=plan, renderer=renderer)
    return pool


def _score(pool: Pool, part: range, waveforms: Tensor, *, plan: Plan, renderer: Renderer) -> None:
    """Add the sound ones of a part of a pool with their scores."""
    sound = is_sound(waveforms)
    kept = [index for index, good in zip(part, sound.tolist(), strict=True) if good]
    if not kept:
        return
    audible = waveforms[sound]
    scores = [float("nan")] * len(kept)
    if plan.target is not None:
        scores = renderer.score(audible, plan.target)
    for index, score, waveform in zip(kept, scores, audible.cpu(), strict=True):
        pool.scored.append(Scored(index, score, passed=score >= plan.threshold))
        pool.waveforms[index] = waveform.numpy().copy()


@torch.inference_mode()
def render_again(seed: int, renderer: Renderer, layout: Layout, *, index: int) -> tuple[Tensor, Layout]:
    """The waveform (sample,) of a candidate, and the company it really had."""
    latents, denoised = renderer.denoise([candidate_seed(seed, one) for one in layout.denoised])
    rows = [layout.denoised.index(one) for one in layout.decoded]
    waveforms, decoded = renderer.decode(latents[rows])
    row = layout.decoded.index(index)
    actual = Layout(_company(layout.denoised, denoised, rows[row]), _company(layout.decoded, decoded, row))
    return waveforms[row], actual


def _company(indices: Sequence[int], spans: Sequence[range], row: int) -> tuple[int, ...]:
    """The indices that were in one batch with that of `row`."""
    (span,) = [one for one in spans if row in one]
    return tuple(indices[one] for one in span)
