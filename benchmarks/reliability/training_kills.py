"""A training killed (-9) at random points, engine and daemon, and whether it comes to the same weights, bit for bit.

    python -m benchmarks.reliability.training_kills --size 50

Everything is real but the size of the pack: daemon, engine, trainer, sockets, files. Every fifth kill takes the daemon,
the others its engine. A kill comes at a random moment after the training told something, every third one only after it
got further than ever, so that it ends.
"""

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.daemons import REAL, DaemonProcess, Socket, step_back
from benchmarks.reliability.watch import engine_of
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from tests.bridge.training.studio_recordings import write_recordings
from tests.models.tiny_core import write_tiny_pack

STEPS_A_KILL = 12
SAVE_EVERY = 5
DAEMON_EVERY, FURTHER_EVERY = 5, 3
LATEST_S = 1.0
RECORDINGS = "knocks"  # the folder's name is the recordings' caption: the same for both
SILENCE_MOST_S = 300.0
SETTINGS = '[engine]\nthreads = 1\ndtype = "float32"\ndevice = "cpu"\nnice = 0\n'


@dataclass(frozen=True)
class Kills:
    """What came of it."""

    engines: int
    daemons: int
    steps: int
    retaken: int  # steps that were taken more than once, and told
    seconds: float
    identical: bool
    leftovers: int  # files that are only half written


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a bit differs or something half-written stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=50, help="kills (50)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    args = parser.parse_args(argv)
    step_back()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_trainings(Path(folder), args.size, seed=args.seed)
    print(f"kills              {found.engines} of the engine, {found.daemons} of the daemon, in {found.seconds:.0f} s")
    print(f"steps              {found.steps}, a checkpoint every {SAVE_EVERY}; told again {found.retaken}")
    print(f"final weights      {'bit-identical to an uninterrupted run' if found.identical else 'DIFFERENT'}")
    print(f"half-written files {found.leftovers}")
    return 0 if found.identical and not found.leftovers else 1


def kill_trainings(folder: Path, kills: int, *, seed: int = 1) -> Kills:
    """Train once in peace and once under fire, in folders of their own, on the same recordings."""
    pack = write_tiny_pack(folder / "tiny")
    steps = max(2 * SAVE_EVERY, STEPS_A_KILL * kills)
    pairs: dict[str, Argument] = {"pack": str(pack), "steps": steps, "save_every": SAVE_EVERY, "batch": 4}
    daemon = DaemonProcess(folder / "home", REAL)
    daemon.configure(SETTINGS)
    began_s = time.monotonic()
    with daemon, daemon.socket() as host:
        calm = _to_its_end(host, "calm", write_recordings(folder / "calm" / RECORDINGS), pairs)
    fire = _UnderFire(daemon, write_recordings(folder / "fire" / RECORDINGS), pairs, chance=random.Random(seed))
    shot = fire.run(kills)
    return Kills(
        engines=fire.engines,
        daemons=fire.daemons,
        steps=steps,
        retaken=fire.retaken,
        seconds=time.monotonic() - began_s,
        identical=_weights(calm) == _weights(shot),
        leftovers=sum(one.name.endswith(".part") for one in (folder / "fire").rglob("*")),
    )


class _UnderFire:
    """One training whose processes are killed."""

    def __init__(
        self, daemon: DaemonProcess, recordings: Path, pairs: Mapping[str, Argument], *, chance: random.Random
    ) -> None:
        self._daemon, self._recordings, self._pairs = daemon, recordings, pairs
        self._chance = chance
        self._furthest = 0
        self._steps: set[int] = set()
        self.engines = self.daemons = self.retaken = 0

    def run(self, kills: int) -> Path:
        """Kill so often, then let it finish; its adapter."""
        with self._daemon:
            self._shoot(kills)
            with self._daemon.socket() as host:
                return _to_its_end(host, "fire", self._recordings, self._pairs)

    def _shoot(self, kills: int) -> None:
        for number in range(kills):
            self._wait(further=number % FURTHER_EVERY == 0)
            time.sleep(self._chance.uniform(0, LATEST_S))
            if number % DAEMON_EVERY == DAEMON_EVERY - 1:
                self._daemon.kill()
                self.daemons += 1
                self._daemon.start()
            else:
                self._kill_engine()

    def _wait(self, *, further: bool) -> None:
        """Until something is told of the training, or it got further than ever by more than a checkpoint."""
        goal = self._furthest + SAVE_EVERY + 2
        with self._daemon.socket() as host:
            for one in answers_of(host, "fire", self._recordings, self._pairs):
                if one.word == "training":
                    step = int(one.values["step"])
                    self.retaken += step in self._steps
                    self._steps.add(step)
                    self._furthest = max(self._furthest, step)
                if one.final or (step_of(one) >= goal if further else one.word in ("training", "progress")):
                    return

    def _kill_engine(self) -> None:
        engine = engine_of(self._daemon.pid)
        if engine is not None:
            with suppress(ProcessLookupError):
                os.kill(engine, signal.SIGKILL)
                self.engines += 1


def step_of(answer: Answer) -> int:
    """The step that an answer tells of; -1 where it tells of none."""
    return int(answer.values["step"]) if answer.word == "training" else -1


def _to_its_end(host: Socket, own_id: str, recordings: Path, pairs: Mapping[str, Argument]) -> Path:
    adapter = Path()
    for one in answers_of(host, own_id, recordings, pairs):
        if one.word == "trained":
            adapter = Path(str(one.values["path"]))
        if one.address == "/foley/failed":
            raise RuntimeError(f"the training failed: {one.values['text']}")
        if one.final:
            return adapter
    raise AssertionError("unreachable")


def answers_of(host: Socket, own_id: str, recordings: Path, pairs: Mapping[str, Argument]) -> Iterator[Answer]:
    """What is told of a training that is asked for, or asked for again."""
    said = (own_id, str(recordings), *(part for pair in pairs.items() for part in pair), "token", host.session.token)
    heard_s = time.monotonic()
    host.send_message("/foley/train", *said)
    while time.monotonic() - heard_s < SILENCE_MOST_S:
        answer = host.answer(5.0)
        if answer is None:
            host.send_message("/foley/train", *said)
        elif answer.id == own_id:
            heard_s = time.monotonic()
            yield answer
    raise TimeoutError(f"nothing was told of {own_id} for {SILENCE_MOST_S:g} s")


def _weights(adapter: Path) -> str:
    """A hash of all tensors by name."""
    from safetensors.numpy import load_file

    digest = hashlib.sha256()
    for name, value in sorted(load_file(adapter).items()):
        digest.update(f"{name} {value.dtype} {value.shape}".encode() + value.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
