"""`foley-bridge serve`: the daemon without a window, until it is told to end."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from foley_bridge.daemon.daemon import Daemon
from foley_bridge.daemon.session import load_token
from foley_bridge.ending import told_by_signals
from foley_bridge.folders import user_folders
from foley_bridge.logs import LOG_FILE, open_log
from foley_bridge.settings import load_settings

# A thread that answers a socket must not wait long for one that computes: Python's own 5 ms would show in every ping.
SWITCH_INTERVAL_S = 0.0001

_EXAMPLES = """\
examples:
  foley-bridge serve
  FOLEY_BRIDGE_HOME=/tmp/trial foley-bridge serve     everything of its own in one folder
  foley-bridge send status                            in another terminal
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "serve",
        help="run the daemon that hosts send their prompts to",
        description="Run the daemon: listens for OSC on this machine, makes what is asked, until Ctrl-C or SIGTERM.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("--device", help="auto, cpu, cuda, cuda:1 or mps (default: the settings')")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep settings, state, spool and sounds in there")


def run(args: argparse.Namespace) -> None:
    """Serve until a signal says to end; a request at work goes on at the next start."""
    folders = user_folders(args.home)
    settings = load_settings(folders.settings_file)
    if args.device:
        settings = replace(settings, engine=replace(settings.engine, device=args.device))
    log = open_log(folders.logs, level=settings.log.level, size_bytes=settings.log.size_bytes)
    try:
        log.hide(load_token(folders))
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        with told_by_signals() as ending:
            daemon = Daemon(settings, folders)
            session = daemon.start()
            try:
                print(f"foley-bridge {session.version} listens on UDP 127.0.0.1:{session.port}", flush=True)
                print(f"spool {settings.with_folders(folders).spool}, log {folders.logs / LOG_FILE}", flush=True)
                ending.wait()
            finally:
                daemon.close()
    finally:
        log.close()
