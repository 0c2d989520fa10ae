"""Making sounds, serving hosts and importing a checkpoint reach nobody: what would leave this machine is refused.

Every process that the command starts has the guard: it is the interpreter's own `sitecustomize`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.folders import HOME_VARIABLE
from tests.bridge.processes import COMMAND, ROOT, environment
from tests.models.published.tiny_published import original, save_original, write_tokenizer

GUARD = """
import ipaddress, os, sys

def own(address):
    if not isinstance(address, tuple):
        return True  # a socket that is a file
    host = address[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        outside = arguments[1] is not None and not own(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        outside = arguments[0] is not None and not own((arguments[0],))
    else:
        return
    if outside:
        with open(os.environ["NOTED_IN"], "a") as stream:
            stream.write(f"{event} {arguments}\\n")
        raise PermissionError("nothing leaves this machine")

sys.addaudithook(guard)
with open(os.environ["NOTED_IN"] + ".guarded", "a") as stream:
    stream.write(f"{os.getpid()}\\n")
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which every process of Python is guarded; the model hub would be asked if anybody dared."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    there = environment()
    return there | {
        "PYTHONPATH": os.pathsep.join((str(tmp_path / "guard"), there["PYTHONPATH"])),
        "NOTED_IN": str(tmp_path / "noted"),
        HOME_VARIABLE: str(tmp_path / "own"),
        "HF_HUB_OFFLINE": "0",
    }


def run(arguments: list[str], guarded: dict[str, str]) -> str:
    done = subprocess.run([*COMMAND, *arguments], env=guarded, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def guarded_processes(guarded: dict[str, str]) -> int:
    return len(set(Path(guarded["NOTED_IN"] + ".guarded").read_text(encoding="utf-8").split()))


def test_the_guard_refuses_and_notes_what_leaves_the_machine(guarded: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, text=True, check=False)
    assert "nothing leaves this machine" in done.stderr
    assert "192.0.2.1" in Path(guarded["NOTED_IN"]).read_text(encoding="utf-8")


def test_sounds_are_made_and_a_checkpoint_is_imported_without_reaching_anybody(
    guarded: dict[str, str], tmp_path: Path
) -> None:
    few = ["--seconds", "0.5", "--count", "1", "--pool", "1", "--steps", "2", "--seed", "1"]
    run(["generate", "rain", *few, "--out", str(tmp_path / "takes")], guarded)
    assert list((tmp_path / "takes").rglob("*.wav"))
    assert guarded_processes(guarded) >= 2, "the command with its daemon, and the engine"
    save_original(tmp_path / "tiny.ckpt", original().tensors)
    write_tokenizer(tmp_path)
    out = run(["packs", "import", str(tmp_path / "tiny.ckpt"), "--licence", "CC-BY-4.0", "--yes"], guarded)
    assert "is installed in" in out
    assert guarded_processes(guarded) >= 4
    assert not Path(guarded["NOTED_IN"]).exists()
