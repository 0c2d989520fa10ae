"""Rank-1 takes of default requests, kept in a folder so that a run that was stopped goes on where it was.

A take is found again by the pack (its card without the `measured` part, so by all hashes of the weights), the prompt,
and the seed. Sound first, note second, each under its name only when complete: a take without its note is not there.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.sounds import Sound, read_sound
from foley_models.card import Card
from foley_models.errors import NothingPassedError, RequestError
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from foley_models.way import way_of


@dataclass(frozen=True)
class TakeNote:
    """What is known of a take beside its sound; `score` is 0 and `passed` false where all candidates were unusable."""

    family: str
    prompt: str
    seed: int
    score: float
    passed: bool
    predicted: str  # the family that the pack took the prompt for


@dataclass(frozen=True)
class Take:
    """The best candidate of one request."""

    note: TakeNote
    sound: Sound


class TakeStore:
    """Takes of one pack in a folder."""

    def __init__(self, folder: Path, card: Card) -> None:
        self._folder = folder / f"takes-{card.name}-{card_key(card)}"

    def find(self, family: str, prompt: str, seed: int) -> Take | None:
        """A take that was made before."""
        sound, note = self._files(family, prompt, seed)
        if not note.is_file():
            return None
        return Take(TakeNote(**json.loads(note.read_text(encoding="utf-8"))), read_sound(sound))

    def keep(self, take: Take) -> Take:
        """Write a take and give it back as the files have it, so that first and later runs measure the same."""
        import soundfile

        sound, note = self._files(take.note.family, take.note.prompt, take.note.seed)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = sound.with_suffix(".part.wav")
        soundfile.write(part, take.sound.samples, take.sound.rate_hz, subtype="FLOAT")
        part.replace(sound)
        part = note.with_suffix(".part")
        part.write_text(json.dumps(asdict(take.note)), encoding="utf-8")
        part.replace(note)
        return replace(take, sound=read_sound(sound))

    def _files(self, family: str, prompt: str, seed: int) -> tuple[Path, Path]:
        name = f"{family}-{hashlib.sha256(prompt.encode()).hexdigest()[:8]}-{seed:03d}"
        return self._folder / f"{name}.wav", self._folder / f"{name}.json"


def default_sampling(card: Card) -> str:
    """How a request is sampled that says nothing of it."""
    way = way_of(card, GenerationRequest(prompt=""), next(iter(card.categories)), from_noise=True)
    return f"{way.sampler}, {way.steps} steps"


def card_key(card: Card) -> str:
    """Sixteen hex digits that change with anything that can change a sound of the pack."""
    text = json.dumps(asdict(replace(card, measured={})), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def family_prompts(card: Card, families: Sequence[str]) -> dict[str, str]:
    """The card's prompt of each family. RequestError where the card lacks one."""
    missing = [family for family in families if family not in card.categories]
    if missing:
        raise RequestError(f"the pack {card.name!r} has no category {', '.join(missing)}; leave it out with --families")
    return {family: card.categories[family].prompt for family in families}


def best_take(stack: ModelStack, family: str, prompt: str, seed: int) -> Take:
    """Rank 1 of the default request; silence where the pack made nothing usable, which no judge should like."""
    request = GenerationRequest(prompt=prompt, seed=seed)
    try:
        result = stack.generate(request)
    except NothingPassedError:
        rate_hz = stack.pack.card.audio.rate_hz
        silence = Sound(np.zeros(round(request.seconds * rate_hz), dtype=np.float32), rate_hz)
        return Take(TakeNote(family, prompt, seed, score=0.0, passed=False, predicted="none"), silence)
    best = result.candidates[0]
    note = TakeNote(family, prompt, seed, score=best.score, passed=best.passed, predicted=result.category)
    return Take(note, Sound(best.waveform, best.rate_hz))


def make_takes(
    load_stack: Callable[[], ModelStack],
    prompts: dict[str, str],
    seeds: Sequence[int],
    *,
    store: TakeStore,
    on_progress: Callable[[str, float], None],
) -> dict[str, list[Take]]:
    """A take for every family and seed, made or found; the pack is loaded only if one has to be made."""
    takes: dict[str, list[Take]] = {family: [] for family in prompts}
    stack: ModelStack | None = None
    for done, (family, seed) in enumerate((family, seed) for family in prompts for seed in seeds):
        on_progress(f"takes of {family}", done / (len(prompts) * len(seeds)))
        take = store.find(family, prompts[family], seed)
        if take is None:
            stack = stack or load_stack()
            take = store.keep(best_take(stack, family, prompts[family], seed))
        takes[family].append(take)
    return takes
