"""Collects what belongs into a report, in a worker."""

from foley_ui.doctor.facts import Facts
from foley_ui.link.work import Task


def collect(task: Task, facts: Facts) -> str:
    """The report's text; it takes some seconds, for everything is looked at anew."""
    from foley_bridge.logs import last_lines
    from foley_bridge.problem_report import LOG_LINES, kept_token, problem_report
    from foley_ui.doctor.checks import look

    findings = []
    for finding in look(facts):
        task.check()
        findings.append(finding)
    log = last_lines(facts.folders.logs, LOG_LINES)
    return problem_report(findings, facts.settings, log, secrets=(kept_token(facts.folders),))
