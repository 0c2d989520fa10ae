"""Whether a range is made anew or the recording continued, and the numbers of that."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QStackedLayout, QWidget

from foley_ui.context import Context
from foley_ui.filling.span import DIGITS, Span
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE, SPACE_L

SECONDS_WIDTH = 104  # px
STEP_S, ADDED_S = 0.05, 2.0


class ModeBar(QWidget):
    """`span` is the range, None until the recording was looked at; it may be one that cannot be made."""

    changed = Signal()
    listen_asked = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self.span: Span | None = None
        self.replace = QRadioButton(self.tr("Make a range anew"), self)
        self.extend = QRadioButton(self.tr("Continue at the end"), self)
        self.replace.setChecked(True)
        self._modes = QButtonGroup(self)
        for button in (self.replace, self.extend):
            self._modes.addButton(button)
        self.start = self._box(self.tr("From"))
        self.end = self._box(self.tr("To"))
        self.added = self._box(self.tr("Seconds to add"))
        self.listen = QPushButton(self.tr("Listen"), self)
        self.listen.setToolTip(self.tr("Play the range, or the end that is continued (Ctrl+Space)"))
        self.listen.setAutoDefault(False)
        self.show_sounding(sounding=False)
        self._limit()
        self._lay_out()
        self.start.valueChanged.connect(self._typed)
        self.end.valueChanged.connect(self._typed)
        self.added.valueChanged.connect(self.changed)
        self._modes.buttonToggled.connect(lambda *_: self._turn())
        self.listen.clicked.connect(self.listen_asked)

    @property
    def extends(self) -> bool:
        """Whether the recording is to be continued."""
        return self.extend.isChecked()

    @property
    def length_s(self) -> float:
        """Of what is made; 0 or less where the range ends before it begins."""
        return self.added.value() if self.extends else round(self.end.value() - self.start.value(), DIGITS)

    def show_span(self, span: Span) -> None:
        """Show another range."""
        for box, value in ((self.start, span.start_s), (self.end, span.end_s)):
            box.setMaximum(round(span.seconds, DIGITS))
            with QSignalBlocker(box):
                box.setValue(value)
        self.span = span
        self.changed.emit()

    def show_sounding(self, *, sounding: bool) -> None:
        """Whether it is heard just now."""
        self._theme.dress(self.listen, "stop" if sounding else "play")

    def _typed(self) -> None:
        span = self.span
        if span is not None:
            self.span = Span(self.start.value(), self.end.value(), span.seconds, span.least_s, most_s=span.most_s)
        self.changed.emit()

    def _turn(self) -> None:
        self._pages.setCurrentIndex(1 if self.extends else 0)
        self.changed.emit()

    def _limit(self) -> None:
        from foley_models.limits import FILL_LEAST_S, FILL_MOST_S

        self.added.setRange(FILL_LEAST_S, FILL_MOST_S)
        self.added.setValue(ADDED_S)

    def _box(self, name: str) -> DecimalBox:
        box = DecimalBox(self)
        box.setDecimals(DIGITS)
        box.setSingleStep(STEP_S)
        box.setSuffix(self.tr(" s"))
        box.setAccessibleName(name)
        box.setFixedWidth(SECONDS_WIDTH)
        return box

    def _lay_out(self) -> None:
        self._pages = QStackedLayout()
        for boxes in (((self.tr("From"), self.start), (self.tr("To"), self.end)), ((self.tr("Add"), self.added),)):
            page = QWidget(self)
            numbers = QHBoxLayout(page)
            numbers.setContentsMargins(0, 0, 0, 0)
            numbers.setSpacing(SPACE)
            numbers.addStretch(1)
            for name, box in boxes:
                numbers.addWidget(QLabel(name, page))
                numbers.addWidget(box)
            self._pages.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(self.replace)
        row.addWidget(self.extend)
        row.addStretch(1)
        row.addLayout(self._pages)
        row.addWidget(self.listen)
