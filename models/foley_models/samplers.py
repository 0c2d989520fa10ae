"""Samplers: from Gaussian noise to a clean latent, as free functions over tensors; no network lives here.

Notation: n is the step of the noise schedule (999 the noisiest, 0 the cleanest); alpha_n = sqrt(alpha_bar_n) and
sigma_n = sqrt(1 - alpha_bar_n) are the signal and the noise that z_n is made of, lambda_n = log(alpha_n / sigma_n);
h is a step in lambda, eps the predicted noise, z0 the clean latent that it implies.

`ddim`               Song et al. 2021, eq. 12 with eta = 0: the papers' sampler, with the numbers of the published
                     AudioLDM pipelines (steps_offset 1, set_alpha_to_one False, clip_sample False).
`dpmpp-2m-karras`    Lu et al. 2022 (DPM-Solver++), algorithm 2; steps spaced as in Karras et al. 2022.
`unipc-karras`       Zhao et al. 2023 (UniPC), order 2, B(h) = exp(h) - 1; the same spacing. Its predictor is the step
                     of DPM-Solver++; its corrector takes that step again, knowing what was predicted at its end.

The network knows only whole steps n, and Karras' spacing asks for levels between them. Rounding just the step that
the network is told makes that a little untrue and, from some 200 steps on, tells it the same step several times. Here
the levels themselves are those of whole, distinct steps. Measured against exact solutions both are equally near up to
100 steps, and this is the nearer one above. Coefficients are computed in float64: near the ends they are differences
of almost equal numbers.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.errors import RequestError
from foley_models.requests import SAMPLERS, Sampler
from foley_models.schedule import NoiseSchedule

PredictEps = Callable[[Tensor, Tensor], Tensor]
OnStep = Callable[[int, int], None]

KARRAS_RHO = 7.0  # Karras et al. 2022, section 3


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
) -> Tensor:
    """The clean latent that `noise` (batch, channel, time, frequency), standard normal, is carried to.

    With a `beginning`, its latent is noised with `noise` to its level and carried from there, in as many of the
    `steps` as lie below that level.

    `predict_eps(z_n, n)` gets int64 steps n (batch,) and is called once a step. `on_step(step, steps)` is called after
    each of them, step counting from 1; what it raises ends the sampling. The same input gives the same bits.
    `ddim` stops at the cleanest level of the schedule, z at n = 0, as the published pipelines do; the others at z0.

    Raises RequestError for an unknown sampler or for steps outside 1 to `schedule.steps`.
    """
    _check(name, steps, schedule)
    report = on_step or _say_nothing
    ns = ddim_steps(steps, schedule) if name == "ddim" else karras_steps(steps, schedule)
    with torch.no_grad():
        z = noise
        if beginning is not None:
            _check_level(beginning.n, schedule)
            z = schedule.add_noise(beginning.latent, noise, _batch_of(beginning.n, noise))
            ns = steps_below(name, ns, beginning.n, schedule=schedule)
        if name == "ddim":
            return _sample_ddim(predict_eps, z, ns, schedule=schedule, on_step=report)
        levels = _levels(ns, schedule)
        return _sample_multistep(predict_eps, z, levels, corrects=name == "unipc-karras", on_step=report)


def ddim_steps(steps: int, schedule: NoiseSchedule) -> list[int]:
    """Steps n of DDIM, falling, evenly spread over the whole schedule.

    They are the published pipelines', a whole stride apart, where what their stride leaves out at the noisy end is less
    than one stride: up to 31 steps, and wherever `steps` divides the schedule. Elsewhere theirs would begin far below
    the top (600 steps: at n = 600) and take pure noise for a half-finished sound; these do not.
    They begin at about 1000 - 1000 / steps, so that under ten steps belong to the other samplers.
    """
    offset = 1 if steps < schedule.steps else 0  # with every step in use there is no room above the last one
    stride, left_out = divmod(schedule.steps, steps)
    if left_out < stride:
        return [i * stride + offset for i in reversed(range(steps))]
    return [i * schedule.steps // steps + offset for i in reversed(range(steps))]


def karras_steps(steps: int, schedule: NoiseSchedule, first: int | None = None) -> list[int]:
    """Distinct whole steps n, falling, the last 0, nearest to the noise levels of Karras et al. 2022, eq. 5.

    They begin at `first`, which must be at least `steps` - 1, or else at the top of the schedule.
    """
    shares = schedule.alpha_bar[: schedule.steps if first is None else first + 1]
    sigmas = (1.0 / shares - 1.0).sqrt()  # noise in units of the signal, float64 (steps,), rising
    top, bottom = float(sigmas[-1]) ** (1 / KARRAS_RHO), float(sigmas[0]) ** (1 / KARRAS_RHO)
    ramp = torch.linspace(0.0, 1.0, steps, dtype=torch.float64) if steps > 1 else torch.zeros(1, dtype=torch.float64)
    wanted = ((top + ramp * (bottom - top)) ** KARRAS_RHO).log()
    nearest = [int(n) for n in (wanted[:, None] - sigmas.log()[None, :]).abs().argmin(dim=1)]
    return _made_distinct(nearest, len(sigmas))


def steps_below(name: Sampler, ns: Sequence[int], n: int, *, schedule: NoiseSchedule) -> list[int]:
    """The steps that lead down from `n`, which is the first of them, as many as of `ns`, a sampler's own, lie below it.

    DDIM looks at one step at a time and takes those very ones; the others follow a curve through several, whose spacing
    would be torn by one more, so theirs are spaced anew.
    """
    below = [one for one in ns if one < n]
    if name == "ddim":
        return [n, *below]
    return karras_steps(min(max(len(below), 1), n + 1), schedule, n) if below else [n]


def _made_distinct(falling: list[int], limit: int) -> list[int]:
    """The same steps, moved up where two fell together, and down again where that met the top of the schedule."""
    distinct = list(falling)
    for i in range(len(distinct) - 2, -1, -1):
        distinct[i] = max(distinct[i], distinct[i + 1] + 1)
    return [min(n, limit - 1 - i) for i, n in enumerate(distinct)]


def _check(name: str, steps: int, schedule: NoiseSchedule) -> None:
    if name not in SAMPLERS:
        raise RequestError(f"unknown sampler {name!r}: choose one of {', '.join(SAMPLERS)}")
    if not 1 <= steps <= schedule.steps:
        raise RequestError(f"steps is {steps}: it must be from 1 to {schedule.steps}")


def _check_level(n: int, schedule: NoiseSchedule) -> None:
    if not 0 <= n < schedule.steps:
        raise RequestError(f"the first step is {n}: it must be from 0 to {schedule.steps - 1}")


def _say_nothing(step: int, steps: int) -> None:
    """The callback of those who want none."""


@dataclass(frozen=True)
class _Level:
    """A step of the schedule and what z_n is made of there; after the last one comes n = -1, without noise."""

    n: int
    alpha: float
    sigma: float

    @property
    def log_snr(self) -> float:
        return math.log(self.alpha / self.sigma) if self.sigma else math.inf


def _levels(ns: Sequence[int], schedule: NoiseSchedule) -> list[_Level]:
    shares = [schedule.alpha_bar[n].item() for n in ns]
    noisy = [_Level(n, math.sqrt(share), math.sqrt(1.0 - share)) for n, share in zip(ns, shares, strict=True)]
    return [*noisy, _Level(-1, 1.0, 0.0)]


def _sample_ddim(
    predict_eps: PredictEps, noise: Tensor, ns: Sequence[int], *, schedule: NoiseSchedule, on_step: OnStep
) -> Tensor:
    levels = _levels([*ns, 0], schedule)
    z = noise
    for i in range(len(ns)):
        eps = predict_eps(z, _batch_of(levels[i].n, z))
        z = levels[i + 1].alpha * _clean(z, eps, levels[i]) + levels[i + 1].sigma * eps  # eq. 12
        on_step(i + 1, len(ns))
    return z


def _sample_multistep(
    predict_eps: PredictEps, noise: Tensor, levels: Sequence[_Level], *, corrects: bool, on_step: OnStep
) -> Tensor:
    steps = len(levels) - 1
    z = begun = noise
    z0s: list[Tensor] = []  # what the last three steps predicted
    for i in range(steps):
        z0s = [*z0s[-2:], _clean(z, predict_eps(z, _batch_of(levels[i].n, z)), levels[i])]
        if corrects and i > 0:
            z = _moved(begun, _corrected_z0(z0s, levels[max(0, i - 2) : i + 1]), levels[i - 1], levels[i])
        begun = z
        z = _moved(z, _extrapolated_z0(z0s, levels[max(0, i - 1) : i + 2]), levels[i], levels[i + 1])
        on_step(i + 1, steps)
    return z


def _clean(z: Tensor, eps: Tensor, level: _Level) -> Tensor:
    return (z - level.sigma * eps) / level.alpha


def _moved(z: Tensor, z0: Tensor, start: _Level, end: _Level) -> Tensor:
    """The exact solution from one level to the next while the clean latent is taken to be `z0` (Lu et al., eq. 4)."""
    h = end.log_snr - start.log_snr
    return end.sigma / start.sigma * z - end.alpha * math.expm1(-h) * z0


def _extrapolated_z0(z0s: Sequence[Tensor], levels: Sequence[_Level]) -> Tensor:
    """The clean latent in the middle of the coming step, on the line through the last two (Lu et al., algorithm 2).

    `levels` are those of the last step's and the coming step's ends. The first step has no line to follow, and the last
    one, whose h is infinite, must not follow it.
    """
    if len(levels) < 3 or levels[-1].sigma == 0.0:
        return z0s[-1]
    before, h = (end.log_snr - start.log_snr for start, end in (levels[:2], levels[1:]))
    return z0s[-1] + h / (2.0 * before) * (z0s[-1] - z0s[-2])


def _corrected_z0(z0s: Sequence[Tensor], levels: Sequence[_Level]) -> Tensor:
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


def _batch_of(n: int, z: Tensor) -> Tensor:
    return torch.full((z.shape[0],), n, dtype=torch.int64, device=z.device)
