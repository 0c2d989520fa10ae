"""Speed and memory of a pack on this machine: python -m benchmarks.speed, or make bench.

- First sound: `foley-bridge generate` without a running daemon, from start to exit (it starts one, which loads the pack
  in its engine, makes four 4-s candidates and writes them, and is ended again); of two runs the second, whose files the
  system has read before. The peak memory of the largest of its processes, the engine, beside it.
- Warm: the same request with the pack in memory, after one request that is not counted; the median of some runs, by
  stage, for several sizes of the pool that the four are chosen from.
- The peer: the same parts the way the papers' public pipelines run them, DDIM with 50 steps, from the default pool;
  its runs alternate with ours, so that a busy machine slows both.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from benchmarks.ear_report import table
from benchmarks.takes import default_sampling
from benchmarks.timing import STAGES, TOTAL, Seconds, median_of, time_request
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError, NotAvailableError, RequestError
from foley_models.limits import pool_of
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack

REQUEST = GenerationRequest(prompt="heavy boots on gravel", seconds=4.0, count=4, seed=1)
POOLS = (4, 8)  # beside the default one
PEER = replace(REQUEST, sampler="ddim", steps=50, thorough=True)
PEER_RUNS_MOST = 3
BYTES_PER_MB = 1_000_000
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Process:
    """`foley-bridge generate` as a process: seconds of the first and second run, and the larger peak memory."""

    first_s: float
    second_s: float
    peak_bytes: int | None  # None where the system does not tell


@dataclass(frozen=True)
class SpeedResult:
    """All that one run measured; seconds by stage are medians of each stage by itself."""

    settings: dict[str, str | int]
    process: Process
    load_s: float
    pools: dict[int, Seconds]
    default_pool: int
    runs: int
    peer: Seconds
    peer_runs: int
    peak_bytes: int | None  # of this process, the peer included


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    args = _parser().parse_args(argv)
    if args.threads is not None:
        torch.set_num_threads(args.threads)
    try:
        if args.runs < 1:
            raise RequestError(f"runs is {args.runs}: at least one is needed for a median")
        with shown_progress(sys.stderr) as progress:
            result = measure(
                find_pack(args.pack),
                args.device,
                args.runs,
                report=lambda label, fraction: progress.advance(label, fraction, -1.0),
            )
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.speed: {error}\n")
        return 1
    print(json.dumps(asdict(result), indent=1) if args.json else markdown(result))
    return 0


def measure(folder: Path, device: str, runs: int, *, report: Report) -> SpeedResult:
    """Everything, the process first, while this one holds no pack."""
    report("first sound of a process, twice", 0.0)
    process = time_process(folder, device)
    report("loading the pack", 0.2)
    started = time.perf_counter()
    stack = ModelStack(load_pack(folder, device=device))
    load_s = time.perf_counter() - started
    report("a request that is not counted", 0.25)
    time_request(stack, REQUEST)
    default_pool = pool_of(REQUEST)
    ours: dict[int, list[Seconds]] = {pool: [] for pool in (*POOLS, default_pool)}
    peer: list[Seconds] = []
    for run in range(runs):
        report("warm requests and the peer in turn", 0.3 + 0.7 * run / runs)
        for pool, timed in ours.items():
            timed.append(time_request(stack, replace(REQUEST, pool=pool)))
        if run < PEER_RUNS_MOST:
            peer.append(time_request(stack, PEER))
    return SpeedResult(
        settings=_settings(stack, device),
        process=process,
        load_s=load_s,
        pools={pool: median_of(timed) for pool, timed in ours.items()},
        default_pool=default_pool,
        runs=runs,
        peer=median_of(peer),
        peer_runs=len(peer),
        peak_bytes=peak_bytes(of_children=False),
    )


def time_process(folder: Path, device: str) -> Process:
    """Two runs of the command line in processes of their own. NotAvailableError, with what it said, where it fails."""
    seconds = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as out:
            own = os.environ | {HOME_VARIABLE: str(Path(out) / "home")}  # a daemon of its own, as on a fresh machine
            started = time.perf_counter()
            done = subprocess.run(_command(folder, device, out), capture_output=True, text=True, check=False, env=own)
            seconds.append(time.perf_counter() - started)
        if done.returncode != 0:
            raise NotAvailableError(f"foley-bridge generate ended with {done.returncode}: {done.stderr.strip()}")
    return Process(seconds[0], seconds[1], peak_bytes(of_children=True))


def peak_bytes(*, of_children: bool) -> int | None:
    """Largest resident memory so far, of this process or of its finished children; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def markdown(result: SpeedResult) -> str:
    """The tables for a person."""
    rows = [(f"pool {pool}", *_stage_cells(seconds)) for pool, seconds in result.pools.items()]
    peer_name = f"peer: DDIM, {PEER.steps} steps, pool {result.default_pool}"
    rows.append((peer_name, *_stage_cells(result.peer)))
    ratio = result.peer[TOTAL] / result.pools[result.default_pool][TOTAL]
    process = result.process
    lines = [
        "# Speed and memory: four candidates of 4 s",
        ", ".join(f"{name} {value}" for name, value in result.settings.items()),
        f"First sound, `foley-bridge generate` as a process: {process.second_s:.1f} s "
        f"(the run before it {process.first_s:.1f} s), peak memory {_megabytes(process.peak_bytes)}.",
        f"Loading the pack, libraries imported: {result.load_s:.2f} s.",
        f"Warm, seconds by stage, medians of {result.runs} runs ({result.peer_runs} of the peer):",
        table(("", *STAGES, TOTAL), rows),
        f"The peer takes {ratio:.2f} times as long as ours from the same pool of {result.default_pool}. "
        f"Peak memory of this process, the peer included: {_megabytes(result.peak_bytes)}.",
    ]
    return "\n\n".join(lines)


def _command(folder: Path, device: str, out: str) -> list[str]:
    numbers = ["--seconds", f"{REQUEST.seconds:g}", "--count", str(REQUEST.count), "--seed", str(REQUEST.seed)]
    where = ["--pack", str(folder), "--device", device, "--out", str(Path(out) / "takes")]
    return [sys.executable, "-m", "foley_bridge", "generate", *numbers, *where, REQUEST.prompt]


def _settings(stack: ModelStack, device: str) -> dict[str, str | int]:
    card = stack.pack.card
    return {
        "pack": f"{card.name} {card.version}",
        "sampler": default_sampling(card),
        "device": device,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": sys.version.split()[0],
    }


def _stage_cells(seconds: Seconds) -> list[str]:
    return [f"{seconds[stage]:.2f}" for stage in (*STAGES, TOTAL)]


def _megabytes(size: int | None) -> str:
    return "not told by this system" if size is None else f"{size / BYTES_PER_MB:.0f} MB"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    parser.add_argument("--runs", type=int, default=5, help="runs that the medians are taken of (default 5)")
    parser.add_argument("--threads", type=int, help="threads of torch in this process (default: torch's own choice)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
