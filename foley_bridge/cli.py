"""The command line `foley-bridge`: finds the subcommand, and turns every error raised on purpose into one sentence."""

import argparse
import io
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from foley_bridge.commands import (
    ablate,
    adapters,
    again,
    batch,
    cues,
    doctor,
    evaluate,
    export,
    fill,
    generate,
    history,
    install_reaper,
    library,
    listen,
    packs,
    plan,
    protocol,
    recipe,
    recordings,
    routes,
    seat,
    send,
    serve,
    settings,
    show,
    spot,
    targets,
    thresholds,
    token,
    train,
    transform,
    vary,
)
from foley_models.errors import FoleyError, RequestError

EXIT_FAILED = 1
EXIT_BAD_REQUEST = 2
EXIT_CANCELLED = 130  # what a shell reports for a program that Ctrl-C ended

_EXAMPLES = """\
examples:
  foley-bridge generate "heavy boots on gravel" --seconds 4 --count 4 --seed 1 --out takes/boots
  foley-bridge show takes/boots/Foley/FEETHmn_*.wav
  foley-bridge serve
  foley-bridge send status
  foley-bridge doctor
  foley-bridge generate --help
"""


# What argparse says in a programmer's words.
_PLAINLY = (
    (r"invalid float value: (.*)", r"\1 is no number"),
    (r"invalid int value: (.*)", r"\1 is no whole number"),
    (r"(unrecognized arguments: (?!-).*)", r"\1 (put words that belong together in quotes)"),
)


class _Parser(argparse.ArgumentParser):
    """Raises RequestError where argparse would print its usage and exit, so that all errors look alike."""

    def error(self, message: str) -> NoReturn:
        for said, plainly in _PLAINLY:
            message = re.sub(said, plainly, message)
        raise RequestError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 failed, 2 bad request, 130 cancelled."""
    if argv is None:
        _prepare_process()
    try:
        args = build_parser().parse_args(argv)
        args.func(args)
    except FoleyError as error:
        return _refuse(str(error), EXIT_BAD_REQUEST if isinstance(error, RequestError) else EXIT_FAILED)
    except KeyboardInterrupt:
        return _refuse("cancelled", EXIT_CANCELLED)
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand; quick, so that `--help` is."""
    parser = _Parser(
        prog="foley-bridge",
        description="Foley from a prompt: ranked takes on a timeline, made on this machine.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (
        generate,
        vary,
        transform,
        fill,
        cues,
        batch,
        plan,
        spot,
        export,
        show,
        history,
        again,
        recordings,
        library,
        serve,
        seat,
        send,
        packs,
        routes,
        doctor,
        settings,
        token,
        protocol,
        recipe,
        evaluate,
        thresholds,
        targets,
        ablate,
        train,
        adapters,
        install_reaper,
        listen,
    ):
        command.add_parser(subparsers)
    return parser


def _prepare_process() -> None:
    """Set what holds for the whole process, where it is ours: when called as a program."""
    # Read by the hub's library when it is imported: nothing is fetched unless the user asks.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # A polite request to end is treated like Ctrl-C, so that half-written files are cleared away then, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a prompt's letters shows question marks


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(f"foley-bridge: {sentence}\n")
    return code
