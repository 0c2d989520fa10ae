"""The parts of Ardour's scripts that know nothing of Ardour, run by plain Lua."""

import subprocess
from pathlib import Path
from typing import Self

from host_plugins.ardour.assemble import included

HERE = Path(__file__).parent
LUA = "lua5.4"
PORTABLE = ("osc", "disk", "record", "chance", "daemon", "spool", "asks", "desk_files", "desk", "receive", "searching")


def write_program(file: Path, driver: str) -> Path:
    """A driver of the tests with the portable parts before it."""
    text = "".join(included(name) for name in PORTABLE) + (HERE / driver).read_text("utf-8")
    file.write_text(text, encoding="utf-8")
    return file


class Program:
    """A Lua program that answers each line with one line."""

    def __init__(self, file: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [LUA, str(file), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def ask(self, line: str) -> str:
        """Its answer to a line."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the program ended"
        return answer.removesuffix("\n")

    def kill(self) -> None:
        """End it at once."""
        with self._process:
            self._process.kill()
