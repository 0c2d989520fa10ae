"""The tree that a request is in: read from the journal, gone through in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.client import Client
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Job, State
from foley_bridge.journal.rows import Row
from foley_ui.history.panel import HistoryPanel
from foley_ui.takes.family import family_tree
from foley_ui.takes.family_popup import FamilyPopup
from foley_ui.takes.takes_view import TakesView
from foley_ui.theme.widgets import EmptyState
from tests.ui.takes.around import WAIT_MS, Around, around, shown


def row(number: int, request: str, parent: str = "") -> Row:
    job = Job(request, "{}", "udp:127.0.0.1:9", State.DONE, 1, 8, 1_700_000_000.0)
    return Row(number, job, "boots", 1.0, 2, category="", made=2, imported=0, parent=parent)


def test_each_request_stands_behind_the_one_it_comes_of() -> None:
    rows = (row(1, "a"), row(2, "b", "a#1"), row(3, "c", "a#0"), row(4, "d", "b#3"), row(5, "e", "gone#1"))
    tree = [(one.row.job.id, one.depth) for one in family_tree(rows)]
    assert tree == [("a", 0), ("b", 1), ("d", 2), ("c", 1), ("e", 0)]
    assert family_tree(()) == ()


def test_a_chain_of_thousands_is_a_tree_like_any_other() -> None:
    chain = (row(1, "0"), *(row(number + 1, str(number), f"{number - 1}#0") for number in range(1, 5000)))
    assert [one.depth for one in family_tree(chain)] == list(range(5000))


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path) as made:
        qtbot.waitUntil(lambda: made.bridge.status is not None, timeout=WAIT_MS)
        with Client.connect(made.context.folders) as host:
            list(host.generate("boots", seconds=0.5, count=2, request_id="first"))
            list(host.vary("first#1", amount=0.3, count=1, request_id="second"))
            list(host.vary("second#0", amount=0.4, count=1, less=True, request_id="third"))
            list(host.generate("rain", seconds=0.5, count=1, request_id="alone"))
        yield made


def test_from_a_late_sound_one_goes_back_to_the_first_and_on_again(parts: Around, qtbot: QtBot) -> None:
    place = QWidget()
    view = TakesView(
        parts.context, JournalReader(parts.context.folders.journal_file), EmptyState("history", ""), parent=place
    )
    QVBoxLayout(place).addWidget(view)
    with shown(place):
        view.follow("third")
        qtbot.waitUntil(view.family.isVisible, timeout=WAIT_MS)
        QTest.mouseClick(view.family, Qt.MouseButton.LeftButton)
        (popup,) = view.family.findChildren(FamilyPopup)
        rows = [str(popup.model.index(at, 0).data()) for at in range(popup.model.rowCount())]
        assert rows[1] == "└─ boots · like an earlier sound, 30 % away"
        assert rows[2].endswith("└─ boots · less like an earlier sound, by 40 %")
        assert (popup.model.place, popup.list.currentIndex().row()) == (2, 2)
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
            QTest.keyClick(popup.list, key)
        qtbot.waitUntil(lambda: view.asked is not None and view.asked.row.job.id == "first", timeout=WAIT_MS)
        assert view.family.isVisible()
        view.follow("alone")
        qtbot.waitUntil(lambda: not view.family.isVisible(), timeout=WAIT_MS)


def test_history_goes_to_the_line_of_what_was_chosen(parts: Around, qtbot: QtBot) -> None:
    panel = HistoryPanel(parts.context)
    with shown(panel):
        panel.shown()
        qtbot.waitUntil(lambda: panel.model.rowCount() > 4, timeout=WAIT_MS)
        panel.take("third")
        qtbot.waitUntil(panel.takes.family.isVisible, timeout=WAIT_MS)
        panel.takes.family.chosen.emit("first")
        qtbot.waitUntil(lambda: panel.list.request == "first", timeout=WAIT_MS)
        panel.hidden()
