"""Takes on their way to a connected host: at once where there is one, by a menu where there are several."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from foley_ui.context import Context
from foley_ui.hosts.send_to import SendTo, fill_menu
from foley_ui.notices import Level
from foley_ui.takes.take import Take


class Sending(QObject):
    """Says in a notice where nobody takes sounds."""

    panel_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._notices = context.notices
        self._to = SendTo(context, self)
        self._window = parent

    def send(self, takes: Sequence[Take], place: QPoint) -> None:
        """Send takes; a menu opens at `place` where it has to be asked to whom."""
        there = [one for one in takes if one.there]
        hosts = self._to.hosts
        if not there:
            return
        if not hosts:
            sentence = self.tr("No host that takes sounds is connected: drag the sound, or connect a host.")
            self._notices.tell(
                sentence, level=Level.WARN, action=(self.tr("Connections"), lambda: self.panel_wanted.emit("hosts"))
            )
        elif len(hosts) == 1:
            self._send(there, hosts[0].name)
        else:
            menu = QMenu(self._window)
            menu.aboutToHide.connect(menu.deleteLater)
            fill_menu(menu, self._to, lambda host: self._send(there, host))
            menu.popup(place)

    def _send(self, takes: Sequence[Take], host: str) -> None:
        for one in takes:
            self._to.send(one.request, one.index, host)
