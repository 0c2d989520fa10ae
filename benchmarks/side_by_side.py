"""The same pack the stock way and ours, side by side: python -m benchmarks.side_by_side.

Four of sixteen 4-s candidates of each prompt, made by five systems in turn, each time beginning with another one, so
that a busy machine slows all alike:

- `ddim 50`: the papers' way: DDIM with 50 steps, guided, all sixteen decoded and ranked by CLAP;
- `dpm++ 20`: the same with DPM-Solver++ 2M and Karras' spacing at 20 steps;
- `few steps`: the distilled denoiser, all sixteen decoded and ranked: what few steps alone give;
- `left early`: `dpm++ 20` with the weak left early: what ranking before decoding alone gives;
- `ours`: both, which is what a request gets where it says nothing.

Prompts are those of the card's families and prompts in words that no caption uses. With --ear and --audio the
independent ear hears what was delivered for the judged families, beside real clips. The gain of ranking is what the
best of sixteen has over the mean of them; kept is how much of it is left where the weak are left early.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean, median

import numpy as np
import torch

from benchmarks.ear_report import table
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.fitting import Fitting, load_fitting
from benchmarks.real_clips import real_clips
from benchmarks.sounds import Sound, by_family
from benchmarks.speed import peak_bytes
from benchmarks.unseen_prompts import load_unseen_prompts
from benchmarks.yamnet_judge import Heard, YamnetJudge, load_judge
from foley_bridge.progress import shown_progress
from foley_models.card import Card
from foley_models.errors import FoleyError, NotAvailableError, RequestError
from foley_models.evaluation.kernel_distance import kad
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.recipe.recordings import read_manifest
from foley_models.requests import FEW_STEPS, Candidate, GenerationRequest
from foley_models.stack import ModelStack

POOL, COUNT = 16, 4
STOCK, OURS, ALL_OF_FEW = "ddim 50", "ours", "few steps"
SYSTEMS: Mapping[str, GenerationRequest] = {
    STOCK: GenerationRequest("", pool=POOL, count=COUNT, sampler="ddim", steps=50, thorough=True),
    "dpm++ 20": GenerationRequest("", pool=POOL, count=COUNT, sampler="dpmpp-2m-karras", steps=20, thorough=True),
    ALL_OF_FEW: GenerationRequest("", pool=POOL, count=COUNT, sampler=FEW_STEPS, thorough=True),
    "left early": GenerationRequest("", pool=POOL, count=COUNT, sampler="dpmpp-2m-karras", steps=20),
    OURS: GenerationRequest("", pool=POOL, count=COUNT),
}
WHOLE_OF: Mapping[str, str] = {"left early": "dpm++ 20", OURS: ALL_OF_FEW}  # the same with all of the pool heard
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Prompt:
    """What is asked for, and the family that it must be heard as."""

    text: str
    family: str
    seed: int


@dataclass(frozen=True)
class Answer:
    """One request: how long it took, and how well what was delivered fits (and, with all heard, all of the pool)."""

    wall_s: float
    cpu_s: float
    first_s: float
    scores: tuple[float, ...]
    pool_scores: tuple[float, ...]
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True)
class System:
    """What one system came to over all prompts; ratios are against the stock way in the same run."""

    wall_s: float
    cpu_s: float
    first_s: float
    times_faster: float
    times_less_cpu: float
    score: float
    kept: float | None
    fit: float | None = None
    kad: float | None = None
    kad_error: float | None = None


@dataclass(frozen=True)
class Comparison:
    """All of a run."""

    settings: dict[str, str | int]
    systems: dict[str, System]
    peak_mb: float | None
    real_fit: float | None = None


@dataclass(frozen=True)
class Ear:
    """The independent ear, and real clips as it hears them."""

    judge: YamnetJudge
    fitting: Fitting
    real: Mapping[str, Sequence[Heard]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    args = _parser().parse_args(argv)
    if args.threads is not None:
        torch.set_num_threads(args.threads)
    try:
        if args.prompts < 2:
            raise RequestError(f"prompts is {args.prompts}: at least two are compared")
        if (args.ear is None) != (args.audio is None):
            raise RequestError("--ear and --audio go together: the ear hears real clips beside ours")
        with shown_progress(sys.stderr) as progress:
            found = compare(
                load_pack(find_pack(args.pack), device=args.device),
                args.prompts,
                ear=None if args.ear is None else load_ear(args.ear, args.audio),
                report=lambda label, fraction: progress.advance(label, fraction, -1.0),
            )
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.side_by_side: {error}\n")
        return 1
    print(json.dumps(asdict(found), indent=1) if args.json else markdown(found))
    return 0


def compare(pack: object, count: int, *, ear: Ear | None, report: Report) -> Comparison:
    """Every prompt by every system."""
    stack = ModelStack(pack)  # type: ignore[arg-type]  # the pack of `load_pack`
    card = stack.pack.card
    if card.few_steps is None:
        raise NotAvailableError(f"The pack {card.name!r} has no few steps: there is nothing of ours to compare.")
    prompts = prompts_of(card, count)
    for request in SYSTEMS.values():  # what is built at the first request is counted for nobody
        answer(stack, replace(request, prompt=prompts[0].text), None)
    answers: dict[str, list[Answer]] = {name: [] for name in SYSTEMS}
    for number, prompt in enumerate(prompts):
        report("prompts by all systems in turn", number / len(prompts))
        for name in turned(list(SYSTEMS), number):
            asked = replace(SYSTEMS[name], prompt=prompt.text, seed=prompt.seed)
            answers[name].append(answer(stack, asked, ear if prompt.family in JUDGED_FAMILIES else None))
    systems = {name: summed(name, answers, prompts, ear) for name in SYSTEMS}
    real_fit = None if ear is None else mean(_fit(ear, ear.real[family], family) for family in ear.real)
    peak = peak_bytes(of_children=False)
    return Comparison(
        _settings(stack, len(prompts)),
        systems,
        None if peak is None else peak / 1e6,
        real_fit,
    )


def prompts_of(card: Card, count: int) -> list[Prompt]:
    """The judged families' own prompts and the unseen ones first; then again with other seeds."""
    own = [Prompt(card.categories[name].prompt, name, 1) for name in JUDGED_FAMILIES if name in card.categories]
    unseen = [Prompt(one.prompt, one.family, 1) for one in load_unseen_prompts()]
    others = [Prompt(one.prompt, name, 1) for name, one in card.categories.items() if name not in JUDGED_FAMILIES]
    every = [*own, *unseen, *others]
    return [replace(every[i % len(every)], seed=1 + i // len(every)) for i in range(count)]


def turned(names: Sequence[str], number: int) -> Iterator[str]:
    """The names, beginning with another one each time."""
    first = number % len(names)
    yield from (*names[first:], *names[:first])


def answer(stack: ModelStack, request: GenerationRequest, ear: Ear | None) -> Answer:
    """One request, timed from the call to its end; all of the pool is asked for where all of it is heard anyway."""
    asked = replace(request, count=POOL) if request.thorough else request
    started, cpu = time.perf_counter(), time.process_time()
    first_s = float("nan")
    made: list[Candidate] = []
    for event in stack.stream(asked):
        if isinstance(event, Candidate):
            if not made:
                first_s = time.perf_counter() - started
            made.append(event)
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu
    best = sorted(made, key=lambda one: -one.score)
    heard = [] if ear is None else [ear.judge.hear(Sound(one.waveform, one.rate_hz)) for one in best[:COUNT]]
    scores = [one.score for one in best]
    return Answer(wall_s, cpu_s, first_s, tuple(scores[:COUNT]), tuple(scores), tuple(heard))


def summed(name: str, answers: Mapping[str, Sequence[Answer]], prompts: Sequence[Prompt], ear: Ear | None) -> System:
    """What one system came to."""
    own, stock = answers[name], answers[STOCK]
    found = System(
        wall_s=median(one.wall_s for one in own),
        cpu_s=median(one.cpu_s for one in own),
        first_s=median(one.first_s for one in own),
        times_faster=median(a.wall_s / b.wall_s for a, b in zip(stock, own, strict=True)),
        times_less_cpu=median(a.cpu_s / b.cpu_s for a, b in zip(stock, own, strict=True)),
        score=mean(mean(one.scores) for one in own),
        kept=kept(own, answers[WHOLE_OF[name]]) if name in WHOLE_OF else None,
    )
    return found if ear is None else _by_ear(found, own, prompts, ear)


def kept(own: Sequence[Answer], whole: Sequence[Answer]) -> float:
    """How much of the gain of the best over the mean of the pool is left, over all prompts together."""
    gain = sum(max(one.pool_scores) - mean(one.pool_scores) for one in whole)
    left = sum(max(one.scores) - mean(all_.pool_scores) for one, all_ in zip(own, whole, strict=True))
    return left / gain


def _by_ear(found: System, own: Sequence[Answer], prompts: Sequence[Prompt], ear: Ear) -> System:
    by: dict[str, list[Heard]] = {}
    for one, prompt in zip(own, prompts, strict=True):
        if one.heard:
            by.setdefault(prompt.family, []).extend(one.heard)
    distance = kad(
        np.stack([heard.embedding for family in by for heard in by[family]]),
        np.stack([heard.embedding for family in by for heard in ear.real[family]]),
    )
    return replace(
        found,
        fit=mean(_fit(ear, by[family], family) for family in by),
        kad=None if distance is None else distance.value,
        kad_error=None if distance is None else distance.spread,
    )


def _fit(ear: Ear, heard: Sequence[Heard], family: str) -> float:
    return ear.fitting.share([one.top for one in heard], family, strict=False) or 0.0


def load_ear(folder: Path, audio: Path) -> Ear:
    """The ear, and the real clips of each judged family as it hears them."""
    judge = load_judge(folder)
    rows = by_family(read_manifest(audio, ("validation", "studio")))
    clips = real_clips(audio, rows, JUDGED_FAMILIES, GenerationRequest("").seconds)
    real = {name: [judge.hear(clip) for clip in clips[name]] for name in clips}
    return Ear(judge, load_fitting(folder, judge.class_names), real)


def markdown(found: Comparison) -> str:
    """The tables for a person."""
    head = ("", "seconds", "CPU s", "first heard", "faster", "less CPU", "mean score", "gain kept", "ear fits", "KAD")
    rows = [(name, *_cells(system)) for name, system in found.systems.items()]
    real = "" if found.real_fit is None else f" The ear fits real clips in {found.real_fit:.2f}."
    peak = (
        "" if found.peak_mb is None else f" Peak memory of this process, all systems included: {found.peak_mb:.0f} MB."
    )
    return "\n\n".join(
        (
            f"# Best {COUNT} of {POOL} candidates of 4 s, side by side",
            ", ".join(f"{name} {value}" for name, value in found.settings.items()),
            table(head, rows),
            f"Medians of a request; faster and less CPU are medians of ratios to {STOCK} by prompt.{real}{peak}",
        )
    )


def _cells(one: System) -> list[str]:
    ear = [_optional(one.fit), "" if one.kad is None else f"{one.kad:.1f} ± {one.kad_error:.1f}"]
    return [
        f"{one.wall_s:.2f}",
        f"{one.cpu_s:.2f}",
        f"{one.first_s:.2f}",
        f"{one.times_faster:.1f}",
        f"{one.times_less_cpu:.1f}",
        f"{one.score:.3f}",
        _optional(one.kept),
        *ear,
    ]


def _optional(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _settings(stack: ModelStack, prompts: int) -> dict[str, str | int]:
    card = stack.pack.card
    return {
        "pack": f"{card.name} {card.version}",
        "prompts": prompts,
        "device": str(stack.pack.parts.unconditional.device),
        "numbers": str(stack.pack.dtype).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.side_by_side",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--prompts", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    parser.add_argument("--threads", type=int, help="threads of torch (default: torch's own choice)")
    parser.add_argument("--ear", type=Path, help="folder of the independent ear")
    parser.add_argument("--audio", type=Path, help="folder of recordings with manifest.csv")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
