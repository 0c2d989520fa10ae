"""`foley-bridge-tray`: the program in the tray. Shows its icon first; window, daemon and model come behind it."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.version import program_version

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_EXAMPLES = """\
examples:
  foley-bridge-tray                       icon in the tray, window beside it
  foley-bridge-tray --hidden              icon alone, as at the start of a session
  foley-bridge-tray "a heavy door slams"  raises the window of the one that runs, with this prompt
  foley-bridge-tray --home /tmp/trial     everything of its own in one folder
"""


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    prompt: str = ""
    home: Path | None = None
    hidden: bool = False
    theme: str = ""  # "" for what the settings say
    language: str = ""
    panel: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run until the user quits; 0, also where another one of this user was raised instead."""
    options = parse(sys.argv[1:] if argv is None else argv)
    if options.home is not None:
        # Everything that this process starts belongs to the same home.
        os.environ[HOME_VARIABLE] = str(options.home.expanduser().absolute())
    app = make_app()
    from foley_ui.program import Program

    with Program(app, options) as program:
        return program.run()


def parse(argv: Sequence[str]) -> Options:
    """The options of a command line; argparse answers mistakes and --help itself."""
    parser = argparse.ArgumentParser(
        prog="foley-bridge-tray",
        description="Foley Bridge in the tray: prompts, takes, packs and trainings, and the daemon that hosts talk to.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("prompt", nargs="?", default="", help="put this into the prompt field")
    parser.add_argument("--hidden", action="store_true", help="no window at the start where there is a tray")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep settings, state, spool and sounds in there")
    parser.add_argument("--theme", choices=("system", "light", "dark"), default="", help="instead of the settings'")
    parser.add_argument("--language", default="", metavar="CODE", help="such as en or de, instead of the settings'")
    parser.add_argument("--panel", default="", help="the panel that the window shows first, such as training")
    parser.add_argument("--version", action="version", version=f"foley-bridge-tray {program_version()}")
    return Options(**vars(parser.parse_args(argv)))


def make_app(kind: "type[QApplication] | None" = None) -> "QApplication":
    """The application object as the product wants it; of another kind where a measurement asks for one."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = (kind or QApplication)(["foley-bridge-tray"])
    app.setApplicationName("foley-bridge")
    app.setApplicationDisplayName("Foley Bridge")
    app.setApplicationVersion(program_version())
    app.setDesktopFileName("foley-bridge")
    app.setQuitOnLastWindowClosed(False)
    return app


if __name__ == "__main__":
    sys.exit(main())
