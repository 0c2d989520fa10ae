"""Candidates that are made together: a whole pool of them, scored, or one of them again in the same company."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.denoising import Company, Look, every, never
from foley_models.finishing import as_array, is_sound
from foley_models.handover import Pool
from foley_models.plan import Plan
from foley_models.pruning import LatentEar, decoded_of, looks_of
from foley_models.render import Renderer
from foley_models.requests import Layout
from foley_models.selection import Scored, score_embeddings

NOBODY: frozenset[int] = frozenset()


# Inference mode is on while something is computed and never across a `yield`: it would hold for whoever listens, too.
@torch.inference_mode()
def make_pool(seed: int, plan: Plan, renderer: Renderer, *, number: int, always: frozenset[int] = NOBODY) -> Pool:
    """Pool `number` of the request with that seed, scored; those in `always` are not left early."""
    pool = Pool(range(number * plan.pool, (number + 1) * plan.pool))
    all_heard = decoded_of(plan.pool, plan.count) == plan.pool
    ear = None if renderer.alone and all_heard else renderer.latent_ear(always)
    for part in renderer.parts_of(pool.indices, together=ear is not None):
        if ear is None:
            companies = renderer.denoise(seed, part)
            going = frozenset(part)
        else:
            companies, going = _explored(seed, plan, renderer, part, ear)
        pool.left |= frozenset(part) - going
        going_on = [one for one in companies if going & set(one.here)]
        before = len(pool.layouts)
        for some in [[one] for one in going_on] if renderer.alone else [going_on]:
            done = len(pool.layouts) - before
            indices, waveforms = _decode(pool, some, going, renderer, done=done)
            _score(pool, indices, waveforms, plan=plan, renderer=renderer)
    return pool


def _explored(
    seed: int, plan: Plan, renderer: Renderer, part: range, ear: LatentEar
) -> tuple[list[Company], frozenset[int]]:
    """The companies of those that went on to the end, and who of them is worth decoding."""
    companies = renderer.denoise(
        seed,
        part,
        lambda steps: looks_of(plan.pool, plan.count, steps),
        lambda look, rows, latents: ear.best(rows, latents, look.keep),
    )
    here = [row for company in companies for row in company.here]
    latents = torch.cat([company.state.latent for company in companies])
    return companies, frozenset(ear.best(here, latents, decoded_of(plan.pool, plan.count)))


def _decode(
    pool: Pool, companies: Sequence[Company], going: frozenset[int], renderer: Renderer, *, done: int
) -> tuple[list[int], Tensor]:
    """Those that are worth it, company by company, and their waveforms; the pool notes how they were made.

    So many of those that are `going` are done already.
    """
    indices: list[int] = []
    waveforms: list[Tensor] = []
    for company in companies:
        part = [row for row in company.here if row in going]
        latents = company.state.latent[[company.here.index(row) for row in part]]
        made, decoded = renderer.decode(latents, before=done + len(indices), of=len(going))
        for row, index in enumerate(part):
            pool.layouts[index] = Layout(company.began, _company(part, decoded, row), company.looks)
        indices += part
        waveforms.append(made)
    return indices, torch.cat(waveforms)


def _score(pool: Pool, part: Sequence[int], waveforms: Tensor, *, plan: Plan, renderer: Renderer) -> None:
    """Add the sound ones of a part of a pool with their scores."""
    sound = is_sound(waveforms)
    kept = [index for index, good in zip(part, sound.tolist(), strict=True) if good]
    if not kept:
        return
    audible = waveforms[sound]
    if plan.target is None:
        pool.scored.extend(Scored(index, float("nan"), passed=False) for index in kept)
    else:
        for index, heard in zip(kept, renderer.hear(audible), strict=True):
            score = float(np.mean(score_embeddings(heard, plan.target)))
            pool.scored.append(Scored(index, score, passed=score >= plan.threshold))
            pool.vectors[index] = normalize(heard.float().mean(0), dim=0).cpu().numpy()
    for index, waveform in zip(kept, audible.cpu(), strict=True):
        pool.waveforms[index] = as_array(waveform)


@torch.inference_mode()
def render_again(seed: int, renderer: Renderer, layout: Layout, *, index: int) -> tuple[Tensor, Layout]:
    """The waveform (sample,) or (channel, sample) of a candidate, and the company it really had."""
    company = denoise_again(seed, renderer, layout, index=index)
    rows = [row for row in layout.decoded if row in company.here]
    waveforms, decoded = renderer.decode(company.state.latent[[company.here.index(row) for row in rows]])
    row = rows.index(index)
    return waveforms[row], Layout(company.began, _company(rows, decoded, row), company.looks)


def denoise_again(seed: int, renderer: Renderer, layout: Layout, *, index: int) -> Company:
    """The company of a candidate at the end of its sampling, as its layout tells, if memory allows."""
    went_on = {one.after: one.indices for one in layout.looks}
    ahead = [Look(after, len(indices)) for after, indices in went_on.items()]
    companies = renderer.denoise(
        seed,
        layout.denoised,
        (lambda _: ahead) if ahead else never,
        (lambda look, _, __: went_on[look.after]) if ahead else every,
    )
    (company,) = [one for one in companies if index in one.here]
    return company


def _company(indices: Sequence[int], spans: Sequence[range], row: int) -> tuple[int, ...]:
    """The indices that were in one batch with that of `row`."""
    (span,) = [one for one in spans if row in one]
    return tuple(indices[one] for one in span)
