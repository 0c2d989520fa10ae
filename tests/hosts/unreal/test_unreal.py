"""The Unreal plug-in against a strict `unreal` module of ours and the live daemon: the editor itself was not run."""

import ast
import json
import os
import runpy
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.engine.launch import Launch
from tests.bridge.daemon.served import Served, served
from tests.bridge.peers.held_worker import held_command
from tests.bridge.processes import ROOT
from tests.bridge.small_disk import small_disk
from tests.hosts.common.library import WAIT_S
from tests.hosts.manifest import check_manifest
from tests.hosts.unreal.fake_unreal import FakeEditor, Project

PLUG_IN = ROOT / "host_plugins" / "unreal" / "FoleyBridge"
PYTHON = PLUG_IN / "Content" / "Python"


class Session:
    """The editor from its start to its end, with the plug-in in it."""

    def __init__(self, project: Project, **how: Any) -> None:
        self.editor = FakeEditor(project, **how)
        sys.modules["unreal"] = self.editor.module
        sys.path.insert(0, str(PYTHON))
        runpy.run_path(str(PYTHON / "init_unreal.py"))
        self.plug_in: Any = sys.modules["foley_unreal"]
        self.work: Any = sys.modules["foley_unreal.commands"]._work()

    def work_module(self, name: str) -> Any:
        """A module of the plug-in."""
        return sys.modules[f"foley_unreal.{name}"]

    def run(self, *, until: Any) -> None:
        end_s = time.monotonic() + WAIT_S
        while not until():
            assert time.monotonic() < end_s, self.editor.log
            self.editor.tick()
            time.sleep(0.002)

    def finish(self) -> None:
        self.run(until=lambda: not self.work.busy)

    def close(self) -> None:
        """As a crash does, too: nothing is asked of the plug-in but its socket."""
        self.work.host.close()
        sys.path.remove(str(PYTHON))
        for name in [one for one in sys.modules if one == "unreal" or one.partition(".")[0] == "foley_unreal"]:
            del sys.modules[name]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "Project"
    (folder / "Saved").mkdir(parents=True)
    return Project(folder)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def at_home(daemon: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The daemon, where the plug-in looks for it."""
    monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(daemon.folders.home))
    return daemon


@pytest.fixture
def session(at_home: Served, project: Project) -> Iterator[Session]:
    opened = Session(project)
    yield opened
    opened.close()


def manifests(project: Project) -> list[Path]:
    return sorted(project.folder.glob("Content/Foley/*/foley.json"))


def test_variants_become_assets_with_their_origin_and_a_manifest(session: Session, project: Project) -> None:
    request_id = session.plug_in.generate("boots on gravel", 0.5, 3, pairs={"seed": 7})
    session.finish()
    (file,) = manifests(project)
    manifest = check_manifest(file)
    assert (manifest.prompt, manifest.request) == ("boots on gravel", request_id)
    assert request_id.startswith("unreal-")
    folder = f"/Game/Foley/Boots_on_gravel_{request_id[-8:]}"
    assert [one.file for one in manifest.variants] == [f"{folder}/Boots_on_gravel_0{number}" for number in (1, 2, 3)]
    assert file.parent == project.folder / "Content" / folder.removeprefix("/Game/")
    for one in manifest.variants:
        asset = project.assets[one.file]
        assert (asset.frames, asset.saved) == (24_000, True)
        assert asset.tags == {
            "FoleyRequest": request_id,
            "FoleyIndex": str(one.index),
            "FoleyRank": str(one.rank),
            "FoleyScore": f"{one.score:.4f}",
            "FoleySeed": str(one.seed),
            "FoleyPrompt": "boots on gravel",
        }
    assert len(list((project.folder / "Foley").glob("*.wav"))) == 3
    assert session.editor.log == [f"log: Foley Bridge: 3 variants in {folder}"]


def test_one_sound_at_most_is_brought_in_at_a_frame(session: Session, project: Project) -> None:
    session.plug_in.generate("boots", 0.5, 4)
    most, before = 0, 0

    def brought_in() -> bool:
        nonlocal most, before
        most, before = max(most, project.imports - before), project.imports
        return not session.work.busy

    session.run(until=brought_in)
    assert (most, project.imports) == (1, 4)


def test_nothing_is_polled_while_nothing_is_asked(session: Session) -> None:
    session.work.host.poll = lambda: pytest.fail("polled")
    for _ in range(30):
        session.editor.tick()


def test_the_menu_asks_in_a_dialog(session: Session, project: Project) -> None:
    assert list(session.editor.entries) == ["Generate Foley…", "Cancel Foley", "Foley Status"]
    exec(session.editor.entries["Foley Status"], {})
    assert session.editor.log == ["log: Foley Bridge: nothing is on its way"]
    exec(session.editor.entries["Generate Foley…"], {})  # dismissed
    assert not session.work.busy
    session.editor.answer = {"prompt": "Größe & 雨", "seconds": 0.5, "count": 1}
    exec(session.editor.entries["Generate Foley…"], {})
    session.finish()
    (file,) = manifests(project)
    assert check_manifest(file).prompt == "Größe & 雨"


def test_an_editor_without_such_a_dialog_says_what_to_type(at_home: Served, project: Project) -> None:
    session = Session(project, dialog=False)
    session.plug_in.ask()
    assert "foley_unreal.generate(" in session.editor.messages[0]
    session.close()


def test_an_editor_without_windows_has_no_menu_and_works(at_home: Served, project: Project) -> None:
    session = Session(project, windows=False)
    session.plug_in.generate("boots", 0.5, 1)
    session.finish()
    assert len(project.assets) == 1
    session.plug_in.stop()
    assert session.editor.listeners == 0
    session.close()


def test_what_cannot_be_asked_is_said_in_the_log(session: Session) -> None:
    assert session.plug_in.generate("boots", seconds=200) == ""
    assert session.editor.log[-1].startswith("error: Foley Bridge: 200 seconds cannot be made: choose 0.1 to 180")


def test_an_editor_closed_in_the_middle_finds_its_variants_again(at_home: Served, project: Project) -> None:
    first = Session(project)
    first.plug_in.generate("slow boots", 0.5, 3)
    first.run(until=lambda: first.work.host.connected)
    first.close()
    second = Session(project)
    assert second.work.busy
    second.finish()
    second.close()
    assert len(project.assets) == 3
    third = Session(project)
    assert not third.work.busy
    third.close()


class EndedError(Exception):
    """The editor crashed here."""


@pytest.mark.parametrize(("step", "imports"), [("save_loaded_asset", 5), ("write_whole", 4)])
def test_an_editor_that_crashed_at_a_variant_has_each_once(
    step: str, imports: int, at_home: Served, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Session(project)
    first.plug_in.generate("boots", 0.5, 4)
    first.run(until=lambda: project.imports == 1)

    def crash(*_: Any, **__: Any) -> None:
        raise EndedError

    holder = first.editor.module.EditorAssetLibrary if step == "save_loaded_asset" else first.work_module("variants")
    monkeypatch.setattr(holder, step, crash)
    with pytest.raises(EndedError):
        first.finish()
    assert project.imports == 2
    first.close()
    second = Session(project)
    second.finish()
    second.close()
    assert len(project.assets) == 4
    assert all(one.saved for one in project.assets.values())
    assert project.imports == imports  # what was not saved is lost with the editor and comes again
    assert len(check_manifest(manifests(project)[0]).variants) == 4


def test_without_a_daemon_it_says_so_once_and_delivers_when_there_is_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(tmp_path / "own"))
    session = Session(project)
    session.plug_in.generate("boots", 0.5, 2)
    for _ in range(20):
        session.editor.tick()
    assert session.editor.log == ["warning: Foley Bridge is not running. Start it with: foley-bridge serve"]
    with served(tmp_path):
        session.finish()
    session.close()
    assert len(project.assets) == 2


def test_a_daemon_killed_in_the_middle_delivers_everything_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(tmp_path / "own"))
    with DaemonProcess(tmp_path / "own") as daemon:
        session = Session(project)
        session.plug_in.generate("slow boots", 0.5, 3)
        session.run(until=lambda: "denoise" in "".join(session.work.told()))
        daemon.kill()
        session.run(until=lambda: len(session.editor.log) == 1)
        daemon.start()
        session.finish()
        session.close()
        daemon.kill()
    assert (len(project.assets), project.imports) == (3, 3)
    assert len(list((project.folder / "Foley").glob("*.wav"))) == 3


def test_a_cancelled_request_leaves_nothing(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(tmp_path / "own"))
    with served(tmp_path, launch=Launch(command=held_command(), nice=0)):
        session = Session(project)
        session.plug_in.generate("boots", 0.5, 3)
        session.run(until=lambda: any(one.candidates for one in session.work.host.requests.values()))
        assert session.plug_in.cancel() == 1
        session.finish()
        session.close()
    assert (project.assets, manifests(project)) == ({}, [])


def test_a_disk_full_for_the_daemon_is_told(at_home: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for disk in small_disk(tmp_path, monkeypatch):
        if not os.path.ismount(disk):
            pytest.skip("a small disk can be mounted by root only")
        project = Project(disk)
        session = Session(project)
        session.plug_in.generate("boots", 10.0, 2)
        session.finish()
        session.close()
        assert any("error: Foley Bridge:" in line and "space" in line for line in session.editor.log), (
            session.editor.log
        )
        assert (project.assets, manifests(project)) == ({}, [])


def test_a_disk_full_for_the_editor_is_told_and_mended_at_the_next_start(at_home: Served, project: Project) -> None:
    first = Session(project)
    project.disk_full = True
    first.plug_in.generate("boots", 0.5, 2)
    first.finish()
    assert "cannot be saved: is the disk full" in first.editor.log[-1]
    assert manifests(project) == []
    first.close()
    project.disk_full = False
    second = Session(project)
    assert project.assets == {}
    second.finish()
    second.close()
    assert len(check_manifest(manifests(project)[0]).variants) == len(project.assets) == 2


def test_a_sound_that_is_gone_is_told(session: Session, project: Project) -> None:
    session.plug_in.generate("boots", 0.5, 2)
    session.run(until=lambda: project.imports == 1)
    for file in (project.folder / "Foley").glob("*.wav"):
        file.unlink()
    session.finish()
    assert "is not on the disk any more" in session.editor.log[-1]
    assert len(check_manifest(manifests(project)[0]).variants) == len(project.assets) == 1


def test_a_list_of_pending_requests_that_cannot_be_read_is_told(at_home: Served, project: Project) -> None:
    file = project.folder / "Saved" / "FoleyBridge" / "pending.json"
    file.parent.mkdir()
    file.write_text("[{", encoding="utf-8")
    session = Session(project)
    assert "cannot be read: ask for those sounds again" in session.editor.log[0]
    session.close()


def test_the_plug_in_is_described_for_the_editor_and_read_by_its_python() -> None:
    described = json.loads((PLUG_IN / "FoleyBridge.uplugin").read_text(encoding="utf-8"))
    assert {one["Name"] for one in described["Plugins"]} == {"PythonScriptPlugin", "EditorScriptingUtilities"}
    for file in PYTHON.rglob("*.py"):
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 9))
