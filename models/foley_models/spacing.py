"""Which steps of the noise schedule a sampler visits: evenly spread, or spaced as in Karras et al. 2022.

The network knows only whole steps n, and Karras' spacing asks for levels between them. Rounding just the step that
the network is told makes that a little untrue and, from some 200 steps on, tells it the same step several times. Here
the levels themselves are those of whole, distinct steps. Measured against exact solutions both are equally near up to
100 steps, and this is the nearer one above.
"""

from collections.abc import Sequence

import torch

from foley_models.requests import PING_PONG, SDE, Sampler
from foley_models.schedule import FlowSchedule, NoiseSchedule, SigmaSchedule

KARRAS_RHO = 7.0  # Karras et al. 2022, section 3


def steps_of(name: Sampler, steps: int, schedule: NoiseSchedule) -> list[float]:
    """The steps n, falling, that a sampler visits where nobody says which; whole ones, but of a SigmaSchedule."""
    if name in (PING_PONG, "ddim") and isinstance(schedule, FlowSchedule):
        return flow_steps(steps, schedule.steps - 1)
    if name == SDE and isinstance(schedule, SigmaSchedule):
        return even_steps(steps, schedule.steps - 1)
    return [*(ddim_steps(steps, schedule) if name == "ddim" else karras_steps(steps, schedule))]


def even_steps(steps: int, first: float) -> list[float]:
    """Steps from `first` down to 0, evenly spread: of a SigmaSchedule, even in the logarithm of sigma."""
    return [first * (1.0 - i / max(1, steps - 1)) for i in range(steps)]


def flow_steps(steps: int, first: float) -> list[float]:
    """Steps from `first` down, evenly spread so that the one after the last would be 0: as Stable Audio 3's."""
    return [first * (1.0 - i / steps) for i in range(steps)]


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


def steps_below(name: Sampler, ns: Sequence[float], n: int, *, schedule: NoiseSchedule) -> list[float]:
    """The steps that lead down from `n`, which is the first of them, as many as of `ns`, a sampler's own, lie below it.

    DDIM and ping-pong look at one step at a time and take those very ones; the others follow a curve through several,
    whose spacing would be torn by one more, so theirs are spaced anew.
    """
    below = [one for one in ns if one < n]
    if name in (PING_PONG, "ddim"):
        return [n, *below]
    if not below:
        return [n]
    if name == SDE and isinstance(schedule, SigmaSchedule):
        return even_steps(len(below), n)
    return [*karras_steps(min(len(below), n + 1), schedule, n)]


def _made_distinct(falling: list[int], limit: int) -> list[int]:
    """The same steps, moved up where two fell together, and down again where that met the top of the schedule."""
    distinct = list(falling)
    for i in range(len(distinct) - 2, -1, -1):
        distinct[i] = max(distinct[i], distinct[i + 1] + 1)
    return [min(n, limit - 1 - i) for i, n in enumerate(distinct)]
