"""`foley-bridge doctor`: what is fine and what is missing on this machine, in plain sentences with the remedy."""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict

from foley_bridge.doctor.finding import Finding, Level
from foley_bridge.folders import user_folders
from foley_models.errors import FoleyError

_SIGNS = {Level.OK: "ok     ", Level.NOTE: "note   ", Level.PROBLEM: "PROBLEM"}


class ProblemsFoundError(FoleyError):
    """The doctor found something that must be put right."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "doctor",
        help="say what is fine and what is missing on this machine, with the remedy",
        description="Look at this machine, change nothing, and say what is fine, what is missing and what to do about "
        "it. Ends with 1 where something must be put right.",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Print the findings; ProblemsFoundError where one is a problem."""
    # Here, not at the top: they bring a room of everything, which the other commands do not need.
    from foley_bridge.doctor.context import context_of
    from foley_bridge.doctor.examination import examine

    findings = []
    for finding in examine(context_of(user_folders(), os.environ)):
        findings.append(finding)
        if not args.json:
            print("\n".join(lines(finding)), flush=True)
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    if problems:
        names = ", ".join(dict.fromkeys(finding.name for finding in problems))
        raise ProblemsFoundError(f"{len(problems)} to be put right: {names}.")


def lines(finding: Finding) -> Iterator[str]:
    """A finding as a person reads it."""
    yield f"{_SIGNS[finding.level]}  {finding.name}: {finding.sentence}"
    if finding.remedy:
        yield f"         -> {finding.remedy}"
