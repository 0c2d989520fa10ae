"""`foley-bridge seat SERVER`: lets the hosts of this machine use a server elsewhere, as if it were here."""

import argparse
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.daemon.promptness import be_prompt
from foley_bridge.ending import told_by_signals
from foley_bridge.folders import user_folders
from foley_bridge.logs import LOG_FILE, open_log
from foley_bridge.settings import load_settings
from foley_models.errors import NotAvailableError, RequestError

if TYPE_CHECKING:
    from foley_bridge.seat.link import Server

FIND_S = 3.0
SILENCE_S, SILENCE_LEAST_S, SILENCE_MOST_S = 15.0, 1.0, 600.0

_EXAMPLES = """\
examples:
  ssh gpu foley-bridge token --only > ~/gpu-token && chmod 600 ~/gpu-token
  ssh -N -L 9000:127.0.0.1:9000 gpu &
  foley-bridge seat 127.0.0.1:9000 --token-file ~/gpu-token
  foley-bridge seat 10.8.0.1:9000 --token-file ~/gpu-token --map /Volumes/film=/srv/film

REAPER, Godot, Blender, Ardour, the other commands: all find the seat where they look for a daemon. Sounds come over the
connection into the folder that the host names, or lie there already where the folder is shared (--map). docs/seats.md
tells how to set up server and tunnel.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "seat",
        help="let this machine's hosts use a daemon on another machine",
        description="Listen to this machine's hosts in the place of a daemon, and have a server elsewhere make the "
        "sounds, until Ctrl-C or SIGTERM. What is asked while the server cannot be reached is kept, and made later.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "server", metavar="HOST:PORT", nargs="?", default="", help="where the server's TCP port is, or the tunnel to it"
    )
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="holds the server's token, and is private (600)"
    )
    parser.add_argument(
        "--find", action="store_true", help="list the servers that announce themselves in the local network, and end"
    )
    parser.add_argument("--name", default="", help="what the seat is called at the server (default: this machine)")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HERE=THERE",
        help="a folder that both see: its path here and its path at the server; may be said again",
    )
    parser.add_argument(
        "--silence",
        type=float,
        default=SILENCE_S,
        metavar="SECONDS",
        help=f"without a word of the server, after which the cable is taken for pulled (default {SILENCE_S:g})",
    )
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep settings, state, spool and sounds in there")


def run(args: argparse.Namespace) -> None:
    """Serve this machine's hosts until a signal says to end; what is open goes on at the next start."""
    if args.find:
        _find()
        return
    if not args.server or args.token_file is None:
        raise RequestError(
            "A seat needs its server and the server's token: foley-bridge seat HOST:PORT --token-file FILE."
        )
    from foley_bridge.daemon.session import UnsafeFileError, load_token, read_token_file
    from foley_bridge.seat.paths import shared_folder
    from foley_bridge.seat.seat import Place, Seat

    server, shared = server_of(args.server), tuple(map(shared_folder, args.map))
    try:
        token = read_token_file(args.token_file.expanduser())
    except (FileNotFoundError, UnsafeFileError) as error:
        raise NotAvailableError(
            f"{args.token_file} is no token file: it must be a file of yours with the mode 600 that holds what "
            "`foley-bridge token --only` prints on the server."
        ) from error
    if not SILENCE_LEAST_S <= args.silence <= SILENCE_MOST_S:
        raise RequestError(f"--silence is {args.silence:g}: choose {SILENCE_LEAST_S:g} to {SILENCE_MOST_S:g} seconds.")
    place = Place(server, token, args.name, shared, silence_s=args.silence)
    folders = user_folders(args.home)
    settings = load_settings(folders.settings_file)
    log = open_log(folders.logs, level=settings.log.level, size_bytes=settings.log.size_bytes)
    try:
        for secret in (token, load_token(folders)):
            log.hide(secret)
        be_prompt()
        with told_by_signals() as ending:
            introduced = threading.Event()

            def say(text: str) -> None:
                introduced.wait()
                print(text, flush=True)

            seat = Seat(place, settings, folders, on_state=say)
            session = seat.start()
            try:
                print(f"foley-bridge {session.version}, seat {seat.name}, UDP 127.0.0.1:{session.port}", flush=True)
                print(f"spool {settings.with_folders(folders).spool}, log {folders.logs / LOG_FILE}", flush=True)
                introduced.set()
                ending.wait()
            finally:
                introduced.set()
                seat.close()
    finally:
        log.close()


def _find() -> None:
    from foley_bridge.discovery.multicast import find

    found = find(FIND_S)
    for one in found:
        print(f"{_plain(one.name)}  {one.host}:{one.port}  protocol {_plain(one.protocol)}")
    if not found:
        print(f"No server announced itself within {FIND_S:g} s: start one with foley-bridge serve --announce.")


def _plain(said: str) -> str:
    """What a stranger says, without what a terminal would obey."""
    return "".join(one if one.isprintable() else "?" for one in said)


def server_of(text: str) -> "Server":
    """`HOST:PORT`, an IPv6 address in brackets. RequestError."""
    from foley_bridge.seat.link import Server

    found = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]:(\d{1,5})|([^\s:\[\]]+):(\d{1,5})", text)
    if found is None or not 0 < int(found[2] or found[4]) < 2**16:
        raise RequestError(f"{text!r} is no server: give its name or address and its TCP port, as 127.0.0.1:9000.")
    return Server(found[1] or found[3], int(found[2] or found[4]))
