"""How closely imitations follow a guide, and what is heard at the seams of fills, as tables and as a picture.

    python -m benchmarks.imitation_and_fill --size 8 --picture docs/pictures/imitation-and-fill.png
    python -m benchmarks.imitation_and_fill --size 4 --long 30

A guide is a gesture such as a mouth makes: a handful of voiced and breathed bursts of random place, length, strength
and attack, over the noise of a room. A recording that is filled is a sound of the pack's own, since its levels can be
compared with themselves: stereo, 48 kHz, 24 bits. Both go the way of an order, through gate, mastering and recipe.
"""

import argparse
import hashlib
import itertools
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.variations import COLOURS, PROMPTS
from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.production import Craft, Production
from foley_bridge.files.gate import check_loop, check_master, check_sound
from foley_bridge.files.joining import STEP_S, touched_frames
from foley_bridge.files.recipe_reading import recipe_from
from foley_bridge.files.sample_formats import decode_samples
from foley_bridge.protocol.begun_from import window_of
from foley_bridge.protocol.order import Filled, Imitated, Order, Recording
from foley_models.envelope import correlation, levels_of
from foley_models.errors import NothingPassedError
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import Candidate, GenerationRequest
from foley_models.stack import ModelStack

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

STRENGTHS = (0.4, 0.6, 0.8, 1.0)
GUIDE_S, GUIDE_HZ = 2.0, 44_100
SOUND_S, FILE_HZ = 4.0, 48_000
RANGE_S = (1.6, 2.4)
EXTENSION_S = 1.5
POOL = 2
POOL_SHOWN = 8  # as many as who asks for two gets them chosen from
BURSTS = 5
CRAFT = Craft(check_sound, check_master, predict_cat_id=lambda _: "AMBMisc", check_loop=check_loop)
Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Followed:
    """Of all imitations at one strength: correlations without and with following, scores, and how many were refused."""

    strength: float
    free: tuple[float, ...]
    followed: tuple[float, ...]
    scores: tuple[float, ...]
    refused: int


@dataclass(frozen=True)
class Seams:
    """Of all fills: steps of the level at seams, of the recordings elsewhere, and the largest difference outside."""

    at_seams: tuple[float, ...]
    elsewhere: tuple[float, ...]
    difference: float
    files: int


@dataclass(frozen=True)
class Shown:
    """A sound (sample,) of the picture."""

    title: str
    sound: Sound
    rate_hz: int


def guide(seed: int, seconds: float = GUIDE_S, rate_hz: int = GUIDE_HZ) -> Sound:
    """A gesture (sample,) of bursts, each voiced or breathed."""
    drawn = np.random.default_rng(seed)
    sound = 1e-4 * drawn.standard_normal(round(seconds * rate_hz))
    for place in np.sort(drawn.uniform(0.05, seconds - 0.3, round(BURSTS * seconds / GUIDE_S))):
        length, strength, pitch = drawn.uniform(0.06, 0.3), 10 ** drawn.uniform(-1.3, -0.4), drawn.uniform(90, 260)
        first = round(place * rate_hz)
        times = np.arange(min(round(length * rate_hz), len(sound) - first)) / rate_hz
        voice = np.sum([np.sin(2 * np.pi * pitch * k * times) / k for k in range(1, 9)], axis=0)
        breath = drawn.standard_normal(len(times))
        attack = 1 - np.exp(-times / drawn.uniform(0.002, 0.03))
        shape = attack * np.exp(-times * drawn.uniform(2, 6) / length)
        sound[first : first + len(times)] += strength * shape * (voice if drawn.random() < 0.5 else 0.5 * breath)
    return sound / max(1.0, float(np.abs(sound).max()) / 0.9)


def recording(path: Path, sound: Sound, rate_hz: int, subtype: str = "PCM_24") -> Recording:
    """A sound (frame,) or (frame, channel) written to a file, as an order knows it."""
    import soundfile

    soundfile.write(path, sound, rate_hz, subtype=subtype)
    info = soundfile.info(str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Recording(str(path), digest, rate_hz, channels=info.channels, frames=info.frames, subtype=subtype)


def produced(stack: ModelStack, order: Order) -> list[Made]:
    """All that an order delivers; nothing where the gate refused everything."""
    events: list[EngineEvent] = []
    try:
        production = Production(stack, order, CRAFT, tell=events.append)
        production.run(batch_size=8, skip=frozenset(), cancelled=lambda: False)
    except NothingPassedError:
        return []
    return [one for one in events if isinstance(one, Made)]


class Measured:
    """Imitations and fills with one pack."""

    def __init__(self, stack: ModelStack, folder: Path, size: int, *, steps: int | None = None) -> None:
        self.stack, self._folder, self._size, self._steps = stack, folder, size, steps

    def imitations(self, strength: float, seconds: float = GUIDE_S) -> Followed:
        """Of `size` guides of that length, each with another prompt."""
        free: list[float] = []
        followed: list[float] = []
        scores: list[float] = []
        asked = 0
        for number in range(self._size):
            path = self._folder / f"guide-{number}.wav"
            there = recording(path, guide(number, seconds), GUIDE_HZ)
            levels = levels_of(guide(number, seconds), GUIDE_HZ)
            for share, found in ((0.0, free), (1.0, followed)):
                order = self.imitation(there, PROMPTS[number % len(PROMPTS)], strength, share)
                made = produced(self.stack, order)
                sounds = [decode_samples(one.pcm, 1, "PCM_24")[:, 0] for one in made]
                found += [correlation(levels, levels_of(one, FILE_HZ)) for one in sounds]
                if share:
                    asked += POOL
                    scores += [one.score for one in made]
        return Followed(strength, tuple(free), tuple(followed), tuple(scores), asked - len(followed))

    def imitation(self, there: Recording, prompt: str, strength: float, share: float, *, pool: int = POOL) -> Order:
        """The order of one guide's imitations."""
        return Order(
            replace(self._request(prompt, there.seconds), pool=pool),
            FILE_HZ,
            "/nowhere",
            position_s=0.0,
            pack="",
            imitated=Imitated(there, strength, share),
        )

    def fills(self) -> Seams:
        """Of `size` recordings, each filled and continued."""
        import soundfile

        at_seams: list[float] = []
        elsewhere: list[float] = []
        difference, files = 0.0, 0
        for number in range(self._size):
            prompt = PROMPTS[number % len(PROMPTS)]
            there = self.source(prompt, number)
            old, _ = soundfile.read(there.path, dtype="int32", always_2d=True)
            elsewhere += steps_of(old.mean(axis=1) / 2.0**31, FILE_HZ)
            for first, last in ((RANGE_S[0], RANGE_S[1]), (SOUND_S, SOUND_S + EXTENSION_S)):
                for one in produced(self.stack, self.fill(there, prompt, first, last)):
                    part = recipe_from(dict(one.recipe)).fill
                    if part is None:
                        raise SystemExit("A fill says nothing of itself.")
                    at_seams += [step for step in part.steps_db if step is not None]
                    new = decode_samples(one.pcm, part.channels, part.subtype)
                    begin, end = touched_frames(part, FILE_HZ, there.frames)
                    apart = np.abs(new[: len(old)] - old / 2.0**31)
                    difference = max(difference, float(np.delete(apart, slice(begin, end), 0).max(initial=0.0)))
                    files += 1
        return Seams(tuple(at_seams), tuple(elsewhere), difference, files)

    def fill(self, there: Recording, prompt: str, first_s: float, last_s: float) -> Order:
        """The order of one recording's fills."""
        filled = Filled(there, round(first_s * FILE_HZ), round(last_s * FILE_HZ))
        first, last = window_of(filled)
        request = self._request(prompt, (last - first) / FILE_HZ)
        return Order(request, FILE_HZ, "/nowhere", position_s=0.0, pack="", filled=filled)

    def source(self, prompt: str, number: int) -> Recording:
        """A sound of the pack as a stereo recording, its right channel a little later and quieter."""
        import soxr

        request = GenerationRequest(
            prompt, seconds=SOUND_S, count=1, pool=POOL, seed=100 + number, steps=self._steps, threshold=-1.0
        )
        (made,) = [one for one in self.stack.stream(request) if isinstance(one, Candidate)]
        sound = soxr.resample(made.waveform.astype(np.float64), made.rate_hz, FILE_HZ, quality="VHQ")
        both = np.stack([0.9 * sound, 0.6 * np.roll(sound, 20)], axis=1)
        return recording(self._folder / f"recording-{number}.wav", np.clip(both, -0.99, 0.99), FILE_HZ)

    def _request(self, prompt: str, seconds: float) -> GenerationRequest:
        return GenerationRequest(
            prompt, seconds=seconds, count=POOL, pool=POOL, seed=7, steps=self._steps, threshold=-1.0
        )


def steps_of(sound: Sound, rate_hz: int) -> list[float]:
    """How much the level changes, in decibels either way, from each STEP_S to the next, where both are heard."""
    length = round(STEP_S * rate_hz)
    levels = np.sqrt(np.mean(sound[: len(sound) // length * length].reshape(-1, length) ** 2, axis=1))
    return [abs(20 * math.log10(b / a)) for a, b in itertools.pairwise(levels) if min(a, b) > 1e-3]


def show_imitations(rows: Sequence[Followed]) -> None:
    """As Markdown."""
    for row in rows:
        free, followed = np.array(row.free), np.array(row.followed)
        print(
            f"| {row.strength:g} | {np.median(free):.2f} ({free.min():.2f}) | {np.median(followed):.2f} "
            f"({followed.min():.2f}) | {row.refused} of {row.refused + len(followed)} | {np.median(row.scores):.3f} |",
            flush=True,
        )


def show_fills(seams: Seams) -> None:
    """As sentences."""
    at, own = np.abs(seams.at_seams), np.array(seams.elsewhere)
    print(f"{seams.files} filled files; largest difference outside range and crossfades: {seams.difference:g}.")
    for what, steps in (("at seams", at), ("within the recordings, from each 50 ms to the next", own)):
        median, most = np.percentile(steps, [50, 75])
        print(f"Step of the level {what} ({len(steps)}): median {median:.1f} dB, three quarters up to {most:.1f} dB.")


def drawn_sounds(measured: Measured, stack: ModelStack, folder: Path) -> tuple[list[Shown], tuple[Sound, Sound]]:
    """A guide with imitations of it, and a recording with the same after a fill: what `draw` shows."""
    there = recording(folder / "drawn.wav", guide(3), GUIDE_HZ)
    shown = [Shown("guide", guide(3), GUIDE_HZ)]
    for prompt, strength in itertools.product(("heavy boots on gravel", "a dog barking"), (0.6, 0.8)):
        made = produced(stack, measured.imitation(there, prompt, strength, 1.0, pool=POOL_SHOWN))
        sounds = [decode_samples(one.pcm, 1, "PCM_24")[:, 0] for one in made[:1]]
        shown += [Shown(f"{prompt}, {strength:g}", one, FILE_HZ) for one in sounds]
    prompt = "steady rain on a tin roof"
    original = measured.source(prompt, 2)
    (filled, *_) = produced(stack, measured.fill(original, prompt, *RANGE_S))
    mix = decode_samples(filled.pcm, 2, "PCM_24").mean(axis=1)
    return shown, (_mix(Path(original.path).read_bytes()), mix)


def draw(path: Path, shown: Sequence[Shown], fill: tuple[Sound, Sound]) -> None:
    """Levels over spectrograms of a guide, the first, and of imitations; a recording before and after a fill."""
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(12, 6.4), dpi=75, layout="constrained")
    halves: Any = figure.subfigures(2, 1)
    _draw_imitations(halves[0], shown)
    _draw_fill(halves[1], fill)
    for axes in figure.get_axes():
        axes.set_xticks([])
        axes.tick_params(labelsize=7)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _draw_imitations(figure: "SubFigure", shown: Sequence[Shown]) -> None:
    """The guide's level lies behind every other."""
    grid: Any = figure.subplots(2, len(shown), sharey="row", height_ratios=(1, 2))
    for level, picture, one in zip(*grid, shown, strict=True):
        level.plot(levels_of(shown[0].sound, shown[0].rate_hz), color="0.75", linewidth=3)
        level.plot(levels_of(one.sound, one.rate_hz), color="tab:blue", linewidth=1)
        level.set_ylim(-70, 0)
        level.set_title(one.title, fontsize=9)
        _spectrogram(picture, one.sound, one.rate_hz)
    grid[0, 0].set_ylabel("level, dB", fontsize=8)


def _draw_fill(figure: "SubFigure", sounds: tuple[Sound, Sound]) -> None:
    """The range that was made anew is marked."""
    grid: Any = figure.subplots(2, 2, sharex=True)
    titles = "recording", "0.8 s of it made anew"
    for number, (wave, picture, title, sound) in enumerate(zip(*grid, titles, sounds, strict=True)):
        times = np.arange(len(sound)) / FILE_HZ
        inside = (times >= RANGE_S[0]) & (times < RANGE_S[1])
        wave.plot(times, sound, linewidth=0.4, color="0.4")
        wave.plot(times[inside], sound[inside], linewidth=0.4, color="tab:orange" if number else "0.4")
        wave.set_title(title, fontsize=9)
        _spectrogram(picture, sound, FILE_HZ, extent_s=len(sound) / FILE_HZ)
        for place in RANGE_S:
            picture.axvline(place, color="white", linewidth=0.8)


def _mix(data: bytes) -> Sound:
    import soundfile

    sound, _ = soundfile.read(BytesIO(data), always_2d=True)
    mix: Sound = sound.mean(axis=1)
    return mix


def _spectrogram(axes: "Axes", sound: Sound, rate_hz: int, *, extent_s: float = 1.0) -> None:
    size = round(0.023 * rate_hz) // 2 * 2
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // 2] * np.hanning(size)
    power = 20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)).T + 1e-6)
    top = round(10_000 / (rate_hz / size))
    axes.imshow(
        power[:top],
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=power.max() - 80,
        vmax=power.max(),
        extent=(0, extent_s, 0, 1),
    )
    axes.set_yticks([])


def main() -> None:
    """Draw where a picture is asked for, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", default="core")
    parser.add_argument("--size", type=int, default=8, help="guides, and recordings that are filled; 0: none")
    parser.add_argument(
        "--long", type=float, metavar="SECONDS", help="only imitations by 0.6, of guides of that length"
    )
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    stack = ModelStack(load_pack(find_pack(args.pack), device="auto"))
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(stack, Path(folder), args.size)
        if args.picture is not None:
            draw(args.picture, *drawn_sounds(measured, stack, Path(folder)))
        if args.long:
            show_imitations([measured.imitations(0.6, args.long)])
        elif args.size:
            show_fills(measured.fills())
            print("| strength | without following | with | not delivered | score |\n| --- | --- | --- | --- | --- |")
            show_imitations([measured.imitations(strength) for strength in STRENGTHS])


if __name__ == "__main__":
    main()
