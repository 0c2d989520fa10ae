"""Accept, keep both or reject: each with what it does, and what holds now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Card, Hint, set_look
from foley_ui.training.training_state import TrainingState

CHOICES = ("accept", "both", "reject")


class DecisionBox(QWidget):
    """Signals `decided` with the choice; it may be made again and again."""

    decided = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, Card] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._state: TrainingState | None = None
        self._waiting = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for choice in CHOICES:
            row.addWidget(self._card(choice), 1)

    def show_state(self, state: TrainingState) -> None:
        """Mark what was decided."""
        self._state, self._waiting = state, False
        for choice, button in self._buttons.items():
            chosen = state.decision == choice
            button.setText(self._done(choice) if chosen else self._title(choice))
            button.setChecked(chosen)
            set_look(button, "look", "primary" if choice == "accept" and not state.decision else "")
            set_look(self._cards[choice], "chosen", "true" if chosen else "false")

    def _choose(self, choice: str) -> None:
        """Say it, unless it is so already; what is marked changes once it is done, and the keyboard stays here."""
        decided = self._state.decision if self._state is not None else ""
        for one, button in self._buttons.items():
            button.setChecked(one == decided)
        if not self._waiting and choice != decided:
            self.decided.emit(choice)

    def wait(self) -> None:
        """While the daemon does it."""
        self._waiting = True

    def _card(self, choice: str) -> Card:
        card = Card(self)
        button = QPushButton(self._title(choice), card)
        button.setAccessibleDescription(self._meaning(choice))
        button.setCheckable(True)
        button.clicked.connect(lambda: self._choose(choice))
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE + SPACE_S, SPACE + SPACE_S, SPACE + SPACE_S, SPACE + SPACE_S)
        column.setSpacing(SPACE)
        column.addWidget(button)
        column.addWidget(Hint(self._meaning(choice), card))
        column.addStretch(1)
        self._cards[choice], self._buttons[choice] = card, button
        return card

    def _title(self, choice: str) -> str:
        return {"accept": self.tr("Accept"), "both": self.tr("Keep both"), "reject": self.tr("Reject")}[choice]

    def _done(self, choice: str) -> str:
        done = {"accept": self.tr("Accepted"), "both": self.tr("Kept, not in use"), "reject": self.tr("Rejected")}
        return done[choice]

    def _meaning(self, choice: str) -> str:
        meanings = {
            "accept": self.tr("The adapter is used with its pack from now on, for every host that names none itself."),
            "both": self.tr("The pack stays as it was in use. The adapter can be chosen for a request, or used later."),
            "reject": self.tr(
                "The adapter is put aside in its folder, and what was in use before is used again. "
                "Nothing is deleted: you can change your mind."
            ),
        }
        return meanings[choice]
