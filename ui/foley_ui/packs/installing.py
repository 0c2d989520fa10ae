"""A pack on its way in: looked at, asked about, installed; each step in a worker, each question with its answer."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from foley_bridge.packs.download import Unfinished
from foley_bridge.packs.fetch import ConnectionLostError, OtherHostError
from foley_bridge.packs.offer import Offer
from foley_bridge.packs.places import PackPlace
from foley_models.card import Card
from foley_models.errors import CancelledError, FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.packs.address_dialog import AddressDialog
from foley_ui.packs.deeds import Deeds
from foley_ui.packs.dialogs import Question, address_question, folder_question, host_question
from foley_ui.packs.words import translate


class Installing(QObject):
    """`finished` when something was installed, stopped or went wrong. `question` is the one that is open."""

    finished = Signal()

    def __init__(self, context: Context, deeds: Deeds, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._deeds, self._window = context, deeds, window
        self.question: Question | None = None
        self.address: AddressDialog | None = None

    def from_folder(self, folder: Path) -> None:
        """Ask about the pack in a folder, then copy it."""
        self._deeds.look_at_folder(folder, done=lambda card: self._ask_folder(folder, card), failed=self._fail)

    def from_address(self) -> None:
        """Ask for an address, look, ask about what is there, then fetch it."""
        dialog = self.address = AddressDialog(self._window)
        dialog.looked.connect(self._look)
        dialog.finished.connect(self._closed)
        dialog.open()
        dialog.line.setFocus()

    def go_on(self, left: Unfinished) -> None:
        """Fetch the rest of what was agreed to; where the server offers something else by now, ask anew."""

        def found(offer: Offer) -> None:
            if offer.digest == left.digest:
                self._fetch(offer)
            else:
                self._ask_address(offer)

        self._deeds.look_at_address(left.address, also=frozenset(left.hosts), done=found, failed=self._fail)

    def _look(self, said: str, also: frozenset[str] = frozenset()) -> None:
        self._deeds.look_at_address(
            said, also=also, done=self._looked, failed=lambda error: self._not_looked(said, also, error)
        )

    def _looked(self, offer: Offer) -> None:
        if self.address is not None:  # who closed it meanwhile wants nothing any more
            self.address.accept()
            self._ask_address(offer)

    def _not_looked(self, said: str, also: frozenset[str], error: FoleyError) -> None:
        if self.address is None:
            return
        self.address.tell(str(error))
        if isinstance(error, OtherHostError):
            there = error.there
            self.question = host_question(error.host, there, self.address)
            self.question.agreed.connect(lambda: self._look(said, also | {there}))

    def _closed(self) -> None:
        self.address = None

    def _ask_folder(self, folder: Path, card: Card) -> None:
        self.question = folder_question(card, str(folder), self._window)
        self.question.agreed.connect(
            lambda: self._deeds.install_folder(folder, card.name, done=self._installed, failed=self._fail)
        )

    def _ask_address(self, offer: Offer) -> None:
        self.question = address_question(offer, self._window)
        self.question.agreed.connect(lambda: self._fetch(offer))

    def _fetch(self, offer: Offer) -> None:
        self._deeds.download(offer, done=self._installed, failed=lambda error: self._not_fetched(offer, error))

    def _not_fetched(self, offer: Offer, error: FoleyError) -> None:
        if isinstance(error, OtherHostError):
            there = error.there
            self.question = host_question(error.host, there, self._window)
            self.question.agreed.connect(lambda: self._fetch(offer.allowing(there)))
        elif isinstance(error, CancelledError | ConnectionLostError):
            said = translate("Packs", "{name} is not complete. What came is kept.").format(name=offer.card.name)
            said = said if isinstance(error, CancelledError) else str(error)
            again = (translate("Packs", "Go on"), lambda: self._fetch(offer))
            self._context.notices.tell(said, level=Level.WARN, action=again)
        else:
            self._context.notices.tell(str(error), level=Level.BAD)
        self.finished.emit()

    def _installed(self, place: PackPlace) -> None:
        use = (translate("Packs", "Use it"), lambda: self._use(place.name))
        said = translate("Packs", "{name} is installed.").format(name=place.name)
        self._context.notices.tell(said, level=Level.GOOD, action=use)
        self.finished.emit()

    def _use(self, name: str) -> None:
        self._context.bridge.call("/foley/use", name, owner=self)

    def _fail(self, error: FoleyError) -> None:
        if isinstance(error, CancelledError):
            self._context.notices.tell(translate("Packs", "Stopped. Nothing was installed."))
        else:
            self._context.notices.tell(str(error), level=Level.BAD)
        self.finished.emit()
