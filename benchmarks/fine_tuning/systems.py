"""The systems that are compared (Karchkhadze et al., table I), and how each is trained and listened to."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_models.evaluation.embedders import Embedder
from foley_models.pack import Pack
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.clips import Clip
from foley_models.training.events import Stepped, Validated
from foley_models.training.examples import Examples
from foley_models.training.finetune import finetune
from foley_models.training.settings import TrainSettings
from foley_models.training.trial import Trial, run_trial

BEFORE = "before"
SYSTEMS: dict[str, tuple[bool, bool]] = {  # name -> tuning layer, latent CLAP loss
    "LDM": (False, False),
    "+Tuning": (True, False),
    "+Latent": (False, True),
    "+Tuning+Latent": (True, True),
}
NOISE_STEP = 100_000  # between the noise of two evaluation seeds: no prompt's seed meets another's


@dataclass(frozen=True)
class Listened:
    """Sounds of one system and seed as an ear hears them (clip, size), with what a delivered clip took in seconds."""

    unfiltered: NDArray[np.float64]  # the first that was made
    filtered: NDArray[np.float64]  # the best of each pool; empty where no pool was made
    scores: NDArray[np.float64]  # of the unfiltered, by the untrained pack's text embedding
    unfiltered_s: float
    filtered_s: float


def trained(
    name: str,
    seed: int,
    *,
    pack: Pack,
    examples: Examples,
    settings: TrainSettings,
    work: Path,
    say: Callable[[str], None],
) -> Path:
    """The adapter of one system and seed, trained or found in `work`."""
    tuning, latent = SYSTEMS[name]
    own = replace(settings, tuning_layer=tuning, latent_clap=latent, seed=seed)
    key = hashlib.sha256(json.dumps([asdict(own), pack.digest, examples.digest]).encode()).hexdigest()[:12]
    folder = work / f"{name.replace('+', '_').lower()}-{seed}-{key}"
    if not (folder / "adapter.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        began_s = time.monotonic()
        for event in finetune(pack, examples, own, folder, about=AdapterInfo(f"{name} {seed}", "for tests", {})):
            if isinstance(event, Validated):
                say(f"{name} {seed}: step {event.step}, {round(time.monotonic() - began_s)} s, {dict(event.losses)}")
            if isinstance(event, Stepped):
                last = event
        say(f"{name} seed {seed}: {last.step} steps in {time.monotonic() - began_s:.0f} s")
    return folder / "adapter.safetensors"


def listened(
    adapter: Path | None, seed: int, *, served: Pack, clips: Sequence[Clip], ear: Embedder, pool: int, cache: Path
) -> Listened:
    """What a system makes of the captions of held-out clips; kept in `cache`."""
    if cache.exists():
        kept = np.load(cache)
        return Listened(
            kept["unfiltered"],
            kept["filtered"],
            kept["scores"],
            float(kept["unfiltered_s"]),
            float(kept["filtered_s"]),
        )
    pack = served if adapter is None else apply_adapter(served, load_adapter(adapter))
    prompts = tuple(one.captions[0] for one in clips)
    began_s = time.monotonic()
    one = run_trial(pack, Trial(prompts, count=1, seed=seed * NOISE_STEP))
    single_s = time.monotonic() - began_s
    chosen, pool_s = _best_of_pools(pack, prompts, seed, pool) if pool > 1 else ([], 0.0)
    plain = [row[0].numpy() for row in one.waveforms]
    text = served.parts.tuning(served.parts.encoder.embed_text(list(prompts)))
    heard = served.parts.encoder.embed_audio(one.waveforms[:, 0])
    found = Listened(
        unfiltered=ear.embed(plain, one.rate_hz),
        filtered=ear.embed(chosen, one.rate_hz) if chosen else np.zeros((0, ear.size)),
        scores=(heard * text).sum(dim=1).detach().double().numpy(),
        unfiltered_s=single_s / len(prompts),
        filtered_s=pool_s / len(prompts),
    )
    np.savez(cache, **asdict(found))
    return found


def _best_of_pools(
    pack: Pack, prompts: tuple[str, ...], seed: int, pool: int
) -> tuple[list[NDArray[np.float32]], float]:
    """The sound of each prompt's pool that scores best, and how long making and choosing took."""
    began_s = time.monotonic()
    many = run_trial(pack, Trial(prompts, count=pool, seed=seed * NOISE_STEP))
    best = many.scores.argmax(dim=1)
    chosen = [many.waveforms[row, int(column)].numpy() for row, column in enumerate(best)]
    return chosen, time.monotonic() - began_s
