"""The whole path of a prompt in the generate panel, with a real daemon and the quick engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.client import Client
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_ui.generate.asking import Refused
from foley_ui.generate.panel import GeneratePanel
from foley_ui.generate.preset import Preset
from foley_ui.takes.card import TakeCard
from foley_ui.takes.pending import PendingCard
from foley_ui.takes.recipe_window import RecipeWindow
from foley_ui.takes.take import Asked
from foley_ui.theme.elided_label import ElidedLabel
from tests.bridge.daemon.served import served
from tests.bridge.peers.held_worker import held_command
from tests.ui.takes.around import WAIT_MS, Around, app, around, shown

ENTER, CONTROL, SHIFT = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@contextmanager
def panel_in(parts: Around) -> Iterator[GeneratePanel]:
    panel = GeneratePanel(parts.context)
    with shown(panel):
        panel.shown()
        yield panel
        panel.hidden()


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Around]:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with around(tmp_path) as made:
        yield made


@pytest.fixture
def panel(parts: Around, qtbot: QtBot) -> Iterator[GeneratePanel]:
    with panel_in(parts) as made:
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        yield made


def asked(panel: GeneratePanel) -> Asked:
    assert panel.takes.asked is not None
    return panel.takes.asked


def ask(panel: GeneratePanel, prompt: str) -> None:
    panel.form.prompt.setFocus()
    panel.form.prompt.setText("")
    QTest.keyClicks(panel.form.prompt, prompt)
    QTest.keyClick(panel.form.prompt, ENTER)


def wait_for(panel: GeneratePanel, qtbot: QtBot, prompt: str, state: State = State.DONE) -> Asked:
    def there() -> bool:
        one = panel.takes.asked
        return one is not None and one.row.prompt == prompt and one.row.job.state is state

    qtbot.waitUntil(there, timeout=WAIT_MS)
    return asked(panel)


def key(panel: GeneratePanel, which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key in the list of sounds, which may be shortcuts only while the window is active."""
    if not panel.isActiveWindow():
        panel.activateWindow()
        assert QTest.qWaitForWindowActive(panel, WAIT_MS)
    panel.takes.list.setFocus()
    QTest.keyClick(app().focusWidget() or panel.takes.list, which, modifier)


def test_a_prompt_is_typed_its_sounds_arrive_and_are_played_by_keys(
    parts: Around, panel: GeneratePanel, qtbot: QtBot
) -> None:
    panel.form.row.count.setValue(3)
    ask(panel, "boots on gravel")
    made = wait_for(panel, qtbot, "boots on gravel")
    assert [take.rank for take in made.takes] == [1, 2, 3]
    assert all(take.there and take.scored for take in made.takes)
    assert parts.context.keeping.prompts == ("boots on gravel",)
    key(panel, Qt.Key.Key_Space)
    key(panel, Qt.Key.Key_Down)
    key(panel, Qt.Key.Key_Space)
    key(panel, Qt.Key.Key_B)
    one, two = (take.path for take in made.takes[:2])
    assert parts.player.asked == [("toggle", one), ("toggle", two), ("switch", one)]
    key(panel, Qt.Key.Key_L)
    key(panel, Qt.Key.Key_M)
    assert (parts.player.loop, parts.player.matched) == (True, False)


def test_several_requests_wait_what_is_made_stays_in_view_and_esc_cancels_it(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, command=held_command()) as parts, panel_in(parts) as panel:
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        ask(panel, "boots")
        qtbot.waitUntil(lambda: panel.takes.asked is not None and len(asked(panel).takes) == 1, timeout=WAIT_MS)
        assert len([one for one in panel.takes.findChildren(PendingCard) if not one.isHidden()]) == 3
        ask(panel, "rain")
        qtbot.waitUntil(lambda: panel.strip.isVisible(), timeout=WAIT_MS)
        assert asked(panel).row.prompt == "boots"
        key(panel, Qt.Key.Key_Escape)
        assert len(wait_for(panel, qtbot, "boots", State.CANCELLED).takes) == 1
        assert "cancelled" in panel.takes.outcome.sentence
        (button,) = [one for one in panel.strip.findChildren(QAbstractButton) if one.text().startswith("rain")]
        button.click()
        wait_for(panel, qtbot, "rain", State.RUNNING)
        qtbot.waitUntil(lambda: not panel.strip.isVisible(), timeout=WAIT_MS)
        panel.takes.header.cancelled.emit()
        wait_for(panel, qtbot, "rain", State.CANCELLED)


def test_again_has_a_new_seed_and_with_shift_the_same(panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    first = wait_for(panel, qtbot, "boots")
    key(panel, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: asked(panel).row.job.id != first.row.job.id, timeout=WAIT_MS)
    second = wait_for(panel, qtbot, "boots")
    assert second.takes[0].seed != first.takes[0].seed
    key(panel, Qt.Key.Key_R, SHIFT)
    qtbot.waitUntil(lambda: asked(panel).row.job.id != second.row.job.id, timeout=WAIT_MS)
    third = wait_for(panel, qtbot, "boots")
    assert [take.seed for take in third.takes] == [take.seed for take in second.takes]
    assert [take.path.read_bytes()[-999:] for take in third.takes] == [
        take.path.read_bytes()[-999:] for take in second.takes
    ]


def test_more_like_this_is_a_variation_and_a_refused_one_says_why(panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    first = wait_for(panel, qtbot, "boots")
    panel.more_like(first.takes[1], 0.25, 2)
    qtbot.waitUntil(lambda: asked(panel).row.job.id != first.row.job.id, timeout=WAIT_MS)
    varied = wait_for(panel, qtbot, "boots")
    assert varied.row.count == 2
    assert "like an earlier sound, 25 % away" in panel.takes.header._facts.whole
    panel.more_like(first.takes[1], 7.0, 2)
    qtbot.waitUntil(lambda: panel.refusal.isVisible(), timeout=WAIT_MS)
    assert "amount is 7" in panel.refusal.sentence


def test_mistakes_are_said_at_their_fields_and_nothing_is_sent(parts: Around, panel: GeneratePanel) -> None:
    panel.form.prompt.setText("")
    panel.form.advanced.editors["steps"]._line.setText("0")
    panel.generate()
    assert "The prompt is empty" in panel.form.wrong_prompt
    assert "steps is 0" in panel.form.advanced.editors["steps"].wrong
    panel.form.prompt.setText("a" * 501)
    panel.generate()
    assert "501 characters" in panel.form.wrong_prompt
    assert panel.form.prompt.counter == "501/500"
    panel.form.prompt.setText("boots")
    panel.form.advanced.editors["steps"]._line.setText("many")
    panel.generate()
    assert panel.form.advanced.isVisible()
    assert "many is no whole number" in panel.form.advanced.editors["steps"].wrong
    assert parts.context.keeping.prompts == ()


def test_lines_that_are_pasted_become_one(panel: GeneratePanel) -> None:
    app().clipboard().setText("boots\non\tgravel")
    panel.form.prompt.paste()
    assert panel.form.prompt.text() == "boots on gravel"


def test_a_suggested_category_fills_prompt_and_category(parts: Around, panel: GeneratePanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.form.category.count() > 700, timeout=WAIT_MS)
    QTest.keyClicks(panel.form.prompt, "chopp")
    completer = panel.form.prompt.completer()
    popup = completer.popup() if completer is not None else None
    assert popup is not None
    qtbot.waitUntil(popup.isVisible, timeout=WAIT_MS)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, ENTER)
    assert (panel.form.prompt.text(), panel.form.category.category) == ("chopper", "AEROHeli")
    assert panel.form.preset.pairs() == {"category": "AEROHeli"}
    assert parts.context.keeping.prompts == ()  # the Enter took the suggestion, and sent nothing


def test_up_and_down_go_through_the_prompts_and_on_to_the_sounds(panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    wait_for(panel, qtbot, "boots")
    prompt = panel.form.prompt
    prompt.setText("dra")
    QTest.keyClick(prompt, Qt.Key.Key_Up)
    assert prompt.text() == "boots"
    QTest.keyClick(prompt, Qt.Key.Key_Down)
    assert prompt.text() == "dra"
    panel.activateWindow()
    QTest.keyClick(prompt, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.takes.list.isAncestorOf(app().focusWidget() or panel), timeout=WAIT_MS)
    QTest.keyClick(app().focusWidget() or panel, Qt.Key.Key_Up)
    qtbot.waitUntil(prompt.hasFocus, timeout=WAIT_MS)


def test_failures_say_what_happened_what_to_do_and_where(panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "drop-all")
    wait_for(panel, qtbot, "drop-all", State.FAILED)
    assert "None of 4 candidates passed" in panel.takes.outcome.sentence
    assert any("threshold" in label.text() for label in panel.takes.outcome.findChildren(QLabel))
    ask(panel, "crash")
    wait_for(panel, qtbot, "crash", State.FAILED)
    with qtbot.waitSignal(panel.wants, timeout=WAIT_MS) as wanted:
        panel.takes.outcome.findChildren(QAbstractButton)[0].click()
    assert wanted.args == ["doctor", None]


def test_what_the_daemon_refuses_is_told_in_its_words(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.form.advanced.editors["destination"].set_value("/proc/nowhere")
    ask(panel, "boots")
    qtbot.waitUntil(lambda: panel.refusal.isVisible(), timeout=WAIT_MS)
    assert "/proc/nowhere" in panel.refusal.sentence


def test_a_sound_goes_to_the_trash_and_an_undo_brings_it_back(
    parts: Around, panel: GeneratePanel, qtbot: QtBot
) -> None:
    ask(panel, "boots")
    path = wait_for(panel, qtbot, "boots").takes[0].path
    key(panel, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: bool(asked(panel).takes) and not asked(panel).takes[0].there, timeout=WAIT_MS)
    assert not path.exists()
    undo = next(one.action for one in parts.notices if one.action is not None)
    undo()
    qtbot.waitUntil(lambda: asked(panel).takes[0].there, timeout=WAIT_MS)
    assert path.exists()


def test_paths_and_files_are_copied_and_the_recipe_is_shown(panel: GeneratePanel, parts: Around, qtbot: QtBot) -> None:
    ask(panel, "boots")
    takes = wait_for(panel, qtbot, "boots").takes
    key(panel, Qt.Key.Key_C, CONTROL)
    assert app().clipboard().text() == str(takes[0].path)
    key(panel, Qt.Key.Key_C, CONTROL | SHIFT)
    assert [url.toLocalFile() for url in app().clipboard().mimeData().urls()] == [str(takes[0].path)]
    key(panel, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: bool(panel.findChildren(RecipeWindow)), timeout=WAIT_MS)
    key(panel, Qt.Key.Key_I)
    qtbot.wait(50)
    (recipe,) = panel.findChildren(RecipeWindow)  # the same one comes to the front
    recipe.close()


def test_without_a_host_that_takes_sounds_sending_says_so(parts: Around, panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    wait_for(panel, qtbot, "boots")
    key(panel, Qt.Key.Key_S)
    assert any("No host that takes sounds" in one.sentence for one in parts.notices)


def test_a_sound_goes_to_the_one_host_that_takes_sounds(parts: Around, panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    take = wait_for(panel, qtbot, "boots").takes[0]
    with Client.connect(parts.context.folders) as host:
        host.tell("/foley/subscribe", pairs={"client": "REAPER: Film", "takes": 1, "events": 0})
        qtbot.waitUntil(lambda: len(panel.takes._sending._to.hosts) == 1, timeout=WAIT_MS)
        key(panel, Qt.Key.Key_S)
        qtbot.waitUntil(lambda: any("REAPER: Film" in one.sentence for one in parts.notices), timeout=WAIT_MS)
        answers = iter(lambda: host.receive(WAIT_MS / 1000), None)
        offered = next(one for one in answers if one.word == "offered")
        assert (offered.values["request"], offered.values["index"]) == (take.request, take.index)


def test_the_best_is_played_on_arrival_where_that_is_wished(parts: Around, panel: GeneratePanel, qtbot: QtBot) -> None:
    panel.takes.audition.set_on_arrival(on=True)
    ask(panel, "reverse boots")
    made = wait_for(panel, qtbot, "reverse boots")
    assert parts.player.asked == [("play", made.takes[0].path)]


def test_favourites_settings_and_the_last_request_are_there_after_a_restart(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path) as parts, panel_in(parts) as panel:
        panel.form.row.length.set_seconds(1.5)
        panel.form.advanced.editors["steps"].set_value(9)
        ask(panel, "boots")
        take = wait_for(panel, qtbot, "boots").takes[0]
        key(panel, Qt.Key.Key_F)
    with around(tmp_path) as parts, panel_in(parts) as panel:
        assert parts.context.keeping.is_favourite(take.key)
        assert panel.form.preset == Preset(prompt="boots", seconds=1.5, steps=9)
        assert wait_for(panel, qtbot, "boots").takes[0].key == take.key


def test_the_daemon_goes_and_comes_back_and_the_request_with_it(tmp_path: Path, qtbot: QtBot) -> None:
    with served(tmp_path) as daemon, around(tmp_path) as parts, panel_in(parts) as panel:
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        assert not parts.bridge.hosting
        ask(panel, "slow boots")
        qtbot.waitUntil(lambda: panel.takes.asked is not None, timeout=WAIT_MS)
        with daemon.client() as other:
            list(other.generate("rain", seconds=1.0, count=1, request_id="of-a-host"))
        wait_for(panel, qtbot, "slow boots")
    with around(tmp_path) as parts, panel_in(parts) as panel:
        assert len(wait_for(panel, qtbot, "slow boots").takes) == 4  # the newest of this window, not the host's


def test_a_request_waits_while_no_daemon_can_start_and_says_why(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as parts:
        parts.context.folders.state.mkdir(parents=True)
        with Journal(parts.context.folders.journal_file) as journal:
            journal.accept("tray-1", '{"request": {"prompt": "boots", "seconds": 1.0, "count": 2}}', "udp:127.0.0.1:9")
        assert JournalReader(parts.context.folders.journal_file).job("tray-1") is not None
        parts.bridge.on_reached(reached=False, sentence="The daemon is not there.")
        with panel_in(parts) as panel:
            qtbot.waitUntil(lambda: panel.takes.asked is not None, timeout=WAIT_MS)  # of the last start
            qtbot.waitUntil(
                lambda: any(one.whole == "The daemon is not there." for one in panel.findChildren(ElidedLabel)),
                timeout=WAIT_MS,
            )


def test_what_is_wrong_with_the_settings_is_shown_until_a_daemon_is_there(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as parts, panel_in(parts) as panel:
        parts.context.settings.file.parent.mkdir(parents=True, exist_ok=True)
        parts.context.settings.file.write_text("[tray", encoding="utf-8")
        parts.context.settings.reload(owner=panel)
        qtbot.waitUntil(lambda: bool(parts.context.settings.trouble), timeout=WAIT_MS)
        panel._refused(Refused("tray-1", "not-available", parts.context.settings.trouble))
        assert panel.refusal.isVisible()
        assert "Open settings" in [one.text() for one in panel.refusal.findChildren(QAbstractButton)]
        parts.bridge.on_reached(reached=True, sentence="")
        qtbot.waitUntil(lambda: not panel.refusal.isVisible(), timeout=WAIT_MS)


def test_long_paths_and_many_waiting_requests_do_not_widen_the_window(
    parts: Around, panel: GeneratePanel, qtbot: QtBot
) -> None:
    panel.resize(500, 600)
    before = panel.minimumSizeHint().width()
    assert before <= 500
    panel.refusal.say("bad-path", f"/proc/{'folder' * 30}/{'a_long_name' * 20} cannot be written.")
    parts.bridge.on_reached(reached=False, sentence="A long sentence. " * 30)
    for number in range(5):
        ask(panel, f"slow sounds of the number {number}")
    qtbot.waitUntil(lambda: len(panel.strip.findChildren(QAbstractButton)) > 2, timeout=WAIT_MS)
    assert panel.minimumSizeHint().width() <= max(before, 500)


def test_tab_goes_through_everything_as_one_reads(panel: GeneratePanel, qtbot: QtBot) -> None:
    ask(panel, "boots")
    wait_for(panel, qtbot, "boots")
    qtbot.wait(20)
    stops, one = list[QWidget](), panel.nextInFocusChain()
    while one is not None and one is not panel:
        if one.isVisibleTo(panel) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(one)
        one = one.nextInFocusChain()
    form = panel.form
    ours = [form.prompt, form.button, form.row.length.slider, form.row.length.spin, form.row.count, form.category]
    ours += [form.packs.pack, form.packs.adapter, form.fold, form.imitate]
    assert [one for one in stops if one in ours] == ours
    assert isinstance(stops[-1], TakeCard)
    assert not [one for one in stops[:-1] if isinstance(one, TakeCard)]


def test_everything_that_takes_input_has_a_name_for_those_who_hear_it(panel: GeneratePanel) -> None:
    panel.form.set_unfolded(unfolded=True)
    kinds = (QAbstractButton, QComboBox, QSlider, QSpinBox, QLineEdit)
    nameless = [
        one.objectName() or type(one).__name__
        for one in panel.findChildren(QWidget)
        if isinstance(one, kinds)
        and one.isVisibleTo(panel)
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else ""))
        and not isinstance(one.parentWidget(), QComboBox | QSpinBox)
    ]
    assert [name for name in nameless if name != "qt_spinbox_lineedit"] == []
