"""`foley-bridge doctor`: what is fine and what is missing on this machine, in plain sentences with the remedy."""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from foley_bridge.doctor.finding import Finding, Level
from foley_bridge.folders import user_folders
from foley_models.errors import FoleyError

if TYPE_CHECKING:
    from foley_bridge.doctor.context import Context

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
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the findings as JSON")
    form.add_argument(
        "--report",
        action="store_true",
        help="print what to send with a question: findings, versions, changed settings and the log's end; no token",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Print the findings; ProblemsFoundError where one is a problem."""
    # Here, not at the top: they bring a room of everything, which the other commands do not need.
    from foley_bridge.doctor.context import context_of
    from foley_bridge.doctor.examination import examine

    context = context_of(user_folders(), os.environ)
    findings = []
    for finding in examine(context):
        findings.append(finding)
        if not args.json and not args.report:
            print("\n".join(lines(finding)), flush=True)
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    if args.report:
        print(_report(context, findings), end="")
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    if problems:
        names = ", ".join(dict.fromkeys(finding.name for finding in problems))
        raise ProblemsFoundError(f"{len(problems)} to be put right: {names}.")


def _report(context: "Context", findings: list[Finding]) -> str:
    from foley_bridge.logs import last_lines
    from foley_bridge.problem_report import LOG_LINES, kept_token, problem_report

    log = last_lines(context.folders.logs, LOG_LINES)
    return problem_report(findings, context.settings, log, secrets=(kept_token(context.folders),))


def lines(finding: Finding) -> Iterator[str]:
    """A finding as a person reads it."""
    yield f"{_SIGNS[finding.level]}  {finding.name}: {finding.sentence}"
    if finding.remedy:
        yield f"         -> {finding.remedy}"
