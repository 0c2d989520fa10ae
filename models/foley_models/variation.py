"""How far a variation goes from its source: the level that the source is noised to, and where its embedding moves.

Two things make sounds unlike the source: noise, from which the denoiser makes another sound (SDEdit, Meng et al. 2022),
and a condition that is not quite the source's. The prompt's tuned embedding is moved along the sphere that embeddings
lie on, from the prompt itself and not from where the source's own was moved to: a variation of a variation of a
variation is still a sound of the prompt.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.candidate_seeds import candidate_direction
from foley_models.schedule import NoiseSchedule

ANGLE_MOST = 0.5  # radians, at amount 1
# Of depth to step: with it the distance of CLAP embeddings to the source grows about evenly with the amount
# (docs/variations.md); without it most of what can be heard would change in the upper half.
EVENNESS = 0.6
# From this depth on the source fades out of what is noised. A denoiser reads loudness and colour even out of a trace
# that lies far under the noise, so that without it the last step, to a fresh sound, would be a leap.
FADES_FROM = 0.7
# A source that is noised deeper than some 0.8 and faded is not heard any more, so that of the amounts up there each
# were a fresh sound. So amounts go no deeper than this, all of the source in them, until they go all the way.
DEEP, DEEP_UNTIL = 0.85, 0.9
LEAST_ANGLE = 1e-3  # radians: float32 tells two tensors that are nearer to each other from a tensor and itself no more


def depth_of(amount: float, scale: int) -> float:
    """How deep a variation's source is noised, over 0 to 1; grows with the amount."""
    if scale == 1:
        return amount
    reached = DEEP * DEEP_UNTIL
    if amount <= DEEP_UNTIL:
        return DEEP * amount
    return reached + (1.0 - reached) * (amount - DEEP_UNTIL) / (1.0 - DEEP_UNTIL)


def share_of(amount: float, scale: int) -> float:
    """By what a variation's source is multiplied before it is noised: 1, and from some amount on down to 0 at 1."""
    return share_left(amount) if scale == 1 else min(1.0, (1.0 - amount) / (1.0 - DEEP_UNTIL))


def start_step(depth: float, schedule: NoiseSchedule) -> int:
    """The step n that a source is noised to: from 1, at the least depth, to the top of the schedule at 1."""
    return min(max(1, round(math.pow(depth, EVENNESS) * (schedule.steps - 1))), schedule.steps - 1)


def share_left(depth: float) -> float:
    """By what a recording's latent is multiplied before it is noised: 1 up to FADES_FROM, then down to 0."""
    return min(1.0, (1.0 - depth) / (1.0 - FADES_FROM))


def is_fresh(amount: float) -> bool:
    """Whether nothing is left of the source."""
    return amount >= 1.0


def moved(embedding: Tensor, seeds: Sequence[int], amount: float) -> Tensor:
    """L2-normalised embeddings (candidate, 512): `embedding` (512,) moved by one angle, for each seed another way.

    Computed for one candidate at a time on the CPU, so that it depends neither on the batch nor on the device.
    """
    start = normalize(embedding.detach().float().cpu(), dim=0)
    return torch.stack([_moved(start, seed, ANGLE_MOST * amount) for seed in seeds]).to(embedding)


def between(first: Tensor, second: Tensor, mix: float) -> Tensor:
    """The point `mix` of the way from one tensor to another of its shape, along the sphere; its length goes evenly.

    Evenly mixed in a straight line, two latents would be less loud and less clear than either: what differs in them
    would cancel.
    """
    one, other = first.float().flatten(), second.float().flatten()
    lengths = torch.stack([one.norm(), other.norm()]).clamp_min(1e-12)
    cosine = float((one @ other) / lengths.prod())
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    if math.sin(angle) < LEAST_ANGLE:
        return (first + mix * (second - first)).to(first)
    shares = math.sin((1.0 - mix) * angle) / math.sin(angle), math.sin(mix * angle) / math.sin(angle)
    unit = shares[0] * one / lengths[0] + shares[1] * other / lengths[1]
    return (unit * ((1.0 - mix) * lengths[0] + mix * lengths[1])).reshape(first.shape).to(first)


def _moved(start: Tensor, seed: int, angle: float) -> Tensor:
    drawn = candidate_direction(seed, len(start))
    across = normalize(drawn - (drawn @ start) * start, dim=0)
    return normalize(math.cos(angle) * start + math.sin(angle) * across, dim=0)
