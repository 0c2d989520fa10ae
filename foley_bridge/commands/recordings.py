"""`foley-bridge recordings`: what a training would learn from, what it would not, and why."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.recordings.records import Checked, Refused, Usable

NAME_CHARACTERS, CAPTION_CHARACTERS = 36, 34
_EXAMPLES = """\
PATH is one of
  a folder             every sound file in it and below; captions.csv in it (columns file, caption) says what they are
  a list as .csv       columns path, start_s, end_s, caption, category, name, group; only path must be there
  a REAPER project     its items' active takes; item notes and take names are captions

A recording's caption is what you typed, else its iXML or bext description, the item's notes, the take's name, its file
name by the Universal Category System, its folder's name. All pieces of one recording are either learnt from or kept
for validation: those of one file, of files whose names differ by their last number only, or of one group in the list.

examples:
  foley-bridge recordings ~/Foley/boots
  foley-bridge recordings selected_items.csv --validation 0.3
  foley-bridge recordings Episode3.RPP --all-takes
  foley-bridge recordings ~/Foley --json > check.json
  foley-bridge recordings ~/Foley/session --watch          what joins and leaves, as it happens
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "recordings",
        help="check recordings before training: what is usable, what is not and why",
        description="Look into every recording, change nothing, and say what can be learnt from, under which caption, "
        "and why anything else cannot. Ends with 2 where nothing can be used.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("path", metavar="PATH", type=Path, help="a folder, a list (.csv) or a REAPER project (.RPP)")
    parser.add_argument("--all-takes", action="store_true", help="every take of a project's items, not the active one")
    parser.add_argument(
        "--validation", metavar="SHARE", type=float, default=0.2, help="share held out, 0 to 0.8 (default 0.2)"
    )
    parser.add_argument("--seed", type=int, default=1, help="which recordings are held out (default 1)")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print the check as JSON")
    shown.add_argument("--watch", action="store_true", help="of a folder: print what joins and leaves until Ctrl-C")


def run(args: argparse.Namespace) -> None:
    """Print the check; RequestError where nothing can be used."""
    # Here, not at the top: they bring numpy, which the other commands' help does not need.
    from foley_bridge.commands.watching import watch_recordings
    from foley_bridge.recordings.check import check
    from foley_bridge.recordings.gather import gather
    from foley_bridge.recordings.records import nothing_usable
    from foley_bridge.recordings.split import SHARE_MOST

    if not 0 <= args.validation <= SHARE_MOST:
        raise RequestError(f"--validation is {args.validation:g}: choose a share from 0 to {SHARE_MOST}.")
    if args.watch:
        watch_recordings(args)
        return
    gathered = gather(args.path, all_takes=args.all_takes)
    checked = check(gathered, validation_share=args.validation, seed=args.seed, on_progress=_told)
    if args.json:
        print(json.dumps(as_json(checked), indent=2, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))
    else:
        print("\n".join(plain(line) for line in lines(checked)))
    if not checked.usable:
        raise RequestError(nothing_usable(checked.source, checked.refused, checked.others))


def lines(checked: "Checked") -> Iterator[str]:
    """The check as a person reads it."""
    if checked.usable:
        yield f"{'name':<{NAME_CHARACTERS}}  {'seconds':>8}  {'split':<10}  {'caption':<{CAPTION_CHARACTERS}}  from"
        yield from (_usable_line(one) for one in checked.usable)
        yield ""
        yield from _categories(checked.usable)
        yield ""
    if checked.refused:
        yield f"Not used ({len(checked.refused)}):"
        yield from (f"  {one.label}: {one.reason}." for one in checked.refused)
        yield ""
    yield summary(checked)
    yield from checked.notes


def as_json(checked: "Checked") -> dict[str, Any]:
    """The same for programs: seconds are numbers, paths are texts."""
    return {
        "source": str(checked.source),
        "usable": [_usable_json(one) for one in checked.usable],
        "refused": [_refused_json(one) for one in checked.refused],
        "other_files": checked.others,
        "seconds": checked.seconds,
        "notes": list(checked.notes),
    }


def _usable_json(one: "Usable") -> dict[str, Any]:
    take = one.take
    return {
        "path": str(take.path),
        "name": take.label,
        "start_s": take.start_s,
        "end_s": take.end_s,
        "seconds": one.seconds,
        "caption": take.caption,
        "caption_source": take.caption_source,
        "captions": list(one.captions),
        "category": take.category,
        "group": one.group,
        "split": one.split,
        "rate_hz": one.rate_hz,
        "channels": one.channels,
        "sha256": one.sha256,
    }


def _refused_json(one: "Refused") -> dict[str, Any]:
    return {"path": str(one.path), "name": one.label, "kind": one.kind, "reason": one.reason}


def _usable_line(one: "Usable") -> str:
    name = _short(one.take.label, NAME_CHARACTERS, from_end=True)
    caption = _short(one.take.caption, CAPTION_CHARACTERS)
    seconds = f"{one.seconds:.2f}"
    return (
        f"{name:<{NAME_CHARACTERS}}  {seconds:>8}  {one.split:<10}  {caption:<{CAPTION_CHARACTERS}}  "
        f"{one.take.caption_source}"
    )


def _categories(usable: "tuple[Usable, ...]") -> Iterator[str]:
    seconds: Counter[tuple[str, str]] = Counter()
    clips: Counter[tuple[str, str]] = Counter()
    for one in usable:
        seconds[one.take.category, one.split] += one.seconds  # type: ignore[assignment]  # a Counter counts seconds too
        clips[one.take.category, one.split] += 1
    yield f"{'category':<{NAME_CHARACTERS}}  {'to learn from':>18}  {'for validation':>18}"
    for category in sorted({one.take.category for one in usable}):
        cells = [
            f"{_count(clips[category, half], 'clip')}, {seconds[category, half]:.1f} s"
            for half in ("train", "validation")
        ]
        yield f"{_short(category or '(none)', NAME_CHARACTERS):<{NAME_CHARACTERS}}  {cells[0]:>18}  {cells[1]:>18}"


def summary(checked: "Checked") -> str:
    """The set in one line."""
    groups = {half: {one.group for one in checked.usable if one.split == half} for half in ("train", "validation")}
    others = f" Files that are no sounds: {checked.others}." if checked.others else ""
    learnt = _count(len(groups["train"]), "recording")
    return (
        f"{_count(len(checked.usable), 'clip')} can be used, {checked.seconds:.1f} s: {learnt} to learn from, "
        f"{len(groups['validation'])} for validation. Not used: {len(checked.refused)}.{others}"
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _told(done: int, total: int) -> None:
    """A counter on a terminal; nothing anywhere else."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if done == total else ""
        sys.stderr.write(f"\rlooking into {done} of {total}{end}")
        sys.stderr.flush()


def _short(text: str, most: int, *, from_end: bool = False) -> str:
    if len(text) <= most:
        return text
    return f"…{text[1 - most :]}" if from_end else f"{text[: most - 1]}…"


def plain(text: str) -> str:
    """A text from a file that may come from anywhere, without what could steer a terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
