"""Kills workers of a Ray cluster at random points while a batch is made, and looks whether every cue is there once.

    python -m benchmarks.reliability.batch_kills --cues 200 --kills 10
    python -m benchmarks.reliability.batch_kills --cues 200 --kills 0 --rounds 5 --pack tiny

The same sheet is made by as many engine processes without Ray, and every sound is compared bit for bit. What is killed
with -9 is an actor with all that it holds, or only its engine process. With --rounds both are made in turns, without
kills, and the medians of what they take are compared, as time and as processor time of all processes, which other
work on the machine hardly changes: of the whole, and from the first sound on. Packs: quick (no model), tiny (a model
of random weights), or any pack's name.
"""

import argparse
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import soundfile

from benchmarks.reliability.batch_host import QUICK
from foley_bridge.batch.record import FOLDER
from foley_bridge.batch.timing import FILE
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from tests.bridge.processes import environment

TAKES = 2
SECONDS = (0.5, 0.75, 1.0)
PAUSE_MOST_S = 0.2  # so that a kill meets any moment of a cue
POLL_S = 0.05
METER_EVERY_S = 0.5
END_MOST_S = 7200.0
RETRIES = 3
TINY = "tiny"
PROMPT = "boots on gravel"
ACTOR, ENGINES = "ray::Hand", ("foley_bridge.engine.worker", "tests.bridge.engine.quick_worker")
Sounds = Mapping[tuple[str, int], str]  # prompt and candidate -> SHA-256 of the samples


@dataclass(frozen=True)
class Made:
    """What a run left behind."""

    sounds: Sounds
    faults: list[str]  # doubled, missing, half-written
    wall_s: float
    work_s: float  # from the first sound to the end of the last cue
    cpu_s: float  # of all its processes
    work_cpu_s: float  # from the first sound on


@dataclass(frozen=True)
class Killed:
    """A run through kills beside one without Ray."""

    cues: int
    actors: int
    engines: int
    plain: Made
    ray: Made
    exposed: list[str]  # what its processes listened at that other machines could reach

    @property
    def unlike(self) -> list[str]:
        """Sounds that are not the same bits, or not in both."""
        keys = self.plain.sounds.keys() | self.ray.sounds.keys()
        return [f"{key}" for key in sorted(keys) if self.plain.sounds.get(key) != self.ray.sounds.get(key)]

    @property
    def holds(self) -> bool:
        """Whether every cue is there exactly once, with the same bits."""
        return not (self.unlike or self.plain.faults or self.ray.faults or self.exposed)

    def lines(self) -> Iterator[str]:
        """The figures."""
        yield f"cues                {self.cues:,}; {len(self.plain.sounds):,} sounds, {len(self.ray.sounds):,} with Ray"
        yield f"kills               {self.actors} of an actor, {self.engines} of an engine"
        yield f"unlike              {len(self.unlike)} of the sounds without Ray {self.unlike[:3] or ''}"
        yield f"missing, doubled    {len(self.ray.faults)} {self.ray.faults[:3] or ''}"
        yield f"beyond loopback     {len(self.exposed)} {self.exposed[:3] or ''}"
        yield f"time                {self.plain.wall_s:.1f} s without Ray and kills, {self.ray.wall_s:.1f} s with both"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=200)
    parser.add_argument("--takes", type=int, default=TAKES, help=f"of each cue ({TAKES})")
    parser.add_argument("--kills", type=int, default=10, help="0 for none")
    parser.add_argument("--rounds", type=int, default=0, help="of the comparison of times (0)")
    parser.add_argument("--pack", default=QUICK, help=f"{QUICK}, {TINY}, or a pack's name or folder")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1, help="of the points of the kills")
    parser.add_argument("--keep", type=Path, help="a folder that is kept, in place of a temporary one")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        trial = Trial(args.keep or Path(temporary), args.cues, args.pack, workers=args.workers, takes=args.takes)
        holds = True
        if args.kills:
            killed = trial.kill(args.kills, seed=args.seed)
            print("\n".join(killed.lines()), flush=True)
            holds = killed.holds
        if args.rounds:
            for line in trial.compare(args.rounds):
                print(line, flush=True)
    return 0 if holds else 1


class Trial:
    """One sheet, made again and again into folders of its own."""

    def __init__(
        self, folder: Path, cues: int, pack: str, *, workers: int, prompt: str = PROMPT, takes: int = TAKES
    ) -> None:
        self._folder, self._cues, self._workers, self._takes = folder.absolute(), cues, workers, takes
        self._folder.mkdir(parents=True, exist_ok=True)
        self._pack = str(_tiny_pack(self._folder / "tiny-pack")) if pack == TINY else pack
        self._sheet = self._folder / "sheet.csv"
        self._sheet.write_text(_sheet(cues, prompt, takes), encoding="utf-8")
        self._runs = 0

    def kill(self, kills: int, *, seed: int = 1) -> Killed:
        """Make it without Ray, and with Ray through so many kills."""
        chance, counted = random.Random(seed), Counter[str]()
        plain, exposed = self.made(ray=False), set[str]()
        began_s, process, name = time.monotonic(), *self._started(ray=True)
        for sounds in sorted(chance.randrange(1, (self._cues - self._workers) * self._takes) for _ in range(kills)):
            if self._waited(process, name, sounds):
                exposed |= _exposed(process.pid)
                time.sleep(chance.uniform(0.0, PAUSE_MOST_S))
                counted[_victim(process.pid, chance)] += 1
        for _ in range(RETRIES):  # as a person would: the same command again
            if process.wait(END_MOST_S) == 0:
                break
            process, _ = self._started(ray=True, name=name)
        if process.wait(END_MOST_S) != 0:
            raise RuntimeError(f"the batch failed {RETRIES + 1} times, with {process.returncode}")
        ray = self._look(name, time.monotonic() - began_s)
        return Killed(self._cues, counted["actor"], counted["engine"], plain, ray, sorted(exposed))

    def compare(self, rounds: int) -> Iterator[str]:
        """Make it in turns, with Ray and without, and compare the medians."""
        plain, ray = list[Made](), list[Made]()
        for number in range(rounds):
            plain.append(self.made(ray=False))
            ray.append(self.made(ray=True))
            yield f"round {number + 1}: {_costs(plain[-1])} without Ray, {_costs(ray[-1])} with it"
        for what in ("work_cpu_s", "cpu_s", "work_s", "wall_s"):
            ratio = statistics.median(getattr(one, what) for one in ray) / statistics.median(
                getattr(one, what) for one in plain
            )
            yield f"{what:<11} with Ray / without: {ratio:.3f} (medians of {rounds})"
        yield f"sounds alike: {all(one.sounds == plain[0].sounds for one in [*plain, *ray])}"

    def made(self, *, ray: bool) -> Made:
        """Make it once. RuntimeError where that fails."""
        began_s = time.monotonic()
        process, name = self._started(ray=ray)
        meter = _Meter(process, Path(self._out(name)) / "Foley")
        meter.watch()
        if process.wait(END_MOST_S) != 0:
            raise RuntimeError(f"the batch ended with {process.returncode}")
        return self._look(name, time.monotonic() - began_s, meter)

    def _started(self, *, ray: bool, name: str = "") -> tuple["subprocess.Popen[bytes]", str]:
        self._runs += not name
        name = name or f"run-{self._runs}"
        command = [sys.executable, "-m", "benchmarks.reliability.batch_host", str(self._sheet), self._out(name)]
        command += ["--pack", self._pack, "--workers", str(self._workers), *(["--ray", "local"] if ray else [])]
        surroundings = environment() | {HOME_VARIABLE: str(self._folder / "home"), "OMP_NUM_THREADS": "1"}
        return subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), name

    def _out(self, name: str) -> str:
        return str(self._folder / "out" / name)

    def _waited(self, process: "subprocess.Popen[bytes]", name: str, sounds: int) -> bool:
        """Wait until so many sounds are there; False where the run ended before."""
        place = Path(self._out(name)) / "Foley"
        while process.poll() is None:
            if place.is_dir() and sum(1 for _ in place.glob("*.wav")) >= sounds:
                return True
            time.sleep(POLL_S)
        return False

    def _look(self, name: str, wall_s: float, meter: "_Meter | None" = None) -> Made:
        """Read the journal of a run, its timing and every file."""
        out, faults, sounds = Path(self._out(name)), list[str](), dict[tuple[str, int], str]()
        (database,) = (user_folders(self._folder / "home").state / FOLDER).glob(f"{name}-*.sqlite3")
        with Journal(database) as journal:
            for job in journal.recent(1_000_000):
                prompt = json.loads(job.order)["request"]["prompt"]
                if job.state is not State.DONE:
                    faults.append(f"{prompt} is {job.state}: {job.text}")
                for one in journal.candidates(job.id):
                    if (prompt, one.index) in sounds or not one.published:
                        faults.append(f"{prompt} {one.index} is doubled or not published")
                    sounds[prompt, one.index] = _samples(Path(one.path), one.sha256)
        files = {one.name for one in (out / "Foley").iterdir()}
        if len(files) != len(sounds) or len(sounds) != self._cues * self._takes or any(map(_is_half, files)):
            faults.append(f"{len(files)} files, {len(sounds)} sounds, {self._cues * self._takes} wanted")
        timing = json.loads((out / FILE).read_text(encoding="utf-8"))
        work_s = timing["last_cue_s"] - min(one["ended_s"] for one in timing["cues"])
        cpu_s, work_cpu_s = (0.0, 0.0) if meter is None else (meter.whole_s, meter.whole_s - meter.first_s)
        return Made(sounds, faults, wall_s, work_s, cpu_s, work_cpu_s)


class _Meter:
    """Processor time of a process and all below it, read every half second: what ended counts with its last reading."""

    def __init__(self, host: "subprocess.Popen[bytes]", place: Path) -> None:
        self._host, self._place = host, place
        self._read: dict[tuple[int, float], float] = {}
        self.first_s = 0.0  # at the first sound

    @property
    def whole_s(self) -> float:
        return sum(self._read.values())

    def watch(self) -> None:
        """Until the process ends."""
        while self._host.poll() is None:
            self._look()
            if not self.first_s and self._place.is_dir() and any(self._place.glob("*.wav")):
                self.first_s = self.whole_s
            time.sleep(METER_EVERY_S)

    def _look(self) -> None:
        try:
            host = psutil.Process(self._host.pid)
            below = [host, *host.children(recursive=True)]
        except psutil.Error:
            return
        for one in below:
            try:
                times = one.cpu_times()
                self._read[one.pid, one.create_time()] = times.user + times.system
            except psutil.Error:  # it ended meanwhile
                continue


def _costs(made: Made) -> str:
    return f"{made.work_s:.1f} of {made.wall_s:.1f} s and {made.work_cpu_s:.1f} of {made.cpu_s:.1f} s of processor time"


def _victim(host: int, chance: random.Random) -> str:
    """Kill one of a host's workers, a whole actor or its engine, and say which; "" where there was none."""
    found = dict[str, list[psutil.Process]](actor=[], engine=[])
    for one in psutil.process_iter():
        try:
            said = " ".join(one.cmdline())
            if said.startswith(ACTOR) and _is_below(one, host):
                found["actor"].append(one)
            elif any(name in said for name in ENGINES) and _is_below(one, host):
                found["engine"].append(one)
        except psutil.Error:  # it ended meanwhile
            continue
    kinds = [kind for kind, processes in found.items() if processes]
    if not kinds:
        return ""
    kind = chance.choice(kinds)
    try:
        chance.choice(found[kind]).kill()
    except psutil.Error:
        return ""
    return kind


def _exposed(host: int) -> set[str]:
    """Where a host's processes listen beyond this machine."""
    try:
        below = {one.pid for one in psutil.Process(host).children(recursive=True)}
        found = psutil.net_connections(kind="inet")
    except psutil.Error:
        return set()
    listening = [one.laddr for one in found if one.status == psutil.CONN_LISTEN and one.pid in {host, *below}]
    places = (f"{one.ip}:{one.port}" for one in listening if one)
    return {one for one in places if not one.removeprefix("::ffff:").startswith("127.")}


def _is_below(process: psutil.Process, host: int) -> bool:
    return host in {one.pid for one in process.parents()}


def _samples(file: Path, sha256: str) -> str:
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"{file} is not what the journal says")
    return hashlib.sha256(soundfile.read(file, dtype="int32")[0].tobytes()).hexdigest()


def _is_half(name: str) -> bool:
    return name.endswith(".part")


def _sheet(cues: int, prompt: str, takes: int) -> str:
    rows = "".join(f"{prompt} {one},{SECONDS[one % len(SECONDS)]:g},{takes}\n" for one in range(cues))
    return f"prompt,length,count\n{rows}"


def _tiny_pack(folder: Path) -> Path:
    from tests.models.tiny_core import write_tiny_pack

    return write_tiny_pack(folder) if not folder.exists() else folder


if __name__ == "__main__":
    sys.exit(main())
