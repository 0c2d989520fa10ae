"""`foley-bridge serve`: the daemon without a window, until it is told to end."""

import argparse
import socket
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from foley_bridge.daemon.daemon import Daemon
from foley_bridge.daemon.promptness import be_prompt
from foley_bridge.daemon.seats import exposure
from foley_bridge.daemon.session import load_token
from foley_bridge.ending import told_by_signals
from foley_bridge.folders import Folders, user_folders
from foley_bridge.logs import LOG_FILE, open_log
from foley_bridge.settings import NetworkSettings, load_settings
from foley_models.errors import NotAvailableError, RequestError

_EXAMPLES = """\
examples:
  foley-bridge serve
  FOLEY_BRIDGE_HOME=/tmp/trial foley-bridge serve     everything of its own in one folder
  foley-bridge send status                            in another terminal
  foley-bridge serve --stop                           ends the one that runs, also one that --keep left running
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
    parser.add_argument(
        "--announce",
        nargs="?",
        const="",
        metavar="NAME",
        help="say in the local network, by multicast DNS, that a server is here: name (default: this machine's), "
        "address, TCP port and protocol, nothing else; foley-bridge seat --find hears it",
    )
    parser.add_argument(
        "--stop", action="store_true", help="end the daemon of this user that runs; what it is at goes on at the next"
    )
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep settings, state, spool and sounds in there")


def run(args: argparse.Namespace) -> None:
    """Serve until a signal says to end; a request at work goes on at the next start."""
    folders = user_folders(args.home)
    if args.stop:
        _stop(args, folders)
        return
    settings = load_settings(folders.settings_file)
    if args.device:
        settings = replace(settings, engine=replace(settings.engine, device=args.device))
    log = open_log(folders.logs, level=settings.log.level, size_bytes=settings.log.size_bytes)
    try:
        log.hide(load_token(folders))
        be_prompt()
        with told_by_signals() as ending:
            daemon = Daemon(settings, folders)
            session = daemon.start()
            try:
                print(f"foley-bridge {session.version} listens on UDP 127.0.0.1:{session.port}", flush=True)
                network = settings.network
                if network.tcp_port:
                    print(f"TCP {network.tcp_host}:{network.tcp_port}, for seats elsewhere", flush=True)
                    sys.stderr.write(warning(network.tcp_host, network.tcp_port))
                print(f"spool {settings.with_folders(folders).spool}, log {folders.logs / LOG_FILE}", flush=True)
                with announcement(network, args.announce):
                    ending.wait()
            finally:
                daemon.close()
    finally:
        log.close()


def _stop(args: argparse.Namespace, folders: Folders) -> None:
    if args.device or args.announce is not None:
        raise RequestError("--stop ends a daemon and starts none: leave --device and --announce out.")
    from foley_bridge.running_daemon import end_running

    print(f"The daemon (process {end_running(folders)}) has ended.")


def announcement(network: NetworkSettings, name: str | None) -> AbstractContextManager[None]:
    """Saying where the server is, where a person asked for that; under this machine's name unless they gave one."""
    if name is None:
        return nullcontext()
    if not network.tcp_port:
        raise NotAvailableError(
            "There is nothing to announce: set network.tcp_port in the settings, or leave --announce."
        )
    from foley_bridge.discovery.multicast import announced

    return announced(name or socket.gethostname(), network.tcp_host, network.tcp_port)


def warning(host: str, port: int) -> str:
    """What a person should read of an address that others reach, as a line; "" for one that only this machine does."""
    sentence = exposure(host, port)
    return f"foley-bridge: {sentence}\n" if sentence else ""
