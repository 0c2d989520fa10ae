"""The samplers against exact solutions: of Gaussian data, whose noise prediction is known in closed form."""

import itertools
from collections.abc import Callable

import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor

from foley_models.errors import CancelledError, RequestError
from foley_models.requests import SAMPLERS, Sampler
from foley_models.samplers import begin, sample
from foley_models.schedule import NoiseSchedule
from foley_models.spacing import ddim_steps, karras_steps

SCHEDULE = NoiseSchedule()
KARRAS: tuple[Sampler, ...] = ("dpmpp-2m-karras", "unipc-karras")
EVERY: tuple[Sampler, ...] = ("ddim", *KARRAS, "dpmpp-2m-sde", "ping-pong", "few-steps")

Predict = Callable[[Tensor, Tensor], Tensor]


def a_noise(batch: int = 2) -> Tensor:
    return torch.randn(batch, 8, 16, 8, generator=torch.Generator().manual_seed(3))


def gaussian(mean: float, std: float) -> Predict:
    """The exact noise prediction for data of independent N(mean, std)."""

    def predict(z_n: Tensor, n: Tensor) -> Tensor:
        share = SCHEDULE.alpha_bar[n][:, None, None, None]
        residual = z_n.double() - share.sqrt() * mean
        return (residual * (1 - share).sqrt() / (share * std**2 + 1 - share)).float()

    return predict


def always(eps: Tensor) -> Predict:
    return lambda *_: eps


def carried(noise: Tensor, mean: float, std: float, end_share: float) -> Tensor:
    """Where the exact probability flow carries noise at n = 999: the number of standard deviations stays the same."""
    top, end = SCHEDULE.alpha_bar[-1], torch.tensor(end_share, dtype=torch.float64)
    spread_top, spread_end = ((share * std**2 + 1 - share).sqrt() for share in (top, end))
    return end.sqrt() * mean + spread_end * (noise.double() - top.sqrt() * mean) / spread_top


def end_share(name: Sampler) -> float:
    return SCHEDULE.alpha_bar[0].item() if name == "ddim" else 1.0


def rms(difference: Tensor) -> float:
    return difference.square().mean().sqrt().item()


@pytest.mark.parametrize(
    ("name", "steps", "most"),
    [
        ("ddim", 20, 0.09),
        ("ddim", 200, 0.012),
        ("ddim", 1000, 0.003),
        ("dpmpp-2m-karras", 20, 0.03),
        ("dpmpp-2m-karras", 50, 0.006),
        ("dpmpp-2m-karras", 1000, 0.003),
        ("unipc-karras", 20, 0.02),
        ("unipc-karras", 50, 0.003),
        ("unipc-karras", 1000, 0.003),
    ],
)
@pytest.mark.parametrize(("mean", "std"), [(0.7, 0.5), (-0.3, 1.0)])
def test_noise_is_carried_to_where_the_exact_flow_carries_it(
    name: Sampler, steps: int, most: float, mean: float, std: float
) -> None:
    noise = a_noise()
    z0 = sample(name, gaussian(mean, std), noise, schedule=SCHEDULE, steps=steps)
    assert rms(z0 - carried(noise, mean, std, end_share(name))) < most


@pytest.mark.parametrize("name", KARRAS)
@pytest.mark.parametrize(("mean", "std"), [(0.7, 0.5), (-0.3, 1.0)])
def test_twenty_karras_steps_give_the_right_mean_and_spread(name: Sampler, mean: float, std: float) -> None:
    noise = a_noise(batch=8)
    z0 = sample(name, gaussian(mean, std), noise, schedule=SCHEDULE, steps=20)
    assert z0.mean().item() == pytest.approx(mean, abs=0.02)
    assert z0.std().item() == pytest.approx(std, rel=0.04)


def test_ddim_with_the_true_noise_returns_z0() -> None:
    eps, z0 = a_noise(), torch.linspace(-2, 2, a_noise().numel()).reshape(a_noise().shape)
    top = torch.full((2,), ddim_steps(50, SCHEDULE)[0])
    begun = SCHEDULE.add_noise(z0, eps, top)
    ended = sample("ddim", always(eps), begun, schedule=SCHEDULE, steps=50)
    cleanest = torch.zeros(2, dtype=torch.int64)
    torch.testing.assert_close(ended, SCHEDULE.add_noise(z0, eps, cleanest), atol=1e-4, rtol=0)
    torch.testing.assert_close(SCHEDULE.predict_z0(ended, eps, cleanest), z0, atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", KARRAS)
def test_the_others_with_the_true_noise_return_z0(name: Sampler) -> None:
    eps, z0 = a_noise(), torch.linspace(-2, 2, a_noise().numel()).reshape(a_noise().shape)
    begun = SCHEDULE.add_noise(z0, eps, torch.full((2,), 999))
    ended = sample(name, always(eps), begun, schedule=SCHEDULE, steps=20)
    torch.testing.assert_close(ended, z0, atol=1e-3, rtol=0)


@pytest.mark.parametrize("steps", [4, 7, 30, 50, 200])
def test_ddim_is_the_scheduler_of_the_published_pipelines(steps: int) -> None:
    scheduler = DDIMScheduler(
        beta_start=0.0015,
        beta_end=0.0195,
        beta_schedule="scaled_linear",
        steps_offset=1,
        set_alpha_to_one=False,
        clip_sample=False,
    )
    scheduler.set_timesteps(steps)
    predict = gaussian(0.5, 0.8)
    theirs = a_noise()
    for n in scheduler.timesteps:
        theirs = scheduler.step(predict(theirs, n.expand(2)), n, theirs).prev_sample
    assert ddim_steps(steps, SCHEDULE) == scheduler.timesteps.tolist()
    ours = sample("ddim", predict, a_noise(), schedule=SCHEDULE, steps=steps)
    torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=0)


@pytest.mark.parametrize("solver", [DPMSolverMultistepScheduler, UniPCMultistepScheduler])
@pytest.mark.parametrize("steps", [1, 2, 3, 20])
def test_the_others_are_the_solvers_of_diffusers_on_our_levels(
    solver: type[DPMSolverMultistepScheduler | UniPCMultistepScheduler], steps: int
) -> None:
    ns = karras_steps(steps, SCHEDULE)
    scheduler = solver(beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", solver_order=2)
    sigmas = (1 / SCHEDULE.alpha_bar[ns] - 1).sqrt()
    # set_timesteps would lay their own levels
    scheduler.num_inference_steps = steps
    scheduler.set_begin_index(0)
    scheduler.timesteps, scheduler.sigmas = torch.tensor(ns), torch.cat([sigmas, torch.zeros(1)]).float()
    predict = gaussian(0.5, 0.8)
    theirs = a_noise()
    for n in ns:
        theirs = scheduler.step(predict(theirs, torch.full((2,), n)), n, theirs).prev_sample
    name = KARRAS[0] if solver is DPMSolverMultistepScheduler else KARRAS[1]
    ours = sample(name, predict, a_noise(), schedule=SCHEDULE, steps=steps)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("steps", [1, 7, 20])
def test_the_callback_is_called_once_a_step_and_the_network_too(name: Sampler, steps: int) -> None:
    told: list[tuple[int, int]] = []
    asked: list[Tensor] = []

    def predict(z_n: Tensor, n: Tensor) -> Tensor:
        asked.append(n)
        return torch.zeros_like(z_n)

    sample(name, predict, a_noise(), schedule=SCHEDULE, steps=steps, on_step=lambda i, of: told.append((i, of)))
    assert told == [(i + 1, steps) for i in range(steps)]
    assert len(asked) == steps
    assert all(n.dtype == torch.int64 and n.shape == (2,) and 0 <= int(n[0]) <= 999 for n in asked)


@pytest.mark.parametrize("name", EVERY)
def test_the_same_input_gives_the_same_bits(name: Sampler) -> None:
    once, again = (sample(name, gaussian(0.2, 0.6), a_noise(), schedule=SCHEDULE, steps=13) for _ in range(2))
    assert torch.equal(once, again)
    assert once.dtype == torch.float32


@pytest.mark.parametrize("name", EVERY)
def test_the_noise_that_was_given_is_left_as_it_was(name: Sampler) -> None:
    noise = a_noise()
    sample(name, gaussian(0.2, 0.6), noise, schedule=SCHEDULE, steps=3)
    assert torch.equal(noise, a_noise())


@pytest.mark.parametrize("name", EVERY)
def test_a_callback_that_raises_ends_the_sampling(name: Sampler) -> None:
    told: list[int] = []

    def stop_at_three(step: int, steps: int) -> None:
        told.append(step)
        if step == 3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        sample(name, gaussian(0, 1), a_noise(), schedule=SCHEDULE, steps=10, on_step=stop_at_three)
    assert told == [1, 2, 3]


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_learned_while_sampling(name: Sampler) -> None:
    weight = torch.ones((), requires_grad=True)
    z0 = sample(name, lambda z_n, _: weight * z_n, a_noise(), schedule=SCHEDULE, steps=2)
    assert not z0.requires_grad


@pytest.mark.parametrize("steps", [0, -1, 1001])
@pytest.mark.parametrize("name", EVERY)
def test_steps_outside_the_schedule_are_refused_with_the_bounds(name: Sampler, steps: int) -> None:
    with pytest.raises(RequestError, match=rf"{steps}.*1 to 1000"):
        sample(name, gaussian(0, 1), a_noise(), schedule=SCHEDULE, steps=steps)


def test_an_unknown_sampler_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"euler.*ddim, dpmpp-2m-karras, unipc-karras"):
        sample("euler", gaussian(0, 1), a_noise(), schedule=SCHEDULE, steps=5)  # type: ignore[arg-type]


def test_every_sampler_that_can_be_asked_for_is_tested_here() -> None:
    assert EVERY == SAMPLERS


@pytest.mark.parametrize("steps", [1, 2, 20, 333, 600, 999, 1000])
@pytest.mark.parametrize("spacing", [ddim_steps, karras_steps])
def test_steps_fall_without_repeating_inside_the_schedule(
    spacing: Callable[[int, NoiseSchedule], list[int]], steps: int
) -> None:
    ns = spacing(steps, SCHEDULE)
    assert len(ns) == steps
    assert all(above > below for above, below in itertools.pairwise(ns))
    assert 0 <= ns[-1] <= ns[0] <= 999


@pytest.mark.parametrize("steps", [20, 333, 600, 1000])
def test_steps_begin_where_almost_only_noise_is_left(steps: int) -> None:
    for spacing in (ddim_steps, karras_steps):
        assert SCHEDULE.alpha_bar[spacing(steps, SCHEDULE)[0]].item() < 0.003


def test_noise_that_is_added_on_the_way_keeps_the_spread_and_belongs_to_its_row() -> None:
    noise = torch.randn(64, 1, 8, 8, generator=torch.Generator().manual_seed(2))
    seeds = range(100, 164)
    made = sample("dpmpp-2m-sde", gaussian(0.2, 0.6), noise, schedule=SCHEDULE, steps=30, seeds=seeds)
    assert made.mean().item() == pytest.approx(0.2, abs=0.05)
    assert made.std().item() == pytest.approx(0.6, abs=0.05)
    alone = sample("dpmpp-2m-sde", gaussian(0.2, 0.6), noise[5:6], schedule=SCHEDULE, steps=30, seeds=[105])
    torch.testing.assert_close(alone[0], made[5], atol=1e-6, rtol=0)
    other = sample("dpmpp-2m-sde", gaussian(0.2, 0.6), noise[5:6], schedule=SCHEDULE, steps=30, seeds=[7])
    assert not torch.allclose(other, alone)
    some = begin("dpmpp-2m-sde", noise, schedule=SCHEDULE, steps=30, seeds=seeds).some([5])
    assert some.seeds == (105,)
