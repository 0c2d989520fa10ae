"""What a request begins from, as its order in the journal says: an earlier sound or two, or a recording."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from foley_bridge.journal.rows import read_object
from foley_ui.takes.words import percent, seconds_text


@dataclass(frozen=True)
class Source:
    """What a variation is like, or `less` like, and how far from it; `blend` is the second of a blend, "" for none."""

    candidate: str
    amount: float
    blend: str = ""
    mix: float = 0.5
    less: bool = False


@dataclass(frozen=True)
class Recorded:
    """A recording that a request names."""

    path: str
    frames: int
    rate_hz: int

    @property
    def name(self) -> str:
        """Of its file."""
        return Path(self.path).name

    @property
    def seconds(self) -> float:
        """Its length; 0 where it is not told."""
        return self.frames / self.rate_hz if self.rate_hz else 0.0


@dataclass(frozen=True)
class ImitatedIn:
    """The recording that sets timing and loudness, how far sounds go from it, how far they follow its loudness."""

    recording: Recorded
    strength: float
    follow: float


@dataclass(frozen=True)
class FilledIn:
    """The recording of which these frames are made anew; beyond its last one it is continued."""

    recording: Recorded
    first: int
    last: int

    @property
    def start_s(self) -> float:
        """Where what is made begins."""
        return self.first / self.recording.rate_hz

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.last / self.recording.rate_hz

    @property
    def extends(self) -> bool:
        """Whether the recording is continued, not replaced in part."""
        return self.first >= self.recording.frames

    @property
    def seconds(self) -> float:
        """Of each sound."""
        return max(self.recording.frames, self.last) / self.recording.rate_hz


def source_of(order: str) -> Source | None:
    """The source in an order (JSON) of the journal; None where it is no variation."""
    source = _part(read_object(order), "source")
    if not isinstance(source.get("candidate"), str):
        return None
    blend = _part(source, "blend")
    mix = _number(blend.get("mix")) if blend else 0.5
    amount, less = _number(source.get("amount")), source.get("less") is True
    return Source(_text(source, "candidate"), amount, _text(blend, "candidate"), mix=mix, less=less)


def imitated_in(order: str) -> ImitatedIn | None:
    """The recording of an imitation; None where it is none."""
    part = _part(read_object(order), "imitated")
    recording = _recorded(part)
    if recording is None:
        return None
    return ImitatedIn(recording, _number(part.get("strength")), _number(part.get("follow")))


def filled_in(order: str) -> FilledIn | None:
    """The recording of a fill; None where it is none."""
    part = _part(read_object(order), "filled")
    recording = _recorded(part)
    if recording is None:
        return None
    return FilledIn(recording, int(_number(part.get("first"))), int(_number(part.get("last"))))


def origin_words(order: str) -> str:
    """What a request begins from, in a few words; "" for one that begins from nothing."""
    translate = QCoreApplication.translate
    source, imitated, filled = source_of(order), imitated_in(order), filled_in(order)
    if source is not None and source.blend:
        said = translate("Takes", "between two earlier sounds, {mix} of the second")
        return said.format(mix=percent(source.mix))
    if source is not None and source.less:
        return translate("Takes", "less like an earlier sound, by {amount}").format(amount=percent(source.amount))
    if source is not None:
        return translate("Takes", "like an earlier sound, {amount} away").format(amount=percent(source.amount))
    if imitated is not None:
        said = translate("Takes", "in the timing of {name}, {strength} away from its sound")
        return said.format(name=imitated.recording.name, strength=percent(imitated.strength))
    if filled is not None and filled.extends:
        added = seconds_text(filled.end_s - filled.start_s)
        return translate("Takes", "{name} continued by {length}").format(name=filled.recording.name, length=added)
    if filled is not None:
        said = translate("Takes", "{name} from {start} to {end} made anew")
        return said.format(
            name=filled.recording.name, start=seconds_text(filled.start_s), end=seconds_text(filled.end_s)
        )
    return ""


def seconds_in(order: str, said: float) -> float:
    """How long each sound of a request is: of a fill the whole recording, else what is `said`."""
    filled = filled_in(order)
    return said if filled is None else filled.seconds


def _recorded(part: dict[str, object]) -> Recorded | None:
    recording = _part(part, "recording")
    rate_hz = int(_number(recording.get("rate_hz")))
    if not isinstance(recording.get("path"), str) or rate_hz <= 0:
        return None
    return Recorded(_text(recording, "path"), int(_number(recording.get("frames"))), rate_hz)


def _part(values: dict[str, object], name: str) -> dict[str, object]:
    part = values.get(name)
    return part if isinstance(part, dict) else {}


def _text(values: dict[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
