"""sclang as the host."""

import os
import shutil
from pathlib import Path

import pytest

from tests.bridge.daemon.served import Served
from tests.bridge.peers.heard import EXAMPLES, check_whole_way, heard_in, run_host

SCLANG = shutil.which("sclang")
pytestmark = pytest.mark.skipif(SCLANG is None, reason="sclang is missing: install supercollider-language")


def test_sclang_goes_the_whole_way(daemon: Served, home: Path, tmp_path: Path) -> None:
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    if os.geteuid() == 0:  # its browser refuses to start as root otherwise
        surroundings |= {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}
    script = (str(SCLANG), str(EXAMPLES / "generate.scd"), str(daemon.session.port), daemon.session.token)
    command = (*script, "sc", "boots on gravel", "0.5", "3")
    first, again = (heard_in(run_host(command, environment=surroundings), home) for _ in range(2))
    check_whole_way(first, again)
