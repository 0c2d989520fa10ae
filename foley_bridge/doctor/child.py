"""Asks a Python of its own what a library says, so that one that crashes or hangs there takes nothing down here."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any


class ChildFailedError(Exception):
    """The other process ended badly or gave no answer; the text is its last words."""


def ask(arguments: Sequence[str], *, timeout_s: float) -> Any:
    """What a Python program with these arguments prints in its last line, as JSON. ChildFailedError otherwise."""
    output = run_python(arguments, timeout_s=timeout_s)
    try:
        return json.loads(output.rstrip().rpartition("\n")[2])
    except json.JSONDecodeError as error:
        raise ChildFailedError("it gave no answer that can be read") from error


def run_python(arguments: Sequence[str], *, timeout_s: float) -> str:
    """What a Python program prints. ChildFailedError where it does not end well within the time."""
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailedError(f"it gave no answer within {timeout_s:g} s") from error
    except OSError as error:
        raise ChildFailedError(f"it could not be started: {error.strerror}") from error
    if done.returncode != 0:
        raise ChildFailedError(_last_words(done.stderr, done.returncode))
    return done.stdout


def _last_words(said: str, code: int) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if code < 0:
        return f"it was ended by signal {-code}"
    return lines[-1][:300] if lines else f"it ended with code {code}"
