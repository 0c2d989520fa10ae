"""`foley-bridge generate`: one prompt to ranked WAV files and a REAPER project of takes."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from foley_bridge.delivery import deliver
from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.naming import slug
from foley_bridge.progress import shown_progress
from foley_bridge.report import print_report, report_json
from foley_models.errors import RequestError
from foley_models.limits import check_request
from foley_models.requests import SAMPLERS, TARGETS, UNDERS, GenerationRequest, GenerationResult, Progress

DEFAULT_RATE_HZ = 48_000
LEAST_RATE_HZ, MOST_RATE_HZ = 8_000, 192_000
DEFAULT_FOLDER = Path("out")

_EXAMPLES = """\
examples:
  foley-bridge generate "heavy boots on gravel"
  foley-bridge generate "a door slams in a hall" --seconds 2.5 --count 6 --seed 7 --out takes/door
  foley-bridge generate "steady rain on a tin roof" --negative "thunder" --threshold 0.3 --under drop
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "generate",
        help="make ranked takes of a sound from a prompt",
        description="Make takes of a sound from a prompt: ranked 24-bit WAV files and a REAPER project, takes.RPP.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("prompt", metavar="PROMPT", help="what should be heard, in a few words")
    _add_output_options(parser)
    _add_choice_options(parser)
    _add_model_options(parser)


def run(args: argparse.Namespace) -> None:
    """Check everything that can be checked first, then load the pack, generate, write and report."""
    request = _request(args)
    check_request(request)
    if not LEAST_RATE_HZ <= args.rate <= MOST_RATE_HZ:
        raise RequestError(f"rate is {args.rate}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    folder = args.out or DEFAULT_FOLDER / slug(request.prompt)
    with prepared_folder(folder), shown_progress(sys.stderr) as on_progress:
        result = _generate(request, pack_name=args.pack, device_name=args.device, on_progress=on_progress)
        on_progress(Progress("write", 1.0, 1.0))
        delivery = deliver(result, request, folder, rate_hz=args.rate)
    if args.json:
        sys.stdout.write(report_json(delivery, result, request) + "\n")
    else:
        print_report(delivery, result, request, asked=folder, stream=sys.stdout)


def _generate(
    request: GenerationRequest, *, pack_name: str, device_name: str, on_progress: Callable[[Progress], None]
) -> GenerationResult:
    on_progress(Progress("load", 0.0, 0.0))
    # Here, not at the top: torch takes seconds to import, and a wrong request is to be refused at once.
    from foley_models.pack import load_pack
    from foley_models.pack_files import find_pack
    from foley_models.stack import ModelStack

    pack = load_pack(find_pack(pack_name), device=device_name)
    return ModelStack(pack).generate(request, on_progress=on_progress)


def _request(args: argparse.Namespace) -> GenerationRequest:
    return GenerationRequest(
        prompt=args.prompt,
        seconds=args.seconds,
        count=args.count,
        pool=args.pool,
        seed=args.seed,
        steps=args.steps,
        guidance=args.guidance,
        negative=args.negative,
        sampler=args.sampler,
        threshold=args.threshold,
        under=args.under,
        target=args.target,
        category=args.category,
    )


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what comes out")
    group.add_argument("--seconds", type=float, default=4.0, help="length of each take, 0.25 to 10 (default 4)")
    group.add_argument("--count", type=int, default=4, help="takes to deliver (default 4)")
    group.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and the prompt's words)")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument("--json", action="store_true", help="report in JSON instead of a table")


def _add_choice_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how takes are chosen")
    group.add_argument("--seed", type=int, default=1, help="the same seed gives the same takes (default 1)")
    group.add_argument("--pool", type=int, help="candidates to choose from (default 4 times the count)")
    group.add_argument("--threshold", type=float, help="least score that passes (default: the category's)")
    group.add_argument("--under", choices=UNDERS, default="mark", help="mark takes under it, or drop and try again")
    group.add_argument("--target", choices=TARGETS, default="text", help="what takes are scored against (default text)")
    group.add_argument("--category", help="a family of the pack (default: predicted from the prompt)")


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how the model runs")
    group.add_argument("--pack", default="core", help="a pack's name or folder (default core, which is built in)")
    group.add_argument("--steps", type=int, help="denoising steps (default: the pack's)")
    group.add_argument("--guidance", type=float, help="how strongly the prompt steers (default: the category's)")
    group.add_argument("--negative", default="", metavar="PROMPT", help="what should not be heard")
    group.add_argument("--sampler", choices=SAMPLERS, help="default: the pack's")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps (default auto)")
