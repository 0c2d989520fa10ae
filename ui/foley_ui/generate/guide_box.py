"""The recording that sounds are to follow: what it looks like, how closely, and how to be rid of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.generate.guide import Guide, guide_of
from foley_ui.generate.preset import FOLLOW, STRENGTH
from foley_ui.sound.pictures import picture_of
from foley_ui.sound.player import Playing
from foley_ui.sound.share_slider import ShareSlider
from foley_ui.sound.take_view import TakeView
from foley_ui.takes.words import seconds_text
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Role
from foley_ui.theme.widgets import Card, Hint, IconButton, set_look

if TYPE_CHECKING:
    from foley_ui.link.work import Task

PICTURE_HEIGHT = 48
NAME_WIDTH = 168
WIDE = 780  # px


class GuideBox(Card):
    """Hidden where there is none. `looked` carries the Guide that is known by then; `changed` any other change."""

    looked = Signal(object)
    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path: Path | None = None
        self._looking: Task | None = None
        self._guide: Guide | None = None
        self._trouble = ""
        self._make_parts()
        self._lay_out()
        context.player.changed.connect(self._hear)
        self.setAccessibleName(self.tr("Recording to follow"))
        self.hide()

    @property
    def path(self) -> str:
        """Of the recording; "" where there is none."""
        return "" if self._path is None else str(self._path)

    @property
    def guide(self) -> Guide | None:
        """What is known of it, once it was looked at."""
        return self._guide

    @property
    def problem(self) -> str:
        """Why it cannot be followed; "" where it can, or where that is not known yet."""
        return self._trouble

    @property
    def sentence(self) -> str:
        """What it says below."""
        return self._said.text()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches in it, in its order."""
        return self._play, self._view, self._remove, self.strength.slider, self.loudness.slider

    def follow(self, path: Path, *, strength: float = STRENGTH, follow: float = FOLLOW) -> None:
        """Follow a recording from now on."""
        self._forget()
        self._path = path
        self.strength.set_share(strength)
        self.loudness.set_share(follow)
        self._view.set_path(path)
        self._name.set_whole(path.name)
        self._length.setText("")
        self._say("", bad=False)
        self.show()
        equipment = self._context.player.equipment
        self._looking = self._context.work.run(
            lambda _: guide_of(picture_of(equipment, path)), owner=self, done=self._see, failed=self._fail, slow=True
        )
        self.changed.emit()

    def leave(self) -> None:
        """Follow none."""
        if self._path is not None:
            self._forget()
            self._view.set_path(None)
            self.hide()
            self.changed.emit()

    def complain(self, sentence: str) -> None:
        """Say what is wrong with it, in place of what else is to be said; "" for nothing."""
        note = self._guide.note if self._guide is not None else ""
        self._say(sentence or self._trouble or note, bad=bool(sentence or self._trouble))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sliders beside one another where there is room for their words."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= WIDE) != (self.width() >= WIDE):
            self._arrange(wide=self.width() >= WIDE)

    def _arrange(self, *, wide: bool) -> None:
        for place, slider in enumerate((self.strength, self.loudness)):
            self._sliders.addWidget(slider, *((0, place) if wide else (place, 0)))
            self._sliders.setColumnStretch(place, 1 if wide or not place else 0)

    def _forget(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._path is not None and self._context.player.playing.path == self._path:
            self._context.player.stop()
        self._looking, self._guide, self._path, self._trouble = None, None, None, ""

    def _see(self, guide: Guide) -> None:
        self._looking, self._guide = None, guide
        self._length.setText(seconds_text(guide.seconds))
        self._trouble = guide.problem
        self.complain("")
        self.looked.emit(guide)

    def _fail(self, error: FoleyError) -> None:
        self._looking = None
        self._trouble = str(error)
        self.complain("")
        self.changed.emit()

    def _say(self, sentence: str, *, bad: bool) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_look(self._said, "tone", "bad" if bad else "warn")

    def _play_it(self) -> None:
        if self._path is not None:
            self._context.player.toggle(self._path)

    def _hear(self, playing: Playing) -> None:
        sounding = playing.sounding and self._path is not None and playing.path == self._path
        self._play.set_icon("stop" if sounding else "play", Role.ACCENT if sounding else Role.TEXT)

    def _make_parts(self) -> None:
        theme = self._context.theme
        self._play = IconButton(theme, "play", self.tr("Play or stop the recording"), parent=self)
        self._play.clicked.connect(self._play_it)
        self._view = TakeView(self._context, self)
        self._view.tells_trouble = False
        self._view.setFixedHeight(PICTURE_HEIGHT)
        self._name = ElidedLabel(parent=self, look="small")
        self._length = QLabel(self)
        self._length.setProperty("look", "small")
        self._remove = IconButton(theme, "cross", self.tr("Follow no recording"), parent=self)
        self._remove.clicked.connect(self.leave)
        self.strength = ShareSlider(self.tr("How far from its sound"), strength_words, least=1, parent=self)
        self.loudness = ShareSlider(self.tr("How closely its loudness is followed"), follow_words, least=0, parent=self)
        self.strength.set_share(STRENGTH)
        self.loudness.set_share(FOLLOW)
        for one in (self.strength, self.loudness):
            one.changed.connect(self.changed)
        self._said = Hint(parent=self)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(SPACE_S)
        title = QLabel(self.tr("Timing and loudness of"), self)
        title.setProperty("look", "small")
        names.addWidget(title)
        for one in (self._name, self._length):
            one.setFixedWidth(NAME_WIDTH)
            names.addWidget(one)
        first = QHBoxLayout()
        first.setSpacing(SPACE)
        first.addWidget(self._play)
        first.addWidget(self._view, 1)
        first.addLayout(names)
        first.addWidget(self._remove)
        self._sliders = QGridLayout()
        self._sliders.setHorizontalSpacing(SPACE_L)
        self._sliders.setVerticalSpacing(SPACE_S)
        self._arrange(wide=True)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column_of_all.setSpacing(SPACE)
        column_of_all.addLayout(first)
        column_of_all.addLayout(self._sliders)
        column_of_all.addWidget(self._said)


def strength_words(strength: float) -> str:
    """What is left of a recording's own sound."""
    translate = QCoreApplication.translate
    if strength <= 0.25:
        return translate("Generate", "nearly the recording")
    if strength <= 0.5:
        return translate("Generate", "much of its sound stays")
    if strength <= 0.75:
        return translate("Generate", "its gesture stays")
    return translate("Generate", "hardly more than its loudness stays")


def follow_words(follow: float) -> str:
    """How closely the envelope is followed."""
    translate = QCoreApplication.translate
    if follow >= 0.995:
        return translate("Generate", "exactly, and checked")
    if follow >= 0.6:
        return translate("Generate", "closely")
    if follow > 0:
        return translate("Generate", "loosely")
    return translate("Generate", "not at all")
