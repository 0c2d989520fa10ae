"""The list of packs with their adapters: one entry chosen, arrow keys from one to the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from foley_bridge.packs.download import Unfinished
from foley_bridge.packs.facts import PackFacts
from foley_ui.packs.entries import AdapterRow, Choice, Entry, PackCard, UnfinishedCard, indented
from foley_ui.theme.metrics import SPACE


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
        self.entries: list[Entry] = []
        self.unfinished: list[UnfinishedCard] = []
        self._choice = Choice()

    @property
    def choice(self) -> Choice:
        """What is chosen; an empty one for nothing."""
        return self._choice

    def fill(self, packs: Sequence[PackFacts], unfinished: Sequence[Unfinished]) -> None:
        """Show these."""
        had_focus = any(entry.hasFocus() for entry in self.entries)
        inside, at = QWidget(self), self.verticalScrollBar().value()
        column = QVBoxLayout(inside)
        column.setContentsMargins(1, 1, SPACE, 1)
        column.setSpacing(SPACE)
        self.entries, self.unfinished = [], []
        for pack in packs:
            self._add(PackCard(pack, inside), column)
            for adapter in pack.adapters:
                self._add(AdapterRow(pack, adapter, inside), column)
        for left in unfinished:
            card = UnfinishedCard(left, inside)
            card.goes_on.connect(self.goes_on)
            card.thrown_away.connect(self.thrown_away)
            self.unfinished.append(card)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(inside)  # the one before is deleted
        self.verticalScrollBar().setValue(at)
        self._choose_again(packs, had_focus=had_focus)

    def choose(self, choice: Choice) -> None:
        """Choose an entry."""
        self._choice = choice
        for entry in self.entries:
            entry.set_chosen(on=entry.choice == choice)
            if entry.choice == choice:
                self.ensureWidgetVisible(entry)
        self.chosen.emit(choice)

    def _add(self, entry: Entry, column: QVBoxLayout) -> None:
        entry.chosen.connect(self._clicked)
        entry.used.connect(self.used)
        entry.stepped.connect(self._step)
        self.entries.append(entry)
        if isinstance(entry, AdapterRow):
            column.addLayout(indented(entry))
        else:
            column.addWidget(entry)

    def _clicked(self, choice: Choice) -> None:
        if choice != self._choice:
            self.choose(choice)

    def _step(self, choice: Choice, by: int) -> None:
        at = next((at for at, entry in enumerate(self.entries) if entry.choice == choice), 0)
        entry = self.entries[min(max(0, at + by), len(self.entries) - 1)]
        entry.setFocus(Qt.FocusReason.OtherFocusReason)

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
