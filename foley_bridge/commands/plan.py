"""`foley-bridge plan`: what many cues take on farms of several sizes, by the costs that a batch measured."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.planning.costs import Load

WORKERS_MOST = 10_000
CUES_MOST = 1_000_000
COUNT_MOST = 64
WORKERS = (1, 2, 4, 8, 16, 32, 64)
BITS_A_BYTE = 8
_EXAMPLES = """\
A plan stands on what was measured: make a few cues with `foley-bridge batch` first, on the machine that the plan is
about, and give the batch-timing.json that it leaves beside its sounds. What nobody measured is stated by you:
--seconds-per-candidate, for a GPU that you have a figure of.

examples:
  foley-bridge plan game.csv --from out/trial/batch-timing.json
  foley-bridge plan --cues 10000 --length 2 --count 4 --from out/trial/batch-timing.json --plot plan.png
  foley-bridge plan game.csv --from out/trial/batch-timing.json --workers 1,2 --cores 2
  foley-bridge plan game.csv --from out/trial/batch-timing.json --seconds-per-candidate 0.05 --link 1000
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "plan",
        help="what many cues will take, on this machine or on a farm",
        description="Simulate the queue of a batch with costs that were measured: how long it takes with so many "
        "workers, what is busy, and from how many workers on something else than the workers decides.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("sheet", metavar="SHEET", type=Path, nargs="?", help="whose cues they are, as for batch")
    parser.add_argument("--from", dest="timing", metavar="FILE", type=Path, required=True, help="a batch-timing.json")
    group = parser.add_argument_group("what is made, in place of a sheet")
    group.add_argument("--cues", type=int, help="how many")
    group.add_argument("--length", type=float, default=2.0, metavar="SECONDS", help="of each sound (default 2)")
    group.add_argument(
        "--count", type=int, default=4, help="takes of each cue (default 4), also where a sheet says none"
    )
    group = parser.add_argument_group("who makes it")
    group.add_argument(
        "--workers", default=",".join(map(str, WORKERS)), metavar="N,N", help="farms (default %(default)s)"
    )
    group.add_argument("--cores", type=int, help="all workers share so many cores; default: each has a machine or GPU")
    group.add_argument(
        "--link", type=float, metavar="MBIT", help="Mbit/s of the network to where the files are written"
    )
    group.add_argument("--seconds-per-candidate", type=float, metavar="S", help="as you state it, in place of measured")
    group.add_argument("--load-seconds", type=float, metavar="S", help="until a worker is ready (default: measured)")
    parser.add_argument("--seed", type=int, default=1, help="of which cues are slow (default 1)")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a PNG of time and of what is busy")


def run(args: argparse.Namespace) -> None:
    """Print the plan."""
    from foley_bridge.planning.costs import Load, read_costs
    from foley_bridge.planning.plan import SAID, costs_told, draw, rows_of, table, turning_points
    from foley_bridge.planning.simulation import Farm

    length_s, count = _over_0(args, "length"), _number(args, "count", COUNT_MOST)
    costs = read_costs(args.timing)
    cues = _of_sheet(args) if args.sheet is not None else [Load(length_s, count)] * _number(args, "cues", CUES_MOST)
    farms = [
        Farm(
            workers,
            cores=args.cores and _number(args, "cores", WORKERS_MOST),
            link_bytes_s=None if args.link is None else _over_0(args, "link") * 1e6 / BITS_A_BYTE,
            candidate_s=None if args.seconds_per_candidate is None else _over_0(args, "seconds_per_candidate"),
            load_s=None if args.load_seconds is None else _over_0(args, "load_seconds"),
        )
        for workers in _workers(args.workers)
    ]
    for line in costs_told(costs, cues):
        print(line)
    if args.seconds_per_candidate is not None:
        print(f"Workers take {args.seconds_per_candidate:g} s for each candidate, as you state it: not measured.")
    print(f"\n{len(cues):,} cues, {sum(one.count for one in cues):,} files:\n")
    rows = rows_of(cues, costs, farms, seed=args.seed)
    for line in table(rows, cues):
        print(line)
    points = turning_points(cues, costs, farms[-1])
    name = min(points, key=lambda one: points[one])
    print(f"\nFrom about {points[name]:,.0f} such workers on, {SAID[name]} decides, and more of them gain nothing.")
    if args.plot is not None:
        draw(rows, points, args.plot)
        print(f"Picture: {args.plot}")


def _of_sheet(args: argparse.Namespace) -> "list[Load]":
    from foley_bridge.cues.reading import read_cues
    from foley_bridge.cues.sheet import Defaults
    from foley_bridge.cues.times import Clock
    from foley_bridge.planning.costs import Load

    if args.cues is not None:
        raise RequestError("A sheet and --cues are both given: choose one of them.")
    cues = read_cues(args.sheet, Defaults(args.count, args.length, Clock(None, 0.0), timed=False))
    return [Load(one.seconds, one.count) for one in cues]


def _workers(said: str) -> Sequence[int]:
    try:
        found = sorted({int(one) for one in said.split(",")})
    except ValueError as error:
        raise RequestError(f"workers is {said!r}: give whole numbers with commas between, such as 1,2,8.") from error
    if not found or not 1 <= found[0] <= found[-1] <= WORKERS_MOST:
        raise RequestError(f"workers is {said!r}: choose numbers from 1 to {WORKERS_MOST}.")
    return found


def _number(args: argparse.Namespace, name: str, most: int) -> int:
    value = getattr(args, name)
    if value is None:
        raise RequestError("Give a sheet, or how many cues with --cues; see foley-bridge plan --help.")
    if not 1 <= value <= most:
        raise RequestError(f"{name} is {value}: choose a whole number from 1 to {most}.")
    return int(value)


def _over_0(args: argparse.Namespace, name: str) -> float:
    value = float(getattr(args, name))
    if not 0 < value < float("inf"):
        raise RequestError(f"{name.replace('_', '-')} is {value:g}: choose a number over 0.")
    return value
