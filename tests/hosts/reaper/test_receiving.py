"""What is sent from the tray comes to REAPER's edit cursor: once, in one undo step, while the toggle is on."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.client import Client
from foley_bridge.connected_hosts import HostTold
from foley_bridge.journal.journal import Journal
from foley_models.errors import NotAvailableError
from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import FakeReaper

RECEIVE = "Receive from the tray"


class Tray:
    """Somebody who sends sounds to the receiver of a fake REAPER."""

    def __init__(self, daemon: Served, reaper: FakeReaper) -> None:
        self._daemon, self._reaper = daemon, reaper
        self.host = ""

    def switch_on(self) -> None:
        """Start the action, and wait until the daemon knows its host."""
        before = {one.name for one in self.hosts()}
        self._reaper.run(RECEIVE)
        self._reaper.until(lambda _: len(self.hosts()) > len(before))
        (self.host,) = {one.name for one in self.hosts()} - before

    def switch_off(self) -> None:
        """Start the action again, which ends it."""
        self._reaper.run(RECEIVE)
        state = self._reaper.state()
        assert (state["on"], state["busy"]) == (False, False)

    def made(self, *, count: int = 1) -> tuple[str, list[str]]:
        """Sounds that somebody else asked for: id and paths by index."""
        id_ = uuid.uuid4().hex
        with self._daemon.client() as client:
            told = list(client.generate("a door slams", seconds=0.5, count=count, request_id=id_))
        found = {int(one.values["index"]): str(one.values["path"]) for one in told if one.word == "candidate"}
        return id_, [found[index] for index in sorted(found)]

    def hosts(self) -> tuple[HostTold, ...]:
        with self._daemon.client() as client:
            return client.hosts()

    def send(self, id_: str, index: int = 0) -> None:
        with self._daemon.client() as client:
            client.offer(id_, index, self.host)

    def until_taken(self) -> None:
        self._reaper.until(lambda _: all(one.offers == 0 for one in self.hosts() if one.name == self.host))

    def until(self, holds: Callable[[], bool]) -> None:
        self._reaper.until(lambda _: holds())


@pytest.fixture
def tray(daemon: Served, reaper: FakeReaper) -> Tray:
    return Tray(daemon, reaper)


def test_a_sound_that_is_sent_is_an_item_at_the_cursor_and_one_undo_step(
    reaper: FakeReaper, tray: Tray, daemon: Served
) -> None:
    id_, (path,) = tray.made()
    tray.switch_on()
    assert tray.host.startswith("REAPER: scene")
    assert reaper.state()["on"]
    reaper.do("cursor", 12.5)
    tray.send(id_)
    tray.until_taken()
    state = reaper.state()
    (item,) = state["items"]
    assert (item["position"], item["length"]) == (12.5, pytest.approx(0.5))
    (take,) = reaper.takes()
    assert take.file == path
    assert (take.ext["request"], take.ext["index"], take.active) == (id_, "0", True)
    assert take.name.endswith("· a door slams")
    assert state["points"] == ["Foley: a door slams"]
    with Journal(daemon.folders.journal_file) as journal:
        assert journal.offers(id_) == ()
    reaper.do("undo")
    assert reaper.state()["items"] == []
    tray.switch_off()


def test_each_sound_is_an_item_of_its_own_where_the_cursor_is_then(reaper: FakeReaper, tray: Tray) -> None:
    id_, _ = tray.made(count=2)
    tray.switch_on()
    for index, at_s in ((1, 3), (0, 7)):
        reaper.do("cursor", at_s)
        tray.send(id_, index)
        tray.until_taken()
    state = reaper.state()
    assert [item["position"] for item in state["items"]] == [3, 7]
    assert [take["ext"]["index"] for item in state["items"] for take in item["takes"]] == ["1", "0"]
    assert len(state["points"]) == 2
    tray.switch_off()


def test_what_is_in_the_project_already_is_confirmed_and_not_put_there_again(reaper: FakeReaper, tray: Tray) -> None:
    reaper.do("fill", "boots on gravel", 2, "0.5")
    reaper.run("Generate Foley")
    reaper.until_idle()
    id_ = reaper.takes()[0].ext["request"]
    tray.switch_on()
    for _ in range(2):
        tray.send(id_, 1)
        tray.until_taken()
    state = reaper.state()
    assert len(state["items"]) == len(state["points"]) == 1
    assert len(reaper.takes()) == 2
    tray.switch_off()


def test_what_a_switched_off_receiver_did_not_take_comes_once_it_is_on_again(reaper: FakeReaper, tray: Tray) -> None:
    id_, _ = tray.made()
    tray.switch_on()
    tray.send(id_)  # nothing runs between this and its end
    tray.switch_off()
    assert reaper.state()["items"] == []
    reaper.run(RECEIVE)
    reaper.until(lambda state: len(state["items"]) == 1)
    tray.until_taken()
    assert [one.offers for one in tray.hosts() if one.name == tray.host] == [0]
    tray.switch_off()
    assert len(reaper.state()["items"]) == 1


def test_a_sound_whose_file_is_gone_is_said_once_and_comes_when_it_is_there(reaper: FakeReaper, tray: Tray) -> None:
    id_, (path,) = tray.made()
    away = Path(path).with_suffix(".away")
    tray.switch_on()
    Path(path).rename(away)
    with pytest.raises(NotAvailableError, match="not there any more"):
        tray.send(id_)
    away.rename(path)
    reaper.do("blind", "yes")
    tray.send(id_)
    reaper.until(lambda state: bool(state["console"]))
    assert "REAPER cannot read" in reaper.state()["console"][0]
    tray.send(id_)
    for _ in range(5):
        reaper.cycle()
    assert len(reaper.state()["console"]) == 1
    assert reaper.state()["points"] == []
    reaper.do("blind", "no")
    tray.send(id_)
    tray.until_taken()
    assert len(reaper.state()["items"]) == 1
    tray.switch_off()


def test_an_error_in_the_middle_leaves_undo_and_drawing_balanced_and_the_receiver_goes_on(
    reaper: FakeReaper, tray: Tray
) -> None:
    id_, _ = tray.made(count=2)
    tray.switch_on()
    tray.send(id_)
    tray.until_taken()
    reaper.do("break", "SetActiveTake")  # the second call of it fails
    tray.send(id_, 1)
    tray.until_taken()
    third, _ = tray.made()
    tray.send(third)
    reaper.until(lambda state: any("broken on purpose" in line for line in state["console"]))
    assert reaper.state()["busy"]
    tray.switch_off()


def test_nothing_is_left_behind_when_the_receiver_ends(reaper: FakeReaper, tray: Tray, daemon: Served) -> None:
    before = set(daemon.folders.spool.glob("*/reaper-*"))
    tray.switch_on()
    tray.switch_off()
    assert set(daemon.folders.spool.glob("*/reaper-*")) <= before
    if reaper.state()["sockets"]:  # over UDP it says goodbye
        tray.until(lambda: all(one.name != tray.host for one in tray.hosts()))
    assert reaper.state()["pending"] == ""


def test_a_daemon_that_is_started_again_knows_the_receiver_again(reaper: FakeReaper, process: DaemonProcess) -> None:
    def known() -> bool:
        with Client.connect(process.folders) as client:
            return [one.name for one in client.hosts()] == ["REAPER: scene"]

    process.start()
    reaper.run(RECEIVE)
    reaper.until(lambda _: known())
    process.kill()
    reaper.cycle()
    process.start()
    reaper.until(lambda _: known())
    with Client.connect(process.folders) as client:
        for _ in client.generate("a door slams", seconds=0.5, count=1, request_id="after"):
            pass
        client.offer("after", 0, "REAPER: scene")
    reaper.until(lambda state: len(state["items"]) == 1)
    reaper.run(RECEIVE)
    assert reaper.state()["console"] == []
