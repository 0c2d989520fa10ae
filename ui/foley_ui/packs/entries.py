"""What the list of packs is made of: a card for each pack, a row for each adapter, a card for a stopped download."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from foley_bridge.packs.download import Unfinished
from foley_bridge.packs.facts import AdapterFacts, PackFacts
from foley_ui.packs.words import (
    adapter_line,
    origin_words,
    pack_line,
    pack_title,
    size_words,
    translate,
    use_tone,
    use_words,
)
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Badge, Card, ElidedLabel, FlatButton, Hint, set_look

PARTS = 1000


@dataclass(frozen=True)
class Choice:
    """What is chosen in the list: a pack, or one of its adapters by its file."""

    pack: str = ""
    adapter: str = ""


class Entry(Card):
    """One thing to choose: by a click, by the focus or by the arrow keys of the list; Enter uses it."""

    chosen = Signal(object)  # Choice
    used = Signal(object)  # Choice
    stepped = Signal(object, int)  # Choice, how far

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_chosen(self, *, on: bool) -> None:
        """Look chosen."""
        set_look(self, "chosen", "true" if on else "false")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus chooses."""
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.chosen.emit(self.choice)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        super().mousePressEvent(event)
        self.chosen.emit(self.choice)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click uses."""
        super().mouseDoubleClickEvent(event)
        self.used.emit(self.choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Enter uses."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -PARTS, Qt.Key.Key_End: PARTS}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(self.choice, steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.used.emit(self.choice)
        else:
            super().keyPressEvent(event)


class PackCard(Entry):
    """A pack: name, whether it is in use, what its licence allows, how large it is."""

    def __init__(self, pack: PackFacts, parent: QWidget | None = None) -> None:
        super().__init__(Choice(pack.name), parent)
        title = ElidedLabel(pack_title(pack), self)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(title, 1)
        if pack.in_use:
            head.addWidget(Badge(translate("Packs", "In use"), "accent", self))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE_S, SPACE, SPACE + SPACE_S, SPACE)
        column.setSpacing(SPACE_S)
        column.addLayout(head)
        said = self._add_words(pack, column)
        used = translate("Packs", "In use") if pack.in_use else translate("Packs", "Not in use")
        self.setAccessibleName(", ".join((pack_title(pack), used, origin_words(pack.origin), *said)))

    def _add_words(self, pack: PackFacts, column: QVBoxLayout) -> list[str]:
        said: list[str] = []
        if pack.problem:
            column.addWidget(Badge(translate("Packs", "Cannot be used"), "bad", self), 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(Hint(pack.problem, self))
            said += [translate("Packs", "Cannot be used"), pack.problem]
        if pack.terms is not None:
            badge = Badge(use_words(pack.terms.use), use_tone(pack.terms.use), self)
            small = QLabel(pack_line(pack), self)
            small.setProperty("look", "small")
            small.setWordWrap(True)
            column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(small)
            said += [badge.text(), small.text()]
        return said


class AdapterRow(Entry):
    """An adapter beneath its pack."""

    def __init__(self, pack: PackFacts, adapter: AdapterFacts, parent: QWidget | None = None) -> None:
        super().__init__(Choice(pack.name, str(adapter.path)), parent)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(ElidedLabel(adapter.name, self), 1)
        said = [translate("Packs", "Adapter {name}").format(name=adapter.name)]
        if adapter.in_use:
            head.addWidget(Badge(translate("Packs", "On"), "accent", self))
            said.append(translate("Packs", "In use"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE_S, SPACE_S + 2, SPACE + SPACE_S, SPACE_S + 2)
        column.setSpacing(2)
        column.addLayout(head)
        if adapter.problem:
            head.addWidget(Badge(translate("Packs", "Missing"), "bad", self))
            said.append(adapter.problem)
        else:
            small = ElidedLabel(adapter_line(adapter), self)
            small.setProperty("look", "small")
            column.addWidget(small)
            said.append(adapter_line(adapter))
        self.setAccessibleName(", ".join(said))


class UnfinishedCard(QFrame):
    """A download that was stopped: how far it came, and what to do with it."""

    goes_on = Signal(object)  # Unfinished
    thrown_away = Signal(object)  # Unfinished

    def __init__(self, left: Unfinished, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.left = left
        title = ElidedLabel(left.name, self)
        there, total = size_words(left.there_bytes), size_words(left.total_bytes)
        bar = QProgressBar(self)
        bar.setRange(0, PARTS)
        bar.setValue(int(PARTS * left.there_bytes / max(1, left.total_bytes)))
        bar.setTextVisible(False)
        bar.setAccessibleName(translate("Packs", "How much of {name} is here").format(name=left.name))
        self.more = FlatButton(translate("Packs", "Go on"), self)
        self.away = FlatButton(translate("Packs", "Throw away"), self)
        self.more.setAccessibleName(translate("Packs", "Go on with fetching {name}").format(name=left.name))
        self.away.setAccessibleName(translate("Packs", "Throw away what is here of {name}").format(name=left.name))
        self.more.clicked.connect(lambda: self.goes_on.emit(left))
        self.away.clicked.connect(lambda: self.thrown_away.emit(left))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        buttons.addWidget(self.more)
        buttons.addWidget(self.away)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE_S, SPACE, SPACE + SPACE_S, SPACE_S)
        column.setSpacing(SPACE_S)
        column.addWidget(title)
        column.addWidget(
            Hint(translate("Packs", "Not complete: {there} of {total} are here.").format(there=there, total=total))
        )
        column.addWidget(bar)
        column.addLayout(buttons)


def indented(row: AdapterRow) -> QHBoxLayout:
    """An adapter's row, set in."""
    line = QHBoxLayout()
    line.setContentsMargins(SPACE_L, 0, 0, 0)
    line.addWidget(row)
    return line
