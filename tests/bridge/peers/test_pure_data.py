"""Pure Data's own objects (netsend, oscformat, oscparse) as the host."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bridge.daemon.served import Served
from tests.bridge.peers.heard import EXAMPLES, check_whole_way, heard_in

PD = shutil.which("pd")
pytestmark = pytest.mark.skipif(PD is None, reason="pd is missing: install puredata-core")


def shown_by_pd(daemon: Served, *messages: str, until: str) -> list[str]:
    """What the patch prints for these messages, up to the answer that is waited for."""
    patch = (str(PD), "-nogui", "-noaudio", "-nomidi", "-open", str(EXAMPLES / "generate.pd"))
    connect = f"to-daemon connect 127.0.0.1 {daemon.session.port}"
    sent = [part for message in (connect, *messages) for part in ("-send", message)]
    lines: list[str] = []
    with subprocess.Popen((*patch, *sent), stderr=subprocess.PIPE, text=True) as pd:
        assert pd.stderr is not None
        for line in pd.stderr:
            lines.append(line.rstrip("\n"))
            if f" foley {until} " in line:
                break
        pd.kill()
    return lines


def test_a_patch_asks_gets_its_answers_and_imports(daemon: Served, home: Path) -> None:
    token = daemon.session.token
    generate = f"generate list pd boots\\ on\\ gravel 0.5 3 token {token}"
    asked = shown_by_pd(daemon, generate, until="done")
    imported = shown_by_pd(daemon, f"imported list pd-import pd 0 token {token}", until="event")
    again = shown_by_pd(daemon, generate, until="done")
    imported_too = shown_by_pd(daemon, f"imported list pd-import pd 1 token {token}", until="event")
    check_whole_way(heard_in([*asked, *imported], home), heard_in([*again, *imported_too], home))
