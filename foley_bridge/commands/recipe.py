"""`foley-bridge recipe core`: trains the embedded pack from recordings, stage by stage."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import RecipeError

if TYPE_CHECKING:
    from foley_models.recipe.stages import RecipeOptions

_EXAMPLES = """\
examples:
  foley-bridge recipe core --audio recordings --work training --stage prepare --stage text
  foley-bridge recipe core --audio recordings --work training --stage all --out my-pack
  foley-bridge recipe core --audio recordings --work training --stage pretrain --steps 4000 --device cuda

Each stage goes on where it was stopped; its checkpoint and log lie in the work folder.
`--stage text` needs its teacher: pip install 'foley-bridge[train]'.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand; the stages' names are looked up when it runs, since their table is the models' own."""
    parser = subparsers.add_parser(
        "recipe",
        help="train the embedded pack from recordings",
        description="Train the embedded pack from a folder of recordings with a manifest.csv.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", choices=["core"], help="which pack's recipe")
    parser.add_argument("--audio", type=Path, required=True, help="folder of recordings with manifest.csv")
    parser.add_argument("--work", type=Path, default=Path("work"), help="caches and checkpoints (default: work)")
    parser.add_argument("--out", type=Path, help="where stage `pack` writes (default: WORK/pack)")
    parser.add_argument(
        "--stage", action="append", required=True, metavar="NAME", help="a stage, several times, or `all` that remain"
    )
    parser.add_argument("--steps", type=int, help="training steps in place of the stage's own number")
    parser.add_argument("--batch", type=int, help="batch size in place of the stage's own")
    parser.add_argument("--segments", type=int, default=16000, help="training segments to draw (default: 16000)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps (default: cpu)")
    parser.add_argument("--wordnet", type=Path, help="WordNet dictionary folder: more sentences for stage `text`")
    parser.add_argument("--ucs", type=Path, help="UCS table as CSV: sound categories as sentences for stage `text`")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Runs the stages asked for, in their order."""
    from foley_models.recipe.stages import STAGES, is_done, run_stage

    options = _options(args)
    unknown = [name for name in args.stage if name not in STAGES and name != "all"]
    if unknown:
        table = "; ".join(f"{stage.name} ({stage.what})" for stage in STAGES.values())
        raise RecipeError(f"There is no stage {unknown[0]!r}. The stages are: {table}; or `all`.")
    everything = "all" in args.stage
    for name in STAGES:
        if name in args.stage or (everything and not (is_done(name, options.work) and STAGES[name].leaves)):
            _say(f"stage {name}: {STAGES[name].what}")
            numbers = run_stage(name, options, _say)
            _say(f"stage {name} done: " + ", ".join(f"{key} {value:.4g}" for key, value in numbers.items()))


def _options(args: argparse.Namespace) -> "RecipeOptions":
    from foley_models.devices import choose_device
    from foley_models.recipe.compute import Compute
    from foley_models.recipe.stages import RecipeOptions

    for name in ("steps", "batch", "segments"):
        value = getattr(args, name)
        if value is not None and value < 1:
            raise RecipeError(f"--{name} must be at least 1, not {value}.")
    return RecipeOptions(
        audio=args.audio,
        work=args.work,
        out=args.out or args.work / "pack",
        compute=Compute(choose_device(args.device)),
        steps=args.steps,
        batch=args.batch,
        wordnet=args.wordnet,
        ucs=args.ucs,
        segments=args.segments,
    )


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
