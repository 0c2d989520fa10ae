"""The codec and the proof in a real Godot 3, byte for byte."""

import json
import shutil
from pathlib import Path

import pytest

from foley_bridge.daemon.session import proof
from tests.hosts.godot.editing import ADDON, godot_environment, run_script
from tests.hosts.golden.make_osc import golden

pytestmark = pytest.mark.skipif(shutil.which("godot3-server") is None, reason="Debian's godot3-server is not installed")


def test_the_golden_bytes_are_godot_s_bytes_too(tmp_path: Path) -> None:
    shutil.copytree(ADDON, tmp_path / "addons" / "foley_bridge")
    (tmp_path / "project.godot").write_text("config_version=4\n", encoding="utf-8")
    cases = golden()
    # Godot 3 reads \ud83e\udd7e in JSON as two characters, so the letters stand there themselves.
    (tmp_path / "golden.json").write_text(json.dumps(cases, ensure_ascii=False), encoding="utf-8")
    known = ("ab" * 32, "5a" * 128, 4711)
    environment = godot_environment(
        tmp_path / "home",
        {
            "FOLEY_TEST_GOLDEN": str(tmp_path / "golden.json"),
            "FOLEY_TEST_PROOF": f"{known[0]} {known[1]} {known[2]} {proof(*known)}",
        },
    )
    said = run_script(tmp_path, "codec.gd", environment)
    assert said["wrong"] == []
    assert said["checked"] >= 2 * len(cases["messages"]) + len(cases["broken"])
