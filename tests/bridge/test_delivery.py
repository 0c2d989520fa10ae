"""From sounds to the files a person opens."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.delivery import PROJECT_FILE, deliver
from foley_models.errors import DestinationError, DiskFullError, FoleyError
from tests.bridge.results import REQUEST, make_candidate, make_result, three_takes
from tests.bridge.rpp_reader import Block, parse


def _item(project: Path) -> Block:
    (track,) = parse(project.read_text(encoding="utf-8")).blocks("TRACK")
    (item,) = track.blocks("ITEM")
    return item


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_request_becomes_its_wav_files_and_one_project(tmp_path: Path) -> None:
    delivery = deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    files = [f"0{rank}_heavy-boots-on-gravel_100{rank}.wav" for rank in (1, 2, 3)]
    assert _names(tmp_path) == [*files, PROJECT_FILE]
    assert [take.file.name for take in delivery.takes] == files
    for take in delivery.takes:
        info = soundfile.info(take.file)
        assert (info.samplerate, info.channels, info.subtype, info.frames) == (48_000, 1, "PCM_24", 24_000)


def test_the_item_holds_every_file_as_a_take_in_rank_order(tmp_path: Path) -> None:
    delivery = deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    item = _item(delivery.project)
    assert item.lines("NAME") == [
        ["1 · 0.512 · heavy boots on gravel"],
        ["2 · 0.400 · heavy boots on gravel"],
        ["3 · 0.100 (under the threshold) · heavy boots on gravel"],
    ]
    files = [source.line("FILE")[0] for source in item.blocks("SOURCE")]
    assert files == [take.file.name for take in delivery.takes]
    assert all((delivery.project.parent / file).is_file() for file in files)
    assert float(item.line("LENGTH")[0]) == 0.5


def test_each_file_holds_the_sound_of_its_rank(tmp_path: Path) -> None:
    for take in deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000).takes:
        sound, _ = soundfile.read(take.file)
        assert np.argmax(np.abs(np.fft.rfft(sound))) == 200 * take.rank * REQUEST.seconds
        assert take.gain_db == 0.0


def test_a_sound_that_would_clip_is_turned_down_and_says_so(tmp_path: Path) -> None:
    result = make_result(make_candidate(1, level=2.0))
    (take,) = deliver(result, REQUEST, tmp_path, rate_hz=48_000).takes
    assert take.gain_db == pytest.approx(-6.1, abs=0.1)
    assert np.max(np.abs(soundfile.read(take.file)[0])) == pytest.approx(10 ** (-0.1 / 20), abs=1e-6)


def test_a_sound_without_a_score_is_named_so(tmp_path: Path) -> None:
    result = make_result(make_candidate(1, score=float("nan")))
    item = _item(deliver(result, REQUEST, tmp_path, rate_hz=48_000).project)
    assert item.line("NAME") == ["1 · not scored · heavy boots on gravel"]


def test_a_second_run_replaces_nothing(tmp_path: Path) -> None:
    deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    again = deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    assert again.project == tmp_path / "run-2" / PROJECT_FILE
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_broken_sound_leaves_no_file_at_all(tmp_path: Path, value: float) -> None:
    good, broken = make_candidate(1), make_candidate(2)
    broken.waveform[7] = value
    with pytest.raises(FoleyError):
        deliver(make_result(good, broken), REQUEST, tmp_path, rate_hz=48_000)
    assert _names(tmp_path) == []


def test_a_project_that_cannot_be_written_leaves_no_sounds_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = os.link

    def no_project(source: str, target: str, **options: bool) -> None:
        if str(target).endswith(PROJECT_FILE):
            raise PermissionError(13, "Permission denied")
        genuine(source, target, **options)

    monkeypatch.setattr(os, "link", no_project)
    with pytest.raises(DestinationError, match=r"takes\.RPP cannot be written"):
        deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    assert _names(tmp_path) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DiskFullError):
        deliver(three_takes(), REQUEST, tmp_path, rate_hz=48_000)
    assert _names(tmp_path) == []


@pytest.mark.parametrize("prompt", ['"\n>\n<TRACK', "a \" b ' c ` d", "../../../etc/passwd", "> <", "雨 on a tin roof"])
def test_no_prompt_breaks_the_project_or_leaves_the_folder(tmp_path: Path, prompt: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    delivery = deliver(three_takes(), replace(REQUEST, prompt=prompt), folder, rate_hz=48_000)
    sources = _item(delivery.project).blocks("SOURCE")
    assert [folder / source.line("FILE")[0] for source in sources] == [take.file for take in delivery.takes]
    assert _names(tmp_path) == ["inside"]
