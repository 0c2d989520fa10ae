"""`foley-bridge train`: fine-tuning on a studio's own recordings, as a job of the daemon."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from foley_bridge.commands import train_latent_clap
from foley_bridge.folders import user_folders
from foley_bridge.osc.message import Argument
from foley_models.errors import RequestError
from foley_models.training.settings import METHODS, TrainSettings, check_processes

DECIDE = "decide"
_EXAMPLES = """\
PATH is a folder of recordings, a list (.csv) or a REAPER project, as for `foley-bridge recordings`. Everything of a
training lies beside it, in foley-bridge/training/NAME. Sounds that are asked for meanwhile are made between two steps.

examples:
  foley-bridge train ~/Foley/boots --dry-run              what would be learnt, and what it would take
  foley-bridge train ~/Foley/boots --prompt "heavy boots on gravel" --licence "CC0-1.0"
  foley-bridge train Episode3.RPP --method tuning --steps 200
  foley-bridge train ~/Foley/session --watch              and again from the pack whenever new takes have joined
  foley-bridge train ~/Foley/boots --processes 4          one process a GPU; the same adapter up to rounding
  foley-bridge train --pause ID                           and --resume ID, --cancel ID: Ctrl-C prints the id
  foley-bridge train decide ID accept                     or reject, or both: keep it without using it
  foley-bridge train latent-clap --help                   give a pack a latent CLAP encoder
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand; its first word may be one of two commands of its own."""
    parser = subparsers.add_parser(
        "train",
        help="fine-tune a pack on your own recordings",
        description="Fine-tune a pack on your own recordings: checked, learnt from, measured before and after on "
        "recordings that are held out, and kept as an adapter that you accept or reject.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_arguments(parser)
    parser.set_defaults(func=run)
    words = {
        train_latent_clap.NAME: _latent_clap_parser(parser),
        DECIDE: _decide_parser(parser),
    }
    # A folder and a command stand in the same place, and argparse knows one or the other.
    parser.parse_known_args = _dispatching(parser, words)  # type: ignore[method-assign,assignment]


def run(args: argparse.Namespace) -> None:
    """Begin a training and follow it, or hold, resume or cancel one."""
    from foley_bridge.commands.train_following import follow_again, follow_new, hold_new
    from foley_bridge.commands.watching import train_watched, watched_folder
    from foley_bridge.running_daemon import connected

    asked = [name for name in ("resume", "pause", "cancel") if getattr(args, name)]
    if len(asked) + (args.path is not None) != 1:
        raise RequestError("Give one of PATH, --resume ID, --pause ID and --cancel ID; see foley-bridge train --help.")
    if args.path is None:
        with connected(user_folders(), device=args.device or "", keep=args.keep) as client:
            if args.resume:
                follow_again(client, args.resume)
            elif args.pause:
                print(
                    f"Paused; it was {client.pause(args.pause)}. Go on with: foley-bridge train --resume {args.pause}"
                )
            else:
                state = client.ask("/foley/cancel", args.cancel).values["state"]
                print(f"Cancelled; it was {state}. What it learnt so far stays in its folder.")
        return
    settings = _settings(args)
    if args.watch:
        folder = watched_folder(args.path)
        with connected(user_folders(), device=args.device or "", keep=args.keep) as client:
            train_watched(
                folder,
                lambda: follow_new(client, str(folder), _pairs(args)),
                share=args.validation_share,
                seed=args.seed,
            )
        return
    check_processes(args.processes, settings.examples)
    _show_first(args, settings)
    if not args.dry_run:
        with connected(user_folders(), device=args.device or "", keep=args.keep) as client:
            begin = hold_new if args.hold else follow_new
            begin(client, str(args.path.expanduser().resolve()), _pairs(args))


def decide(args: argparse.Namespace) -> None:
    """Say what becomes of an adapter."""
    from foley_bridge.commands.listen_before_after import listeners_said
    from foley_bridge.running_daemon import connected

    with connected(user_folders()) as client:
        path = client.decide(args.id, args.choice)
    said = {"accept": "It is in use from now on", "reject": "It was put aside", "both": "It is kept, and not in use"}
    print(f"{said[args.choice]}: {path}")
    for line in listeners_said(Path(path)):
        print(line)


def _show_first(args: argparse.Namespace, settings: TrainSettings) -> None:
    """The check's table, and what it will take. RequestError where nothing can be used."""
    # Here, not at the top: they bring numpy, which the other commands' help does not need.
    from foley_bridge.commands.recordings import lines
    from foley_bridge.packs.places import folder_of
    from foley_bridge.recordings.check import check
    from foley_bridge.recordings.gather import gather
    from foley_bridge.training.estimate import estimate_training
    from foley_bridge.training.project import without_ours

    source = args.path.expanduser().resolve()
    checked = check(without_ours(gather(source), source), validation_share=args.validation_share, seed=args.seed)
    for line in lines(checked):
        print("".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in line))
    clips = checked.clips()
    found = estimate_training(
        folder_of(args.pack or _pack_in_use(), user_folders().packs),
        settings,
        clips=len(clips),
        minutes=args.minutes,
        device=args.device or "auto",
        processes=args.processes,
    )
    free = "" if found.free_bytes is None else f" of {found.free_bytes / 1e9:.1f} GB that are free"
    print(
        f"About {found.memory_bytes / 1e9:.1f} GB of memory{free}; {found.steps} steps of about {found.step_s:.2g} s, "
        f"in all about {duration(found.seconds)}."
    )
    if not found.fits:
        print("That is more than is free: batches are computed in smaller parts then, which takes longer.")
    sys.stdout.flush()


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _pack_in_use() -> str:
    """Of the daemon that runs; else the settings'."""
    from foley_bridge.client import Client
    from foley_bridge.daemon.session import NoDaemonError
    from foley_bridge.settings import load_settings

    try:
        with Client.connect(user_folders()) as client:
            return str(client.ask("/foley/status").values["pack"])
    except NoDaemonError:
        return load_settings(user_folders().settings_file).engine.pack


def _settings(args: argparse.Namespace) -> TrainSettings:
    standard = TrainSettings()
    return TrainSettings(
        method=args.method,
        latent_clap=args.latent_clap,
        steps=standard.steps if args.steps is None else args.steps,
        batch_size=standard.batch_size if args.batch is None else args.batch,
        rate=args.rate,
        seed=args.seed,
    )


def _pairs(args: argparse.Namespace) -> Mapping[str, Argument]:
    """The options that were given, as the protocol's pairs."""
    given: dict[str, Argument | None] = {
        "name": args.name,
        "pack": str(Path(args.pack).resolve()) if args.pack and Path(args.pack).is_dir() else args.pack,
        "method": args.method,
        "latent_clap": int(args.latent_clap),
        "steps": args.steps,
        "minutes": args.minutes,
        "batch": args.batch,
        "rate": args.rate,
        "seed": args.seed,
        "validation": args.validation_share,
        "prompts": "|".join(args.prompt),
        "sample_every": args.sample_every,
        "judge_every": args.judge_every,
        "processes": args.processes if args.processes > 1 else None,
        "licence": args.licence,
    }
    return {name: value for name, value in given.items() if value not in (None, "")}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", type=Path, nargs="?", help="a folder, a list (.csv) or a .RPP project")
    group = parser.add_argument_group("what is trained")
    group.add_argument("--name", help="of the adapter and its folder (default: the project's own name)")
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    group.add_argument("--method", choices=METHODS, default="lora", help="what moves (default lora)")
    group.add_argument(
        "--latent-clap", action=argparse.BooleanOptionalAction, default=True, help="the latent CLAP loss (default: on)"
    )
    group.add_argument("--licence", help="of the adapter; travels in the metadata of what it makes")
    group = parser.add_argument_group("how")
    length = group.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int, help="default 400")
    length.add_argument("--minutes", type=float, help="as many steps as fit into them")
    group.add_argument("--batch", type=int, help="examples a step (default 16)")
    group.add_argument("--rate", type=float, help="learning rate (default: what suits the method)")
    group.add_argument("--seed", type=int, default=1, help="of order, noise and split (default 1)")
    group.add_argument(
        "--validation-share", metavar="SHARE", type=float, default=0.2, help="held out, 0.05 to 0.5 (default 0.2)"
    )
    group.add_argument(
        "--prompt", action="append", default=[], metavar="PROMPT", help="render this on the way, up to 8"
    )
    group.add_argument("--sample-every", type=int, metavar="STEPS", help="how often (default 100)")
    group.add_argument("--judge-every", type=int, metavar="STEPS", help="measure, and keep the best (default: never)")
    group.add_argument(
        "--processes",
        metavar="N",
        type=int,
        default=1,
        help="so many take each step together, one a GPU; on a CPU they share its cores (default 1)",
    )
    group.add_argument("--device", help="for a daemon that has to be started: auto, cpu, cuda or mps")
    group.add_argument("--keep", action="store_true", help="let a daemon that had to be started run on")
    begun = group.add_mutually_exclusive_group()
    begun.add_argument("--dry-run", action="store_true", help="only the check and what it would take")
    begun.add_argument("--hold", action="store_true", help="take it in, paused: for several machines, or for later")
    begun.add_argument(
        "--watch", action="store_true", help="of a folder: train again when new takes have joined, until Ctrl-C"
    )
    group = parser.add_argument_group("a training that is on its way")
    group.add_argument("--resume", metavar="ID", help="go on with it, and show how far it is")
    group.add_argument("--pause", metavar="ID", help="hold it after its step, also over a restart")
    group.add_argument("--cancel", metavar="ID", help="end it; what it learnt so far stays in its folder")


def _latent_clap_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    own = type(parser)(
        prog=f"{parser.prog} {train_latent_clap.NAME}",
        description=train_latent_clap.DESCRIPTION,
        epilog=train_latent_clap.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train_latent_clap.add_arguments(own)
    own.set_defaults(func=train_latent_clap.run)
    return own


def _decide_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    own = type(parser)(prog=f"{parser.prog} {DECIDE}", description="Say what becomes of a trained adapter.")
    own.add_argument("id", metavar="ID", help="of the training")
    own.add_argument("choice", choices=("accept", "reject", "both"), help="use it, put it aside, or keep it unused")
    own.set_defaults(func=decide)
    return own


def _dispatching(
    parser: argparse.ArgumentParser, words: Mapping[str, argparse.ArgumentParser]
) -> Callable[..., tuple[argparse.Namespace, list[str]]]:
    usual = parser.parse_known_args

    def parse(
        args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        first = args[0] if args else ""
        if args and first in words:
            return words[first].parse_known_args(args[1:], namespace)
        return usual(args, namespace)

    return parse
