"""The packs panel as a person uses it, over a daemon with the quick engine and a web server on this machine."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from foley_bridge.journal.records import AdapterRecord
from foley_bridge.packs.contents import write_list
from foley_bridge.packs.facts import AdapterFacts
from foley_bridge.packs.install import install_folder
from foley_models.pack_files import find_pack, hash_of
from foley_ui.context import Context
from foley_ui.notices import Level, Notice
from foley_ui.packs.entries import Choice
from foley_ui.packs.panel import PacksPanel
from foley_ui.theme.theme import Mode
from tests.bridge.packs.adapter_files import keep_adapter, write_adapter_file
from tests.bridge.packs.pack_server import PackServer, pack_server
from tests.models.tiny_core import change_card, write_tiny_pack
from tests.ui.window.surroundings import surroundings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen

WAIT_MS = 20_000
LARGE = "denoiser.safetensors"


def inside(area: QScrollArea) -> QWidget:
    """What an area scrolls."""
    found = area.widget()
    assert found is not None
    return found


@dataclass
class Desk:
    """The panel, what it is given, and what was told."""

    panel: PacksPanel
    context: Context
    notices: list[Notice]
    qtbot: QtBot

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def names(self) -> list[str]:
        return [entry.choice.pack for entry in self.panel.list.entries if not entry.choice.adapter]

    def told(self, words: str, level: Level | None = None) -> bool:
        return any(words in one.sentence and level in (None, one.level) for one in self.notices)

    def button(self, text: str) -> QPushButton:
        self.until(lambda: len(self._buttons(text)) == 1)  # what was read is shown a turn later
        return self._buttons(text)[0]

    def _buttons(self, text: str) -> list[QPushButton]:
        return [one for one in inside(self.panel.details).findChildren(QPushButton) if one.text() == text]

    def text(self, widget: QWidget | None = None) -> str:
        labels = (widget or inside(self.panel.details)).findChildren(QLabel)
        return "\n".join(label.text() for label in labels)

    def pack_in_use(self) -> str:
        return next(pack.name for pack in self.panel.watch.shelf.packs if pack.in_use)


@pytest.fixture(scope="session")
def tiny_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture
def tiny(tiny_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_once, tmp_path / "from" / "tiny"))


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    with surroundings(tmp_path / "own", qapp) as made:
        yield made


def shown(context: Context, qtbot: QtBot) -> Desk:
    panel = PacksPanel(context)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    panel.shown()
    notices: list[Notice] = []
    context.notices.told.connect(notices.append)
    return Desk(panel, context, notices, qtbot)


@pytest.fixture
def desk(context: Context, qtbot: QtBot) -> Desk:
    """With the daemon there."""
    context.bridge.start()
    made = shown(context, qtbot)
    made.until(lambda: bool(made.names()) and not made.panel.watch.shelf.away)
    return made


def click(button: QAbstractButton) -> None:
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_lists_what_is_there_and_shows_the_one_in_use(desk: Desk) -> None:
    assert desk.names() == ["core"]
    text = desk.text()
    for words in (
        "core 0.6.0",
        "In use",
        "Built in",
        "Commercial use: yes",
        "22.05 kHz",
        "63.5 MB",
        "matched at least",
    ):
        assert words in text, words
    authors = desk.panel.details.authors
    assert authors is not None
    desk.until(lambda: "freesound" in authors.toPlainText())
    assert not desk.button("In use").isEnabled()


def test_a_pack_from_a_folder_is_asked_about_installed_and_used(desk: Desk, tiny: Path) -> None:
    change_card(tiny, lambda values: values["licence"].update(weights="CC-BY-NC-SA-4.0", commercial_use=False))
    desk.panel.installing.from_folder(tiny)
    desk.until(lambda: desk.panel.installing.question is not None)
    question = desk.panel.installing.question
    assert question is not None
    assert "Only where no money is made with them" in desk.text(question)
    assert question.yes.text() == "Install 1.8 MB under CC-BY-NC-SA-4.0"
    assert not desk.context.folders.packs.exists(), "nothing before the answer"
    click(question.yes)
    desk.until(lambda: desk.names() == ["core", "tiny"])
    assert desk.told("tiny is installed", Level.GOOD)
    desk.panel.list.choose(Choice("tiny"))
    assert "Commercial use: no" in desk.text()
    click(desk.button("Use"))
    desk.until(lambda: desk.pack_in_use() == "tiny")
    assert desk.told("tiny 0.0.1 is in use", Level.GOOD)


def test_who_says_no_gets_nothing(desk: Desk, tiny: Path) -> None:
    desk.panel.installing.from_folder(tiny)
    desk.until(lambda: desk.panel.installing.question is not None)
    question = desk.panel.installing.question
    assert question is not None
    assert question.no.hasFocus() or question.no.isDefault(), "Enter alone agrees to nothing"
    QTest.keyClick(question, Qt.Key.Key_Return)
    desk.until(lambda: not question.isVisible())
    assert not desk.context.folders.packs.exists()


def test_a_folder_that_is_no_pack_is_told_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.panel.installing.from_folder(tmp_path)
    desk.until(lambda: desk.told("is no pack: it has no card.json", Level.BAD))


def test_a_folder_can_be_dropped(desk: Desk, tiny: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tiny))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), *how)
    desk.panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    desk.panel.dropEvent(QDropEvent(QPointF(5, 5), *how))
    desk.until(lambda: desk.panel.installing.question is not None)
    data.setUrls([QUrl("https://example.org/")])
    other = QDragEnterEvent(QPoint(5, 5), *how)
    other.ignore()
    desk.panel.dragEnterEvent(other)
    assert not other.isAccepted()


def test_an_address_is_looked_at_asked_about_and_fetched(desk: Desk, tiny: Path) -> None:
    write_list(tiny)
    with pack_server(tiny) as server:
        offer_of(desk, server.address)
        question = desk.panel.installing.question
        assert question is not None
        assert question.yes.text() == "Fetch 1.8 MB under Apache-2.0"
        assert server.address in desk.text(question)
        assert len(server.asked) == 2, "the list and the card, nothing else before the answer"
        click(question.yes)
        desk.until(lambda: desk.names() == ["core", "tiny"])
    assert desk.told("tiny is installed", Level.GOOD)
    assert not desk.panel.progress.isVisible()


def offer_of(desk: Desk, address: str) -> None:
    click(desk.panel.from_address)
    dialog = desk.panel.installing.address
    assert dialog is not None
    assert not dialog.look.isEnabled()
    QTest.keyClicks(dialog.line, address)
    click(dialog.look)
    desk.until(lambda: desk.panel.installing.question is not None)


def test_a_wrong_address_is_told_where_it_was_typed_and_can_be_corrected(desk: Desk) -> None:
    click(desk.panel.from_address)
    dialog = desk.panel.installing.address
    assert dialog is not None
    dialog.line.setText("http://example.org/pack/")
    click(dialog.look)
    desk.until(lambda: "not encrypted" in dialog.trouble.text())
    assert dialog.look.isEnabled()
    assert dialog.isVisible()
    dialog.reject()
    assert desk.panel.installing.address is None


def test_another_server_is_asked_about_before_anything_comes_from_it(desk: Desk, tiny: Path) -> None:
    write_list(tiny)
    with pack_server(tiny) as server, pack_server(tiny) as other:
        server.redirects[LARGE] = other.address + LARGE
        offer_of(desk, server.address)
        first = desk.panel.installing.question
        assert first is not None
        click(first.yes)
        desk.until(lambda: desk.panel.installing.question is not first)
        second = desk.panel.installing.question
        assert second is not None
        assert f"127.0.0.1:{other.port}" in second.yes.text()
        assert other.asked == []
        click(second.yes)
        desk.until(lambda: desk.names() == ["core", "tiny"])


def test_a_download_shows_how_far_it_is_stops_and_goes_on(desk: Desk, tiny: Path) -> None:
    write_list(tiny)
    with pack_server(tiny) as server:
        server.held = threading.Event()
        offer_of(desk, server.address)
        question = desk.panel.installing.question
        assert question is not None
        click(question.yes)
        desk.until(lambda: "Fetching tiny" in desk.panel.progress.label.whole and server.half_way.is_set())
        assert not desk.panel.from_folder.isEnabled(), "one long thing at a time"
        click(desk.panel.progress.stop)
        assert desk.panel.progress.label.whole == "Stopping…"
        server.held.set()
        desk.until(lambda: bool(desk.panel.list.unfinished))
        assert desk.told("What came is kept", Level.WARN)
        assert desk.names() == ["core"]
        go_on_or_away(desk, server)


def go_on_or_away(desk: Desk, server: PackServer) -> None:
    click(desk.panel.list.unfinished[0].more)
    desk.until(lambda: desk.names() == ["core", "tiny"])
    assert not desk.panel.list.unfinished
    assert server.asked.count(("text_tower.safetensors", 0)) == 1, "never from its beginning again"


def test_what_is_here_of_a_stopped_download_can_be_thrown_away(desk: Desk, tiny: Path) -> None:
    write_list(tiny)
    with pack_server(tiny) as server:
        server.status["vocab.txt"] = [404]
        offer_of(desk, server.address)
        question = desk.panel.installing.question
        assert question is not None
        click(question.yes)
        desk.until(lambda: desk.told("no such file", Level.BAD))
        desk.until(lambda: bool(desk.panel.list.unfinished))
        click(desk.panel.list.unfinished[0].away)
        desk.until(lambda: not desk.panel.list.unfinished)
    assert list(desk.context.folders.packs.iterdir()) == []


def test_a_pack_in_use_is_removed_after_another_one_took_its_place(
    desk: Desk, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    install_folder(tiny, desk.context.folders.packs)
    desk.panel.use("tiny", None)
    desk.until(lambda: desk.names() == ["core", "tiny"] and desk.pack_in_use() == "tiny")
    desk.panel.list.choose(Choice("tiny"))
    click(desk.button("Remove…"))
    desk.until(lambda: desk.panel.removing.question is not None)
    question = desk.panel.removing.question
    assert question is not None
    said = desk.text(question)
    assert "1.8 MB in" in said
    assert "It is in use: core is used in its place" in said
    click(question.yes)
    desk.until(lambda: desk.names() == ["core"])
    assert desk.pack_in_use() == "core"
    assert (tmp_path / "data/Trash/files/tiny/card.json").is_file()


def test_where_there_is_no_trash_it_stays_until_somebody_says_for_good(
    desk: Desk, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foley_ui.packs.deeds.to_trash", lambda _: False)
    install_folder(tiny, desk.context.folders.packs)
    desk.panel.watch.look()
    desk.until(lambda: "tiny" in desk.names())
    desk.panel.list.choose(Choice("tiny"))
    click(desk.button("Remove…"))
    desk.until(lambda: desk.panel.removing.question is not None)
    first = desk.panel.removing.question
    assert first is not None
    click(first.yes)
    desk.until(lambda: desk.told("The system has no trash", Level.WARN))
    assert "tiny" in desk.names()
    action = desk.notices[-1].action
    assert action is not None
    action()
    second = desk.panel.removing.question
    assert second is not None
    assert "deleted for good" in desk.text(second)
    click(second.yes)
    desk.until(lambda: desk.names() == ["core"])
    desk.until(lambda: list(desk.context.folders.packs.iterdir()) == [])


def test_a_built_in_pack_has_no_way_to_be_removed(desk: Desk) -> None:
    assert "Remove…" not in [one.text() for one in inside(desk.panel.details).findChildren(QPushButton)]


def test_a_pack_is_checked_file_by_file(desk: Desk, tiny: Path) -> None:
    place = install_folder(tiny, desk.context.folders.packs)
    desk.panel.watch.look()
    desk.until(lambda: "tiny" in desk.names())
    desk.panel.list.choose(Choice("tiny"))
    click(desk.button("Check files"))
    desk.until(lambda: desk.told("tiny 0.0.1 is whole", Level.GOOD))
    assert desk.panel.list.choice == Choice("tiny"), "a button that is disabled gives the focus away, not the choice"
    data = bytearray((place.folder / LARGE).read_bytes())
    data[-1] ^= 1
    (place.folder / LARGE).write_bytes(data)
    click(desk.button("Check files"))
    desk.until(lambda: desk.told("SHA-256 differs", Level.BAD))


def test_a_pack_that_vanishes_while_in_use_is_shown_as_such_and_the_rest_goes_on(desk: Desk, tiny: Path) -> None:
    place = install_folder(tiny, desk.context.folders.packs)
    desk.panel.use("tiny", None)
    desk.until(lambda: "tiny" in desk.names() and desk.pack_in_use() == "tiny")
    shutil.rmtree(place.folder)
    desk.panel.watch.look()
    desk.until(lambda: any("not there any more" in one.problem for one in desk.panel.watch.shelf.packs))
    desk.panel.list.choose(Choice("tiny"))
    assert "Its folder is not there any more" in desk.text()
    desk.panel.list.choose(Choice("core"))
    click(desk.button("Use"))
    desk.until(lambda: desk.names() == ["core"])


def test_a_broken_pack_says_what_is_wrong_and_cannot_be_used(desk: Desk, tiny: Path) -> None:
    place = install_folder(tiny, desk.context.folders.packs)
    (place.folder / "card.json").write_text("<b>{")
    desk.panel.watch.look()
    desk.until(lambda: "tiny" in desk.names())
    desk.panel.list.choose(Choice("tiny"))
    assert "is not valid JSON" in desk.text()
    assert not desk.button("Use").isEnabled()


def test_adapters_stand_beneath_their_pack_and_are_put_on_and_off(
    context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    digest = hash_of(find_pack("core") / "card.json")
    file = write_adapter_file(tmp_path / "boots.safetensors", "Wet boots")
    keep_adapter(context.folders, AdapterRecord(str(file), "Wet boots", "0" * 64, digest, "our studio's", "job"))
    keep_adapter(context.folders, AdapterRecord("/gone/a.safetensors", "Old doors", "1" * 64, digest, "x", ""))
    context.bridge.start()
    desk = shown(context, qtbot)
    desk.until(lambda: len(desk.panel.list.entries) == 3 and not desk.panel.watch.shelf.away)
    desk.panel.list.choose(Choice("core", str(file)))
    text = desk.text()
    for words in ("Wet boots", "our studio's", "0.031", "0.012", "2026-11-20 14:12", "LoRA"):
        assert words in text, words
    click(desk.button("Use with this adapter"))
    desk.until(lambda: any(one.in_use for one in desk.panel.watch.shelf.packs[0].adapters))
    assert desk.told("core 0.6.0 is in use, with the adapter Wet boots", Level.GOOD)
    click(desk.button("Stop using"))
    desk.until(lambda: not any(one.in_use for one in desk.panel.watch.shelf.packs[0].adapters))
    desk.panel.list.choose(Choice("core", "/gone/a.safetensors"))
    assert "Its file is not there any more" in desk.text()
    assert not desk.button("Use with this adapter").isEnabled()


def test_what_somebody_else_chooses_is_shown(desk: Desk, tiny: Path) -> None:
    install_folder(tiny, desk.context.folders.packs)
    desk.context.bridge.call("/foley/use", "tiny", owner=desk.panel)  # as any host would
    desk.until(lambda: "tiny" in desk.names() and desk.pack_in_use() == "tiny")


def test_without_the_daemon_the_disk_is_shown_and_nothing_can_be_used(
    context: Context, qtbot: QtBot, tiny: Path
) -> None:
    install_folder(tiny, context.folders.packs)
    context.bridge._reached = (False, "The daemon does not run.")  # as the listener says it
    desk = shown(context, qtbot)
    desk.until(lambda: desk.names() == ["core", "tiny"])
    assert desk.panel.away.isVisible()
    assert "The daemon does not run. Packs are shown as they lie on the disk" in desk.panel.away.text()
    desk.panel.list.choose(Choice("tiny"))
    assert not desk.button("Use").isEnabled()
    assert desk.button("Check files").isEnabled()


def test_keys_go_through_the_list_and_enter_uses(desk: Desk, tiny: Path) -> None:
    install_folder(tiny, desk.context.folders.packs)
    desk.panel.watch.look()
    desk.until(lambda: "tiny" in desk.names())
    desk.panel.activateWindow()
    first = desk.panel.list.entries[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert desk.panel.list.choice == Choice("tiny")
    assert "tiny 0.0.1" in desk.text()
    QTest.keyClick(desk.panel.list.entries[1], Qt.Key.Key_Return)
    desk.until(lambda: desk.pack_in_use() == "tiny")
    QTest.keyClick(desk.panel.list.entries[1], Qt.Key.Key_Home)
    assert desk.panel.list.choice == Choice("core")


def test_everything_that_can_be_pressed_has_a_name_and_no_text_is_markup(desk: Desk) -> None:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    for widget in desk.panel.findChildren(QWidget):
        if isinstance(widget, kinds) and not widget.objectName().startswith("qt_"):
            name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            assert name or not widget.isVisibleTo(desk.panel), widget
        if isinstance(widget, QLabel) and widget.text():
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.text()
    for entry in desk.panel.list.entries:
        assert entry.accessibleName()
        chosen = entry.choice == desk.panel.list.choice
        assert bool(entry.focusPolicy() & Qt.FocusPolicy.TabFocus) is chosen, (
            "Tab goes to the chosen one, as in any list"
        )


@pytest.mark.parametrize("width", [430, 700, 1400])
def test_nothing_is_wider_than_the_panel(width: int, desk: Desk) -> None:
    desk.panel.resize(width, 600)
    QApplication.processEvents()
    for area in (desk.panel.list, desk.panel.details):
        assert inside(area).width() <= area.viewport().width()
        assert area.horizontalScrollBar().maximum() == 0
    assert desk.panel.width() == width


class Shouting(QTranslator):
    """Every text in capitals."""

    def translate(self, _context: str, text: str, _other: str | None = None, _n: int = -1) -> str:
        return f"«{text}»"


def test_every_text_goes_through_the_translator(context: Context, qtbot: QtBot, qapp: QApplication) -> None:
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    try:
        context.bridge.start()
        desk = shown(context, qtbot)
        desk.until(lambda: bool(desk.names()) and not desk.panel.watch.shelf.away)
        for button in desk.panel.findChildren(QPushButton):
            assert "«" in button.text() or not button.text(), button.text()
        assert "«Licence»" in desk.text()
        assert "«Use them anywhere" in desk.text()
    finally:
        QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_it_is_drawn_in_light_and_dark(mode: Mode, desk: Desk, qtbot: QtBot) -> None:
    desk.context.theme.set_mode(mode)
    qtbot.waitUntil(lambda: desk.context.theme.settled)
    picture = desk.panel.grab().toImage()
    dark = picture.pixelColor(3, 3).lightness() < 128
    assert dark is (mode is Mode.DARK)


def test_no_handler_keeps_the_window_waiting_with_many_packs_and_adapters(desk: Desk) -> None:
    (core,) = desk.panel.watch.shelf.packs
    adapters = tuple(
        AdapterFacts(Path(f"/a/{at}.safetensors"), f"boots {at}", "our studio's", in_use=False, job="")
        for at in range(20)
    )
    many = tuple(replace(core, name=f"pack {at}", in_use=not at, adapters=adapters[:5]) for at in range(8))
    changed = (*many[:-1], replace(many[-1], in_use=True))

    def details() -> None:
        desk.panel.details.clear()
        desk.panel.details.show_pack(core)

    def authors() -> None:
        box = desk.panel.details.authors
        assert box is not None
        box.show_text("a · b · c · http://example.org/d\n" * 800)

    desk.panel.list.fill(many, ())
    fills = iter([changed, many] * 5)
    for do in (lambda: desk.panel.list.fill(next(fills), ()), details, authors):
        assert min(process_s(do) for _ in range(5)) < 0.016


def process_s(do: Callable[[], None]) -> float:
    begun_s = time.thread_time()
    do()
    return time.thread_time() - begun_s
