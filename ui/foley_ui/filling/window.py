"""The window in which a range of a recording is chosen to be made anew, or how much is to be added at its end."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.filling.mode_bar import ModeBar
from foley_ui.filling.span import Span, first_span
from foley_ui.filling.span_view import SpanView
from foley_ui.filling.wish import FillWish
from foley_ui.sound.player import Playing
from foley_ui.takes.words import seconds_text
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading, Hint, PrimaryButton, set_look

SIZE = (760, 480)
VIEW_HEIGHT, COUNT_WIDTH = 180, 68  # px
COUNT = 4
END_HEARD_S = 1.0  # of a recording that is continued


class FillWindow(QDialog):
    """Asks once it is complete (`asked`), and stays until that is accepted: `refuse` says why it was not."""

    asked = Signal(object)  # FillWish

    def __init__(self, context: Context, path: Path, prompt: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.path = path
        self._asking = False
        self._until_s: float | None = None  # where what is played is to end
        self._playing = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fill or continue {name}").format(name=path.name))
        self.view = SpanView(context, self)
        self.view.tells_trouble = False
        self.view.setMinimumHeight(VIEW_HEIGHT)
        self.bar = ModeBar(context, self)
        self._make_parts(prompt)
        self._lay_out()
        self._connect()
        self.view.set_path(path)
        self._show_mode()
        self.resize(*SIZE)

    @property
    def sentence(self) -> str:
        """What it says is wrong; "" for nothing."""
        return self._wrong.text()

    def refuse(self, sentence: str) -> None:
        """Say why it was not accepted; it can be asked again."""
        self._asking = False
        self.make.setEnabled(True)
        self._complain(sentence)

    def submit(self) -> None:
        """Ask, or say what is missing."""
        sentence = self._problem()
        self._complain(sentence)
        if sentence or self._asking:
            return
        self._asking = True
        self.make.setEnabled(False)
        self.asked.emit(self._wish())

    def _wish(self) -> FillWish:
        path, prompt, count, bar = str(self.path), self.prompt.text().strip(), self.count.value(), self.bar
        if bar.extends:
            return FillWish(path, prompt, 0.0, 0.0, extend_s=bar.added.value(), count=count)
        return FillWish(path, prompt, bar.start.value(), bar.end.value(), count=count)

    def _problem(self) -> str:
        from foley_models.limits import check_fill_length, check_request
        from foley_models.requests import GenerationRequest

        if self.view.trouble:
            return self.view.trouble
        if self.bar.span is None:
            return self.tr("The recording is being looked at: a moment, please.")
        if self.bar.length_s <= 0:
            return self.tr("The range ends before it begins: choose a later end.")
        try:
            check_request(GenerationRequest(self.prompt.text().strip()))
            check_fill_length(self.bar.length_s)
        except FoleyError as error:
            return str(error)
        return ""

    def _complain(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _look(self) -> None:
        """The recording was looked at, or cannot be."""
        picture = self.view.picture
        if picture is not None and self.bar.span is None:
            self.bar.show_span(first_span(picture.seconds))
        elif picture is None:
            self._complain(self.view.trouble)

    def _show_mode(self) -> None:
        span, extends = self.bar.span, self.bar.extends
        drawn = span if span is not None and span.length_s > 0 and not extends else None
        self.view.show_span(drawn, added_s=self.bar.added.value() if extends else 0.0)
        self._hint.setText(self._extend_words() if extends else self._range_words())
        if not self.view.trouble:
            self._complain("")

    def _extend_words(self) -> str:
        said = self.tr("The recording stays bit for bit as it is and goes on at its end, by {least} to {most}.")
        least, most = self.bar.added.minimum(), self.bar.added.maximum()
        return said.format(least=seconds_text(least), most=seconds_text(most))

    def _range_words(self) -> str:
        said = self.tr(
            "{length} are made anew, to fit what is around; all else stays bit for bit. Drag on the sound, or use the "
            "arrow keys there: Shift moves the end, Ctrl the start, Alt makes small steps."
        )
        return said.format(length=seconds_text(max(0.0, self.bar.length_s)))

    def _listen(self) -> None:
        """The range alone; of a continuation the end that it goes on from."""
        player, span = self._context.player, self.bar.span
        if self._playing:
            player.stop()
        elif span is not None and self.bar.extends:
            player.play(self.path, start_s=max(0.0, span.seconds - END_HEARD_S))
        elif span is not None:
            self._until_s = span.end_s
            player.play(self.path, start_s=span.start_s)

    def _hear(self, playing: Playing) -> None:
        self._playing = playing.sounding and playing.path == self.path
        self.bar.show_sounding(sounding=self._playing)
        if not self._playing or self._until_s is None or playing.position_s >= self._until_s:
            stops, self._until_s = self._playing and self._until_s is not None, None
            if stops:
                QTimer.singleShot(0, self._context.player.stop)

    def _stop(self) -> None:
        if self._playing:
            self._context.player.stop()

    def _take(self, span: Span) -> None:
        self.bar.show_span(span)

    def _make_parts(self, prompt: str) -> None:
        from foley_models.limits import COUNT_MOST, PROMPT_LIMIT_CHARACTERS

        self._name = ElidedLabel(self.path.name, self, mode=Qt.TextElideMode.ElideMiddle, look="hint")
        self._hint = Hint(parent=self)
        self.prompt = QLineEdit(prompt, self)
        self.prompt.setMaxLength(PROMPT_LIMIT_CHARACTERS)
        self.prompt.setPlaceholderText(self.tr("What should be heard there? Such as: steady rain"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.count = QSpinBox(self)
        self.count.setRange(1, COUNT_MOST)
        self.count.setValue(COUNT)
        self.count.setAccessibleName(self.tr("How many sounds"))
        self.count.setFixedWidth(COUNT_WIDTH)
        self._wrong = Hint(parent=self)
        set_look(self._wrong, "tone", "bad")
        self._wrong.hide()
        self.make = PrimaryButton(self.tr("Generate"), self)
        self.make.setDefault(True)
        self.no = QPushButton(self.tr("Close"), self)
        self.no.setAutoDefault(False)

    def _connect(self) -> None:
        self.view.looked.connect(self._look)
        self.view.span_changed.connect(self._take)
        self.bar.changed.connect(self._show_mode)
        self.bar.listen_asked.connect(self._listen)
        self.make.clicked.connect(self.submit)
        self.no.clicked.connect(self.reject)
        self._context.player.changed.connect(self._hear)
        QShortcut(QKeySequence("Ctrl+Space"), self, self._listen)
        self.finished.connect(self._stop)

    def _lay_out(self) -> None:
        ask = QHBoxLayout()
        ask.setSpacing(SPACE)
        ask.addWidget(self.prompt, 1)
        ask.addWidget(QLabel(self.tr("Sounds"), self))
        ask.addWidget(self.count)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addWidget(Heading(self.tr("Fill or continue"), self))
        column.addWidget(self._name)
        column.addWidget(self.view, 1)
        column.addWidget(self.bar)
        column.addWidget(self._hint)
        column.addLayout(ask)
        column.addWidget(self._wrong)
        column.addLayout(buttons)
