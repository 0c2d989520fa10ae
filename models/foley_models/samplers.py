"""Samplers: from Gaussian noise to a clean latent, over tensors; no network lives here.

Notation: n is the step of the noise schedule (999 the noisiest, 0 the cleanest); alpha_n = sqrt(alpha_bar_n) and
sigma_n = sqrt(1 - alpha_bar_n) are the signal and the noise that z_n is made of, lambda_n = log(alpha_n / sigma_n);
h is a step in lambda, eps the predicted noise, z0 the clean latent that it implies.

`ddim`               Song et al. 2021, eq. 12 with eta = 0: the papers' sampler, with the numbers of the published
                     AudioLDM pipelines (steps_offset 1, set_alpha_to_one False, clip_sample False).
`dpmpp-2m-karras`    Lu et al. 2022 (DPM-Solver++), algorithm 2; steps spaced as in Karras et al. 2022.
`unipc-karras`       Zhao et al. 2023 (UniPC), order 2, B(h) = exp(h) - 1; the same spacing. Its predictor is the step
                     of DPM-Solver++; its corrector takes that step again, knowing what was predicted at its end.
`dpmpp-2m-sde`       Lu et al. 2022, the stochastic variant of the same, with fresh noise at each step: Stable Audio's
                     published sampler in diffusers (midpoint, first order at both ends); of its schedule its levels
                     are even in the logarithm of sigma, of others spaced as above.
`ping-pong`          Song et al. 2023 (consistency models), algorithm 1: to the clean latent and back to the next level
                     with fresh noise, which distilled networks such as Stable Audio 3 were made for.
`few-steps`          The first order of the same (which is DDIM): what a distilled denoiser was trained for, with the
                     number of steps of its pack.

Coefficients are computed in float64: near the ends they are differences of almost equal numbers.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from foley_models.candidate_seeds import step_noise
from foley_models.errors import RequestError
from foley_models.requests import FEW_STEPS, PING_PONG, SAMPLERS, SDE, Sampler
from foley_models.schedule import NoiseSchedule, SigmaSchedule
from foley_models.spacing import steps_below, steps_of

PredictEps = Callable[[Tensor, Tensor], Tensor]
OnStep = Callable[[int, int], None]


@dataclass(frozen=True)
class Beginning:
    """A clean latent (batch, channel, time, frequency), and the step n that it is noised to (SDEdit, Meng et al.)."""

    latent: Tensor
    n: int


def sample(
    name: Sampler,
    predict_eps: PredictEps,
    noise: Tensor,
    *,
    schedule: NoiseSchedule,
    steps: int,
    on_step: OnStep | None = None,
    beginning: Beginning | None = None,
    seeds: Sequence[int] | None = None,
) -> Tensor:
    """The clean latent that `noise` (batch, channel, time, frequency), standard normal, is carried to.

    With a `beginning`, its latent is noised with `noise` to its level and carried from there, in as many of the
    `steps` as lie below that level.

    `predict_eps(z_n, n)` gets int64 steps n (batch,) and is called once a step. `on_step(step, steps)` is called after
    each of them, step counting from 1; what it raises ends the sampling. The same input gives the same bits; `seeds`
    (batch,) draw what `dpmpp-2m-sde` and `ping-pong` add, by default the numbers of the rows.
    `ddim` stops at the cleanest level of the schedule, z at n = 0, as the published pipelines do; the others at z0.

    Raises RequestError for an unknown sampler or for steps outside 1 to `schedule.steps`.
    """
    state = begin(name, noise, schedule=schedule, steps=steps, beginning=beginning, seeds=seeds)
    while not state.done:
        state = state.step(predict_eps)
        if on_step is not None:
            on_step(state.taken, state.steps)
    return state.latent


def begin(
    name: Sampler,
    noise: Tensor,
    *,
    schedule: NoiseSchedule,
    steps: int,
    beginning: Beginning | None = None,
    seeds: Sequence[int] | None = None,
    ns: Sequence[int] | None = None,
) -> "Sampling":
    """The state before the first step of what `sample` does. RequestError as there.

    `ns` are the steps n to visit where those of the sampler's own spacing are not meant: what a denoiser was distilled
    for.
    """
    _check(name, steps, schedule)
    visited = steps_of(name, steps, schedule) if ns is None else [*ns]
    z = noise
    if beginning is not None:
        _check_level(beginning.n, schedule)
        z = schedule.add_noise(beginning.latent, noise, _batch_of(beginning.n, noise))
        visited = steps_below(name, visited, beginning.n, schedule=schedule)
    drawn = tuple(range(len(noise)) if seeds is None else seeds)
    return Sampling(name, _levels(name, visited, schedule), z, z, seeds=drawn)


@dataclass(frozen=True, eq=False)
class Sampling:
    """A sampling between two steps. Each step gives a new state, so that one can be gone back to.

    `latent` is z at the level that comes next, `begun` z where the last step began; `z0s` is what the last steps
    predicted, the newest last.
    """

    name: Sampler
    levels: "tuple[Level, ...]"
    latent: Tensor
    begun: Tensor
    z0s: tuple[Tensor, ...] = ()
    taken: int = 0
    seeds: tuple[int, ...] = ()  # of the noise of each row, for samplers that add some

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return len(self.levels) - 1

    @property
    def done(self) -> bool:
        """Whether `latent` is what was asked for."""
        return self.taken == self.steps

    def some(self, rows: Sequence[int]) -> "Sampling":
        """The same of some rows, in their order."""
        kept = torch.tensor(list(rows), device=self.latent.device)
        z0s = tuple(one[kept] for one in self.z0s)
        seeds = tuple(self.seeds[row] for row in rows)
        return replace(self, latent=self.latent[kept], begun=self.begun[kept], z0s=z0s, seeds=seeds)

    def at(self, latent: Tensor) -> "Sampling":
        """The same with another latent where the last step led."""
        return replace(self, latent=latent)

    def as_sampler(self, name: Sampler) -> "Sampling":
        """The same for another sampler of the same levels, without what was predicted before."""
        return replace(self, name=name, z0s=())

    @torch.no_grad()
    def step(self, predict_eps: PredictEps) -> "Sampling":
        """The state after one more step."""
        i, levels, z = self.taken, self.levels, self.latent
        eps = predict_eps(z, _batch_of(levels[i].n, z))
        z0s = (*self.z0s[-2:], _clean(z, eps, levels[i]))
        if self.name == "ddim":
            end = levels[i + 1].alpha * z0s[-1] + levels[i + 1].sigma * eps  # eq. 12
            return replace(self, latent=end, begun=z, z0s=z0s, taken=i + 1)
        if self.name == "unipc-karras" and i > 0:
            z = _moved(self.begun, _corrected_z0(z0s, levels[max(0, i - 2) : i + 1]), levels[i - 1], levels[i])
        if self.name == PING_PONG:
            end = levels[i + 1].alpha * z0s[-1] + levels[i + 1].sigma * self._noise()
            return replace(self, latent=end, begun=z, z0s=z0s, taken=i + 1)
        ahead = z0s[-1] if self.name == FEW_STEPS else _extrapolated_z0(z0s, levels[max(0, i - 1) : i + 2])
        if self.name == SDE:
            end = _stirred(z, ahead, levels[i], levels[i + 1], noise=self._noise)
        else:
            end = _moved(z, ahead, levels[i], levels[i + 1])
        return replace(self, latent=end, begun=z, z0s=z0s, taken=i + 1)

    def _noise(self) -> Tensor:
        """What each row adds at this step, drawn by its own seed: neither batch nor device changes it."""
        shape = tuple(self.latent.shape[1:])
        return torch.stack([step_noise(seed, self.taken, shape) for seed in self.seeds]).to(self.latent)


def _check(name: str, steps: int, schedule: NoiseSchedule) -> None:
    if name not in SAMPLERS:
        raise RequestError(f"unknown sampler {name!r}: choose one of {', '.join(SAMPLERS)}")
    if not 1 <= steps <= schedule.steps:
        raise RequestError(f"steps is {steps}: it must be from 1 to {schedule.steps}")


def _check_level(n: int, schedule: NoiseSchedule) -> None:
    if not 0 <= n < schedule.steps:
        raise RequestError(f"the first step is {n}: it must be from 0 to {schedule.steps - 1}")


@dataclass(frozen=True)
class Level:
    """A step of the schedule and what z_n is made of there; after the last one comes n = -1, without noise."""

    n: float
    alpha: float
    sigma: float

    @property
    def log_snr(self) -> float:
        """Half the logarithm of the signal's power in units of the noise's; infinite without noise."""
        return math.log(self.alpha / self.sigma) if self.sigma else math.inf


def _levels(name: Sampler, ns: Sequence[float], schedule: NoiseSchedule) -> tuple[Level, ...]:
    """The levels of the steps, and where the last one leads."""
    noisy = [_level(n, schedule) for n in ns]
    # Published AudioLDM pipelines stop there; of a SigmaSchedule the last level is still full of noise.
    stays = name == "ddim" and not isinstance(schedule, SigmaSchedule)
    return (*noisy, _level(0, schedule) if stays else Level(-1, 1.0, 0.0))


def _level(n: float, schedule: NoiseSchedule) -> Level:
    share = schedule.share(torch.tensor(n)).item()
    return Level(n, math.sqrt(share), math.sqrt(1.0 - share))


def _clean(z: Tensor, eps: Tensor, level: Level) -> Tensor:
    return (z - level.sigma * eps) / level.alpha


def _moved(z: Tensor, z0: Tensor, start: Level, end: Level) -> Tensor:
    """The exact solution from one level to the next while the clean latent is taken to be `z0` (Lu et al., eq. 4)."""
    h = end.log_snr - start.log_snr
    return end.sigma / start.sigma * z - end.alpha * math.expm1(-h) * z0


def _stirred(z: Tensor, z0: Tensor, start: Level, end: Level, *, noise: Callable[[], Tensor]) -> Tensor:
    """The same of the stochastic equation: what of the noise decays is replaced by fresh one (Lu et al.)."""
    if end.sigma == 0.0:
        return z0
    decay = math.exp(start.log_snr - end.log_snr)
    fresh = end.sigma * math.sqrt(1.0 - decay**2)
    return end.sigma / start.sigma * decay * z + end.alpha * (1.0 - decay**2) * z0 + fresh * noise()


def _extrapolated_z0(z0s: Sequence[Tensor], levels: Sequence[Level]) -> Tensor:
    """The clean latent in the middle of the coming step, on the line through the last two (Lu et al., algorithm 2).

    `levels` are those of the last step's and the coming step's ends. The first step has no line to follow, and the last
    one, whose h is infinite, must not follow it.
    """
    if len(levels) < 3 or levels[-1].sigma == 0.0:
        return z0s[-1]
    before, h = (end.log_snr - start.log_snr for start, end in (levels[:2], levels[1:]))
    return z0s[-1] + h / (2.0 * before) * (z0s[-1] - z0s[-2])


def _corrected_z0(z0s: Sequence[Tensor], levels: Sequence[Level]) -> Tensor:
    """The clean latent that stands for the whole of the last step, now that one is predicted at its end.

    Zhao et al. 2023, eq. 9 with order 1 for the first step and 2 from then on; `levels` are those of `z0s`.
    """
    start, end = z0s[-2], z0s[-1]
    if len(levels) < 3:
        return start + 0.5 * (end - start)
    before, h = (last.log_snr - first.log_snr for first, last in (levels[:2], levels[1:]))
    ratio = -before / h  # where the earlier prediction lies, in units of the step
    phi_2 = math.expm1(-h) / -h - 1.0
    phi_3 = phi_2 / -h - 0.5
    b_1, b_2 = phi_2 / math.expm1(-h), 2.0 * phi_3 / math.expm1(-h)
    rho_1 = (b_1 - b_2) / (1.0 - ratio)  # the solution of rho_1 + rho_2 = b_1, ratio * rho_1 + rho_2 = b_2
    return start + rho_1 / ratio * (z0s[-3] - start) + (b_1 - rho_1) * (end - start)


def _batch_of(n: float, z: Tensor) -> Tensor:
    kind = torch.int64 if isinstance(n, int) else torch.float64
    return torch.full((z.shape[0],), n, dtype=kind, device=z.device)
