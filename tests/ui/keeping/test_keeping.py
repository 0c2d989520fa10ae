"""What the windows remember between two starts, also when the file is broken or cannot be written."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from foley_ui.keeping import Keeping
from foley_ui.kept import PROMPTS_MOST, Kept, read_kept, write_kept
from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Work

WAIT_MS = 10_000


@dataclass
class Desk:
    """A keeping and the sentences that it told."""

    keeping: Keeping
    told: list[str] = field(default_factory=list)


@contextmanager
def kept_in(path: Path) -> Iterator[Desk]:
    crossing, told = Crossing(), list[str]()
    work = Work(crossing, told.append)
    keeping = Keeping(path, work, told.append)
    try:
        yield Desk(keeping, told)
    finally:
        keeping.close()
        work.close()
        crossing.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tray.json"


def test_all_of_it_is_there_after_a_restart(path: Path, qtbot: QtBot) -> None:
    with kept_in(path) as desk:
        keeping = desk.keeping
        keeping.set_favourite("r#1", on=True)
        keeping.set_favourite("r#2", on=True)
        keeping.set_favourite("r#1", on=False)
        keeping.set_hidden(("a", "b"), hidden=True)
        keeping.set_hidden(("b",), hidden=False)
        for prompt in ("boots", "rain", "boots"):
            keeping.add_prompt(prompt)
        keeping.set_geometry("main", QByteArray(b"\x00\xff"))
        keeping.set_generate({"seconds": 2.5})
        keeping.choose("player.volume", 0.5)
    with kept_in(path) as desk:
        keeping = desk.keeping
        assert (keeping.favourites, keeping.hidden, keeping.prompts) == (("r#2",), ("a",), ("boots", "rain"))
        assert keeping.is_favourite("r#2")
        assert keeping.geometry("main") == QByteArray(b"\x00\xff")
        assert keeping.geometry("another").isEmpty()
        assert dict(keeping.generate) == {"seconds": 2.5}
        assert keeping.choice("player.volume", 1.0) == 0.5
        assert keeping.choice("player.volume", default=True) is True  # of another type
        assert desk.told == []


def test_it_is_written_in_a_worker_a_little_after_the_last_change(path: Path, qtbot: QtBot) -> None:
    with kept_in(path) as desk:
        desk.keeping.add_prompt("boots")
        assert not path.exists()
        qtbot.waitUntil(path.exists, timeout=WAIT_MS)
        desk.keeping.add_prompt("rain")
        qtbot.waitUntil(lambda: read_kept(path).prompts == ("rain", "boots"), timeout=WAIT_MS)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_only_this_user_can_read_it(path: Path) -> None:
    write_kept(path, Kept(prompts=("secret",)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["tray.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"favourites": 7}', b'{"prompts": [1]}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_broken_file_is_set_aside_with_a_sentence(path: Path, qtbot: QtBot, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with kept_in(path) as desk:
        assert desk.keeping.prompts == ()
        assert "begin anew" in desk.told[0]
        desk.keeping.add_prompt("boots")
    (aside,) = path.parent.glob("tray.set-aside-*.json")
    assert aside.read_bytes() == content
    assert read_kept(path).prompts == ("boots",)


def test_what_a_later_version_keeps_beside_it_does_no_harm(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 9, "new": {}, "prompts": ["a"], "choices": {"x": [1], "y": 2}}))
    kept = read_kept(path)
    assert (kept.prompts, dict(kept.choices)) == (("a",), {"y": 2})


def test_prompts_are_bounded(path: Path, qtbot: QtBot) -> None:
    with kept_in(path) as desk:
        for number in range(PROMPTS_MOST + 9):
            desk.keeping.add_prompt(f"prompt {number}")
        assert len(desk.keeping.prompts) == PROMPTS_MOST
        assert desk.keeping.prompts[0] == f"prompt {PROMPTS_MOST + 8}"


def test_a_disk_that_takes_nothing_is_a_sentence_and_what_was_kept_holds_meanwhile(path: Path, qtbot: QtBot) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file where a folder should be")
    with kept_in(path) as desk:
        desk.told.clear()
        desk.keeping.add_prompt("boots")
        qtbot.waitUntil(lambda: len(desk.told) == 1, timeout=WAIT_MS)
        assert str(path.parent) in desk.told[0]
        assert desk.keeping.prompts == ("boots",)
