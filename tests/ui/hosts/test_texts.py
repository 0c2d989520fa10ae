"""Every text of the panel can be translated, and a language with long words is not cut off, also in a narrow window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from foley_bridge.connected_hosts import HostTold
from foley_ui.context import Context
from foley_ui.hosts.guides import guides
from foley_ui.hosts.panel import HostsPanel
from foley_ui.hosts.trial import Trial, WayTried
from tests.ui.settings.test_texts import MARK, LongWords, cut_off, texts
from tests.ui.window.surroundings import surroundings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WIDTHS = (560, 900)
HOSTS = (
    HostTold("REAPER: " + "a very long name " * 8, "udp", 2.0, takes=True, waiting=3, offers=2),
    HostTold("Ardour: Szene", "spool", 31.0, takes=False, waiting=0, offers=0),
)
TRIAL = Trial(
    9000,
    "0.1.0",
    WayTried(on=True, round_trip_ms=0.4),
    WayTried(on=True, trouble="31 of 40 lines"),
    WayTried(on=True, round_trip_ms=12.0),
    tcp_port=9001,
)
# Names, which are the same in each language, and what they are shown with.
NAMES = {guide.name for guide in guides()} | {host.name for host in HOSTS} | {"TCP", "1", "2", "3"}


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    translator = LongWords()
    qapp.installTranslator(translator)
    with surroundings(tmp_path, qapp) as made:
        yield made
    qapp.removeTranslator(translator)


def shown(context: Context, qtbot: QtBot, *, width: int) -> HostsPanel:
    panel = HostsPanel(context)
    qtbot.addWidget(panel)
    panel.resize(width, 700)
    panel.show()
    panel.shown()
    panel.send_to.changed.disconnect()
    panel.connected.show_hosts(HOSTS, "")
    panel.trial._found(TRIAL)
    return panel


def test_every_text_can_be_translated(context: Context, qtbot: QtBot) -> None:
    panel = shown(context, qtbot, width=900)
    home = str(context.folders.home)
    for at in range(panel.guides.tabs.count()):
        panel.guides.tabs.setCurrentIndex(at)
    said = {one for one in texts(panel) if any(letter.isalpha() for letter in one)} - NAMES
    others = ("oscsend ", "REAPER: a very")  # a command, and a name that ends in dots
    assert {one for one in said if MARK not in one and home not in one and not one.startswith(others)} == set()


@pytest.mark.parametrize("width", WIDTHS)
def test_long_words_are_not_cut_off(context: Context, qtbot: QtBot, width: int) -> None:
    panel = shown(context, qtbot, width=width)
    assert panel.width() == width, "the window would have to be wider"

    def everything_fits() -> None:
        assert cut_off(panel) == []
        for area in panel.findChildren(QScrollArea):
            inner = area.widget()
            assert inner is not None
            assert inner.width() <= area.viewport().width()

    for at in range(panel.guides.tabs.count()):
        panel.guides.tabs.setCurrentIndex(at)
        qtbot.waitUntil(everything_fits, timeout=3_000)  # layouts settle over some turns
