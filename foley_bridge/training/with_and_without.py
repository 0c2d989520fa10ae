"""Sounds of the same prompts from the same noise, with an adapter and without: what a blind comparison is made of.

FOLDER/
├── before/          without the adapter, one file a sound, and what each should be
├── after/           with it, under the same names
└── wanted.json      what they were made of, written when they are complete
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.naming import slug
from foley_bridge.recordings.overrides import Typed, write_overrides
from foley_bridge.training.project import TrainingFolder
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_models.pack import Pack

BEFORE, AFTER = "before", "after"
COMPLETE_FILE = "wanted.json"
SOUNDS_AIMED = 16  # some four minutes of listening; with fewer prompts, more than one sound of each
SECONDS_MOST = 4.0
AT_A_TIME = 4
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """What is made; `sha256` is that of the adapter's file, so that another adapter's sounds are not taken for its."""

    adapter: str  # absolute
    sha256: str
    pack: str  # name or folder
    prompts: tuple[str, ...]
    count: int  # sounds of each prompt
    seed: int

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Wanted":
        """What `as_json` gave. RequestError where it is not that."""
        try:
            return cls(**{**values, "prompts": tuple(values["prompts"])})
        except (KeyError, TypeError) as error:
            raise RequestError(f"These are no sounds of a comparison: {str(values)[:200]}.") from error

    def names(self) -> Iterator[tuple[str, int, str]]:
        """For each sound its prompt, its number of that prompt, and its file's name without suffix."""
        for place, prompt in enumerate(self.prompts):
            for number in range(self.count):
                yield prompt, number, f"{place + 1:02d}-{number + 1}_{slug(prompt)}"

    def captions(self) -> dict[str, Typed]:
        """What each sound should be, by its file's name."""
        return {f"{name}.wav": Typed(prompt) for prompt, _, name in self.names()}


def count_for(prompts: int) -> int:
    """How many sounds of each of so many prompts."""
    return -(-SOUNDS_AIMED // max(1, prompts))


def kept(folder: Path) -> Wanted | None:
    """What the complete sounds in a folder were made of; None where there are none."""
    with suppress(OSError, ValueError, RequestError):
        return Wanted.from_json(json.loads((folder / COMPLETE_FILE).read_text(encoding="utf-8")))
    return None


def make_sounds(wanted: Wanted, folder: Path, *, device: str, on_progress: OnProgress) -> None:
    """Make what is missing of both; needs torch.

    PackError where the adapter belongs to another pack, DeviceMemoryError, NotAvailableError; DestinationError,
    DiskFullError where the sounds cannot be kept.
    """
    from foley_models.pack import load_pack
    from foley_models.pack_files import find_pack
    from foley_models.training.adapter import apply_adapter, load_adapter

    pack = load_pack(find_pack(wanted.pack), device=device, dtype="float32")
    adapted = apply_adapter(pack, load_adapter(Path(wanted.adapter)))
    total = 2 * len(wanted.prompts)
    done = 0
    for place in range(len(wanted.prompts)):  # both of a prompt, then the next: what stops early is comparable, too
        for name, one in ((BEFORE, pack), (AFTER, adapted)):
            _make(one, wanted, place, folder=folder / name)
            done += 1
            on_progress(done, total)
    for name in (BEFORE, AFTER):
        write_overrides(folder / name, wanted.captions())
    TrainingFolder(folder).keep(COMPLETE_FILE, wanted.as_json())


def _make(pack: "Pack", wanted: Wanted, place: int, *, folder: Path) -> None:
    """The sounds of one prompt, those that are not there yet."""
    from foley_models.training.trial import Trial, run_trial

    names = [name for prompt, _, name in wanted.names() if prompt == wanted.prompts[place]]
    if all((folder / f"{name}.wav").exists() for name in names):
        return
    rate_hz = pack.card.audio.rate_hz
    seconds = min(SECONDS_MOST, pack.parts.window_frames * pack.parts.spec.hop_samples / rate_hz)
    trial = Trial(
        (wanted.prompts[place],),
        seconds=seconds,
        count=wanted.count,
        seed=wanted.seed + place,
        few_steps=pack.parts.quick is not None,  # as a request makes them that asks for nothing else
        batch_size=AT_A_TIME,
    )
    sounds = run_trial(pack, trial).waveforms[0].double().numpy()
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, sound in zip(names, sounds, strict=True):
        TrainingFolder(folder).put(folder / f"{name}.wav", _encoded(sound, rate_hz))


def _encoded(sound: Any, rate_hz: int) -> bytes:
    from foley_bridge.files.wav import encode_pcm, guard_gain, wrap_pcm

    return wrap_pcm(encode_pcm(sound * guard_gain(sound)), rate_hz)
