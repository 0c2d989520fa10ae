"""What a person sends when asking for help: findings, versions, changed settings, the log's last lines, no secrets."""

import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from foley_bridge.daemon.session import token_file
from foley_bridge.doctor.finding import Finding, Level
from foley_bridge.folders import Folders
from foley_bridge.logs import HIDDEN
from foley_bridge.settings import Settings
from foley_bridge.settings_saving import changes
from foley_bridge.settings_text import toml_value
from foley_bridge.version import program_version

LOG_LINES = 200
_LIBRARIES = ("torch", "diffusers", "transformers", "numpy", "soundfile", "sounddevice", "PySide6-Essentials")
_SIGNS = {Level.OK: "ok", Level.NOTE: "note", Level.PROBLEM: "PROBLEM"}


def problem_report(
    findings: Sequence[Finding],
    settings: Settings,
    log: Sequence[str],
    *,
    secrets: Iterable[str],
    home: Path | None = None,
) -> str:
    """All of it as one text. The secrets are hidden wherever they stand, and the user's home folder is `~`."""
    text = "\n".join(_lines(findings, settings, log))
    for secret in secrets:
        for spelling in (secret, secret.upper()):
            text = text.replace(spelling, HIDDEN) if spelling else text
    own = home or Path.home()
    return (text.replace(str(own), "~") if own != Path(own.anchor) else text) + "\n"


def kept_token(folders: Folders) -> str:
    """The token as it is kept; "" where no daemon has made one yet. None is made, and its rights are not looked at."""
    with suppress(OSError):
        return token_file(folders).read_text("ascii", "replace").strip()
    return ""


def findings_text(findings: Iterable[Finding]) -> str:
    """Findings, one a line, each problem with its remedy."""
    return "\n".join(_finding_lines(findings)) + "\n"


def _lines(findings: Sequence[Finding], settings: Settings, log: Sequence[str]) -> Iterator[str]:
    yield f"Foley Bridge {program_version()}, report of {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} UTC"
    yield from ("", "## Versions", *_versions())
    yield from ("", "## Settings that are not at their default", *_settings(settings))
    yield from ("", "## Findings", *_finding_lines(findings))
    yield from ("", f"## The last {len(log)} lines of the log", *log)


def _versions() -> Iterator[str]:
    yield f"{platform.platform()}, Python {platform.python_version()}"
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} is not installed"


def _settings(settings: Settings) -> Iterator[str]:
    wanted = changes(Settings(), settings)
    yield from (f"[{one.table}] {one.name} = {toml_value(one.value)}" for one in wanted)
    if not wanted:
        yield "none"


def _finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        yield f"{_SIGNS[one.level]:8}{one.name}: {one.sentence}"
        if one.remedy:
            yield f"        -> {one.remedy}"
