"""The store of settings: what holds, who is told, and what happens to the file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.settings import Settings
from foley_bridge.settings_saving import Saved
from foley_models.errors import FoleyError
from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Work
from foley_ui.settings.store import SettingsStore


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    crossing = Crossing()
    made = Work(crossing, lambda _: None)
    yield made
    crossing.close()
    made.close()


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def quiet(settings: Settings, nice: int) -> Settings:
    return replace(settings, engine=replace(settings.engine, nice=nice))


def test_what_the_file_says_holds_from_the_start(tmp_path: Path, work: Work) -> None:
    store = SettingsStore(written(tmp_path, "[engine]\nnice = 4\n"), work)
    assert (store.current.engine.nice, store.trouble) == (4, "")


def test_a_file_with_a_mistake_means_the_defaults_and_a_sentence(tmp_path: Path, work: Work) -> None:
    store = SettingsStore(written(tmp_path, "[engine]\nnice = 99\n"), work)
    assert store.current == Settings()
    assert "a whole number from 0 to 19" in store.trouble


def test_a_save_is_told_once_with_what_others_changed_in_the_file(tmp_path: Path, work: Work, qtbot: QtBot) -> None:
    file = written(tmp_path, "[engine]\nnice = 4  # mine\nthreads = 2\n")
    store, owner, told, done = SettingsStore(file, work), QObject(), list[Settings](), list[Saved]()
    store.changed.connect(told.append)
    written(tmp_path, "[engine]\nnice = 4  # mine\nthreads = 8\n")
    store.save(quiet(store.current, 5), owner=owner, done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert [(one.engine.nice, one.engine.threads) for one in told] == [(5, 8)]
    assert file.read_text(encoding="utf-8") == "[engine]\nnice = 5  # mine\nthreads = 8\n"


def test_saving_what_holds_already_changes_no_byte(tmp_path: Path, work: Work, qtbot: QtBot) -> None:
    file = written(tmp_path, "[engine]\nnice=4")
    store, owner, done = SettingsStore(file, work), QObject(), list[Saved]()
    store.save(store.current, owner=owner, done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert file.read_text(encoding="utf-8") == "[engine]\nnice=4"


def test_a_save_into_a_file_with_a_mistake_fails_and_leaves_it(tmp_path: Path, work: Work, qtbot: QtBot) -> None:
    store, owner, failed = SettingsStore(tmp_path / "settings.toml", work), QObject(), list[FoleyError]()
    file = written(tmp_path, "[engine\n")
    store.save(quiet(store.current, 5), owner=owner, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert "no TOML file" in str(failed[0])
    assert file.read_text(encoding="utf-8") == "[engine\n"
    assert store.current == Settings()


def test_what_was_edited_by_hand_is_told_when_it_is_read_again(tmp_path: Path, work: Work, qtbot: QtBot) -> None:
    store, owner, told, troubles = (
        SettingsStore(tmp_path / "settings.toml", work),
        QObject(),
        list[Settings](),
        list[str](),
    )
    store.changed.connect(told.append)
    store.trouble_changed.connect(troubles.append)
    written(tmp_path, "[engine]\nnice = 6\n")
    store.reload(owner=owner)
    qtbot.waitUntil(lambda: [one.engine.nice for one in told] == [6])
    written(tmp_path, "[engine]\nnice = 600\n")
    store.reload(owner=owner)
    qtbot.waitUntil(lambda: bool(troubles))
    assert "is 600" in troubles[0]
    store.start_from_defaults(owner=owner)
    qtbot.waitUntil(lambda: troubles[1:] == [""])
    assert store.current == Settings()
