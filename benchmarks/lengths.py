"""Sounds of any length, and loops: memory and time by length, steps at joins and seams, and the docs' picture.

    python -m benchmarks.lengths --memory
    python -m benchmarks.lengths --seams --size 4
    python -m benchmarks.lengths --picture docs/pictures/lengths-and-loops.png

`--memory` makes one sound a length in a process of its own, from the model to the PCM of its file with all checks, as
the engine does. `--seams` measures the change of level and spectrum (see foley_models.seam) where pieces of a long
sound are joined, ranked among all its places, and where loops begin again, in medians of the same sound's other places.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_models.decoding import PieceDecoder
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import GenerationRequest
from foley_models.seam import seam_of, steps_of
from foley_models.stack import ModelStack

if TYPE_CHECKING:
    from foley_bridge.engine.production import Craft

LENGTHS_S = (10.0, 60.0, 180.0)
LONG_PROMPTS = ("rain falling", "wind blowing", "a crowd of people", "sea waves breaking on the shore")
LONG_S, LOOP_S = 40.0, 6.0
RATE_HZ = 48_000
MEGABYTE = 1 << 20


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the options ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pack", default="core", help="a pack's name or folder (default core)")
    parser.add_argument("--memory", action="store_true", help="peak memory and time by length")
    parser.add_argument("--seams", action="store_true", help="steps at joins of long sounds and at seams of loops")
    parser.add_argument("--size", type=int, default=4, help="seeds a prompt (default 4)")
    parser.add_argument("--steps", type=int, help="denoising steps (default: the pack's)")
    parser.add_argument("--picture", type=Path, help="draw it into this file")
    parser.add_argument("--one", type=float, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.one:
        print(json.dumps(made_once(args.pack, args.one, args.steps)))
    if args.memory:
        show_memory(args.pack, args.steps)
    if args.seams or args.picture:
        stack = ModelStack(load_pack(find_pack(args.pack), device="cpu", dtype="float32"))
        if args.seams:
            show_seams(stack, args.size, steps=args.steps)
        if args.picture:
            draw(stack, args.picture, steps=args.steps)


def made_once(
    pack: str, seconds: float, steps: int | None, *, rate_hz: int = RATE_HZ, craft: "Craft | None" = None
) -> dict[str, float]:
    """Make one sound as the engine does, in this process; memory in MB, time in seconds."""
    from foley_bridge.engine.events import EngineEvent, Made
    from foley_bridge.engine.production import Production
    from foley_bridge.engine.studio import real_craft
    from foley_bridge.protocol.order import Order

    stack = ModelStack(load_pack(find_pack(pack), device="cpu", dtype="float32"))
    craft = craft or real_craft(stack)
    loaded = _peak_mb()
    request = GenerationRequest("wind blowing", seconds=seconds, count=1, pool=1, steps=steps, threshold=-1.0)
    for _ in stack.stream(request):  # generated, heard and let go; what comes on top below is mastering and checks
        pass
    generated, began_s = _peak_mb(), time.monotonic()
    events: list[EngineEvent] = []
    Production(stack, Order(request, rate_hz, "", 0.0, pack), craft, tell=events.append).run(
        batch_size=8, skip=frozenset(), cancelled=lambda: False
    )
    (made,) = [one for one in events if isinstance(one, Made)]
    return {
        "loaded_mb": loaded,
        "generated_mb": generated,
        "peak_mb": _peak_mb(),
        "sound_mb": len(made.pcm) / MEGABYTE,
        "seconds": time.monotonic() - began_s,
    }


def show_memory(pack: str, steps: int | None) -> None:
    """Print the table, a row as soon as it is there."""
    print(
        "| sound | peak memory until it is generated and heard, MB | with mastering and checks | its PCM, MB | "
        "seconds to make |\n| --- | --- | --- | --- | --- |",
        flush=True,
    )
    for length_s in LENGTHS_S:
        command = [sys.executable, "-m", "benchmarks.lengths", "--pack", pack, "--one", str(length_s)]
        command += [] if steps is None else ["--steps", str(steps)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(
            f"| {length_s:g} s | {found['generated_mb']:.0f} | {found['peak_mb']:.0f} | {found['sound_mb']:.0f} | "
            f"{found['seconds']:.1f} |",
            flush=True,
        )


def long_sound(
    stack: ModelStack, prompt: str, seed: int, *, steps: int | None, seconds: float = LONG_S
) -> NDArray[np.float32]:
    """One long sound (sample,) at the pack's rate."""
    return _made(stack, GenerationRequest(prompt, seconds=seconds, count=1, pool=1, seed=seed, steps=steps))


def loop(
    stack: ModelStack, prompt: str, seed: int, *, steps: int | None, seconds: float = LOOP_S
) -> NDArray[np.float32]:
    """One loop (sample,) at the pack's rate."""
    return _made(stack, GenerationRequest(prompt, seconds=seconds, count=1, pool=1, seed=seed, steps=steps, loop=True))


def join_ranks(stack: ModelStack, sound: NDArray[np.float32]) -> list[float]:
    """Which share of all places of a long sound has smaller steps than each join of its pieces, level and spectrum."""
    spec = stack.pack.parts.spec
    decoder = PieceDecoder(stack.pack.parts, circular=False, on_piece=lambda _: None)
    steps = steps_of(sound, spec.rate_hz)
    apart = len(sound) / len(steps.level)
    places = [round(join * spec.hop_samples / apart) for join in decoder.joins(spec.frames_for(len(sound)))]
    return [float(np.mean(found < found[place])) for place in places for found in (steps.level, steps.spectrum)]


def cut_share(sound: NDArray[np.float32], rate_hz: int) -> float:
    """The seam that a sound has where its end is put before its start as it is: what a loop is not."""
    return seam_of(sound, rate_hz).share


def show_seams(stack: ModelStack, size: int, *, steps: int | None) -> None:
    """Print what the joins, the seams of loops and those of plain sounds are."""
    rate_hz = stack.pack.card.audio.rate_hz
    joins: list[float] = []
    loops: list[float] = []
    plain: list[float] = []
    for prompt in LONG_PROMPTS:
        for seed in range(1, 1 + size):
            sound = long_sound(stack, prompt, seed, steps=steps)
            joins += join_ranks(stack, sound)
            plain.append(cut_share(sound[rate_hz : rate_hz + round(LOOP_S * rate_hz)], rate_hz))
            loops.append(seam_of(loop(stack, prompt, seed, steps=steps), rate_hz).share)
    print(
        f"joins of long sounds: at {len(joins)} steps of level and spectrum, {np.mean(joins):.2f} of all places have "
        f"smaller ones on average (half of them for a place like any other), {np.mean(np.array(joins) > 0.95):.2f} of "
        "the joins are among the loudest twentieth",
        flush=True,
    )
    for name, found in (("seams of loops", loops), ("plain cuts put in a circle", plain)):
        print(f"{name}: step in medians {np.median(found):.2f}, {min(found):.2f} to {max(found):.2f}", flush=True)


def draw(stack: ModelStack, path: Path, *, steps: int | None = None) -> None:
    """Waveform and spectrogram around the seam of a loop, and of a long sound with its joins marked."""
    from io import BytesIO

    from matplotlib.figure import Figure
    from PIL import Image

    spec = stack.pack.parts.spec
    looped = loop(stack, "rain falling", 1, steps=steps)
    sound = long_sound(stack, "a crowd of people", 1, steps=steps)
    around = np.concatenate([looped[-2 * spec.rate_hz :], looped[: 2 * spec.rate_hz]])
    decoder = PieceDecoder(stack.pack.parts, circular=False, on_piece=lambda _: None)
    marks = [join * spec.hop_samples / spec.rate_hz for join in decoder.joins(spec.frames_for(len(sound)))]
    figure = Figure(figsize=(11, 5.2), dpi=75, layout="constrained")
    grid = figure.subplots(2, 2, sharex="col", height_ratios=[1, 2])
    for column, title, shown, offset_s, lines in (
        (0, "rain, a loop of 6 s: two seconds on either side of its seam", around, -2.0, [0.0]),
        (1, "a crowd, 40 s: where its pieces were joined", sound, 0.0, marks),
    ):
        wave, spectrogram = grid[0][column], grid[1][column]
        times_s = np.arange(len(shown)) / spec.rate_hz + offset_s
        wave.plot(times_s, shown, linewidth=0.3, color="#34507a")
        wave.set_title(title, fontsize=9)
        spectrogram.specgram(
            shown + 1e-9,
            NFFT=512,
            noverlap=256,
            Fs=spec.rate_hz,
            xextent=(times_s[0], times_s[-1]),
            cmap="magma",
            vmin=-120,
        )
        spectrogram.set_xlabel("seconds")
        for panel in (wave, spectrogram):
            panel.margins(x=0)
            for line_s in lines:
                panel.axvline(line_s, color="#d07000", linewidth=0.8, linestyle=":")
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(buffer).convert("P", palette=Image.Palette.ADAPTIVE, colors=48).save(path, optimize=True)


def _made(stack: ModelStack, request: GenerationRequest) -> NDArray[np.float32]:
    (one,) = stack.generate(request).candidates
    return one.waveform


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


if __name__ == "__main__":
    main()
