"""`foley-bridge install-reaper`: the scripts for REAPER into its resource folder, or out of it."""

import argparse
import os
from pathlib import Path

from foley_bridge.reaper_scripts import carry_out, plan_installation, plan_removal, resource_folder, scripts_folder

_EXAMPLES = """\
examples:
  foley-bridge install-reaper --dry-run
  foley-bridge install-reaper
  foley-bridge install-reaper --resource-folder /path/of/a/portable/REAPER
  foley-bridge install-reaper --uninstall
"""
_NEXT = """\
In REAPER: Actions > Show action list > New action > Load ReaScript, and choose the files called "Foley Bridge - ..." in
{folder}
Then start the daemon: foley-bridge serve"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "install-reaper",
        help="put the scripts for REAPER into its resource folder",
        description="Copy the scripts for REAPER into Scripts/Foley Bridge of its resource folder. Files that are not "
        "Foley Bridge's, or that you changed, are never overwritten or removed.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("--resource-folder", type=Path, metavar="FOLDER", help="REAPER's; default: this user's")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--uninstall", action="store_true", help="take the scripts away again")


def run(args: argparse.Namespace) -> None:
    """Print what becomes of each file; NotAvailableError, DestinationError where it cannot be."""
    given: Path | None = args.resource_folder
    resource = given.expanduser().absolute() if given else resource_folder(os.environ)
    plan = plan_removal(resource) if args.uninstall else plan_installation(resource, scripts_folder())
    if not args.dry_run:
        carry_out(plan)
    for step in plan.steps:
        print(f"{step.deed:8} {step.path}")
    if args.dry_run:
        print("Nothing was done: this was a dry run.")
    elif not args.uninstall:
        print(_NEXT.format(folder=plan.folder))
