"""The list of packs with their adapters: one entry chosen, arrow keys from one to the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from foley_bridge.packs.download import Unfinished
from foley_bridge.packs.facts import PackFacts
from foley_bridge.packs.places import Origin
from foley_ui.packs.entries import Choice, Entry, PackGroup, UnfinishedCard
from foley_ui.packs.words import translate
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import Hint

NARROWEST = 296  # px
LAST = 2  # in the column behind all entries: the hint and the stretch


class ShelfList(QScrollArea):
    """Shows packs; keeps what is chosen when they change, as long as it is there."""

    chosen = Signal(object)  # Choice
    used = Signal(object)  # Choice
    goes_on = Signal(object)  # Unfinished
    thrown_away = Signal(object)  # Unfinished

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(NARROWEST)
        self.entries: list[Entry] = []
        self.unfinished: list[UnfinishedCard] = []
        self._choice = Choice()
        self._groups: dict[str, PackGroup] = {}
        self._inside = QWidget(self.viewport())
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(1, 1, SPACE, 1)
        self._column.setSpacing(SPACE)
        self._hint = Hint(translate("Packs", "More packs: drop the folder of one here, or install it from an address."))
        self._column.addWidget(self._hint)
        self._column.addStretch(1)
        self.setWidget(self._inside)

    @property
    def choice(self) -> Choice:
        """What is chosen; an empty one for nothing."""
        return self._choice

    def fill(self, packs: Sequence[PackFacts], unfinished: Sequence[Unfinished]) -> None:
        """Show these; packs that are as they were keep their widgets."""
        had_focus = any(entry.hasFocus() for entry in self.entries)
        before, self._groups = self._groups, {}
        for card in self.unfinished:
            _discard(card)
        self.entries, self.unfinished = [], []
        self._hint.setVisible(all(pack.origin is Origin.BUILT_IN for pack in packs))
        while self._column.count() > LAST:
            self._column.takeAt(0)
        for pack in packs:
            known = before.pop(pack.name, None)
            if known is not None and known.pack != pack:
                _discard(known)
                known = None
            self._add(known or self._grouped(pack))
        for left in unfinished:
            self._add_unfinished(left)
        for gone in before.values():
            _discard(gone)
        self._choose_again(packs, had_focus=had_focus)

    def choose(self, choice: Choice) -> None:
        """Choose an entry."""
        self._choice = choice
        for entry in self.entries:
            entry.set_chosen(on=entry.choice == choice)
        self.chosen.emit(choice)

    def _add(self, group: PackGroup) -> None:
        self._groups[group.pack.name] = group
        self._column.insertWidget(self._column.count() - LAST, group)
        self.entries += group.entries

    def _grouped(self, pack: PackFacts) -> PackGroup:
        group = PackGroup(pack, self._inside)
        for entry in group.entries:
            entry.chosen.connect(self._clicked)
            entry.used.connect(self.used)
            entry.stepped.connect(self._step)
        return group

    def _add_unfinished(self, left: Unfinished) -> None:
        card = UnfinishedCard(left, self._inside)
        card.goes_on.connect(self.goes_on)
        card.thrown_away.connect(self.thrown_away)
        self.unfinished.append(card)
        self._column.insertWidget(self._column.count() - LAST, card)

    def _clicked(self, choice: Choice) -> None:
        if choice != self._choice:
            self.choose(choice)

    def _step(self, choice: Choice, by: int) -> None:
        at = next((at for at, entry in enumerate(self.entries) if entry.choice == choice), 0)
        entry = self.entries[min(max(0, at + by), len(self.entries) - 1)]
        self.choose(entry.choice)
        entry.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(entry, 0, SPACE)

    def _choose_again(self, packs: Sequence[PackFacts], *, had_focus: bool) -> None:
        there = [entry.choice for entry in self.entries]
        choice = self._choice
        if choice not in there:
            choice = Choice(choice.pack)
        if choice not in there:
            used = next((Choice(pack.name) for pack in packs if pack.in_use), None)
            choice = used or (there[0] if there else Choice())
        self.choose(choice)
        if had_focus:
            entry = next((entry for entry in self.entries if entry.choice == choice), None)
            if entry is not None:
                entry.setFocus(Qt.FocusReason.OtherFocusReason)


def _discard(widget: QWidget) -> None:
    """Out of sight now, deleted when Qt comes to it."""
    widget.hide()
    widget.deleteLater()
