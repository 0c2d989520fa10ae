"""What an order begins from, from its recording to what its recipe says: nothing, a candidate, an imitation, a fill."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.mastering import Master, make_master
from foley_bridge.files.joining import joined, touched_frames
from foley_bridge.files.lineage import filling_from, gap_in, imitation_from, kept, kept_levels, led_by, start_of
from foley_bridge.files.recipe import Beginning, FillPart, ImitationPart, Recipe
from foley_bridge.files.sample_formats import as_floats, delivered_subtype
from foley_bridge.files.wav import SampleFormat
from foley_bridge.protocol.begun_from import DATA_BYTES_MOST, window_of
from foley_bridge.protocol.order import Filled, Imitated, Order, Recording
from foley_bridge.recordings.reading import Copied, Reader
from foley_bridge.recordings.records import UnusableError
from foley_models.envelope import correlation, levels_of
from foley_models.errors import RequestError
from foley_models.requests import Away, Start

if TYPE_CHECKING:
    from foley_models.stack import ModelStack

FOLLOWS_LEAST = 0.8  # correlation of loudness, where all of it is to be followed
SILENT_PEAK = 1e-3  # -60 dBFS: of a sound that is to set a loudness
COPIED_BYTES_MOST = 4 * DATA_BYTES_MOST  # 8-bit samples are copied as 32


class FromNoise:
    """Nothing but noise, or what no recording has to do with: another candidate, or sounds that are left behind."""

    def __init__(self, start: Start | None = None, begins: tuple[Beginning, ...] = (), note: str = "") -> None:
        """`begins` is what the recipe says of it."""
        self.start, self._begins, self._note = start, begins, note

    @property
    def note(self) -> str:
        """Why a candidate was read from its file, where it was, and what else a person should know."""
        return self._note

    def heard(self, waveform: NDArray[np.float32], _: int) -> NDArray[np.float32]:
        """All of it."""
        return waveform

    def master(self, waveform: NDArray[np.float32], rate_hz: int, to_hz: int, *, seconds: float, loop: bool) -> Master:
        """At the order's rate."""
        return make_master(waveform, rate_hz, to_hz, seconds=seconds, loop=loop)

    def refusal(self, _: Master, __: int) -> str | None:
        """Nothing more is asked."""
        return None

    def begins(self, master: Master, rate_hz: int) -> tuple[Beginning, ...]:
        """What the recipe of a sound says of its beginning."""
        del master, rate_hz
        return self._begins


class FromImitation(FromNoise):
    """A sound that sets timing and loudness."""

    def __init__(
        self, part: ImitationPart, start: Start | None = None, begins: tuple[Beginning, ...] = (), note: str = ""
    ) -> None:
        """`start` where it begins from more than that sound, of which `begins` tells."""
        super().__init__(imitation_from(part) if start is None else start, begins, note)
        self._part = part
        self._levels = led_by(part).levels
        self._delivered: list[float] = []

    @property
    def note(self) -> str:
        """How closely the loudness was followed."""
        if not self._delivered:
            return self._note
        low, high = min(self._delivered), max(self._delivered)
        shown = f"{low:.2f}" if len(self._delivered) == 1 else f"{low:.2f} to {high:.2f}"
        alike = f"Correlation of the loudness over time with that of {self._part.name}: {shown}."
        return f"{self._note} {alike}".strip()

    def refusal(self, master: Master, rate_hz: int) -> str | None:
        """Where all of the loudness is to be followed, it must be; a guide that never changes asks for nothing."""
        alike = self._alike(master, rate_hz)
        if self._part.follow == 1.0 and alike < FOLLOWS_LEAST:
            return "its loudness does not follow the sound's, since it has next to nothing where that is loud"
        return None

    def begins(self, master: Master, rate_hz: int) -> tuple[Beginning, ...]:
        """The sound, and the correlation of what goes into the file."""
        alike = self._alike(master, rate_hz)
        if math.isnan(alike):
            return (*self._begins, self._part)
        self._delivered.append(alike)
        return (*self._begins, replace(self._part, correlation=round(alike, 4)))

    def _alike(self, master: Master, rate_hz: int) -> float:
        return correlation(self._levels, levels_of(master.waveform, rate_hz))


class FromFill(FromNoise):
    """A recording of which a range is made."""

    def __init__(
        self,
        part: FillPart,
        copied: Copied,
        start: Start | None = None,
        begins: tuple[Beginning, ...] = (),
        note: str = "",
    ) -> None:
        """`start` where it begins from more than that recording, of which `begins` tells."""
        super().__init__(filling_from(part, copied.rate_hz) if start is None else start, begins, note)
        self._part, self._copied = part, copied
        self._gap = gap_in(part, copied.rate_hz)

    def heard(self, waveform: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
        """What was made; what is around it is the recording's own."""
        return waveform[round(self._gap.start_s * rate_hz) : round(self._gap.end_s * rate_hz)]

    def master(self, waveform: NDArray[np.float32], rate_hz: int, to_hz: int, *, seconds: float, loop: bool) -> Master:
        """The whole recording with the range made anew, in its own rate and sample format."""
        del to_hz, seconds, loop  # the recording's own
        made = joined(waveform, rate_hz, self._copied, self._part)
        form = SampleFormat(self._part.channels, self._part.subtype)
        return Master(made.mix, made.data, gain_db=0.0, steps_db=made.steps_db, form=form)

    def begins(self, master: Master, rate_hz: int) -> tuple[Beginning, ...]:
        """The recording by its hash, and the steps at its seams."""
        del rate_hz
        one, other = (None if step is None else round(step, 2) for step in master.steps_db)
        return (*self._begins, replace(self._part, steps_db=(one, other)))


def imitation_of(imitated: Imitated, order: Order, stack: "ModelStack") -> FromImitation:
    """How an imitation begins. RequestError where its recording was changed, cannot be read or is silent."""
    recording, rate_hz = imitated.recording, stack.pack.card.audio.rate_hz
    seconds = order.request.seconds
    with _reading(recording) as reader:
        sound = reader.read_mono(Path(recording.path), 0.0, min(seconds, recording.seconds), rate_hz)
    peak = float(np.abs(sound).max(initial=0.0))
    if peak < SILENT_PEAK:
        raise RequestError(
            f"The sound {recording.path} is silent (its peak is {_decibels(peak)}): it sets no timing and no loudness."
        )
    whole = np.zeros(round(seconds * rate_hz), np.float32)
    whole[: len(sound)] = sound[: len(whole)]
    return FromImitation(
        ImitationPart(
            name=_name(recording),
            sha256=recording.sha256,
            strength=imitated.strength,
            follow=imitated.follow,
            latent=kept(stack.hold(whole, rate_hz, seconds=seconds)),
            levels=kept_levels(levels_of(whole, rate_hz)),
        )
    )


def copied_of(filled: Filled) -> Copied:
    """The recording of a fill. RequestError where it was changed or cannot be read."""
    with _reading(filled.recording) as reader:
        return reader.copy(Path(filled.recording.path), COPIED_BYTES_MOST)


def fill_of(
    filled: Filled,
    order: Order,
    stack: "ModelStack",
    away: Away | None = None,
    begins: tuple[Beginning, ...] = (),
    note: str = "",
) -> FromFill:
    """How a fill begins, also one that goes `away` from others. RequestError as for `copied_of`."""
    from foley_models.keeping import without

    recording, copied = filled.recording, copied_of(filled)
    first, last = window_of(filled)
    mix = np.zeros(last - first, np.float32)
    there = as_floats(copied.samples[first:last]).mean(axis=1)
    mix[: len(there)] = there
    heard = without(mix, filled.first - first, filled.last - first)
    part = FillPart(
        name=_name(recording),
        sha256=recording.sha256,
        first=filled.first,
        last=filled.last,
        window_first=first,
        frames=max(recording.frames, filled.last),
        channels=recording.channels,
        subtype=delivered_subtype(recording.subtype),
        latent=kept(stack.hold(heard, recording.rate_hz, seconds=order.request.seconds)),
    )
    part = replace(part, loop=copied.loop and _keeps_ends(part, recording))
    start = None if away is None else replace(away, begun=filling_from(part, copied.rate_hz))
    return FromFill(part, copied, start, begins, note)


def _keeps_ends(part: FillPart, recording: Recording) -> bool:
    """Whether first and last frame stay as they are, so that a loop goes over into its beginning as it did."""
    begin, end = touched_frames(part, recording.rate_hz, recording.frames)
    return begin > 0 and end < recording.frames == part.frames


def begins_again(recipe: Recipe, recording: Path | None) -> FromNoise:
    """How a recipe's sound began; of a fill with its recording. RequestError where that is missing or another file."""
    start, begins = start_of(recipe), tuple(one for one in (recipe.source, recipe.away) if one is not None)
    if recipe.imitation is not None:
        return FromImitation(recipe.imitation, start, begins)
    if recipe.fill is None:
        return FromNoise(start, begins)
    if recording is None:
        raise RequestError(
            f"The sound was filled into {recipe.fill.name}, which is not beside it: give that file with --source."
        )
    return FromFill(recipe.fill, copied_for(recipe.fill, recording), start, begins)


def copied_for(part: FillPart, path: Path) -> Copied:
    """The recording of a fill's recipe. RequestError where the file at `path` is another one, or cannot be read."""
    recording = Recording(str(path), part.sha256, 0, channels=part.channels, frames=part.frames, subtype=part.subtype)
    with _reading(recording) as reader:
        return reader.copy(path, COPIED_BYTES_MOST)


@contextmanager
def _reading(recording: Recording) -> Iterator[Reader]:
    """A reader, once it has seen that the recording is what it was; what it cannot read is told with its path."""
    try:
        with Reader() as reader:
            if reader.describe(Path(recording.path)).sha256 != recording.sha256:
                raise UnusableError("changed", "it is not the one that was meant any more, since it was changed")
            yield reader
    except UnusableError as error:
        raise RequestError(f"The sound {recording.path} cannot be used: {error}.") from error


def _name(recording: Recording) -> str:
    """The file's own name, without what no recipe can hold."""
    return "".join(one if one.isprintable() else "_" for one in Path(recording.path).name)


def _decibels(peak: float) -> str:
    return f"{20 * math.log10(peak):.0f} dBFS" if peak else "0"
