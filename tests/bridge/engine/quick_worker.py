"""An engine without a model: it speaks the real frames and makes noise bursts in milliseconds, the same for a seed.

As Launch(command=quick_command()). `prompt` may hold words that it obeys: "drop-all" (nothing passes), "slow" (a tenth
of a second a step), "late" (the burst begins after a quarter of the sound), "held" (goes on until it is cancelled),
"crash" (ends after its first candidate, every time), "reverse" (the best come last).
"""

import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.events import Advanced, Embedded, Finished, Made, Ranked, Tell
from foley_bridge.engine.messages import Embed, Settings
from foley_bridge.engine.worker import Training, serve
from foley_bridge.files.lineage import kept_heard
from foley_bridge.files.recipe import (
    Ancestor,
    AwayPart,
    Choice,
    Environment,
    LeftBehind,
    PackOrigin,
    build_recipe,
    describe_sound,
)
from foley_bridge.files.recipe_reading import parse_recipe
from foley_bridge.protocol.order import Order, VariedFrom
from foley_bridge.protocol.training import TrainOrder
from foley_models.card import CARD_FILE
from foley_models.errors import CancelledError, NothingPassedError, PackError
from foley_models.limits import EMBEDDING_SIZE
from foley_models.pack_files import find_pack, hash_of
from tests.bridge.engine.quick_training import QuickTraining
from tests.bridge.processes import environment

STAGES = ("text", "denoise", "decode", "rank")
STEPS = len(STAGES)
CAT_ID = "FEETHmn"
EAR_HZ, EAR_BANDS = 8192, 512


def quick_command() -> tuple[str, ...]:
    """The command line of this worker."""
    return worker_command("tests.bridge.engine.quick_worker")


def worker_command(module: str) -> tuple[str, ...]:
    """The command line of a module of tests, wherever the test runs."""
    return ("env", f"PYTHONPATH={environment()['PYTHONPATH']}", sys.executable, "-m", module)


class QuickStudio:
    """Noise bursts: candidate `index` depends on seed and index alone."""

    def __init__(self, _: Settings) -> None:
        self._pack = ""

    def loaded(self, pack: str) -> bool:
        return self._pack == pack

    def load(self, pack: str) -> None:
        self._pack = pack

    def training(self, order: TrainOrder, *, at_a_time: int) -> Training:
        return QuickTraining(order, at_a_time=at_a_time)

    def embed(self, command: Embed) -> Embedded:
        sounds = np.split(np.frombuffer(command.samples, "<f4"), np.cumsum(command.lengths)[:-1])
        heard = [heard_spectrum(one) for one in sounds if len(one)]
        vectors = np.stack([*map(spectrum_of_words, command.prompts), *heard, np.zeros(EAR_BANDS)])[:-1]
        return Embedded(EAR_HZ, vectors.astype("<f4").tobytes())

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        assert batch_size > 0
        words = order.request.prompt.split()
        while "held" in words:
            _step(tell, cancelled, slow=True)
        _step(tell, cancelled, slow="slow" in words)
        if "drop-all" in words:
            raise NothingPassedError("None of 4 candidates passed: the best scored 0.10, the threshold is 0.90.")
        count = order.request.count
        reverse = "reverse" in words
        ranked: list[int] = []
        for index in range(count):
            ranked = [index, *ranked] if reverse else [*ranked, index]
            if index in skip:
                continue
            tell(_made(order, index, ranked.index(index) + 1))
            if reverse and len(ranked) > 1:
                tell(Ranked(tuple(ranked)))
            if "crash" in words:
                os._exit(3)
        tell(Finished(count, 0, "", "footstep", 0.2, guidance=2.5, steps=STEPS, sampler="unipc-karras"))


def heard_spectrum(samples: NDArray[Any]) -> NDArray[np.float64]:
    """What this engine's ear makes of a sound (sample,) at EAR_HZ: its spectrum in bands, of length 1."""
    power = np.abs(np.fft.rfft(samples, n=EAR_HZ)[:-1]) ** 2
    bands = np.sqrt(power[: len(power) // EAR_BANDS * EAR_BANDS].reshape(EAR_BANDS, -1).sum(axis=1))
    vector: NDArray[np.float64] = bands / max(float(np.linalg.norm(bands)), 1e-9)
    return vector


def spectrum_of_words(prompt: str) -> NDArray[np.float64]:
    """Of words such as "a hum at 440 Hz": as if it were heard."""
    hertz = next((float(word) for word in prompt.split() if word.isdigit()), 1000.0)
    return heard_spectrum(np.sin(2 * np.pi * hertz * np.arange(EAR_HZ) / EAR_HZ))


def burst(seed: int, index: int, samples: int, source: VariedFrom | None = None) -> bytes:
    """24-bit PCM of a decaying noise burst; of a variation, as much of its source's as the amount leaves."""
    noise = _noise(seed, index, samples)
    if source is not None and not source.less:
        recipe = parse_recipe(source.recipe)
        own = _noise(recipe.request.seed, recipe.choice.index, samples)
        noise = (1.0 - source.amount) * own + source.amount * noise
    codes = np.rint(noise * ((1 << 23) - 1)).astype("<i4")
    return codes.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def _noise(seed: int, index: int, samples: int) -> NDArray[np.float64]:
    drawn = np.random.default_rng((seed, index)).uniform(-0.5, 0.5, samples)
    return drawn * np.linspace(1.0, 0.0, samples)


def _made(order: Order, index: int, rank: int) -> Made:
    pcm = burst(order.request.seed, index, round(order.request.seconds * order.rate_hz), order.source)
    if "late" in order.request.prompt.split():
        before = len(pcm) // 12 * 3
        pcm = bytes(before) + pcm[: len(pcm) - before]
    return Made(
        index=index,
        rank=rank,
        score=round(0.9 - 0.05 * rank, 3),
        passed=True,
        seed=(order.request.seed * 1000 + index) % 2**31,
        pcm=pcm,
        rate_hz=order.rate_hz,
        gain_db=0.0,
        peak_dbfs=20 * math.log10(0.5),
        true_peak_dbtp=20 * math.log10(0.5),
        loudness_lufs=-20.0,
        cat_id=order.cat_id or CAT_ID,
        recipe=_recipe(order, index, rank, pcm=pcm),
    )


def _recipe(order: Order, index: int, rank: int, *, pcm: bytes) -> dict[str, Any]:
    begins = () if order.source is None else (_begins(order.source),)
    return build_recipe(
        replace(order.request, pool=order.request.count, steps=STEPS, guidance=2.5, threshold=0.2, category="footstep"),
        Choice(index, (order.request.seed * 1000 + index) % 2**31, rank, score=0.5, passed=True),
        sound=describe_sound(pcm, order.rate_hz, 0.0, cat_id=order.cat_id or CAT_ID),
        pack=PackOrigin("quick", "1.0", _digest(order.pack), licence="CC0-1.0", commercial_use=True),
        layout={"denoise": (index,), "decode": (index,)},
        environment=Environment("cpu", "float32", 1, processor="none", system="none", libraries={}),
        begins=begins,
        route=order.route,
    )


@cache
def _digest(pack: str) -> str:
    """Of the pack as it was when this process first met it, as where one is loaded; zeros where there is none."""
    try:
        return hash_of(find_pack(pack) / CARD_FILE)
    except PackError:
        return "0" * 64


def _begins(of: VariedFrom) -> Ancestor | AwayPart:
    if not of.less:
        return Ancestor(of.candidate, of.sha256, of.amount, recipe=parse_recipe(of.recipe))
    heard = np.zeros(EMBEDDING_SIZE, np.float16)
    heard[0] = 1.0
    return AwayPart(of.amount, (LeftBehind(of.candidate, of.sha256, kept_heard(heard)),))


def _step(tell: Tell, cancelled: Callable[[], bool], *, slow: bool) -> None:
    for step in range(STEPS):
        if slow:
            time.sleep(0.1)
        if cancelled():
            raise CancelledError("The request was cancelled.")
        tell(Advanced(STAGES[step], (step + 1) / STEPS * 0.9, float("nan") if step == 0 else 0.1))


if __name__ == "__main__":
    serve(QuickStudio)
