"""The doctor's look at Python, sound, display, torch and packs: broken ones are put in the way of a real process."""

import os
import shutil
from pathlib import Path

import pytest

from foley_bridge.doctor import machine, model, sound_devices
from foley_bridge.doctor.child import ChildFailedError, ask, run_python
from foley_bridge.doctor.context import Context, context_of
from foley_bridge.doctor.finding import Level
from foley_bridge.folders import user_folders
from foley_models.pack_files import packs_folder
from tests.bridge.processes import environment


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return context_of(user_folders(tmp_path / "home"), {})


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules a child finds before the installed ones."""
    folder = tmp_path / "library"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(folder), environment()["PYTHONPATH"])))
    return folder


def configured(tmp_path: Path, text: str) -> Context:
    folders = user_folders(tmp_path / "configured")
    folders.config.mkdir(parents=True)
    folders.settings_file.write_text(text, encoding="utf-8")
    return context_of(folders, {})


def test_this_python_is_fine_and_an_old_one_is_a_problem(context: Context) -> None:
    (finding,) = machine.check_python(context)
    assert finding.level is Level.OK
    old = machine.judge_python((3, 10, 9))
    assert (old.level, "3.10.9" in old.sentence, "3.11" in old.remedy) == (Level.PROBLEM, True, True)


def test_without_portaudio_the_remedy_is_named_and_generating_still_works(context: Context, library: Path) -> None:
    (library / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n", encoding="utf-8")
    (finding,) = machine.check_sound(context)
    assert finding.level is Level.NOTE
    assert "PortAudio library not found" in finding.sentence
    assert finding.remedy


@pytest.mark.parametrize(("outputs", "level"), [(2, Level.OK), (0, Level.NOTE)])
def test_sound_outputs_are_counted(context: Context, library: Path, outputs: int, level: Level) -> None:
    devices = [{"name": "Speakers, front", "hostapi": 0, "max_output_channels": 2}] * outputs
    devices.append({"name": "Microphone", "hostapi": 0, "max_output_channels": 0})
    code = f"def query_devices():\n    return {devices}\n\ndef query_hostapis():\n    return [{{'name': 'ALSA'}}]\n"
    (library / "sounddevice.py").write_text(code, encoding="utf-8")
    (finding,) = machine.check_sound(context)
    assert finding.level is level
    assert sound_devices.outputs() == ("Speakers, front, ALSA",) * outputs


@pytest.mark.parametrize(
    ("chosen", "level"),
    [("", Level.OK), ("Speakers, front", Level.OK), ("Speakers, front, ALSA", Level.OK), ("Headphones", Level.NOTE)],
)
def test_an_output_that_the_settings_name_must_be_there(chosen: str, level: Level) -> None:
    finding = machine.judge_outputs(("Speakers, front, ALSA",), chosen)
    assert (finding.level, chosen in finding.sentence) == (level, level is Level.NOTE or not chosen)


def test_a_sound_library_that_takes_its_process_down_does_not_take_down_the_doctor(
    context: Context, library: Path
) -> None:
    (library / "sounddevice.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    (finding,) = machine.check_sound(context)
    assert finding.level is Level.NOTE
    assert os.name == "nt" or "signal 6" in finding.sentence


def test_every_system_has_a_remedy_for_sound() -> None:
    assert "libportaudio2" in machine.sound_remedy("Linux")
    assert all("pip" in machine.sound_remedy(system) for system in ("Darwin", "Windows"))


@pytest.mark.parametrize(
    ("system", "variables", "level"),
    [
        ("Linux", {}, Level.NOTE),
        ("Linux", {"DISPLAY": ""}, Level.NOTE),
        ("Linux", {"DISPLAY": ":0"}, Level.OK),
        ("Linux", {"WAYLAND_DISPLAY": "wayland-0"}, Level.OK),
        ("Windows", {}, Level.OK),
        ("Darwin", {}, Level.OK),
    ],
)
def test_a_missing_display_is_noted_where_one_must_be_named(
    tmp_path: Path, system: str, variables: dict[str, str], level: Level
) -> None:
    assert machine.judge_display(system, context_of(user_folders(tmp_path), variables)).level is level


def test_torch_and_its_device_are_found(tmp_path: Path, library: Path) -> None:
    findings = {one.name: one for one in model.check_torch(configured(tmp_path, '[engine]\ndevice = "mps"\n'))}
    assert findings["torch"].level is Level.OK
    assert set(findings) == {"torch", "device", "bfloat16"}
    if findings["device"].level is Level.PROBLEM:  # not a Mac
        assert "'mps'" in findings["device"].sentence


def test_a_torch_that_cannot_be_imported_is_a_problem(context: Context, library: Path) -> None:
    (library / "torch.py").write_text("raise ImportError('libcudart.so.13: cannot open')\n", encoding="utf-8")
    (finding,) = model.check_torch(context)
    assert finding.level is Level.PROBLEM
    assert "libcudart.so.13" in finding.sentence
    assert "pip install" in finding.remedy


def test_the_built_in_packs_are_whole(context: Context) -> None:
    findings = list(model.check_packs(context))
    assert findings
    assert {one.level for one in findings} == {Level.OK}


def test_a_pack_with_one_changed_byte_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "core"
    shutil.copytree(packs_folder() / "core", folder)
    assert model.check_pack("core", folder).level is Level.OK
    file = next(folder.glob("*.safetensors"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    finding = model.check_pack("core", folder)
    assert (finding.level, file.name in finding.sentence) == (Level.PROBLEM, True)
    file.unlink()
    assert "missing" in model.check_pack("core", folder).sentence


def test_packs_that_the_user_installed_are_looked_at_too(tmp_path: Path) -> None:
    context = configured(tmp_path, '[engine]\npack = "mine"\n')
    shutil.copytree(packs_folder() / "core", context.folders.packs / "mine")
    shutil.copytree(packs_folder() / "core", context.folders.packs / "broken")
    next((context.folders.packs / "broken").glob("*.safetensors")).unlink()
    levels = {one.sentence.split("'")[1]: one.level for one in model.check_packs(context)}
    assert levels == {"core": Level.OK, "mine": Level.OK, "broken": Level.PROBLEM}


def test_a_pack_that_the_settings_name_and_nobody_has_is_a_problem(tmp_path: Path) -> None:
    findings = list(model.check_packs(configured(tmp_path, '[engine]\npack = "lost"\n')))
    assert [one.level for one in findings if "'lost'" in one.sentence] == [Level.PROBLEM]


def test_an_optional_library_may_be_absent_but_not_broken(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = model.check_library("foley-nowhere", "foley_nowhere", "nothing")
    assert (absent.level, "not installed" in absent.sentence) == (Level.OK, True)
    (library / "foley_broken.py").write_text("import foley_nowhere\n", encoding="utf-8")
    monkeypatch.syspath_prepend(library)
    broken = model.check_library("foley-broken", "foley_broken", "nothing")
    assert (broken.level, "uninstall foley-broken" in broken.remedy) == (Level.NOTE, True)
    (library / "foley_broken.py").write_text("", encoding="utf-8")
    assert model.check_library("foley-broken", "foley_broken", "nothing").level is Level.OK


def test_a_child_that_hangs_talks_nonsense_or_ends_badly_is_an_error_in_words() -> None:
    with pytest.raises(ChildFailedError, match=r"no answer within 0\.2 s"):
        run_python(["-c", "import time; time.sleep(60)"], timeout_s=0.2)
    with pytest.raises(ChildFailedError, match="no answer that can be read"):
        ask(["-c", "print('hello')"], timeout_s=60)
    with pytest.raises(ChildFailedError, match="ended with code 3"):
        run_python(["-c", "import sys; sys.exit(3)"], timeout_s=60)
    assert ask(["-c", "print('a warning\\n[1, 2]')"], timeout_s=60) == [1, 2]
