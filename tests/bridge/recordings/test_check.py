"""The check before training: what is refused, in which words; nothing disappears."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.recordings.check import Examiner, check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.records import Checked
from foley_models.errors import CancelledError, RequestError
from tests.bridge.recordings.making import RATE_HZ, record, tone

CheckAll = Callable[[Path], Checked]


def reasons(checked: Checked) -> dict[str, str]:
    return {one.path.name: one.reason for one in checked.refused}


def test_each_fault_is_named_with_its_value(tmp_path: Path, check_all: CheckAll) -> None:
    folder = tmp_path / "wooden door"
    record(folder / "good.wav", tone(300))
    record(folder / "silent.wav", tone(310, peak=0.0005), subtype="FLOAT")
    record(folder / "nothing.wav", np.zeros(8000, np.float32))
    record(folder / "short.wav", tone(320, seconds=0.02))
    record(folder / "clipped.wav", np.clip(tone(100, peak=1.0) * 20, -1, 1))
    record(folder / "slow.wav", tone(330, rate_hz=4000), 4000)
    record(folder / "crowded.wav", np.tile(tone(340)[:, None], (1, 9)))
    record(folder / "opposed.wav", np.stack([tone(350), -tone(350)], axis=1), subtype="FLOAT")
    record(folder / "no numbers.wav", np.full(4000, np.nan, np.float32), subtype="FLOAT")
    record(folder / "absurd.wav", np.concatenate([tone(360), np.array([1e30], np.float32)]), subtype="FLOAT")
    (folder / "empty.wav").write_bytes(b"")
    (folder / "letter.wav").write_text("Dear studio,", encoding="utf-8")
    whole = record(folder / "whole.flac", np.random.default_rng(1).uniform(-0.5, 0.5, 20_000).astype(np.float32))
    (folder / "half.flac").write_bytes(whole.read_bytes()[:15_000])
    record(folder / "header only.wav", np.zeros(0, np.float32))
    checked = check_all(folder)
    assert {one.take.path.name for one in checked.usable} == {"good.wav", "whole.flac"}
    found = reasons(checked)
    assert found["silent.wav"] == "it is silent: its peak is -66.0 dBFS, under -60"
    assert found["nothing.wav"] == "it is silent: its peak is nothing at all, under -60"
    assert found["short.wav"] == "it is too short: 20 ms, and at least 50 ms are needed"
    assert found["clipped.wav"].startswith("it is clipped: 9")
    assert found["slow.wav"] == "its rate is 4000 Hz, and from 8000 to 192000 Hz can be used"
    assert found["crowded.wav"] == "it has 9 channels, and at most 8 are read"
    assert found["opposed.wav"].startswith("its channels cancel each other")
    assert found["no numbers.wav"] == "it holds samples that are no numbers (NaN or infinite)"
    assert found["empty.wav"] == "the file is empty: it has 0 bytes"
    assert found["letter.wav"].startswith("it holds no sound")
    assert found["header only.wav"] == "it holds no samples: its length is zero"
    assert found["absurd.wav"].startswith("its peak is 600.0 dBFS, over 40")
    assert len(found) == 13


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, check_all: CheckAll) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 20_000).astype(np.float32)
    whole = record(tmp_path / "rain" / "whole.flac", noise)
    (tmp_path / "rain" / "half.flac").write_bytes(whole.read_bytes()[:15_000])
    assert list(reasons(check_all(tmp_path))) == ["half.flac"]


def test_a_peak_at_full_scale_is_no_clipping(tmp_path: Path, check_all: CheckAll) -> None:
    loud = tone(440, peak=1.0) / np.abs(tone(440, peak=1.0)).max()
    record(tmp_path / "bell" / "a.wav", np.asarray(loud, np.float32))
    assert not check_all(tmp_path).refused


def test_the_same_sound_is_used_once_and_the_first_is_named(tmp_path: Path, check_all: CheckAll) -> None:
    first = record(tmp_path / "bell" / "a.wav", tone())
    (tmp_path / "bell" / "copy.wav").write_bytes(first.read_bytes())
    samples = np.round(tone(500) * 32767) / 32768
    record(tmp_path / "bell" / "m.wav", np.asarray(samples, np.float32))
    record(tmp_path / "bell" / "n.flac", np.asarray(samples, np.float32))
    checked = check_all(tmp_path)
    assert [one.take.path.name for one in checked.usable] == ["a.wav", "m.wav"]
    assert reasons(checked) == {
        "copy.wav": "it is the same file as bell/a.wav",
        "n.flac": "it sounds, sample for sample, the same as bell/m.wav",
    }


def test_two_pieces_of_one_file_are_no_duplicates(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "bell.wav", np.concatenate([tone(300), tone(500)]))
    (tmp_path / "list.csv").write_text("path,start_s,end_s,caption\nbell.wav,0,0.3,a bell\nbell.wav,0.3,0.6,a bell\n")
    checked = check_all(tmp_path / "list.csv")
    assert [one.seconds for one in checked.usable] == [0.3, 0.3]
    assert len({one.group for one in checked.usable}) == 1


def test_high_rates_and_several_channels_are_usable(tmp_path: Path, check_all: CheckAll) -> None:
    high = tone(440, rate_hz=96_000, seconds=0.2)
    record(tmp_path / "bell" / "a.wav", np.stack([high, high * 0.5, high, high, high, high], axis=1), 96_000)
    (one,) = check_all(tmp_path).usable
    assert (one.rate_hz, one.channels, round(one.seconds, 3)) == (96_000, 6, 0.2)


def test_hours_are_refused_whole_and_taken_in_pieces(tmp_path: Path, check_all: CheckAll) -> None:
    hours = record(tmp_path / "night.wav", tone(300, rate_hz=8000), 8000, subtype="PCM_U8")
    frames = 2 * 3600 * 8000
    data = bytearray(hours.read_bytes())
    data[4:8], data[40:44] = (36 + frames).to_bytes(4, "little"), frames.to_bytes(4, "little")
    with hours.open("wb") as file:
        file.write(data)
        file.truncate(44 + frames)  # sparse: it takes no disk
    (tmp_path / "list.csv").write_text("path,start_s,end_s,caption\nnight.wav,,,a night\nnight.wav,0,0.3,a night\n")
    checked = check_all(tmp_path / "list.csv")
    assert [one.seconds for one in checked.usable] == [0.3]
    assert "it is 2.0 hours long by its header" in checked.refused[0].reason
    assert "give pieces of it" in checked.refused[0].reason


def test_names_in_any_script_with_spaces_and_of_great_length_are_kept(tmp_path: Path, check_all: CheckAll) -> None:
    names = ["Türe – schlägt zu.wav", "足音 砂利.wav", "a b  c.wav", "x" * 240 + ".wav", "emoji 🔔.wav"]
    for number, name in enumerate(names):
        record(tmp_path / "bell" / name, tone(300 + 20 * number))
    checked = check_all(tmp_path)
    assert {one.take.path.name for one in checked.usable} == set(names)
    assert all(Path(clip.path).exists() for clip in checked.clips())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "bell" / "a.wav", tone())
    (tmp_path / "bell" / "a.wav").rename(os.fsdecode(bytes(tmp_path / "bell") + b"/\xff.wav"))
    assert len(check_all(tmp_path).usable) == 1


def test_a_file_that_goes_while_it_is_checked_is_named(tmp_path: Path, examiner: Examiner) -> None:
    record(tmp_path / "bell" / "a.wav", tone(300))
    record(tmp_path / "bell" / "b.wav", tone(400))
    gathered = gather(tmp_path)
    (tmp_path / "bell" / "b.wav").unlink()
    checked = check(gathered, examiner=examiner)
    assert reasons(checked) == {"b.wav": "it is not there (any more)"}


def test_what_may_not_be_read_is_named(tmp_path: Path, check_all: CheckAll) -> None:
    file = record(tmp_path / "bell" / "a.wav", tone())
    record(tmp_path / "closed" / "b.wav", tone(500))
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    (tmp_path / "closed").chmod(0)
    found = reasons(check_all(tmp_path))
    (tmp_path / "closed").chmod(0o700)
    assert found == {
        "closed": "the folder cannot be looked into (Permission denied)",
        "a.wav": "it may not be read by this user (permission denied)",
    }


def test_one_recording_and_one_session_are_said_to_be_too_little(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "bell" / "a1.wav", tone(300))
    (note,) = check_all(tmp_path).notes
    assert note.startswith("Only one recording can be used")
    record(tmp_path / "bell" / "a2.wav", tone(400))
    checked = check_all(tmp_path)
    assert {one.split for one in checked.usable} == {"train"}
    assert checked.notes[0].startswith("All 2 clips are of one recording (a)")


def test_nothing_usable_is_one_clear_sentence(tmp_path: Path, check_all: CheckAll) -> None:
    (tmp_path / "readme.txt").write_text("no sound")
    with pytest.raises(
        RequestError, match=r"holds no sound file; files that are no sounds: 1\. Give a folder with WAV"
    ):
        check_all(tmp_path).clips()
    record(tmp_path / "bell" / "a.wav", np.zeros(8000, np.float32))
    with pytest.raises(RequestError, match=r"None of the 1 recordings .* bell/a\.wav: it is silent"):
        check_all(tmp_path).clips()


def test_a_check_is_followed_and_stopped(tmp_path: Path, examiner: Examiner) -> None:
    for hz in (300, 400, 500):
        record(tmp_path / "bell" / f"{hz}.wav", tone(hz))
    heard: list[tuple[int, int]] = []
    with pytest.raises(CancelledError, match="after 2 recordings"):
        check(
            gather(tmp_path),
            examiner=examiner,
            on_progress=lambda done, total: heard.append((done, total)),
            cancelled=lambda: len(heard) == 2,
        )
    assert heard == [(1, 3), (2, 3)]


def test_clips_carry_what_training_needs(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "dog_bark" / "a.wav", tone(seconds=0.5), RATE_HZ)
    (clip,) = check_all(tmp_path).clips()
    assert clip.captions == (
        "a dog bark",
        "the sound of a dog bark",
        "this is a sound of a dog bark",
        "a recording of a dog bark",
    )
    assert (clip.category, clip.split, clip.start_s, clip.end_s) == ("dog bark", "train", 0.0, None)
