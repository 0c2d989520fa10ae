"""What an ablation will take, said before it begins: counted parts, and the time of each from a very short trial."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foley_bridge.ablation.heard import Listener
from foley_bridge.ablation.material import Material, Wanted, asks_of
from foley_bridge.ablation.options import Options
from foley_bridge.ablation.systems import SELECTIONS

if TYPE_CHECKING:
    from foley_bridge.training.estimate import TrainingEstimate
    from foley_models.pack import Pack

TRIAL_SOUNDS = 4


@dataclass(frozen=True)
class Costs:
    """Seconds of each part on this machine as busy as it is, and bytes of a training."""

    encode_s: float  # of all recordings
    step_s: float
    sound_s: float  # of one candidate
    listen_s: float  # all ears to one sound
    memory_bytes: int
    free_bytes: int | None


@dataclass(frozen=True)
class Work:
    """What is still to be done; what lies in the work folder is not counted."""

    recordings: int
    trainings: int
    steps: int  # of one training
    sets: int  # chosen from one by one, until one passes
    pooled_sets: int
    sounds: int  # of a set
    candidates: int  # of a sound, at most


def measure_costs(served: "Pack", listener: Listener, material: Material, options: Options, *, latent: bool) -> Costs:
    """Try each part for a moment. PackError, NotAvailableError, DeviceMemoryError where it cannot be done."""
    from dataclasses import replace

    from foley_bridge.training.estimate import estimate_training
    from foley_models.training.choosing import Chooser

    settings = replace(options.settings(seed=1), latent_clap=latent)
    training = estimate_training(
        served.folder, settings, clips=len(material.usable), minutes=None, device=options.device
    )
    chooser = Chooser(served, seconds=options.seconds)
    some: Sequence[Wanted] = (material.wanted * TRIAL_SOUNDS)[:TRIAL_SOUNDS]
    asks = asks_of(some, "captions", noise=0)
    chooser.until_passed(asks[:1], most=1)  # the first one makes room
    plain, _ = chooser.until_passed(asks, most=1)
    waveforms = list(plain.waveforms.numpy().astype(np.float32))
    rate_hz, captions = served.card.audio.rate_hz, [one.caption for one in some]
    listener.hear(waveforms[:1], rate_hz, captions[:1])
    began_s = time.monotonic()
    listener.hear(waveforms, rate_hz, captions)
    return _costs(training, plain.seconds, (time.monotonic() - began_s) / len(some))


def seconds_of_training(costs: Costs, steps: int) -> float:
    """One stage of one system."""
    return costs.step_s * steps


def seconds_of_set(costs: Costs, work: Work, *, pooled: bool) -> tuple[float, float]:
    """At least and at most: how many candidates a filter needs is known afterwards."""
    if pooled:
        one = costs.sound_s * work.candidates + costs.listen_s * len(SELECTIONS)
        return work.sounds * one, work.sounds * one
    least = costs.sound_s + costs.listen_s
    most = costs.sound_s * work.candidates + 2 * costs.listen_s
    return work.sounds * least, work.sounds * most


def bounds_of(costs: Costs, work: Work) -> tuple[float, float]:
    """Seconds of everything, at least and at most."""
    fixed = costs.listen_s * work.recordings
    if work.trainings:
        fixed += costs.encode_s + work.trainings * seconds_of_training(costs, work.steps)
    plain = seconds_of_set(costs, work, pooled=False)
    pooled = seconds_of_set(costs, work, pooled=True)
    least, most = (fixed + work.sets * one + work.pooled_sets * other for one, other in zip(plain, pooled, strict=True))
    return least, most


def lines_of(costs: Costs, work: Work) -> list[str]:
    """The estimate for a person."""
    least, most = bounds_of(costs, work)
    free = "" if costs.free_bytes is None else f" of {costs.free_bytes / 1e9:.1f} GB that are free"
    candidates = work.candidates * work.pooled_sets
    lines = [
        f"{work.trainings} trainings of {work.steps} steps ({costs.step_s:.2g} s a step), "
        f"about {said(work.trainings * seconds_of_training(costs, work.steps))}.",
        f"{work.sets + work.pooled_sets} sets of {work.sounds} sounds ({costs.sound_s:.2g} s a candidate, "
        f"{costs.listen_s:.2g} s to listen), {work.sounds * (work.sets + candidates)} candidates at least, "
        f"{work.sounds * work.candidates * (work.sets + work.pooled_sets)} at most.",
        f"In all about {said(least)}" + (f" to {said(most)}" if most > 1.1 * least else "") + ".",
        f"About {costs.memory_bytes / 1e9:.1f} GB of memory{free} while it trains.",
    ]
    if costs.free_bytes is not None and costs.memory_bytes > costs.free_bytes:
        lines.append("That is more than is free: batches are computed in smaller parts then, which takes longer.")
    return lines


def said(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _costs(training: "TrainingEstimate", sound_s: float, listen_s: float) -> Costs:
    return Costs(
        encode_s=training.encode_s,
        step_s=training.step_s,
        sound_s=sound_s,
        listen_s=listen_s,
        memory_bytes=training.memory_bytes,
        free_bytes=training.free_bytes,
    )
