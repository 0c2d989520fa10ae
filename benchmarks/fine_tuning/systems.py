"""The systems that are compared (Karchkhadze et al., table I), and how each is trained."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from foley_models import few_steps
from foley_models.pack import Pack
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.events import Stepped, Validated
from foley_models.training.examples import Examples
from foley_models.training.finetune import finetune
from foley_models.training.settings import TrainSettings

BEFORE = "before"
SYSTEMS: dict[str, tuple[bool, bool]] = {  # name -> tuning layer, latent CLAP loss
    "LDM": (False, False),
    "+Tuning": (True, False),
    "+Latent": (False, True),
    "+Tuning+Latent": (True, True),
}


def weights_digest(pack: Pack) -> str:
    """Stands for what a pack's sounds depend on, as far as its card says; what was measured of it does not count."""
    card = pack.card
    parts = {part: entry.sha256 for part, entry in card.files.items()}
    told = [parts, asdict(card.defaults), card.few_steps, card.few_steps_at]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def taught_digest(pack: Pack) -> str:
    """Stands for what a training depends on: not the distilled steps, so that new ones find the adapters there."""
    parts = {part: entry.sha256 for part, entry in pack.card.files.items() if part != few_steps.PART}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


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
    key = hashlib.sha256(json.dumps([asdict(own), taught_digest(pack), examples.digest]).encode()).hexdigest()[:12]
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
