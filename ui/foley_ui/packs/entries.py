"""What the list of packs is made of: a card for each pack, a row for each adapter, a card for a stopped download."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
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
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Badge, Card, FlatButton, Hint, set_look

PARTS = 1000
RING_PX, CORNER_PX = 2, 7


@dataclass(frozen=True)
class Choice:
    """What is chosen in the list: a pack, or one of its adapters by its file."""

    pack: str = ""
    adapter: str = ""


class Entry(Card):
    """One thing to choose: by a click or by the arrow keys of the list; Enter uses it. Tab goes to the chosen one."""

    chosen = Signal(object)  # Choice
    used = Signal(object)  # Choice
    stepped = Signal(object, int)  # Choice, how far

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_chosen(self, *, on: bool) -> None:
        """Look chosen."""
        if on == (self.property("chosen") == "true"):
            return  # to be drawn anew takes its time
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        set_look(self, "chosen", "true" if on else "false")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring comes."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        super().mousePressEvent(event)
        self.chosen.emit(self.choice)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click uses."""
        super().mouseDoubleClickEvent(event)
        self.used.emit(self.choice)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring where the keys go to."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), RING_PX))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER_PX, CORNER_PX)
            painter.end()

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
        elif pack.terms is not None:
            badge = Badge(use_words(pack.terms.use), use_tone(pack.terms.use), self)
            small = QLabel(pack_line(pack), self)
            small.setProperty("look", "small")
            small.setWordWrap(True)
            small.setTextFormat(Qt.TextFormat.PlainText)
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


class PackGroup(QWidget):
    """A pack's card with its adapters beneath, set in."""

    def __init__(self, pack: PackFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pack = pack
        self.entries: list[Entry] = [PackCard(pack, self)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.entries[0])
        for adapter in pack.adapters:
            row = AdapterRow(pack, adapter, self)
            self.entries.append(row)
            line = QHBoxLayout()
            line.setContentsMargins(SPACE_L, 0, 0, 0)
            line.addWidget(row)
            column.addLayout(line)
