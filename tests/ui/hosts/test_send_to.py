"""What is sent reaches the host that is chosen, and a notice says what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from foley_ui.context import Context
from foley_ui.hosts.send_to import SendTo, fill_menu
from foley_ui.link.told import Status
from foley_ui.notices import Level
from tests.ui.hosts.around import OpenHost, connected_context, made
from tests.ui.window.surroundings import WAIT_MS


@pytest.fixture
def context(tmp_path: Path, qtbot: QtBot) -> Iterator[Context]:
    with connected_context(tmp_path, qtbot) as one:
        yield one


@pytest.fixture
def send_to(context: Context) -> Iterator[SendTo]:
    one = SendTo(context)
    yield one
    one.deleteLater()


def names(send_to: SendTo) -> list[str]:
    return [one.name for one in send_to.hosts]


def test_hosts_come_and_go_by_themselves(context: Context, send_to: SendTo, qtbot: QtBot) -> None:
    assert send_to.hosts == ()
    with OpenHost(context, "REAPER: Film") as reaper, OpenHost(context, "a script", takes=0):
        qtbot.waitUntil(lambda: len(send_to.connected) == 2, timeout=WAIT_MS)
        assert names(send_to) == ["REAPER: Film"]
        reaper.subscribe(seconds=0.0)
        qtbot.waitUntil(lambda: len(send_to.connected) == 1, timeout=WAIT_MS)
    assert send_to.hosts == ()


def test_a_sound_that_is_sent_is_told_and_so_is_that_it_arrived(
    context: Context, send_to: SendTo, qtbot: QtBot
) -> None:
    made(context, "sent")
    told = []
    context.notices.told.connect(lambda notice: told.append((notice.sentence, notice.level)))
    with OpenHost(context, "REAPER: Film") as reaper:
        qtbot.waitUntil(lambda: names(send_to) == ["REAPER: Film"], timeout=WAIT_MS)
        send_to.send("sent", 0, "REAPER: Film")
        offer = reaper.offered()
        assert (offer.values["request"], offer.values["prompt"]) == ("sent", "a door slams")
        qtbot.waitUntil(lambda: ("Sent to REAPER: Film.", Level.NOTE) in told, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: send_to.hosts[0].offers == 1, timeout=WAIT_MS)
        reaper.confirm(offer)
        arrived = ("REAPER: Film has the sound on its timeline.", Level.GOOD)
        qtbot.waitUntil(lambda: arrived in told, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: send_to.hosts[0].offers == 0, timeout=WAIT_MS)


def test_a_host_that_goes_before_it_took_the_sound_is_told_and_gets_it_when_it_is_back(
    context: Context, send_to: SendTo, qtbot: QtBot
) -> None:
    made(context, "early")
    told: list[str] = []
    context.notices.told.connect(lambda notice: told.append(notice.sentence))
    with OpenHost(context, "REAPER: Film") as reaper:
        qtbot.waitUntil(lambda: bool(send_to.hosts), timeout=WAIT_MS)
        send_to.send("early", 0, "REAPER: Film")
        reaper.offered()
        qtbot.waitUntil(lambda: send_to.hosts[0].offers == 1, timeout=WAIT_MS)
        reaper.subscribe(seconds=0.0)
        qtbot.waitUntil(lambda: any("went before it took the sound" in one for one in told), timeout=WAIT_MS)
    with OpenHost(context, "REAPER: Film") as again:
        again.confirm(again.offered())
        qtbot.waitUntil(lambda: "REAPER: Film has the sound on its timeline." in told, timeout=WAIT_MS)


def test_a_host_that_is_gone_is_a_sentence(context: Context, send_to: SendTo, qtbot: QtBot) -> None:
    made(context, "lost")
    told = []
    context.notices.told.connect(lambda notice: told.append((notice.sentence, notice.level)))
    send_to.send("lost", 0, "Ardour: Szene")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    ((sentence, level),) = told
    assert "'Ardour: Szene' is not connected" in sentence
    assert level is Level.WARN


def test_a_daemon_that_ends_takes_its_hosts_with_it(context: Context, send_to: SendTo, qtbot: QtBot) -> None:
    with OpenHost(context, "REAPER: Film"):
        qtbot.waitUntil(lambda: bool(send_to.hosts), timeout=WAIT_MS)
        done: list[None] = []
        context.bridge.restart(owner=send_to, done=done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
        context.bridge.status_changed.emit(Status())  # the next one, some seconds earlier
        qtbot.waitUntil(lambda: send_to.connected == (), timeout=WAIT_MS)


def test_the_menu_has_an_entry_for_each_or_says_that_there_is_none(
    context: Context, send_to: SendTo, qtbot: QtBot
) -> None:
    menu = QMenu()
    chosen: list[str] = []
    fill_menu(menu, send_to, chosen.append)
    (nobody,) = menu.actions()
    assert not nobody.isEnabled()
    with OpenHost(context, "REAPER: Night & Day"), OpenHost(context, "Blender: film"):
        qtbot.waitUntil(lambda: len(send_to.hosts) == 2, timeout=WAIT_MS)
        fill_menu(menu, send_to, chosen.append)
        assert [one.text() for one in menu.actions()] == ["Blender: film", "REAPER: Night && Day"]
        menu.actions()[1].trigger()
        assert chosen == ["REAPER: Night & Day"]
    menu.deleteLater()
