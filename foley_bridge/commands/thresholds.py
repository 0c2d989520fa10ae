"""`foley-bridge thresholds`: for each class, the score that sounds should reach and the guidance to make them with."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import DestinationError, RequestError

if TYPE_CHECKING:
    from foley_bridge.evaluation.pools import PoolPlan
    from foley_bridge.evaluation.sounds import OnProgress, SoundSet
    from foley_bridge.evaluation.threshold_search import Choice, Pool
    from foley_models.card import Card
    from foley_models.evaluation.embedders import Embedder

_EXAMPLES = """\
For every class of the recordings, a pool of sounds is made under each guidance, and the threshold and guidance are
found whose passing sounds have the smallest kernel audio distance to the recordings that a training holds out (Yuan et
al., 3.2). Do not measure the result on the same recordings: it was chosen for them.

A pack with few steps (core has) makes its sounds in them unless a request says steps, guidance, a negative prompt or a
sampler, and so they are heard here: then only thresholds are searched. --guidance or --steps search the whole denoiser,
for those who always ask for it.

The file has `categories` with `threshold` and `guidance` of each class, as a pack's card.json has them. What was made
is kept under --work: a search that was stopped goes on.

examples:
  foley-bridge thresholds recordings/ --pack core --pool 32 --out thresholds.json --plot thresholds.png
  foley-bridge thresholds recordings/ --adapter studio.safetensors --guidance 1.5 --guidance 2.5 --pool 64
"""
GUIDANCES = (1.0, 1.5, 2.0, 2.5, 3.0)  # of the published code: 1.0 to 3.0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "thresholds",
        help="find each class's threshold and guidance on validation recordings",
        description="Find the threshold and guidance of each class whose sounds are nearest to held-out recordings.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("recordings", metavar="PATH", type=Path, help="a folder, a list (.csv) or a REAPER project")
    parser.add_argument(
        "--part", choices=("all", "train", "validation"), default="validation", help="of the recordings"
    )
    parser.add_argument("--split-seed", type=int, default=1, help="of the split into parts, as in training (default 1)")
    parser.add_argument("--pack", default="core", help="a pack by name or folder (default core)")
    parser.add_argument("--adapter", metavar="FILE", type=Path, help="of the pack: what a training made")
    parser.add_argument("--embedding", default="clap", metavar="EAR", help="clap (default), yamnet=FILE or vggish=FILE")
    parser.add_argument(
        "--guidance",
        action="append",
        type=float,
        help="to try with the whole denoiser, several times (default: the pack's few steps, else 1 to 3 by 0.5)",
    )
    parser.add_argument("--pool", type=int, default=32, help="sounds for each class and guidance (default 32)")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of the sounds (default 4)")
    parser.add_argument("--steps", type=int, help="of the whole denoiser (default: the pack's few steps, else its own)")
    parser.add_argument("--seed", type=int, default=1, help="of the first sounds (default 1)")
    parser.add_argument("--work", type=Path, default=Path("thresholds"), help="what was made is kept here, to go on")
    parser.add_argument("--out", metavar="FILE", type=Path, default=Path("thresholds.json"), help="what was found")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="curves (.png, .svg, .pdf)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")


def run(args: argparse.Namespace) -> None:
    """Make or find the pools, choose, show and write."""
    _check(args)
    # Here, not at the top: they bring numpy and torch, which the other commands' help does not need.
    from rich.console import Console

    from foley_bridge.evaluation.threshold_report import plot, table_of
    from foley_bridge.progress import shown_progress

    with shown_progress(sys.stderr) as progress:
        choices, notes, about = _found(args, lambda what, fraction: progress.advance(what, fraction, -1.0))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160)
    console.print(table_of(choices))
    for note in notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    _write(args.out, choices, about)
    if args.plot:
        plot(choices, args.plot)
    for path in (args.out, args.plot):
        if path:
            print(f"Written: {path}")


def _check(args: argparse.Namespace) -> None:
    from foley_bridge.evaluation.ears import check_ears
    from foley_bridge.evaluation.showing import check_plot

    check_ears([args.embedding])
    if args.plot:
        check_plot(args.plot)
    for path in (args.out, args.plot):
        if path is not None and not path.absolute().parent.is_dir():
            raise DestinationError(f"{path} cannot be written: its folder is not there.")


def _found(args: argparse.Namespace, told: "OnProgress") -> "tuple[list[Choice], list[str], dict[str, object]]":
    """The choice for each class, sentences about what has none, and what was tried."""
    from foley_bridge.evaluation.ears import load_ears
    from foley_bridge.evaluation.generated import open_pack
    from foley_bridge.evaluation.pools import PoolMaker
    from foley_bridge.evaluation.sounds import read_set
    from foley_models.card import hash_file
    from foley_models.stack import ModelStack

    (ear,) = load_ears([args.embedding], lambda: open_pack(args.pack, None, device=args.device, dtype="float32"))
    reference = read_set(
        args.recordings,
        rate_hz=ear.rate_hz,
        seconds=args.seconds,
        part=args.part,
        seed=args.split_seed,
        on_progress=told,
    )
    pack = open_pack(args.pack, args.adapter, device=args.device)
    plan, notes = _plan(args, reference, pack.card)
    adapter = "" if args.adapter is None else hash_file(args.adapter)
    maker = PoolMaker(ModelStack(pack), ear, args.work, identity=f"{pack.digest} {adapter} {pack.dtype}")
    pools = maker.make_all(plan, told, _say)
    choices, refused = _choices(ear, pools, reference)
    about: dict[str, object] = {
        "pack": pack.card.name,
        "pack_digest": pack.digest,
        "adapter_sha256": adapter,
        "embedding": args.embedding,
        "recordings": str(args.recordings),
        "part": args.part,
        "pool": args.pool,
        "prompts": plan.prompts,
    }
    return choices, [*reference.notes, *notes, *refused], about


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _plan(args: argparse.Namespace, reference: "SoundSet", card: "Card") -> "tuple[PoolPlan, list[str]]":
    """What to make: only for classes with enough recordings; the others are named."""
    from foley_bridge.evaluation.generated import prompts_for
    from foley_bridge.evaluation.pools import PoolPlan
    from foley_bridge.evaluation.sounds import common_text
    from foley_models.evaluation.kernel_distance import FEWEST
    from foley_models.requests import GenerationRequest

    classes = reference.by_label()
    few = {label: len(sounds) for label, sounds in classes.items() if len(sounds) < FEWEST}
    texts = {label: common_text(sounds) for label, sounds in classes.items() if label not in few}
    if not texts:
        raise RequestError(
            f"No class of {args.recordings} has {FEWEST} recordings in the part {args.part!r}: take --part all, or "
            "give more."
        )
    prompts = prompts_for(list(texts), {name: one.prompt for name, one in card.categories.items()}, texts)
    request = GenerationRequest(prompt="", seconds=args.seconds, steps=args.steps, threshold=-1.0)
    plan = PoolPlan(prompts, _guidances(args, card), args.pool, args.seed, request)
    notes = [f"{name!r} is left out: {count} recordings are too few ({FEWEST})." for name, count in few.items()]
    return plan, [*notes, *_way_notes(plan, card)]


def _guidances(args: argparse.Namespace, card: "Card") -> tuple[float | None, ...]:
    """Those that are tried; None for the few steps in which a request that says nothing is made."""
    if args.guidance is None and args.steps is None and card.few_steps is not None:
        return (None,)
    return tuple(args.guidance or GUIDANCES)


def _way_notes(plan: "PoolPlan", card: "Card") -> list[str]:
    if card.few_steps is None:
        return []
    if None in plan.guidances:
        return [f"Heard in the {card.few_steps} distilled steps of requests that say neither steps nor guidance."]
    return [
        f"Heard with the whole denoiser, as requests that say steps or guidance are made; others are made in "
        f"{card.few_steps} distilled steps, whose thresholds are found without --guidance and --steps."
    ]


def _choices(
    ear: "Embedder", pools: "dict[str, list[Pool]]", reference: "SoundSet"
) -> "tuple[list[Choice], list[str]]":
    from foley_bridge.evaluation.threshold_search import choose_threshold

    choices, refused = [], []
    classes = reference.by_label()
    for label, own in pools.items():
        clips = ear.embed([one.samples for one in classes[label]], ear.rate_hz)
        try:
            choices.append(choose_threshold(label, own, clips))
        except RequestError as error:
            refused.append(f"No threshold of {label!r}: {error}")
    if not choices:
        raise RequestError(" ".join(refused))
    return choices, refused


def _write(path: Path, choices: "list[Choice]", about: dict[str, object]) -> None:
    from foley_bridge.evaluation.threshold_report import as_json

    try:
        path.write_text(as_json(choices, about) + "\n", encoding="utf-8")
    except OSError as error:
        raise DestinationError(f"{path} cannot be written ({error.strerror}).") from error
