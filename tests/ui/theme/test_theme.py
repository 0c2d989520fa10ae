"""The theme on a real application: light, dark, icons, the marks of its style sheet."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QAction, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from foley_ui.theme import sheet
from foley_ui.theme.glyphs import GLYPHS
from foley_ui.theme.memory_files import MemoryFile, register_files
from foley_ui.theme.restyling import STRIP_PX
from foley_ui.theme.roles import DARK, LIGHT, Role
from foley_ui.theme.theme import MARKS_FOLDER, Mode, Theme, theme_of

# What the panels ask for by name.
NAMES = """generate history training packs hosts settings log doctor play stop loop star star_on more again folder copy
drag send trash cancel pause resume check warn cross search download plus minus ab chevron_down chevron_right sun tray
""".split()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Mode.LIGHT)
    yield made
    made.deleteLater()
    QApplication.processEvents()


def ink(image: QImage) -> list[tuple[int, int]]:
    """Where something is drawn."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return [(x, y) for x, y in places if image.pixelColor(x, y).alpha() > 200]


def test_a_change_of_mode_reaches_palette_sheet_and_whoever_listens(theme: Theme, qtbot: QtBot) -> None:
    assert not theme.dark
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == LIGHT[Role.BACKGROUND]
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert theme.dark
    assert theme.colour(Role.TEXT).name() == DARK[Role.TEXT]
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK[Role.BACKGROUND]


def test_the_same_mode_again_tells_nobody(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("light")


def test_without_a_word_of_the_system_it_is_light(qapp: QApplication) -> None:
    assert not Theme(qapp, Mode.SYSTEM).dark


def test_an_unknown_mode_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="purple"):
        Theme(qapp, "purple")


def test_widgets_find_the_newest_theme(theme: Theme, qapp: QApplication) -> None:
    assert theme_of(qapp) is theme


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_that_panels_ask_for_is_drawn_within_its_square(theme: Theme, name: str) -> None:
    drawn = theme.icon(name).pixmap(QSize(48, 48)).toImage()
    places = ink(drawn)
    assert len(places) > 40
    assert not [place for place in places if not (1 <= place[0] < 47 and 1 <= place[1] < 47)], "cut off at an edge"


def test_no_two_icons_look_the_same(theme: Theme) -> None:
    drawn = {name: tuple(ink(theme.icon(name).pixmap(QSize(48, 48)).toImage())) for name in GLYPHS}
    assert len(set(drawn.values())) == len(drawn)


def test_icons_are_drawn_anew_for_sharp_screens(theme: Theme) -> None:
    for side in (16, 18, 20, 24):
        sharp = theme.icon("packs").pixmap(QSize(side, side), 2.0)
        assert (sharp.width(), sharp.devicePixelRatio()) == (2 * side, 2.0)
        assert sharp.toImage().pixelColor(side, side).isValid()


def test_icons_have_the_colour_of_their_role_and_another_one_where_disabled(theme: Theme) -> None:
    icon = theme.icon("stop", Role.ACCENT)
    middle = icon.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    assert middle.name() == LIGHT[Role.ACCENT]
    faded = icon.pixmap(QSize(24, 24), icon.Mode.Disabled).toImage().pixelColor(12, 12)
    assert faded.name() == sheet.mixed(LIGHT[Role.ACCENT], LIGHT[Role.BACKGROUND], 0.5)


def test_an_unknown_icon_is_a_mistake_of_the_programmer(theme: Theme) -> None:
    with pytest.raises(KeyError, match="nothing"):
        theme.icon("nothing")


def test_dressed_buttons_and_actions_follow_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button, action = QPushButton(), QAction()
    qtbot.addWidget(button)
    for target in (button, action):
        theme.dress(target, "stop")
        theme.dress(target, "stop", Role.BAD)
    theme.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: theme.settled)
    for target in (button, action):
        assert target.icon().pixmap(QSize(24, 24)).toImage().pixelColor(12, 12).name() == DARK[Role.BAD]


def test_what_was_dressed_and_deleted_is_forgotten(theme: Theme, qtbot: QtBot) -> None:
    for _ in range(3):
        button = QPushButton()
        theme.dress(button, "stop")
        button.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    QApplication.processEvents()
    theme.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: theme.settled)


@pytest.mark.parametrize(("mode", "colours"), [(Mode.LIGHT, LIGHT), (Mode.DARK, DARK)])
def test_the_marks_of_the_sheet_are_files_in_memory_in_its_colours(
    theme: Theme, mode: Mode, colours: Mapping[Role, str]
) -> None:
    theme.set_mode(mode)
    for name, (_, role) in sheet.MARKS.items():
        file = QFile(f":/{MARKS_FOLDER}/{name}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly), name
        held = bytes(file.readAll().data())
        assert held.startswith(b"<svg")
        assert colours[role].encode() in held


def test_widgets_that_are_there_take_up_the_other_colours(theme: Theme, qtbot: QtBot) -> None:
    window, hidden = QWidget(), QWidget()
    qtbot.addWidget(window)
    box, shy = QCheckBox("A switch", window), QLabel("Behind", hidden)
    hidden.setParent(window)
    hidden.hide()
    box.setChecked(True)
    box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.resize(120, 60)
    with qtbot.waitExposed(window):
        window.show()
    before = window.grab().toImage()
    theme.set_mode(Mode.DARK)
    assert not window.updatesEnabled(), "it keeps its picture until it is whole"
    qtbot.waitUntil(lambda: theme.settled)
    assert window.updatesEnabled()
    assert hidden.testAttribute(Qt.WidgetAttribute.WA_ForceUpdatesDisabled) is False
    for widget in (window, box, shy):
        assert widget.palette().windowText().color().name() == DARK[Role.TEXT]
    dark = window.grab().toImage()
    theme.set_mode(Mode.LIGHT)
    qtbot.waitUntil(lambda: theme.settled)
    assert window.grab().toImage() == before, "the mark in the switch too"
    assert dark != before


def test_what_was_about_to_be_painted_is_painted_in_the_other_colours(theme: Theme, qtbot: QtBot) -> None:
    painted: list[bool] = []

    class Painted(QWidget):
        def paintEvent(self, _: QPaintEvent) -> None:
            painted.append(theme.dark)

    window = Painted()
    qtbot.addWidget(window)
    theme.changed.connect(window.update)
    with qtbot.waitExposed(window):
        window.show()
    window.update()
    theme.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: theme.settled)
    qtbot.waitUntil(lambda: painted[-1:] == [True])


def test_a_window_is_painted_anew_in_strips_and_the_screen_shows_all_of_them(theme: Theme, qtbot: QtBot) -> None:
    painted: list[int] = []

    class Painted(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(event.rect().height())
            painter = QPainter(self)
            painter.fillRect(self.rect(), self.palette().window())

    window = Painted()
    qtbot.addWidget(window)
    for number in range(12):
        QCheckBox(f"Switch {number}", window).move(8, 40 * number)
    window.resize(300, 500)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    theme.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: theme.settled)
    assert sum(painted) >= 500, "all of it"
    assert max(painted) <= STRIP_PX, "but never in one go"
    seen = window.screen().grabWindow(window.winId()).toImage()
    assert seen.pixelColor(299, 499).name() == seen.pixelColor(299, 1).name() == DARK[Role.BACKGROUND]


def test_a_change_of_mode_in_the_midst_of_another_ends_in_the_last_one(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    labels = [QLabel(str(number), window) for number in range(150)]
    window.show()
    theme.set_mode(Mode.DARK)
    QApplication.processEvents()
    theme.set_mode(Mode.LIGHT)
    labels.pop().deleteLater()
    qtbot.waitUntil(lambda: theme.settled)
    assert {label.palette().windowText().color().name() for label in labels} == {LIGHT[Role.TEXT]}
    assert window.updatesEnabled()


def test_files_in_memory_are_what_was_given(tmp_path: Path) -> None:
    names = [f"{'n' * length}{length}.txt" for length in range(1, 40)]
    register_files("of_a_test", tuple(MemoryFile(name, name.encode() * 3) for name in names))
    for name in names:
        file = QFile(f":/of_a_test/{name}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly), name
        assert bytes(file.readAll().data()) == name.encode() * 3


def test_text_sizes_grow_from_the_systems_own(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("A title")
    label.setProperty("look", "heading")
    plain = QLabel("A title")
    for one in (label, plain):
        qtbot.addWidget(one)
        one.ensurePolished()
    assert label.font().pointSizeF() == pytest.approx(1.5 * plain.font().pointSizeF(), abs=0.06)
    assert theme.points() == pytest.approx(plain.font().pointSizeF())
