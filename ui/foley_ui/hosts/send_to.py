"""Sends candidates to connected hosts: who takes sounds just now, and what became of what was sent."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from foley_bridge.connected_hosts import HostTold, hosts_told
from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.told import Status, Told
from foley_ui.notices import Level


class SendTo(QObject):
    """Knows the hosts as the daemon tells them, and asks again whenever it says that they changed."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._all: tuple[HostTold, ...] = ()
        self._asking = self._again = False
        self._sent: dict[tuple[str, int], str] = {}  # what was sent to whom, until it is imported
        context.bridge.told.connect(self._on_told)
        context.bridge.reached.connect(self._on_reached)
        context.bridge.status_changed.connect(self._on_status)
        self._session, self._uptime_s = context.bridge.session, 0
        if context.bridge.status is not None:
            self.refresh()

    @property
    def hosts(self) -> tuple[HostTold, ...]:
        """Those that take sounds, by name."""
        return tuple(one for one in self._all if one.takes)

    @property
    def connected(self) -> tuple[HostTold, ...]:
        """All that are connected, by name."""
        return self._all

    def send(self, request: str, index: int, host: str) -> None:
        """Send a candidate to the host of that name; a notice says what became of it."""
        self._sent[request, index] = host  # first: a quick host imports it before the answer is here
        self._context.bridge.call(
            "/foley/offer",
            request,
            index,
            host,
            owner=self,
            done=lambda _: self._context.notices.tell(self.tr("Sent to {host}.").format(host=host)),
            failed=lambda error: self._failed(error, request, index),
        )

    def refresh(self) -> None:
        """Ask who is connected; while an answer is under way, once more after it."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self._context.bridge.collect(
            "/foley/hosts", last="hosts", owner=self, done=self._take, failed=lambda _: self._take(())
        )

    def _take(self, answers: tuple[Answer, ...]) -> None:
        self._asking = False
        found = hosts_told(answers)
        if found != self._all:
            self._tell_gone(found)
            self._all = found
            self.changed.emit()
        if self._again:
            self.refresh()

    def _tell_gone(self, found: tuple[HostTold, ...]) -> None:
        """A host that went before it took what was sent to it."""
        there = {one.name for one in found}
        gone = {one.name for one in self._all if one.offers and one.name not in there} & set(self._sent.values())
        said = self.tr("{host} went before it took the sound. It gets it when it is back within ten minutes.")
        for host in sorted(gone):
            self._context.notices.tell(said.format(host=host), level=Level.WARN)

    def _on_told(self, told: Told) -> None:
        if told.kind == "hosts-changed":
            self.refresh()
        elif told.kind == "imported":
            host = self._sent.pop((told.request, int(told.values["index"])), None)
            if host is not None:
                self._context.notices.tell(
                    self.tr("{host} has the sound on its timeline.").format(host=host), level=Level.GOOD
                )

    def _on_status(self, status: Status) -> None:
        """A daemon that began anew knows no hosts until they say that they are there."""
        session = self._context.bridge.session
        if status.uptime_s < self._uptime_s or session != self._session:
            self.refresh()
        self._session, self._uptime_s = session, status.uptime_s

    def _on_reached(self, reached: bool) -> None:  # noqa: FBT001  # the signal's own argument
        if reached:
            self.refresh()
        elif self._all:
            self._all = ()
            self.changed.emit()

    def _failed(self, error: FoleyError, request: str, index: int) -> None:
        self._sent.pop((request, index), None)
        self._context.notices.tell(str(error), level=Level.WARN)
        self.refresh()


def fill_menu(menu: QMenu, send_to: SendTo, chosen: Callable[[str], None]) -> None:
    """Put an entry for each host that takes sounds into a menu; where there is none, one that says so and does nothing.

    `chosen` is called with the host's name.
    """
    menu.clear()
    for host in send_to.hosts:
        entry = QAction(host.name.replace("&", "&&"), menu)
        entry.triggered.connect(lambda _=False, name=host.name: chosen(name))
        menu.addAction(entry)
    if not send_to.hosts:
        nobody = QAction(QCoreApplication.translate("SendTo", "No host that takes sounds is connected"), menu)
        nobody.setEnabled(False)
        menu.addAction(nobody)
