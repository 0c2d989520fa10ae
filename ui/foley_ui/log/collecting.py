"""Collects what belongs into a report, in a worker."""

from contextlib import suppress

from foley_ui.doctor.facts import Facts
from foley_ui.link.work import Task
from foley_ui.log.tail import LogTail


def collect(task: Task, facts: Facts, tail: LogTail) -> str:
    """The report's text; it takes some seconds, for everything is looked at anew."""
    from foley_bridge.daemon.session import token_file
    from foley_bridge.problem_report import LOG_LINES, problem_report
    from foley_ui.doctor.checks import look

    findings = []
    for finding in look(facts):
        task.check()
        findings.append(finding)
    token = ""
    with suppress(OSError):  # no daemon has made one yet
        token = token_file(facts.folders).read_text("ascii", "replace").strip()
    return problem_report(findings, facts.settings, tail.last(LOG_LINES), secrets=(token,))
