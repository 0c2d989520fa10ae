"""`foley-bridge token`: what another program on this machine needs to talk to the daemon."""

import argparse
import json

from foley_bridge.daemon.session import NoDaemonError, load_token, read_session
from foley_bridge.folders import user_folders
from foley_bridge.settings import load_settings

_EXAMPLES = """\
examples:
  foley-bridge token
  oscsend localhost PORT /foley/ping sss my-id token "$(foley-bridge token --only)"
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "token",
        help="print what third-party OSC programs need: token, ports, spool folder",
        description="Print the token that UDP and TCP messages need, the running daemon's ports, and the spool folder.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("--only", action="store_true", help="the token alone")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def run(args: argparse.Namespace) -> None:
    """Print the token; whoever has it can have sounds made in this user's name."""
    folders = user_folders()
    token = load_token(folders)
    if args.only:
        print(token)
        return
    try:
        session = read_session(folders)
        ports: dict[str, int | None] = {"udp_port": session.port, "tcp_port": session.tcp_port}
    except NoDaemonError:
        ports = {"udp_port": None, "tcp_port": None}
    spool = str(load_settings(folders.settings_file).with_folders(folders).spool)
    if args.json:
        print(json.dumps({"token": token, **ports, "spool": spool}))
        return
    print(f"token {token}")
    for name, port in ports.items():
        print(f"{name.replace('_', ' ').upper()} {port if port is not None else 'closed'}")
    print(f"spool folder {spool}")
    print("Whoever knows the token can use the daemon as you. To have a new one, remove its file:")
    print(f"{folders.state / 'token'}")
