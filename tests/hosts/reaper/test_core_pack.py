"""Generate Foley with the pack that ships: once over UDP, once over the spool folder, end to end."""

import wave
from pathlib import Path

import pytest

from foley_bridge.folders import HOME_VARIABLE
from tests.hosts.core_daemon import CoreDaemon
from tests.hosts.reaper.conftest import open_backend
from tests.hosts.reaper.fake_reaper import FakeReaper


@pytest.mark.parametrize(("lua", "count"), [("lua5.4", 1), ("lupa", 2)])
def test_the_shipped_pack_s_takes_arrive_on_the_track(
    lua: str, count: int, core_daemon: CoreDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(core_daemon.home))
    backend = open_backend(lua)
    try:
        reaper = FakeReaper(backend, tmp_path)
        reaper.do("track", "selected")
        reaper.do("cursor", 7)
        reaper.do("fill", "boots on gravel", count, "0.5")
        reaper.run("Generate Foley")
        state = reaper.until_idle()
        (item,) = state["items"]
        assert (item["position"], item["length"], len(item["takes"])) == (7, 0.5, count)
        assert state["points"] == ["Foley: boots on gravel"]
        takes = reaper.takes()
        assert [take.name[:4] for take in takes] == ["1 · ", "2 · "][:count]
        scores = [float(take.ext["score"]) for take in takes]
        assert scores == sorted(scores, reverse=True)
        for take in takes:
            assert Path(take.file).is_relative_to(tmp_path / "Audio" / "Foley")
            with wave.open(take.file) as sound:
                assert sound.getnframes() * 2 == sound.getframerate()
    finally:
        backend.close()
