"""`foley-bridge library`: the studio's own recordings, indexed by the ear that ranks candidates, and searched."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.commands.recordings import plain
from foley_bridge.folders import user_folders
from foley_bridge.library.limits import LIMIT_MOST
from foley_bridge.library.records import Hit
from foley_bridge.library.told import LibraryTold
from foley_bridge.osc.message import Argument
from foley_bridge.running_daemon import connected
from foley_models.errors import NotAvailableError, RequestError

POLL_S = 0.5
_EXAMPLES = """\
examples:
  foley-bridge library add ~/Sounds /mnt/nas/Foley
  foley-bridge library search "a dog barking" --limit 10
  foley-bridge library search --like takes/boots/Foley/FEETHmn_boots_FB_NONE_00abc.wav --folder ~/Sounds/Steps
  foley-bridge library list --refused
  foley-bridge library remove ~/Sounds

Nothing is ever written into the folders. A daemon that runs is used and goes on looking; else one is started for the
call (library add and scan wait until all is heard, Ctrl-C leaves the rest for later).
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its own ones."""
    parser = subparsers.add_parser(
        "library",
        help="search the studio's own recordings by words and by sound",
        description="Search the studio's own recordings by words and by sound, with the ear that ranks candidates.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_keeping(words)
    search = _action(words, "search", _search, "find files by words, by a sound they are like, or by half of each")
    search.add_argument("words", nargs="?", default="", metavar="WORDS", help="what should be heard, as a prompt")
    search.add_argument("--like", metavar="FILE", help="a file of an added folder, or a candidate as ID#2")
    search.add_argument("--limit", type=int, default=20, help=f"files to show, 1 to {LIMIT_MOST} (default 20)")
    search.add_argument("--folder", type=Path, help="only files in this added folder, or in one below it")
    search.add_argument("--least", type=float, metavar="SECONDS", help="only files that last so long at least")
    search.add_argument("--most", type=float, metavar="SECONDS", help="only files that last so long at most")


def _add_keeping(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = _action(words, "add", _add, "search these folders from now on")
    add.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="of recordings, with all folders below")
    remove = _action(words, "remove", _remove, "search a folder no more")
    remove.add_argument("folder", type=Path, metavar="FOLDER", help="one that was added")
    for one in (add, _action(words, "scan", _scan, "look through all folders now")):
        one.add_argument("--no-wait", action="store_true", help="do not wait until all is heard")
    listed = _action(words, "list", _list, "the added folders, and how many of their files can be found")
    listed.add_argument("--refused", action="store_true", help="name the files that cannot be heard, and why")
    _action(words, "status", _list, "the same").set_defaults(refused=False)


def _action(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]",
    word: str,
    act: Callable[[Client, argparse.Namespace], None],
    about: str,
) -> argparse.ArgumentParser:
    parser = words.add_parser(word, help=about, description=about[:1].upper() + about[1:] + ".")
    parser.set_defaults(func=run, act=act)
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def run(args: argparse.Namespace) -> None:
    """Do what was asked with the daemon that runs, or one that is started for it."""
    with connected(user_folders()) as client:
        args.act(client, args)


def _add(client: Client, args: argparse.Namespace) -> None:
    for folder in args.folders:
        client.library("add", folder=_absolute(folder))
    _wait(client, args)


def _scan(client: Client, args: argparse.Namespace) -> None:
    client.library("scan")
    _wait(client, args)


def _remove(client: Client, args: argparse.Namespace) -> None:
    # As it was added: where it is not there any more, its links cannot be followed.
    _show(client.library("remove", folder=_absolute(args.folder)), args)


def _list(client: Client, args: argparse.Namespace) -> None:
    _show(client.library("refused" if args.refused else "status"), args)


def _search(client: Client, args: argparse.Namespace) -> None:
    if not args.words.strip() and not args.like:
        raise RequestError("The search has neither words nor --like: say what is looked for.")
    pairs: dict[str, Argument] = {"limit": args.limit}
    if args.like:
        pairs["like"] = args.like if _is_candidate(args.like) else _absolute(Path(args.like))
    if args.folder is not None:
        pairs["folder"] = _absolute(args.folder)
    pairs |= {name: value for name in ("least", "most") if (value := getattr(args, name)) is not None}
    hits = client.search(args.words, pairs=pairs)
    if args.json:
        print(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for line in _hit_lines(hits):
        print(line)
    if not hits:
        told = client.library()
        raise NotAvailableError(f"Nothing was found among {told.heard} files that can be: {_advice(told)}.")


def _wait(client: Client, args: argparse.Namespace) -> None:
    """Show how far it is until all is heard, unless nobody wants to wait."""
    told = client.library()
    while not args.no_wait and not told.settled:
        _show_progress(told)
        time.sleep(POLL_S)
        told = client.library()
    _show_progress(None)
    _show(told, args)
    if told.problem and not args.no_wait:
        raise NotAvailableError(f"The library cannot go on: {told.problem}")


def _show_progress(told: LibraryTold | None) -> None:
    """A line on a terminal; nothing anywhere else."""
    if sys.stderr.isatty():
        text = "" if told is None else f"{told.doing}: {told.heard + told.refusals} of {told.files} files"
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _show(told: LibraryTold, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(asdict(told), ensure_ascii=False, indent=2))
        return
    for line in _state_lines(told):
        print(line)


def _state_lines(told: LibraryTold) -> Iterator[str]:
    for one in told.folders:
        marks = [f"{one.heard} of {one.files} files can be found"]
        marks += [f"{one.refused} cannot be heard"] if one.refused else []
        marks += [f"{one.away} are away"] if one.away else []
        yield f"{plain(one.path)}: {', '.join(marks)}{f' ({plain(one.problem)})' if one.problem else ''}"
    for path, reason in told.refused:
        yield f"! {plain(path)}: {plain(reason)}."
    if not told.folders:
        yield "No folder was added yet: foley-bridge library add FOLDER."
        return
    yield f"In all {told.heard} of {told.files} files, {told.windows} windows, heard with {told.pack or 'no pack'}."
    if told.problem:
        yield f"It waits: {plain(told.problem)}"
    elif not told.settled:
        yield f"Not all is done yet ({told.doing}); it goes on while the daemon runs."


def _hit_lines(hits: tuple[Hit, ...]) -> Iterator[str]:
    if hits:
        yield " rank  score    from     to  file"
    for hit in hits:
        end_s = hit.start_s + hit.seconds
        away = "" if hit.there else "  (away)"
        caption = f"  {plain(hit.caption)}" if hit.caption else ""
        yield f"{hit.rank:5d}  {hit.score:5.3f}  {hit.start_s:6.1f} {end_s:6.1f}  {plain(hit.path)}{away}{caption}"


def _advice(told: LibraryTold) -> str:
    if not told.folders:
        return "add a folder with foley-bridge library add"
    return "leave a filter out" if told.settled else "it is still being heard"


def _is_candidate(text: str) -> bool:
    head, mark, index = text.rpartition("#")
    return bool(mark and head) and index.isdigit() and not Path(text).exists()


def _absolute(path: Path) -> str:
    """As the daemon knows it: links followed where it is there."""
    return str(path.expanduser().resolve())
