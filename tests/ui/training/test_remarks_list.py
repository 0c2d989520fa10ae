"""Notes of a training are whole, however wide their list is."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_ui.theme.theme import Mode, Theme
from foley_ui.training.remarks_list import PADDING, RemarksList
from foley_ui.training.story import Remark

LONG = (
    "The files of animals, computers, footsteps, rain are numbered takes of one name: they are held out file by file, "
    "so what is held out is much like what is learnt, and the model will look better than on another recording."
)


@pytest.mark.parametrize("width", range(220, 280, 4))
def test_a_note_has_the_height_that_it_needs_in_the_width_that_is_drawn(
    qapp: QApplication, qtbot: QtBot, width: int
) -> None:
    notes = RemarksList(Theme(qapp, Mode.LIGHT))
    qtbot.addWidget(notes)
    notes.resize(width, 200)
    notes.show()
    notes.show_remarks([Remark(at, LONG) for at in range(4)])
    qtbot.waitUntil(lambda: notes.verticalScrollBar().maximum() > 0)
    row = notes.visualItemRect(notes.item(1))
    room = notes.viewport().width() - 2 * notes.spacing() - 3 * PADDING  # as it is drawn
    needed = notes.fontMetrics().boundingRect(QRect(0, 0, room, 1_000), Qt.TextFlag.TextWordWrap, notes.item(1).text())
    assert row.height() >= needed.height()
