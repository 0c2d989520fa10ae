"""Reading through a process with limits: right samples, and whatever a file does, only that process suffers."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.recordings.reading import Reader, read_mono
from foley_bridge.recordings.records import UnusableError, Usable
from foley_models.errors import NotAvailableError, RequestError
from foley_models.training.clips import Clip
from tests.bridge.recordings.making import RATE_HZ, record, tone

FAULTY = (sys.executable, "-P", str(Path(__file__).parent / "faulty_child.py"))
posix_only = pytest.mark.skipif(os.name == "nt", reason="the system has no such limits")


@pytest.fixture
def faulty() -> Iterator[Reader]:
    with Reader(command=FAULTY, allowed_s=20.0) as one:
        yield one


def test_a_piece_is_read_sample_for_sample(tmp_path: Path, reader: Reader) -> None:
    samples = np.asarray(np.round(tone(seconds=1.0) * 32768) / 32768, np.float32)
    file = record(tmp_path / "a.wav", samples, subtype="PCM_16")
    np.testing.assert_array_equal(reader.read_mono(file, 0.0, None, RATE_HZ), samples)
    np.testing.assert_array_equal(reader.read_mono(file, 0.25, 0.5, RATE_HZ), samples[4000:8000])
    np.testing.assert_array_equal(read_mono(file, 0.5, None, RATE_HZ), samples[8000:])


def test_channels_are_mixed_by_their_mean(tmp_path: Path, reader: Reader) -> None:
    file = record(tmp_path / "a.wav", np.stack([tone(300), tone(500)], axis=1), subtype="FLOAT")
    np.testing.assert_allclose(reader.read_mono(file, 0, None, RATE_HZ), (tone(300) + tone(500)) / 2, atol=1e-7)


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 48_000])
def test_another_rate_keeps_length_and_pitch(tmp_path: Path, reader: Reader, rate_hz: int) -> None:
    file = record(tmp_path / "a.wav", tone(1000, seconds=5.0))  # more than one block
    read = reader.read_mono(file, 0, None, rate_hz)
    expected = tone(1000, seconds=5.0, rate_hz=rate_hz)
    assert abs(len(read) - len(expected)) <= 1
    middle = slice(rate_hz, 4 * rate_hz)
    np.testing.assert_allclose(read[middle], expected[middle], atol=2e-3)


def test_what_is_over_full_scale_is_cut_there(tmp_path: Path, reader: Reader) -> None:
    file = record(tmp_path / "a.wav", tone(peak=1.5), subtype="FLOAT")
    read = reader.read_mono(file, 0, None, RATE_HZ)
    assert (read.dtype.name, float(read.max()), float(read.min())) == ("float32", 1.0, -1.0)


@pytest.mark.parametrize(
    ("start_s", "end_s", "reason"),
    [
        (5.0, None, "start at 5 s is outside"),
        (0.2, 0.1, "not after its start"),
        (-1.0, None, "start at -1 s is outside"),
    ],
)
def test_a_piece_that_is_not_there_is_refused(
    tmp_path: Path, reader: Reader, start_s: float, end_s: float | None, reason: str
) -> None:
    with pytest.raises(UnusableError, match=reason):
        reader.read_mono(record(tmp_path / "a.wav", tone()), start_s, end_s, RATE_HZ)


def test_a_clip_whose_file_changed_or_went_is_refused_in_a_sentence(tmp_path: Path, reader: Reader) -> None:
    file = record(tmp_path / "a.wav", tone())
    facts = reader.describe(file)
    clip = Clip(facts.sha256, "a.wav", str(file), ("a bell",), "bell", "a", "train")
    assert len(reader.read_clip(clip, 8000)) == 2400
    record(file, tone(500, seconds=0.4))
    with pytest.raises(RequestError, match=r"The recording a\.wav .* was changed since it was checked"):
        reader.read_clip(clip, 8000)
    file.unlink()
    with pytest.raises(RequestError, match=r"is not there \(any more\)\."):
        reader.read_clip(clip, 8000)


@posix_only
@pytest.mark.parametrize(
    ("name", "kind", "reason", "deaths"),
    [
        ("crash.wav", "crash", "makes the decoder crash", 2),  # tried twice, to be just
        ("exit.wav", "crash", "code 7", 2),
        ("hog.wav", "memory", "more than 512 MiB of memory", 1),
    ],
)
def test_a_file_that_ends_the_process_is_refused_and_the_next_is_read(
    tmp_path: Path, faulty: Reader, name: str, kind: str, reason: str, deaths: int
) -> None:
    bad, good = record(tmp_path / name, tone()), record(tmp_path / "good.wav", tone())
    assert faulty.describe(good).rate_hz == RATE_HZ
    with pytest.raises(UnusableError, match=reason) as refusal:
        faulty.describe(bad)
    assert (refusal.value.kind, faulty.deaths) == (kind, deaths)
    assert len(faulty.read_mono(good, 0, None, RATE_HZ)) == 4800


@posix_only
@pytest.mark.parametrize("name", ["hang.wav", "spin.wav"])
def test_a_file_that_takes_for_ever_is_given_up(tmp_path: Path, name: str) -> None:
    with Reader(command=FAULTY, allowed_s=0.5) as faulty:
        with pytest.raises(UnusableError, match=r"so it was given up|s of computing") as refusal:
            faulty.describe(record(tmp_path / name, tone()))
        assert (refusal.value.kind, faulty.deaths, faulty.pid) == ("too slow", 1, None)


@posix_only
def test_a_process_that_the_system_ends_is_replaced_without_blame(tmp_path: Path) -> None:
    file = record(tmp_path / "a.wav", tone())
    with Reader() as reader:
        reader.read_mono(file, 0, None, RATE_HZ)
        assert reader.pid is not None
        os.kill(reader.pid, signal.SIGKILL)
        assert len(reader.read_mono(file, 0, None, RATE_HZ)) == 4800
        first = reader.pid
        os.kill(first, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (first, signal.SIGKILL)).start()
        assert len(reader.read_mono(file, 0, None, RATE_HZ)) == 4800
        assert reader.pid != first


@posix_only
def test_a_closed_reader_leaves_no_process(tmp_path: Path) -> None:
    with Reader() as reader:
        reader.describe(record(tmp_path / "a.wav", tone()))
        pid = reader.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_that_does_not_start_is_no_fault_of_the_files(tmp_path: Path) -> None:
    with (
        Reader(command=(sys.executable, "-c", "raise SystemExit('no libsndfile here')")) as reader,
        pytest.raises(NotAvailableError, match="no libsndfile here"),
    ):
        reader.describe(record(tmp_path / "a.wav", tone()))


@posix_only
def test_pipes_devices_and_circles_are_not_opened(tmp_path: Path, reader: Reader) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "device.wav").symlink_to("/dev/zero")
    (tmp_path / "circle.wav").symlink_to(tmp_path / "circle.wav")
    (tmp_path / "folder.wav").mkdir()
    expected = {"pipe.wav": "a pipe", "device.wav": "a device", "circle.wav": "circle", "folder.wav": "a folder"}
    start_s = time.monotonic()
    for name, reason in expected.items():
        with pytest.raises(UnusableError, match=reason):
            reader.describe(tmp_path / name)
    for place in (r"\\server\share\a.wav", "a\0.wav"):
        with pytest.raises(UnusableError, match=r"network share|no path can"):
            reader.describe(Path(place))
    assert time.monotonic() - start_s < 10


def test_modules_that_lie_among_the_recordings_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "soundfile.py").write_text("raise SystemExit('imported')")
    file = record(tmp_path / "a.wav", tone())
    root = Path(__file__).parents[3]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(root), str(root / "models"))))
    monkeypatch.chdir(tmp_path)
    with Reader() as reader:
        assert reader.describe(file).channels == 1


def test_a_usable_take_becomes_a_clip_that_can_be_read(tmp_path: Path, reader: Reader) -> None:
    assert Usable.__dataclass_fields__.keys() >= {"sha256", "captions", "group", "split"}
    link = tmp_path / "link.wav"
    file = record(tmp_path / "a.wav", tone())
    if os.name != "nt":
        link.symlink_to(file)
        assert reader.describe(link).path == file
