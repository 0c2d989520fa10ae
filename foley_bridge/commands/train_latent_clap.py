"""`foley-bridge train latent-clap`: gives a pack a latent CLAP encoder, trained on recordings."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import CancelledError, RequestError

if TYPE_CHECKING:
    from foley_bridge.progress import ShownProgress
    from foley_models.card import Card
    from foley_models.pack_writing import NewPart
    from foley_models.training.encoder_run import Watching
    from foley_models.training.latent_clap import EncoderSettings, EncoderStep

NAME = "latent-clap"
DESCRIPTION = (
    "Train the latent CLAP encoder of a pack: it says of a latent what CLAP says of its sound. Fine-tuning with the "
    "latent CLAP loss needs one, and so does leaving the weak of a pool before they are decoded. Codec and CLAP stay "
    "as they are, and no captions are needed: any sounds will do. The teacher is the pack's own CLAP, or the ranker "
    "beside it."
)
EXAMPLES = """\
RECORDINGS is a folder, a list (.csv) or a REAPER project, as for `foley-bridge recordings`. Some of them are held out;
the cosine between encoder and CLAP on those is what the encoder is judged by (1 is perfect; `core` ships with more
than 0.8).

A run that was stopped (Ctrl-C, a power cut) goes on with --resume, to the same bits as one that was not.

examples:
  foley-bridge train latent-clap ~/Foley --pack core --out my-core
  foley-bridge train latent-clap ~/Foley --pack packs/audioldm-s --out packs/audioldm-s-latent --minutes 60
  foley-bridge train latent-clap ~/Foley --pack core --out my-core --resume
  foley-bridge train latent-clap ~/Foley --pack packs/mine --in-place --steps 4000 --device cuda
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("recordings", metavar="RECORDINGS", type=Path, help="a folder, a list (.csv) or a .RPP project")
    parser.add_argument("--pack", default="core", help="a pack by name or folder (default: core)")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--out", metavar="NEWPACK", type=Path, help="folder of the new pack; the old one is only read")
    place.add_argument("--in-place", action="store_true", help="put the encoder into the pack itself")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int, help="training steps (default: 2000)")
    length.add_argument("--minutes", type=float, help="as many steps as fit into this time on this machine")
    parser.add_argument("--batch", type=int, default=64, help="sounds a step (default: 64)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default: auto)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn (default: 1)")
    parser.add_argument("--validation", metavar="SHARE", type=float, default=0.2, help="held out (default: 0.2)")
    parser.add_argument("--work", type=Path, help="folder for checkpoints (default: beside the pack, with .training)")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped")


def run(args: argparse.Namespace) -> int:
    """Train, write the pack, and say how good the encoder is; 0 when it is done."""
    # Here, not at the top: they bring torch, which the other commands' help does not need.
    from foley_bridge.folders import user_folders
    from foley_bridge.packs.places import folder_of
    from foley_models.training.encoder_run import forget

    settings = _settings(args)
    folder = folder_of(args.pack, user_folders().packs)
    work = args.work or _work_folder(folder if args.in_place else args.out)
    _check_places(args, work)
    try:
        part = _trained(args, folder, work, settings)
    except CancelledError as stopped:
        sys.stderr.write(f"{stopped} Go on with --resume.\n")
        raise KeyboardInterrupt from stopped  # what a command that was stopped ends with
    card = _written(args, folder, part)
    forget(work)
    cosine, held_out = part.measured["validation_cosine"], part.measured["validation_recordings"]
    print(f"The latent CLAP encoder agrees with CLAP to a cosine of {cosine:.3f} on {held_out} held-out recordings.")
    print(f"Pack {card.name} {card.version} with it: {folder if args.in_place else args.out}")
    return 0


def _settings(args: argparse.Namespace) -> "EncoderSettings":
    from foley_models.training.encoder_run import check_minutes
    from foley_models.training.latent_clap import EncoderSettings

    check_minutes(args.minutes)
    defaults = EncoderSettings()
    steps = defaults.steps if args.steps is None else args.steps
    return EncoderSettings(steps=steps, batch=args.batch, seed=args.seed)


def _work_folder(pack: Path) -> Path:
    return pack.parent / f"{pack.name}.training"


def _check_places(args: argparse.Namespace, work: Path) -> None:
    """RequestError before anything long is begun that could not be finished."""
    from foley_models.training.encoder_run import read_plan

    if args.out is not None and args.out.exists():
        raise RequestError(f"{args.out} is there already: name a folder that does not exist yet.")
    begun = read_plan(work) is not None
    if begun and not args.resume:
        raise RequestError(f"{work} holds a run that was stopped: go on with --resume, or remove that folder.")
    if args.resume and not begun:
        raise RequestError(f"{work} holds no run to go on with: leave --resume out.")


def _trained(args: argparse.Namespace, folder: Path, work: Path, settings: "EncoderSettings") -> "NewPart":
    from foley_bridge.ending import told_by_signals
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.progress import shown_progress
    from foley_bridge.recordings.check import check
    from foley_bridge.recordings.gather import gather
    from foley_bridge.recordings.reading import Reader
    from foley_bridge.recordings.uncaptioned import WordlessExaminer
    from foley_models.pack import load_pack
    from foley_models.training.encoder_run import train_part

    with shown_progress(sys.stderr) as progress, Reader() as reader:
        checked = check(
            gather(args.recordings),
            validation_share=args.validation,
            seed=args.seed,
            on_progress=lambda done, total: progress.advance("looking into recordings", 0.02 * done / total, -1.0),
            examiner=WordlessExaminer(reader, Catalogue.load()),
        )
        clips = checked.clips()
        for refused in checked.refused:
            sys.stderr.write(f"not used: {refused.label}: {refused.reason}\n")
        progress.stage("load")
        pack = load_pack(folder, device=args.device, dtype="float32")
        with told_by_signals() as ending:
            watching = _watching(progress, lambda: ending.told)
            return train_part(
                pack, clips, reader.read_clip, work, settings=settings, minutes=args.minutes, watching=watching
            )


def _written(args: argparse.Namespace, folder: Path, part: "NewPart") -> "Card":
    from foley_models.pack_writing import replace_part, write_pack_with

    return replace_part(folder, part) if args.in_place else write_pack_with(folder, part, args.out)


def _watching(progress: "ShownProgress", cancelled: Callable[[], bool]) -> "Watching":
    """Shows what a run tells."""
    from foley_models.training.encoder_run import Watching

    started: list[tuple[float, int]] = []  # when the first report of a step came, and of which
    seen: list[float] = []

    def on_reading(done: int, total: int) -> None:
        progress.advance("reading recordings", 0.02 + 0.03 * done / total, -1.0)

    def on_step(one: "EncoderStep") -> None:
        now = time.monotonic()
        if not started:
            started.append((now, one.step))
        if one.cosine is not None:
            seen.append(one.cosine)
        since, first = started[0]
        left_s = (one.steps - one.step) * (now - since) / (one.step - first) if one.step > first else -1.0
        judged = f", cosine {seen[-1]:.3f} on held-out recordings" if seen else ""
        progress.advance(f"step {one.step} of {one.steps}{judged}", 0.05 + 0.95 * one.step / one.steps, left_s)

    return Watching(on_reading, on_step, cancelled)
