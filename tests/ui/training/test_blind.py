"""The blind comparison in the panel: answered by keys, answers and result on the disk; and what is asked of a pack."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.journal.records import State
from foley_bridge.listening.before_after import comparison_of, listening_folder, read_preference
from foley_bridge.recordings.overrides import write_overrides
from foley_bridge.training.project import TrainingFolder
from foley_bridge.training.told import Ended
from foley_bridge.training.with_and_without import COMPLETE_FILE
from foley_ui.sound.playing import Playing
from foley_ui.training.blind_box import ASKING, PREPARING, START, BlindBox
from foley_ui.training.choice import TrainChoice
from foley_ui.training.estimate_box import EstimateBox
from foley_ui.training.training_state import TrainingState
from tests.bridge.engine.quick_training import write_quick_adapter
from tests.bridge.recordings.making import record, tone
from tests.models.tiny_core import write_tiny_pack
from tests.ui.training.around import Around, around, until

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


class NotedPlayer(QObject):
    """Plays nothing, and keeps what it was asked to."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.played: list[Path] = []

    def play(self, path: Path, *, start_s: float = 0.0) -> None:
        assert path.is_file()
        self.played.append(path)
        self.changed.emit(Playing(path, start_s, 1.0, sounding=True))

    def among(self, paths: object) -> None:
        """Levels are matched already."""

    def stop(self) -> None:
        self.changed.emit(Playing())

    def close(self) -> None:
        """Nothing is open."""


def write_sounds(adapter: Path) -> None:
    """The sounds of both as the process that loads the pack leaves them."""
    wanted, out = comparison_of(adapter), listening_folder(adapter)
    for system, level in (("before", 0.1), ("after", 0.2)):
        for number, (_, _, name) in enumerate(wanted.names()):
            record(out / system / f"{name}.wav", tone(200 + 20 * number, peak=level))
        write_overrides(out / system, wanted.captions())
    TrainingFolder(out).keep(COMPLETE_FILE, wanted.as_json())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    write_tiny_pack(folder)
    return folder


@pytest.fixture
def state(tmp_path: Path, pack: Path) -> TrainingState:
    folder = TrainingFolder(tmp_path / "boots")
    folder.path.mkdir()
    clips = [{"captions": [f"a {name}"], "split": "validation"} for name in ("bell", "dog", "door", "rain")]
    folder.keep("check.json", {"clips": clips})
    folder.keep("settings.json", {"order": {"pack": str(pack)}})
    adapter = write_quick_adapter(folder.adapter, "boots")
    write_sounds(adapter)
    return TrainingState(
        request="x",
        name="boots",
        folder=folder.path,
        source="/",
        pack=str(pack),
        method="lora",
        state=State.DONE,
        created_s=0.0,
        ended=Ended(str(adapter), "boots", "0", "p", "none", 1, 1, 3, 0),
        held_out=4,
    )


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path / "own", daemon=False) as room:
        player = NotedPlayer()
        yield Around(replace(room.context, player=player), room.notices)  # type: ignore[arg-type]


def shown(box: BlindBox) -> int:
    return next(place for place, page in enumerate(box._pages) if not page.isHidden())


def asks(box: BlindBox, number: int) -> bool:
    """Whether this question waits for an answer."""
    return box._question is not None and box._question.number == number and not box._sitting.busy


def test_a_sitting_by_keys_ends_with_its_result_beside_the_adapter(
    room: Around, state: TrainingState, qtbot: QtBot
) -> None:
    box = BlindBox(room.context)
    qtbot.addWidget(box)
    box.show_state(state)
    box.resize(700, 300)
    box.show()
    box._listener.setText("anna")
    heard: list[object] = []
    box.heard.connect(heard.append)
    box._begin.click()
    assert shown(box) == PREPARING
    until(qtbot, lambda: shown(box) == ASKING)
    assert box._question is not None
    assert box._question.of == 16
    assert box._question.label in box._label.text()
    played = room.context.player.played  # type: ignore[attr-defined]
    assert played == [box._question.sounds[0]]
    QTest.keyClick(box._plays[0], Qt.Key.Key_B)
    assert played[-1] == box._question.sounds[1]
    for number in range(16):
        until(qtbot, partial(asks, box, number))
        if number == 3:  # back, and another answer
            QTest.keyClick(box._plays[0], Qt.Key.Key_U)
            assert box._question.number == 2
            assert box._question.said == "b"
            QTest.keyClick(box._plays[0], Qt.Key.Key_0)
            until(qtbot, partial(asks, box, 3))
        QTest.keyClick(box._plays[0], Qt.Key.Key_2)
    until(qtbot, lambda: bool(heard))
    assert shown(box) == START
    preference = read_preference(state.adapter)
    assert heard == [preference]
    assert preference is not None
    assert (preference.listeners, preference.undecided) == (1, 1)
    assert preference.before + preference.after == 15
    assert preference.verdict() in box._verdict.text()
    lines = (Path(preference.test) / "answers" / "0000.jsonl").read_text().splitlines()
    assert len(lines) == 1 + 17
    assert json.loads(lines[1])["plays"] == 2


def test_it_is_gone_on_with_later_and_by_another_only_with_a_name(
    room: Around, state: TrainingState, qtbot: QtBot
) -> None:
    box = BlindBox(room.context)
    qtbot.addWidget(box)
    box.show_state(state)
    box._listener.setText(" ")
    box._begin.click()
    assert "Say who listens" in box._trouble.text
    box._listener.setText("ben")
    box._begin.click()
    until(qtbot, lambda: shown(box) == ASKING)
    box._answers[0].click()
    until(qtbot, lambda: box._question is not None and box._question.answered == 1 and not box._sitting.busy)
    box._later.click()
    assert shown(box) == START
    until(qtbot, lambda: "1 listener" in box._said.text())
    assert read_preference(state.adapter) is not None
    box._begin.click()
    until(qtbot, lambda: shown(box) == ASKING and box._question is not None)
    assert box._question is not None
    assert box._question.answered == 1
    box.stop()


def test_what_cannot_be_compared_is_a_sentence(room: Around, state: TrainingState, qtbot: QtBot) -> None:
    box = BlindBox(room.context)
    qtbot.addWidget(box)
    TrainingFolder(state.folder).keep("check.json", {"clips": []})
    box.show_state(state)
    box._listener.setText("anna")
    box._begin.click()
    until(qtbot, lambda: "give some prompts" in box._trouble.text)
    assert shown(box) == START


def test_the_estimate_comes_from_a_process_of_its_own_and_warns(room: Around, pack: Path, qtbot: QtBot) -> None:
    box = EstimateBox(room.context)
    qtbot.addWidget(box)
    choice = TrainChoice(method="tuning", batch=2, steps=100)
    box.show_for(choice, clips=10, pack=str(pack))
    until(qtbot, lambda: box.expected is not None)
    assert "100 steps" in box._said.text()
    assert box._warning.isHidden()
    box.show_for(replace(choice, minutes=1.0), clips=10, pack=str(pack))
    assert box.expected is not None
    assert f"{box.expected.steps} steps" in box._said.text()
    key = box._key()
    box._known[key] = replace(box._known[key], memory_bytes=1 << 60)
    box.show_for(choice, clips=10, pack=str(pack))
    assert "more memory than is free" in box._warning.text
    box.show_for(choice, clips=10, pack="nowhere")
    until(qtbot, lambda: "no pack" in box._warning.text)
