"""Lint and format of the Lua: `python -m tests.hosts.reaper.check_lua`, part of `make check`.

luacheck (Debian's lua-check) knows only the globals in signatures.txt; stylua (npm's @johnnymorganz/stylua-bin) is
called with --check. A tool that is not installed is skipped with a line that says so.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPTS = "reaper_scripts"
FAKE = "tests/hosts/reaper/fake"
BY_HAND = "tests/hosts/reaper/in_reaper.lua"


def commands() -> Iterator[tuple[str, ...]]:
    """What is run, from the root of the repository."""
    rules = f"{SCRIPTS}/.luacheckrc"
    yield ("luacheck", "--quiet", "--no-color", "--config", rules, SCRIPTS, BY_HAND)
    yield ("luacheck", "--quiet", "--no-color", "--no-config", "--std", "lua54", "--max-line-length", "120", FAKE)
    yield ("stylua", "--check", "--config-path", f"{SCRIPTS}/stylua.toml", SCRIPTS, FAKE, BY_HAND)


def main() -> int:
    """The first exit code that is not 0; 0 where nothing is wrong."""
    failed = 0
    for command in commands():
        if shutil.which(command[0]) is None:
            sys.stdout.write(f"{command[0]} is not installed: skipped {' '.join(command[1:])}\n")
        else:
            failed = failed or subprocess.run(command, cwd=ROOT, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
