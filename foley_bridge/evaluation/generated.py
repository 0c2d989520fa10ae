"""Sounds that a pack makes for each class, kept in a folder so that a run that was stopped goes on where it was."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from foley_bridge.evaluation.sounds import OnProgress, Samples, Sound, SoundSet
from foley_models.errors import NothingPassedError, RequestError
from foley_models.requests import GenerationRequest

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.stack import ModelStack

PER_CLASS_MOST = 1000


@dataclass(frozen=True)
class Wish:
    """What is to be made: for each class a prompt, and `per_class` sounds of seeds that follow `seed`."""

    prompts: Mapping[str, str]
    per_class: int = 16
    seed: int = 1
    request: GenerationRequest = field(default_factory=lambda: GenerationRequest(prompt="", count=1))

    def __post_init__(self) -> None:
        if not 1 <= self.per_class <= PER_CLASS_MOST:
            raise RequestError(f"{self.per_class} sounds a class: choose a number from 1 to {PER_CLASS_MOST}.")
        if not self.prompts:
            raise RequestError("There is no class to make sounds for: give recordings of at least one.")


def open_pack(name: str, adapter: Path | None, *, device: str, dtype: str = "auto") -> "Pack":
    """A pack by its name, built in or installed, or by its folder; with an adapter where one is given."""
    from foley_bridge.folders import user_folders
    from foley_bridge.packs.places import folder_of
    from foley_models.pack import load_pack

    pack = load_pack(folder_of(name, user_folders().packs), device=device, dtype=dtype)
    if adapter is None:
        return pack
    from foley_models.training.adapter import apply_adapter, load_adapter

    return apply_adapter(pack, load_adapter(adapter))


def make_set(wish: Wish, pack: "Pack", work: Path, *, identity: str, on_progress: OnProgress | None = None) -> SoundSet:
    """Rank 1 of one request a sound. `identity` names whatever the pack's sounds depend on, for finding them again.

    A request of which nothing could be delivered is named in the notes and counts for no sound.
    """
    from foley_models.stack import ModelStack

    told = on_progress or (lambda _what, _fraction: None)
    stack = ModelStack(pack)
    folder = work / hashlib.sha256(f"{identity} {asdict(wish.request)}".encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    sounds, notes = [], []
    seeds = range(wish.seed, wish.seed + wish.per_class)
    pairs = [(label, seed) for label in wish.prompts for seed in seeds]
    for number, (label, seed) in enumerate(pairs):
        told(f"making {label}", number / len(pairs))
        sound = _kept_or_made(stack, folder, wish, label, seed=seed)
        if sound is None:
            notes.append(f"{label}, seed {seed}: nothing could be delivered.")
        else:
            sounds.append(sound)
    return SoundSet(tuple(sounds), tuple(notes))


def prompts_for(labels: Sequence[str], card_prompts: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """The prompt of each class: the pack's own where it has that category, else what its recordings are called."""
    return {label: card_prompts.get(label) or texts.get(label) or label.replace("_", " ") for label in labels}


def _kept_or_made(stack: "ModelStack", folder: Path, wish: Wish, label: str, *, seed: int) -> Sound | None:
    import soundfile

    prompt = wish.prompts[label]
    path = folder / f"{_plain(label)}-{hashlib.sha256(prompt.encode()).hexdigest()[:8]}-{seed:05d}.wav"
    if not path.is_file():
        made = _make(stack, replace(wish.request, prompt=prompt, seed=seed))
        if made is None:
            return None
        part = path.with_suffix(".part.wav")
        soundfile.write(part, made[0], made[1], subtype="FLOAT")
        part.replace(path)
    # Read back also when just made, so that first and later runs measure the same.
    samples, rate_hz = soundfile.read(path, dtype="float32")
    return Sound(label, prompt, path.name, np.asarray(samples, dtype=np.float32), int(rate_hz))


def _make(stack: "ModelStack", request: GenerationRequest) -> tuple[Samples, int] | None:
    try:
        best = stack.generate(request).candidates[0]
    except NothingPassedError:
        return None
    return best.mono, best.rate_hz


def _plain(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", label)[:40] or "class"
