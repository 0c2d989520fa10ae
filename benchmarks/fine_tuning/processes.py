"""Two processes beside one, with a real pack.

`python -m benchmarks.fine_tuning.processes --audio RECORDINGS --work FOLDER`. The same recordings, settings and seed
are learnt by one process and by two over gloo; then each goes on from a checkpoint of the other. Prints how far losses
and weights are from one another, and what a step took: two processes of one thread beside one process of two.
"""

import argparse
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from benchmarks.fine_tuning import data
from foley_bridge.training.peers import local_team
from foley_models.devices import use_threads
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.training.events import Stepped
from foley_models.training.examples import Examples, prepare
from foley_models.training.finetune import FineTuning
from foley_models.training.following import lead
from foley_models.training.settings import METHODS, TrainSettings
from foley_models.training.team import Team


@dataclass(frozen=True)
class Learnt:
    """Losses by step, the averaged weights at the end, and the median seconds of a step."""

    losses: dict[int, float]
    average: dict[str, Tensor]
    step_s: float


def learn(pack: Pack, examples: Examples, settings: TrainSettings, work: Path, team: Team | None) -> Learnt:
    """One training, from where its folder's checkpoint is."""
    if team is not None:
        lead(team, pack, examples, settings, piece=settings.batch_size)
    training = FineTuning(pack, examples, settings, work, judge=None, team=team)
    training.resume()
    losses, times_s = {}, []
    began_s = time.perf_counter()
    for event in training.events():
        if isinstance(event, Stepped):
            losses[event.step] = event.losses["total"]
            times_s.append(time.perf_counter() - began_s)
            began_s = time.perf_counter()
    return Learnt(losses, training.average, sorted(times_s)[len(times_s) // 2])


def half_way(source: Path, target: Path, steps: int) -> Path:
    """A copy of a training's folder as it was after half of its steps."""
    shutil.copytree(source, target)
    for newest in (target / "checkpoints").glob(f"step-{steps:08d}.*"):
        newest.unlink()
    return target


def told(name: str, found: Learnt, whole: Learnt) -> str:
    """How far it is from the training by one process."""
    losses = max(abs(found.losses[step] / whole.losses[step] - 1.0) for step in found.losses)
    moved = max(float((found.average[one] - whole.average[one]).abs().max()) for one in whole.average)
    size = max(float(one.abs().max()) for one in whole.average.values())
    far = f"{moved:.1e} of {size:.2g}"
    return f"{name:<44}{len(found.losses):>6}{losses:>16.1e}{far:>20}{found.step_s:>10.2f} s"


def main() -> None:
    """Train all of them."""
    parser = argparse.ArgumentParser(prog="benchmarks.fine_tuning.processes", description=__doc__.splitlines()[0])
    parser.add_argument("--audio", type=Path, required=True, help="recordings with their manifest.csv")
    parser.add_argument("--work", type=Path, required=True, help="encoded recordings are kept here")
    parser.add_argument("--pack", default="core")
    parser.add_argument("--clips", type=int, default=24, help="of the split studio (default 24)")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--method", choices=METHODS, default="lora")
    args = parser.parse_args()
    use_threads(2)
    pack = load_pack(find_pack(args.pack), device="cpu", dtype="float32")
    clips = data.studio_clips(args.audio, "studio", 0)[: args.clips]
    examples = prepare(pack, clips, data.read_clip, args.work / "cache")
    settings = TrainSettings(method=args.method, steps=args.steps, save_every=args.steps // 2, precision="float32")
    runs = args.work / "runs"
    shutil.rmtree(runs, ignore_errors=True)
    print(f"{'':<44}{'steps':>6}{'loss, relative':>16}{'weights':>20}{'a step':>12}")
    both = learn(pack, examples, settings, runs / "two threads", None)
    use_threads(1)
    one = learn(pack, examples, settings, runs / "one", None)
    print(told("one process, one thread", one, one), flush=True)
    print(told("one process, two threads", both, one), flush=True)
    use_threads(2)  # which the two processes share
    with local_team(2, pack, waiting=lambda: None) as team:
        two = learn(pack, examples, settings, runs / "two", team)
        print(told("two processes of one thread, over gloo", two, one), flush=True)
        crossed = learn(pack, examples, settings, half_way(runs / "one", runs / "one, then two", args.steps), team)
        print(told("half by one process, then by two", crossed, one), flush=True)
    use_threads(1)
    crossed = learn(pack, examples, settings, half_way(runs / "two", runs / "two, then one", args.steps), None)
    print(told("half by two processes, then by one", crossed, one))
    for name in ("one", "two"):
        values = [f"{loss:.6f}" for loss in (one if name == "one" else two).losses.values()]
        print(f"losses, {name}: {' '.join(values)}")
    shutil.rmtree(runs, ignore_errors=True)


if __name__ == "__main__":
    main()
