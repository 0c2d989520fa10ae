"""The plug-in in a Unity editor that is none: compiled by Mono against stubs, with a person who types and presses."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.unity.metas import PACKAGE

HERE = Path(__file__).parent
SOURCES = PACKAGE / "Editor"
needs_mono = pytest.mark.skipif(
    shutil.which("mcs") is None or shutil.which("mono") is None,
    reason="Mono's compiler is not installed (Debian: mono-mcs): the Unity plug-in is neither compiled nor run",
)

# 7.2 is less than the C# of Unity 2020.3. 649: Unity and the driver assign the field, not the library itself.
_COMPILE = ("mcs", "-langversion:7.2", "-warnaserror", "-nowarn:649")


def build(folder: Path) -> Path:
    """Compile stubs, plug-in and driver, each into its own assembly as Unity does; returns the driver."""
    _compile(folder / "UnityEngine.dll", [HERE / "stubs" / "UnityEngine.cs", HERE / "stubs" / "Screen.cs"])
    _compile(folder / "UnityEditor.dll", [HERE / "stubs" / "UnityEditor.cs"], "UnityEngine")
    _compile(folder / "FoleyBridge.Core.dll", sorted((SOURCES / "Core").glob("*.cs")))
    stubs = ("UnityEngine", "UnityEditor")
    _compile(folder / "FoleyBridge.Editor.dll", sorted(SOURCES.glob("*.cs")), *stubs, "FoleyBridge.Core")
    _compile(folder / "Driver.exe", [HERE / "Driver.cs"], *stubs, "FoleyBridge.Core", "FoleyBridge.Editor")
    return folder / "Driver.exe"


def _compile(target: Path, sources: list[Path], *references: str) -> None:
    kind = "exe" if target.suffix == ".exe" else "library"
    known = [f"-r:{target.with_name(name + '.dll')}" for name in references]
    command = [*_COMPILE, f"-target:{kind}", f"-out:{target}", *known, *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Editor:
    """A running editor with the window open; `lines` is what the window showed last."""

    process: "subprocess.Popen[str]"
    project: Path
    lines: list[str]

    def do(self, *words: str) -> list[str]:
        """Give one command to the driver; AssertionError, with what is seen, where it cannot be obeyed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the editor ended at {words} with {self.process.wait()}"
        content: dict[str, Any] = json.loads(answer)
        assert content["result"] == "ok", content
        lines: list[str] = content["lines"]
        if words[0] != "said":
            self.lines = lines
        return lines

    def until(self, text: str) -> list[str]:
        """Let the editor run until its window shows this text."""
        return self.do("until", text)

    def idle(self) -> None:
        """Let it run until nothing is asked of the daemon and nothing unconfirmed."""
        self.do("until", "nothing to do")

    def press(self, button: str) -> None:
        """Press the first button of this name."""
        self.do("press", button)

    def type(self, field: str, text: str) -> None:
        """Type into a field."""
        self.do("type", field, text)

    def generate(self, prompt: str, *, seconds: float = 0.5, count: int = 2) -> None:
        """Fill in the window and press Generate."""
        self.type("Prompt", prompt)
        self.type("Seconds", str(seconds))
        self.type("Count", str(count))
        self.press("Generate")

    def sees(self, text: str) -> bool:
        """Whether the window showed this text last."""
        return any(text in line for line in self.lines)

    def count(self, text: str) -> int:
        """In how many lines the window showed this text last."""
        return sum(text in line for line in self.lines)

    def said(self) -> list[str]:
        """What Unity was asked to do so far."""
        return self.do("said")

    def sounds(self) -> list[Path]:
        """All sounds in the project, by name."""
        return sorted((self.project / "Assets").rglob("*.wav"))

    def manifests(self) -> list[Path]:
        """All manifests in the project."""
        return sorted((self.project / "Assets").rglob("foley.json"))

    def reload(self) -> None:
        """What Unity says before it throws all code away."""
        self.do("reload")


@contextmanager
def unity(driver: Path, project: Path, home: Path, *, path: str | None = None, window: bool = True) -> Iterator[Editor]:
    """An editor with this project, for the body; killed behind it, as by a crash, where it was not reloaded."""
    environment = os.environ | {"FOLEY_BRIDGE_HOME": str(home)} | ({} if path is None else {"PATH": path})
    mono = shutil.which("mono")
    assert mono is not None
    process = subprocess.Popen(
        [mono, str(driver), "window", str(project)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        editor = Editor(process, project, [])
        if window:
            editor.do("show")
        yield editor
    finally:
        process.kill()
        process.communicate()
