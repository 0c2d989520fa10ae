"""What a request is, above its takes: prompt, facts, state, and how to stop it."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.records import Kind, State
from foley_bridge.journal.rows import read_object
from foley_ui.context import Context
from foley_ui.takes.origins import origin_words, seconds_in
from foley_ui.takes.take import Asked
from foley_ui.takes.words import seconds_text, state_word
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE, SPACE_S
from foley_ui.theme.widgets import Badge


class RequestHeader(QWidget):
    """Two lines; room for the switches of the audition is at the right of the second (`tools`)."""

    cancelled = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.catalogue: Catalogue | None = None  # with it, categories have names
        self._prompt = ElidedLabel(parent=self, look="sub")
        self._facts = ElidedLabel(parent=self, look="small")
        self._state = Badge(parent=self)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setToolTip(self.tr("Cancel (Esc)"))
        self._cancel.setAccessibleName(self.tr("Cancel this request"))
        context.theme.dress(self._cancel, "cancel")
        self._cancel.clicked.connect(self.cancelled)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(SPACE_S)
        self._lay_out()

    @property
    def stop(self) -> QWidget:
        """What Tab reaches in it."""
        return self._cancel

    def show_asked(self, asked: Asked) -> None:
        """Show a request."""
        job = asked.row.job
        self._prompt.set_whole(asked.row.prompt)
        self._facts.set_whole(" · ".join(facts_of(asked, self.catalogue)))
        word, tone = state_word(job.state)
        if job.state is State.QUEUED and not asked.place:
            word = self.tr("next")
        self._state.setText(word)
        self._state.set_tone(tone)
        self._cancel.setVisible(not job.state.final)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(SPACE)
        first.addStrut(CONTROL_HEIGHT)  # the takes stay where they are when the button goes
        first.addWidget(self._prompt, 1)
        first.addWidget(self._state)
        first.addWidget(self._cancel)
        second = QHBoxLayout()
        second.setSpacing(SPACE)
        second.addWidget(self._facts, 1)
        second.addLayout(self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)


def route_words(order: str) -> str:
    """Which route chose what a request (JSON of its order) was made with, and the pack; "" where none did."""
    said = read_object(order)
    category, pack = said.get("route"), str(said.get("pack") or "")
    if not isinstance(category, str) or not category:
        return ""
    name = pack.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return QCoreApplication.translate("Takes", "route {category}: {pack}").format(category=category, pack=name)


def facts_of(asked: Asked, catalogue: Catalogue | None) -> list[str]:
    """What there is to know of a request in a line, the most important first."""
    row, translate = asked.row, QCoreApplication.translate
    facts = []
    if row.job.kind is Kind.GENERATE:  # the others make no sounds of their own
        facts.append(translate("Takes", "sounds: {made} of {count}").format(made=len(asked.takes), count=row.count))
        facts.append(seconds_text(seconds_in(row.job.order, row.seconds)))
    if row.category:
        known = catalogue is not None and row.category in catalogue
        facts.append(f"{row.category} {catalogue.lookup(row.category).full}" if known and catalogue else row.category)
    routed = route_words(row.job.order)
    if routed:
        facts.append(routed)
    origin = origin_words(row.job.order)
    if origin:
        facts.append(origin)
    asked_at = QDateTime.fromSecsSinceEpoch(int(row.job.created_s))
    facts.append(QLocale().toString(asked_at, QLocale.FormatType.ShortFormat))
    return facts
