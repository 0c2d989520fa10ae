"""How the cost of a request grows with seconds, count and steps: python -m benchmarks.growth --picture growth.png.

Of a request that says nothing else (`ours`: few steps, the weak left early), and of the stock way of 20 steps of
DPM-Solver++ 2M, guided, with all of the pool decoded and ranked. Four times as many candidates as are delivered are
started, as a request has it. Steps are those of the whole denoiser, guided, the weak left early. Both take turns;
medians.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch

from benchmarks.ear_report import table
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack

PROMPT = "rain falling"
OURS, STOCK = "ours", "stock, 20 steps"
RUNS = 3
Report = Callable[[str, float], None]
Growth = Mapping[str, Mapping[str, Mapping[float, float]]]  # by what grows, way and amount: seconds
Y_TICKS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
SECONDS, COUNTS, STEPS = (1.0, 2.0, 4.0, 8.0, 16.0), (1, 2, 4, 8), (4, 8, 16, 32)
LABELS = {
    "seconds": "seconds of each sound (4 of 16)",
    "count": "sounds of 4 s",
    "steps": "guided steps (4 of 16)",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    args = _parser().parse_args(argv)
    if args.threads is not None:
        torch.set_num_threads(args.threads)
    try:
        stack = ModelStack(load_pack(find_pack(args.pack), device=args.device))
        with shown_progress(sys.stderr) as progress:
            found = growth(stack, lambda label, fraction: progress.advance(label, fraction, -1.0))
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.growth: {error}\n")
        return 1
    if args.picture is not None:
        draw(found, args.picture)
    print(json.dumps(found, indent=1) if args.json else markdown(found))
    return 0


def growth(stack: ModelStack, report: Report) -> dict[str, dict[str, dict[float, float]]]:
    """Median seconds of a request, by what grows, way and amount."""
    asked = requests()
    _seconds(stack, GenerationRequest(PROMPT))  # what is built at the first request is counted for nobody
    found: dict[str, dict[str, dict[float, float]]] = {}
    for number, (name, ways) in enumerate(asked.items()):
        report(f"what more {name} cost", number / len(asked))
        times: dict[tuple[str, float], list[float]] = {}
        for _ in range(RUNS):
            for way, of_way in ways.items():
                for amount, request in of_way.items():
                    times.setdefault((way, amount), []).append(_seconds(stack, request))
        found[name] = {way: {amount: median(times[way, amount]) for amount in of_way} for way, of_way in ways.items()}
    return found


def requests() -> dict[str, dict[str, dict[float, GenerationRequest]]]:
    """What is asked for."""
    four = GenerationRequest(PROMPT, count=4, pool=16)
    grown: dict[str, dict[float, GenerationRequest]] = {
        "seconds": {seconds: replace(four, seconds=seconds) for seconds in SECONDS},
        "count": {count: replace(four, count=count, pool=4 * count) for count in COUNTS},
    }
    found = {name: {OURS: of, STOCK: {amount: stock(one) for amount, one in of.items()}} for name, of in grown.items()}
    return {**found, "steps": {OURS: {steps: replace(four, steps=steps) for steps in STEPS}}}


def stock(request: GenerationRequest) -> GenerationRequest:
    """The same the stock way."""
    return replace(request, sampler="dpmpp-2m-karras", steps=20, thorough=True)


def _seconds(stack: ModelStack, request: GenerationRequest) -> float:
    began_s = time.perf_counter()
    stack.generate(request)
    return time.perf_counter() - began_s


def markdown(found: Growth) -> str:
    """A table for each thing that grows."""
    tables = []
    for name, ways in found.items():
        amounts = list(next(iter(ways.values())))
        head = (LABELS[name], *(f"{amount:g}" for amount in amounts))
        tables.append(table(head, [(way, *(f"{s:.2f} s" for s in of.values())) for way, of in ways.items()]))
    return "\n\n".join(tables)


def draw(found: Growth, file: Path) -> None:
    """The same as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 3.2), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (name, ways) in zip(figure.subplots(1, len(found), sharey=True), found.items(), strict=True):
        for way, of in ways.items():
            axes.plot(list(of), list(of.values()), marker="o", label=way)
        axes.set_xlabel(LABELS[name])
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks(list(of), [f"{amount:g}" for amount in of])
        axes.set_yticks(Y_TICKS_S, [f"{seconds:g}" for seconds in Y_TICKS_S])
        axes.minorticks_off()
        axes.grid(alpha=0.3, which="both")
        axes.legend(frameon=False)
    figure.axes[0].set_ylabel("seconds of a request")
    figure.savefig(file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    parser.add_argument("--threads", type=int, help="threads of torch (default: torch's own choice)")
    parser.add_argument("--picture", type=Path, help="draw it there, too")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
