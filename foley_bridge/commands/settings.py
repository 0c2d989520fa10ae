"""`foley-bridge settings`: shows the settings that hold with what each is for, or writes the file to change them in."""

import argparse
import os
import sys
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import make_private, user_folders
from foley_bridge.settings import load_settings
from foley_bridge.settings_text import settings_text

PRIVATE_FILE = 0o600


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "settings",
        help="show the settings with what each is for, or write the settings file",
        description="Show the settings that hold, with what each is for; a line that begins with # is at its default.",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="write a settings file with every setting as a comment, where there is none yet",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Print the settings, or write the file."""
    file = user_folders().settings_file
    if args.write:
        print(write_settings(file))
        return
    settings = load_settings(file)
    print(f"# {file}" if file.exists() else f"# No file yet: foley-bridge settings --write makes {file}")
    sys.stdout.write(settings_text(settings))


def write_settings(file: Path) -> str:
    """Write a commented file unless there is one, and say which. DestinationError where it cannot be written."""
    if file.exists():
        load_settings(file)
        return f"{file} is there already and was not changed; it is valid."
    make_private(file.parent)
    with explained(file):
        # Exclusively: what the user writes meanwhile is not replaced.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(settings_text())
    return f"Wrote {file}: every setting is in it as a comment."
