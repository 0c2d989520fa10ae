"""How near to the truth onsets are found, and how near hits come to their events: python -m benchmarks.spotting.

Guide tracks with hits at known times, of different strength, decay and colour, over noise; librosa's onset detector as
the peer in the same run, where it is installed. With `--takes FOLDER` (sounds of hits, such as takes of footsteps) each
guide is spotted with them, and the stem's onsets are looked for again.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.spotting.dealing import deal
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.hits import find_hits
from foley_bridge.spotting.onsets import ANALYSIS_HZ, find_onsets
from foley_bridge.spotting.writing import write_spotted_stem
from foley_bridge.takes import HeardTake

PROMISED_S = 0.005
SAME_S = 0.03  # further apart, it is another onset
EVENTS, SECONDS = 24, 15.0
FLOORS_DB = (-80, -60, -50, -40)
STEM_HZ = 48_000
Detector = Callable[[NDArray[np.float32]], Sequence[float]]


@dataclass
class Score:
    """Errors of those that were found, and how many were not there or not found."""

    errors_s: list[float]
    missed: int = 0
    extra: int = 0

    def add(self, truth_s: Sequence[float], found_s: Sequence[float]) -> None:
        """Count one guide in."""
        for time_s in truth_s:
            nearest = min((one - time_s for one in found_s), key=abs, default=1.0)
            if abs(nearest) <= SAME_S:
                self.errors_s.append(nearest)
            else:
                self.missed += 1
        self.extra += sum(min(abs(one - time_s) for time_s in truth_s) > SAME_S for one in found_s)

    def line(self, name: str) -> str:
        """The figures."""
        errors_ms = 1e3 * np.abs(self.errors_s)
        within = float(np.mean(errors_ms < PROMISED_S * 1e3)) if len(errors_ms) else 0.0
        median_ms, late_ms = (np.quantile(errors_ms, q) for q in (0.5, 0.99)) if len(errors_ms) else (np.nan, np.nan)
        return (
            f"{name:<30}{len(errors_ms):>6} found, {self.missed:>4} missed, {self.extra:>4} extra; error median "
            f"{median_ms:5.2f} ms, 99 of 100 {late_ms:6.2f} ms, within 5 ms {within:.1%}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where ours is not within the promise for 99 of 100."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=20, help="guide tracks for each floor of noise (20)")
    parser.add_argument("--takes", type=Path, help="folder of sounds of hits, WAV")
    parser.add_argument("--plot", type=Path, help="picture of a guide and of its stem, PNG; needs --takes")
    args = parser.parse_args(argv)
    detectors: dict[str, Detector] = {"ours": _ours} | _peers()
    all_ours = Score([])
    for floor_db in FLOORS_DB:
        scores = {name: Score([]) for name in detectors}
        for seed in range(args.size):
            sound, truth_s = guide(seed, floor_db)
            for name, detector in detectors.items():
                scores[name].add(truth_s, detector(sound))
        all_ours.errors_s += scores["ours"].errors_s
        for name, score in scores.items():
            print(score.line(f"noise at {floor_db} dB, {name}"))
    if args.takes:
        print(_spotted(args.takes, args.size).line("events and the stem's onsets"))
    if args.takes and args.plot:
        _plot(args.takes, args.plot)
    return 0 if np.quantile(np.abs(all_ours.errors_s), 0.99) < PROMISED_S else 1


def guide(seed: int, floor_db: float) -> tuple[NDArray[np.float32], list[float]]:
    """A guide track (sample,) at ANALYSIS_HZ and the times of its hits."""
    chance = np.random.default_rng(seed)
    truth_s = np.cumsum(chance.uniform(0.15, 0.9, EVENTS)) + 0.1
    sound = 10 ** (floor_db / 20) * chance.standard_normal(round(SECONDS * ANALYSIS_HZ))
    for time_s in truth_s:
        hit = _hit(chance) * chance.uniform(0.15, 1.0)
        start = round(time_s * ANALYSIS_HZ)
        end = min(start + len(hit), len(sound))
        sound[start:end] += hit[: max(0, end - start)]
    return sound.clip(-1, 1).astype(np.float32), [float(one) for one in truth_s if one < SECONDS - 0.2]


def _hit(chance: np.random.Generator) -> NDArray[np.float64]:
    """Noise of some colour and a ringing tone that start within a millisecond and die away."""
    size = round(0.4 * ANALYSIS_HZ)
    time_s = np.arange(size) / ANALYSIS_HZ
    noise = np.convolve(chance.standard_normal(size), np.ones(int(chance.integers(1, 12))), mode="same")
    tone = np.sin(2 * np.pi * chance.uniform(80, 2500) * time_s)
    sound = noise / np.abs(noise).max() + chance.uniform(0, 1) * tone
    decayed: NDArray[np.float64] = sound * np.exp(-time_s / chance.uniform(0.01, 0.08)) * np.minimum(1, time_s / 0.001)
    decayed *= 0.5 / np.abs(decayed).max()
    return decayed


def _ours(sound: NDArray[np.float32]) -> Sequence[float]:
    return [one.place_s for one in find_onsets(sound, ANALYSIS_HZ)]


def _peers() -> dict[str, Detector]:
    try:
        import librosa
    except ImportError:
        return {}

    def detect(sound: NDArray[np.float32]) -> Sequence[float]:
        found: Sequence[float] = librosa.onset.onset_detect(
            y=sound, sr=ANALYSIS_HZ, hop_length=64, units="time", backtrack=False
        ).tolist()
        return found

    def backtracked(sound: NDArray[np.float32]) -> Sequence[float]:
        found: Sequence[float] = librosa.onset.onset_detect(
            y=sound, sr=ANALYSIS_HZ, hop_length=64, units="time", backtrack=True
        ).tolist()
        return found

    return {"librosa": detect, "librosa, backtracked": backtracked}


def _spotted(folder: Path, guides: int) -> Score:
    """Whether each event of a guide has an onset of the stem beside it; hits may have onsets of their own inside."""
    takes = [
        HeardTake(n, n, None, passed=True, file=one, seed=0) for n, one in enumerate(sorted(folder.glob("*.wav")), 1)
    ]
    hits, score = find_hits(takes), Score([])
    with tempfile.TemporaryDirectory() as place:
        for seed in range(guides):
            sound, _ = guide(seed, FLOORS_DB[0])
            events = [Event(one) for one in _ours(sound)]
            path, _ = write_spotted_stem(
                Path(place), deal(events, hits, seed=seed, range_db=24, human=0.5), rate_hz=STEM_HZ
            )
            score.add([one.place_s for one in events], _onsets_of(path))
    return score


def _plot(folder: Path, picture: Path) -> None:
    """Four seconds of a guide, and what was put there."""
    import matplotlib.pyplot as plt
    import soundfile

    takes = [
        HeardTake(n, n, None, passed=True, file=one, seed=0) for n, one in enumerate(sorted(folder.glob("*.wav")), 1)
    ]
    sound, _ = guide(3, FLOORS_DB[1])
    events = [Event(one.place_s, one.peak) for one in find_onsets(sound, ANALYSIS_HZ)]
    loudest = max(one.strength for one in events)
    events = [Event(one.place_s, one.strength / loudest) for one in events]
    with tempfile.TemporaryDirectory() as place:
        dealt = deal(events, find_hits(takes), seed=1, range_db=24, human=0.5)
        path, _ = write_spotted_stem(Path(place), dealt, rate_hz=STEM_HZ)
        stem, rate_hz = soundfile.read(path)
    figure, axes = plt.subplots(2, 1, figsize=(10, 4), sharex=True, layout="constrained")
    for axis, wave, hz, name in zip(axes, (sound, stem), (ANALYSIS_HZ, rate_hz), ("guide", "stem"), strict=True):
        axis.plot(np.arange(len(wave)) / hz, wave / np.abs(wave).max(), linewidth=0.5, color="#2962c4")
        for event in events:
            axis.axvline(event.place_s, color="#b3261e", linewidth=0.8, alpha=0.6)
        axis.set(xlim=(0, 6), ylim=(-1.05, 1.05), ylabel=name, yticks=[])
    axes[1].set_xlabel("seconds; red: the events that were found")
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def _onsets_of(path: Path) -> Sequence[float]:
    import soundfile

    sound, rate_hz = soundfile.read(path, dtype="float32")
    return [one.place_s for one in find_onsets(sound, rate_hz)]


if __name__ == "__main__":
    sys.exit(main())
