"""A training for minutes or hours with sounds asked for all the while: memory must stay flat.

    python -m benchmarks.reliability.training_soak --minutes 60

Everything is real but the size of the pack. A sound is asked for as soon as the one before is there; when a
training ends, another begins. What is measured first comes after a fifth of the time.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.daemons import DaemonProcess, Socket, step_back
from benchmarks.reliability.training_kills import RECORDINGS, SETTINGS, answers_of
from benchmarks.reliability.watch import descriptors, engine_of, threads
from foley_bridge.client import new_id
from foley_bridge.osc.message import Argument
from tests.bridge.training.lenient_daemon import LENIENT
from tests.bridge.training.studio_recordings import write_recordings
from tests.models.tiny_core import write_tiny_pack

SAMPLES = 12
STEPS = 2_000
DAEMON_GROWTH_MOST_BYTES = 4 << 20
ENGINE_GROWTH_MOST_BYTES = 16 << 20  # torch's allocator keeps some room


@dataclass(frozen=True)
class Sample:
    """What both hold at one moment."""

    seconds: float
    sounds: int
    steps: int
    daemon_bytes: int
    engine_bytes: int
    descriptors: int
    threads: int


class Counts:
    """How much was made; written by two threads, each its own."""

    def __init__(self) -> None:
        self.sounds = self.steps = self.trainings = 0
        self.slowest_s = 0.0
        self.over = False


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where memory, descriptors or threads grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (60)")
    args = parser.parse_args(argv)
    step_back()
    with tempfile.TemporaryDirectory() as folder:
        samples, counts = soak(Path(folder), args.minutes * 60.0)
    print("seconds   sounds     steps   daemon MiB   engine MiB   descriptors   threads")
    for one in samples:
        sizes = f"{one.daemon_bytes / 2**20:>13.2f}{one.engine_bytes / 2**20:>13.2f}"
        print(f"{one.seconds:>7.0f}{one.sounds:>9,}{one.steps:>10,}{sizes}{one.descriptors:>14}{one.threads:>10}")
    found = grown(samples) if counts.steps else ["no step was taken"]
    print(f"{counts.trainings} trainings; the slowest sound took {counts.slowest_s:.2f} s")
    print(f"grown: {', '.join(found) or 'nothing'}")
    return 1 if found else 0


def soak(folder: Path, seconds: float) -> tuple[list[Sample], Counts]:
    """Train and make sounds for so long, and look SAMPLES times, first after a fifth of the time."""
    pack, counts = write_tiny_pack(folder / "tiny"), Counts()
    daemon = DaemonProcess(folder / "home", LENIENT)
    daemon.configure(SETTINGS + f'pack = "{pack}"\n')
    recordings = write_recordings(folder / RECORDINGS)
    samples: list[Sample] = []
    with daemon, daemon.socket() as first, daemon.socket() as second:
        workers = [
            threading.Thread(target=_train, args=(first, recordings, counts), daemon=True),
            threading.Thread(target=_generate, args=(second, folder, counts), daemon=True),
        ]
        began_s = time.monotonic()
        for one in workers:
            one.start()
        for number in range(SAMPLES):
            due_s = seconds * (0.2 + 0.8 * number / (SAMPLES - 1))
            time.sleep(max(0.0, began_s + due_s - time.monotonic()))
            samples.append(_look(daemon, time.monotonic() - began_s, counts))
        counts.over = True
        for one in workers:
            one.join(60.0)
    return samples, counts


def grown(samples: Sequence[Sample]) -> list[str]:
    """What the last third of the samples has more of than the first third, on average."""
    third = max(1, len(samples) // 3)

    def more(name: str) -> float:
        first, last = samples[:third], samples[-third:]
        return float(sum(getattr(one, name) for one in last) - sum(getattr(one, name) for one in first)) / third

    allowed = {
        "daemon_bytes": DAEMON_GROWTH_MOST_BYTES,
        "engine_bytes": ENGINE_GROWTH_MOST_BYTES,
        "descriptors": 2,
        "threads": 2,
    }
    return [f"{name} by {more(name):,.0f}" for name, most in allowed.items() if more(name) > most]


def _train(host: Socket, recordings: Path, counts: Counts) -> None:
    pairs: dict[str, Argument] = {"steps": STEPS, "batch": 4, "prompts": "a dog bark", "sample_every": 200}
    chance = random.Random(1)
    while not counts.over:
        own_id = new_id()
        for one in answers_of(host, own_id, recordings, pairs | {"seed": chance.randrange(1000)}):
            if one.word == "training":
                counts.steps += 1
            if one.final or counts.over:
                counts.trainings += one.word == "done"
                break


def _generate(host: Socket, folder: Path, counts: Counts) -> None:
    while not counts.over:
        began_s, own_id = time.monotonic(), new_id()
        pairs = ("destination", str(folder), "threshold", -1.0, "rate", 8000, "token", host.session.token)
        host.send_message("/foley/generate", own_id, "a dog barking", 0.5, 1, *pairs)
        while (answer := host.answer(60.0)) is not None and not counts.over:
            if answer.id == own_id and answer.word == "candidate":
                Path(str(answer.values["path"])).unlink(missing_ok=True)
            if answer.id == own_id and answer.final:
                counts.sounds += answer.word == "done"
                break
        counts.slowest_s = max(counts.slowest_s, time.monotonic() - began_s)


def _look(daemon: DaemonProcess, seconds: float, counts: Counts) -> Sample:
    import psutil

    engine = engine_of(daemon.pid)
    return Sample(
        seconds,
        counts.sounds,
        steps=counts.steps,
        daemon_bytes=psutil.Process(daemon.pid).memory_info().rss,
        engine_bytes=psutil.Process(engine).memory_info().rss if engine is not None else 0,
        descriptors=descriptors(daemon.pid),
        threads=threads(daemon.pid),
    )


if __name__ == "__main__":
    sys.exit(main())
