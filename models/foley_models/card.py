"""The card of a model pack: what `card.json` says, as frozen dataclasses, read strictly and written stably."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import cast

from foley_models.audio_spec import AudioSpec
from foley_models.requests import SAMPLERS, Sampler
from foley_models.schedule import NoiseSchedule, SigmaSchedule
from foley_models.strict_json import Fields, parse_object, read_object

FORMAT = 1
CARD_FILE = "card.json"
HASH_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class FileEntry:
    """One file beside the card; `parameters` counts the numbers in a file of weights, None for any other file."""

    file: str  # relative to the pack's folder, forward slashes
    sha256: str
    bytes: int
    parameters: int | None = None


@dataclass(frozen=True)
class Defaults:
    """What holds where neither the request nor the category says otherwise."""

    sampler: Sampler
    steps: int
    guidance: float
    threshold: float


@dataclass(frozen=True)
class Category:
    """A family of sounds the pack was trained on; None means the card's default."""

    prompt: str
    threshold: float | None = None
    guidance: float | None = None


@dataclass(frozen=True)
class Licence:
    """What may be done with the weights and the sounds they make."""

    weights: str
    commercial_use: bool
    note: str


@dataclass(frozen=True)
class Card:
    """All that a pack says of itself."""

    name: str
    version: str
    family: str
    description: str
    audio: AudioSpec
    schedule: NoiseSchedule
    shapes: Mapping[str, Mapping[str, object]]  # part -> sizes, read by the family
    files: Mapping[str, FileEntry]  # part -> safetensors
    assets: Mapping[str, FileEntry]  # name -> any other file a part needs
    defaults: Defaults
    categories: Mapping[str, Category]
    licence: Licence
    trained_on: Mapping[str, object]
    attribution: str  # file
    measured: Mapping[str, object]
    few_steps: int | None = None  # of the distilled denoiser, where the pack has one
    few_steps_at: tuple[int, ...] | None = None  # the steps n it was distilled for, falling; None: Karras' spacing

    @property
    def channels(self) -> int:
        """Of its sounds: what its codec says of itself, else 1."""
        said = self.shapes.get("codec", {}).get("audio_channels", 1)
        return said if isinstance(said, int) and said > 0 else 1

    def threshold_for(self, category: str) -> float:
        """Least score that passes in a category of this card."""
        threshold = self.categories[category].threshold
        return self.defaults.threshold if threshold is None else threshold

    def guidance_for(self, category: str) -> float:
        """Guidance scale of a category of this card."""
        guidance = self.categories[category].guidance
        return self.defaults.guidance if guidance is None else guidance


def read_card(path: Path) -> Card:
    """The card in a `card.json`. PackError names the file and the key that is unknown, missing or wrong."""
    return _card(read_object(path))


def parse_card(raw: bytes, where: str) -> Card:
    """The card in the bytes of a `card.json`; `where` is how the sentences name their origin. PackError likewise."""
    return _card(Fields(parse_object(raw, where), where))


def _card(fields: Fields) -> Card:
    if fields.integer("format") != FORMAT:
        fields.refuse("format", f"{FORMAT}, the only one this version reads", fields.values["format"])
    card = Card(
        name=fields.text("name"),
        version=fields.text("version"),
        family=fields.text("family"),
        description=fields.text("description"),
        audio=_audio(fields.child("audio")),
        schedule=_schedule(fields.child("schedule")),
        shapes={part: shape.values for part, shape in fields.children("shapes").items()},
        files={part: _weights(entry) for part, entry in fields.children("files").items()},
        assets={name: _entry(entry) for name, entry in fields.children("assets").items()},
        defaults=_defaults(fields.child("defaults")),
        categories={name: _category(entry) for name, entry in fields.children("categories").items()},
        licence=_licence(fields.child("licence")),
        trained_on=fields.free("trained_on"),
        attribution=relative_name(fields, "attribution"),
        measured=fields.free("measured"),
        few_steps=fields.integer("few_steps", least=1) if fields.has("few_steps") else None,
        few_steps_at=tuple(fields.integers("few_steps_at")) if fields.has("few_steps_at") else None,
    )
    fields.done()
    _check_few_steps(fields, card)
    for key in ("files", "categories"):
        if not fields.values[key]:
            fields.refuse(key, "an object with at least one entry", fields.values[key])
    return card


def _check_few_steps(fields: Fields, card: Card) -> None:
    at = card.few_steps_at
    if at is None:
        return
    falling = all(before > after for before, after in pairwise(at))
    if len(at) != card.few_steps or not falling or at[0] >= card.schedule.steps or at[-1] < 0:
        wanted = f"{card.few_steps} falling whole numbers under {card.schedule.steps}, as many as few_steps"
        fields.refuse("few_steps_at", wanted, fields.values["few_steps_at"])


def write_card(card: Card, path: Path) -> None:
    """Write `card.json`: keys in the order of the dataclasses, names in the order of the mappings."""
    values = {"format": FORMAT} | asdict(card)
    values["files"] = {part: _without_none(asdict(entry)) for part, entry in card.files.items()}
    values["assets"] = {name: _without_none(asdict(entry)) for name, entry in card.assets.items()}
    values["categories"] = {name: _without_none(asdict(entry)) for name, entry in card.categories.items()}
    for name in ("few_steps", "few_steps_at"):
        if values[name] is None:
            del values[name]
    if isinstance(card.schedule, SigmaSchedule):
        values["schedule"] = {key: getattr(card.schedule, key) for key in ("steps", "sigma_least", "sigma_most")}
    text = json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def describe_file(path: Path, parameters: int | None = None) -> FileEntry:
    """The entry of a file that lies beside the card: its name, hash and size."""
    return FileEntry(path.name, hash_file(path), path.stat().st_size, parameters)


def hash_file(path: Path, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 of a file as 64 lower-case hex digits; `on_bytes` is told of every block and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(HASH_BLOCK_BYTES):
            digest.update(block)
            if on_bytes is not None:
                on_bytes(len(block))
    return digest.hexdigest()


def relative_name(fields: Fields, key: str) -> str:
    """A file inside the pack's folder. PackError for one that leads out of it, here or on another system."""
    name = fields.text(key)
    path = PurePosixPath(name)
    leaves = path.is_absolute() or ".." in path.parts
    # A backslash or a colon would mean another place on Windows.
    if leaves or str(path) != name or name == "." or re.search(r"[\\:\x00-\x1f]", name):
        fields.refuse(key, "a file inside the pack's folder, with forward slashes", name)
    return name


def _audio(fields: Fields) -> AudioSpec:
    names = ("rate_hz", "mel_bins", "window_samples", "hop_samples")
    spec = AudioSpec(*(fields.integer(name) for name in names))
    fields.done()
    return spec


def _schedule(fields: Fields) -> NoiseSchedule:
    if fields.has("sigma_least"):
        return _sigma_schedule(fields)
    schedule = NoiseSchedule(
        steps=fields.integer("steps"),
        beta_start=fields.number("beta_start", 1e-9, 0.999),
        beta_end=fields.number("beta_end", 1e-9, 0.999),
    )
    fields.done()
    if schedule.beta_end < schedule.beta_start:
        fields.refuse("beta_end", f"at least beta_start ({schedule.beta_start:g})", schedule.beta_end)
    return schedule


def _sigma_schedule(fields: Fields) -> SigmaSchedule:
    schedule = SigmaSchedule(
        steps=fields.integer("steps", least=2),
        sigma_least=fields.number("sigma_least", 1e-6, 1e6),
        sigma_most=fields.number("sigma_most", 1e-6, 1e6),
    )
    fields.done()
    if schedule.sigma_most <= schedule.sigma_least:
        fields.refuse("sigma_most", f"more than sigma_least ({schedule.sigma_least:g})", schedule.sigma_most)
    return schedule


def _weights(fields: Fields) -> FileEntry:
    parameters = fields.integer("parameters", least=0)
    entry = _entry(fields, parameters)
    if not entry.file.endswith(".safetensors"):
        # Other formats of weights can run code when they are read.
        fields.refuse("file", "a .safetensors file", entry.file)
    return entry


def _entry(fields: Fields, parameters: int | None = None) -> FileEntry:
    entry = FileEntry(
        relative_name(fields, "file"), fields.digest("sha256"), fields.integer("bytes", least=0), parameters
    )
    fields.done()
    return entry


def _defaults(fields: Fields) -> Defaults:
    sampler = fields.text("sampler")
    if sampler not in SAMPLERS:
        fields.refuse("sampler", f"one of {', '.join(SAMPLERS)}", sampler)
    defaults = Defaults(
        sampler=cast(Sampler, sampler),
        steps=fields.integer("steps"),
        guidance=fields.number("guidance", 0, 20),
        threshold=fields.number("threshold", -1, 1),
    )
    fields.done()
    return defaults


def _category(fields: Fields) -> Category:
    category = Category(
        prompt=fields.text("prompt"),
        threshold=fields.number("threshold", -1, 1) if fields.has("threshold") else None,
        guidance=fields.number("guidance", 0, 20) if fields.has("guidance") else None,
    )
    fields.done()
    return category


def _licence(fields: Fields) -> Licence:
    licence = Licence(fields.text("weights"), fields.flag("commercial_use"), fields.text("note"))
    fields.done()
    return licence


def _without_none(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}
