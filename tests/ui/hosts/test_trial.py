"""A trial goes by every way for real, says what it found, and leaves nothing behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.connected_hosts import HostTold
from foley_bridge.folders import user_folders
from foley_bridge.settings import NetworkSettings, Settings
from foley_ui.hosts.trial import Trial, WayTried, run_trial
from foley_ui.hosts.words import findings, heard_words, spoken, waiting_words
from tests.bridge.daemon.served import QUICK, served, with_tcp


def said(trial: Trial) -> str:
    return " ".join(one.sentence for one in findings(trial))


def test_every_way_is_tried(tmp_path: Path) -> None:
    settings = replace(with_tcp(), network=replace(with_tcp().network, spool=True))
    with served(tmp_path, settings) as daemon:
        trial = run_trial(daemon.folders, settings)
        assert trial.port == daemon.session.port
        assert trial.spool is not None
        assert trial.tcp is not None
        for way in (trial.udp, trial.spool, trial.tcp):
            assert (way.on, way.trouble) == (True, "")
            assert 0 < way.round_trip_ms < 5000
        assert [one.tone for one in findings(trial)] == ["good"] * 4
        assert "proved that it is yours" in said(trial)
        assert list(daemon.folders.spool.glob("*/connection-test-*")) == []


def test_what_is_switched_off_is_said_and_is_no_fault(tmp_path: Path) -> None:
    with served(tmp_path) as daemon:
        trial = run_trial(daemon.folders, QUICK)
    assert [one.tone for one in findings(trial)] == ["good", "good", "", ""]
    assert "spool folder is switched off" in said(trial)
    assert "TCP is off" in said(trial)


def test_without_a_daemon_there_is_one_sentence(tmp_path: Path) -> None:
    (only,) = findings(run_trial(user_folders(tmp_path), Settings()))
    assert only.tone == "bad"
    assert "start" in only.sentence


def test_a_folder_that_the_daemon_does_not_watch_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foley_ui.hosts.trial.PATIENCE_S", 0.2)
    on = replace(QUICK, network=NetworkSettings())  # as it was saved meanwhile; the daemon began without the folder
    with served(tmp_path) as daemon:
        first = run_trial(daemon.folders, on)
        (daemon.folders.spool / "in").mkdir(parents=True, exist_ok=True)
        second = run_trial(daemon.folders, on)
    assert first.spool is not None
    assert "is not there" in first.spool.trouble
    assert second.spool is not None
    assert "No answer came within 0.2 s" in second.spool.trouble
    assert list(daemon.folders.spool.glob("*/connection-test-*")) == []


def test_times_are_said_as_exactly_as_they_matter() -> None:
    def udp(ms: float) -> str:
        return said(Trial(9000, "0.1.0", WayTried(on=True, round_trip_ms=ms)))

    assert "less than 0.1 ms" in udp(0.04)
    assert "takes 0.4 ms" in udp(0.42)
    assert "takes 38 ms" in udp(38.4)


def test_a_host_is_described_in_words() -> None:
    host = HostTold("REAPER: Film", "spool", 2.0, takes=True, waiting=3, offers=1)
    assert spoken(host) == (
        "REAPER: Film, spool folder, takes sounds, heard just now, requests waiting: 3 · sounds not taken yet: 1"
    )
    assert waiting_words(replace(host, waiting=0, offers=0)) == ""
    assert heard_words(30.2) == "heard 30 s ago"
    assert heard_words(190.0) == "heard 3 min ago"
