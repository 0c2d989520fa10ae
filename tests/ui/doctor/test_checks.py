"""The doctor's checks of the windows' own, and the words for every finding."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.doctor import examination
from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding, Level, note, problem
from foley_bridge.doctor.machine import check_display, check_python
from foley_bridge.doctor.model import check_torch
from foley_bridge.folders import user_folders
from foley_bridge.settings import Settings, TraySettings
from foley_ui.autostart import DesktopAutostart
from foley_ui.doctor.checks import check_tray, judge_autostart, look
from foley_ui.doctor.facts import Facts
from foley_ui.doctor.words import Deed, remedy_of, title_of


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Facts:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return Facts(user_folders(tmp_path), Settings(), has_tray=False)


def test_a_desktop_without_a_tray_is_worth_knowing(facts: Facts) -> None:
    (finding,) = check_tray(facts)
    assert (finding.level, bool(finding.remedy)) == (Level.NOTE, True)
    (finding,) = check_tray(Facts(facts.folders, facts.settings, has_tray=True))
    assert finding.level is Level.OK


@pytest.mark.parametrize(
    ("there", "wanted", "level"),
    [(True, True, Level.OK), (False, False, Level.OK), (True, False, Level.NOTE), (False, True, Level.NOTE)],
)
def test_the_session_s_entry_is_compared_with_the_settings(
    tmp_path: Path, *, there: bool, wanted: bool, level: Level
) -> None:
    entry = DesktopAutostart(("foley-bridge-tray",), tmp_path)
    if there:
        entry.switch_on()
    assert judge_autostart(entry, wanted=wanted).level is level


def test_what_takes_seconds_comes_last_and_what_the_windows_show_is_not_asked(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def examine(_: Context, checks: tuple[examination.Check, ...]) -> Iterator[Finding]:
        asked.extend(check.__name__ for check in checks)
        yield from ()

    monkeypatch.setattr(examination, "examine", examine)
    assert list(look(facts)) == []
    assert check_display.__name__ not in asked
    assert asked.index(check_python.__name__) < asked.index(check_torch.__name__)
    assert len(asked) == len(examination.CHECKS) + 1


def test_every_check_of_the_doctor_has_plain_words(facts: Facts) -> None:
    own = {one.name for one in check_tray(facts)}
    known = ("torch", "device", "bfloat16", "packs", "settings", "folders", "space", "journal", "udp", "spool")
    for name in (*known, "daemon", "sound", "autostart", *own):
        assert title_of(name) != name
    assert title_of("something new") == "something new"


@pytest.mark.parametrize(
    ("name", "deed", "shows"),
    [
        ("settings", Deed.FILE, ""),
        ("device", Deed.PANEL, "device"),
        ("sound", Deed.PANEL, "sound"),
        ("daemon", Deed.RESTART, ""),
        ("space", Deed.SOUNDS, ""),
    ],
)
def test_what_can_be_done_from_here_has_a_button(name: str, deed: Deed, shows: str) -> None:
    remedy = remedy_of(problem(name, "It is wrong.", "Put it right."))
    assert remedy is not None
    assert (remedy.deed, remedy.shows, bool(remedy.text)) == (deed, shows, True)


def test_what_cannot_be_done_from_here_has_none() -> None:
    assert remedy_of(problem("python", "It is old.", "Install another.")) is None
    assert remedy_of(note("folders", "Others can look into it.")) is None
    assert remedy_of(Finding("daemon", Level.OK, "It runs.")) is None


def test_the_groups_that_buttons_lead_to_are_there() -> None:
    from foley_ui.settings.words import groups

    names = {group.name for group in groups()}
    for name in ("device", "bfloat16", "folders", "udp", "spool", "sound", "autostart"):
        remedy = remedy_of(problem(name, "It is wrong.", "Put it right."))
        assert remedy is not None
        assert (remedy.panel, remedy.shows in names) == ("settings", True)
    assert TraySettings() == Settings().tray
