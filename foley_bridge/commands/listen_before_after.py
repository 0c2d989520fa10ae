"""`foley-bridge listen before-after`: a pack with an adapter against the pack without it, by ear and blind."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import user_folders
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.listening.compare import Present

_EXAMPLES = """\
Sounds are made with the adapter and without it, of the same prompts from the same noise: the captions of the recordings
that its training held out, or those that --prompt gives. Sounds, questions and answers lie beside the adapter; the same
command goes on where a listener stopped, and --listener BEN lets another one take part.

examples:
  foley-bridge listen before-after boots --listener anna
  foley-bridge listen before-after path/to/adapter.safetensors --listener anna --prompt "heavy boots on gravel"
"""


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    *,
    add_sitting: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the subcommand; `add_sitting` adds what all sittings have."""
    parser = commands.add_parser(
        "before-after",
        help="an adapter against the pack without it",
        description="Blind comparison of a pack with an adapter and without: A, B or no preference.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("adapter", metavar="ADAPTER", help="an adapter's name or file")
    parser.add_argument("--prompt", action="append", default=[], metavar="PROMPT", help="compare by this; repeatable")
    parser.add_argument("--per-prompt", type=int, metavar="N", help="sounds of each (default: some 16 sounds in all)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the noise (default 1)")
    parser.add_argument("--pack", help="a pack's name or folder (default: the one it was trained on)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default auto)")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where it is kept (default: with the adapter)")
    add_sitting(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Make what is missing, lead the sitting, and say what all listeners said so far."""
    from foley_bridge.listening.before_after import compare_adapter, comparison_of, listening_folder

    if args.per_prompt is not None and not 1 <= args.per_prompt <= 16:
        raise RequestError(f"--per-prompt is {args.per_prompt}: choose 1 to 16.")
    adapter = adapter_file(args.adapter)
    wanted = comparison_of(adapter, prompts=args.prompt, pack=args.pack or "", count=args.per_prompt, seed=args.seed)
    preference = compare_adapter(
        wanted,
        (args.out or listening_folder(adapter)).absolute(),
        args.listener,
        present=_present(args),
        device=args.device,
        on_progress=_told,
    )
    print(preference.counts())
    print(preference.verdict())


def listeners_said(adapter: Path) -> Iterator[str]:
    """What listeners said about an adapter so far; nothing where nobody listened."""
    from foley_bridge.listening.before_after import read_preference

    preference = read_preference(adapter)
    if preference is not None:
        yield preference.counts()
        yield preference.verdict()


def adapter_file(said: str) -> Path:
    """The file that a person names, or that of the adapter of this name. RequestError where that is not clear."""
    if Path(said).is_file():
        return Path(said).absolute()
    if Path(said).suffix or len(Path(said).parts) > 1:
        raise RequestError(f"{said} is not there: give an adapter's file, or a name that foley-bridge adapters lists.")
    from foley_bridge.commands.adapters import the_one
    from foley_bridge.running_daemon import connected

    with connected(user_folders()) as client:
        return Path(str(the_one(client, said).values["path"]))


def _present(args: argparse.Namespace) -> "Present":
    from foley_bridge.listening.compare import in_browser, in_terminal

    return (lambda session: in_browser(session, open_page=not args.no_open)) if args.browser else in_terminal


def _told(done: int, total: int) -> None:
    """A counter on a terminal; elsewhere only that it began."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\rmaking sounds: {done} of {total}" + ("\r\x1b[K" if done == total else ""))
        sys.stderr.flush()
