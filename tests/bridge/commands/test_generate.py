"""`foley-bridge generate` from the words to the files, with a real pack of random weights at tiny size."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import soundfile

from foley_bridge.cli import main
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.daemon.session import NoDaemonError, read_session
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.settings import EngineSettings, Settings
from tests.bridge.processes import COMMAND, environment
from tests.bridge.rpp_reader import parse
from tests.bridge.small_disk import small_disk
from tests.models.tiny_core import write_tiny_pack

PROMPT = "heavy boots on gravel"
SHORT = ("--seconds", "0.3", "--count", "2", "--pool", "3", "--steps", "2")
# A model of random weights makes hiss: what the gate is there to refuse. These pass by their seed.
SEED = ("--seed", "3")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A daemon with the real engine, for all tests of this file that do not start their own."""
    folder = tmp_path_factory.mktemp("home")
    with Daemon(Settings(engine=EngineSettings(device="cpu", nice=0)), user_folders(folder)):
        yield folder


@pytest.fixture
def reached(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    return home


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def _generate(pack: Path, folder: Path, *options: str, prompt: str = PROMPT) -> int:
    return main(["generate", prompt, "--pack", str(pack), "--out", str(folder), *SHORT, *SEED, *options])


def test_a_prompt_becomes_ranked_files_and_a_project(
    pack: Path, tmp_path: Path, reached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, tmp_path / "new" / "takes") == 0
    captured = capsys.readouterr()
    folder = tmp_path / "new" / "takes"
    assert sorted(path.name for path in folder.iterdir()) == ["Foley", "takes.RPP"]
    files = sorted((folder / "Foley").iterdir())
    assert len(files) == 2
    for file in files:
        info = soundfile.info(file)
        assert (info.frames, info.samplerate, info.subtype) == (14_400, 48_000, "PCM_24")
        assert file.name in captured.out
    assert "denoising ..." in captured.err
    assert captured.out.startswith("heavy boots on gravel\n rank")
    assert f"Open {folder / 'takes.RPP'} in REAPER" in captured.out
    (track,) = parse((folder / "takes.RPP").read_text(encoding="utf-8")).blocks("TRACK")
    assert len(track.blocks("ITEM")[0].blocks("SOURCE")) == 2


def test_takes_that_are_in_the_project_are_not_offered_again(pack: Path, tmp_path: Path, reached: Path) -> None:
    assert _generate(pack, tmp_path) == 0
    with Journal(user_folders(reached).journal_file) as journal:
        (job,) = journal.recent(1)
        assert len(journal.candidates(job.id)) == 2
        assert journal.offers(job.id) == ()


def _sounds(folder: Path) -> list[bytes]:
    return sorted(soundfile.read(path, dtype="int32")[0].tobytes() for path in (folder / "Foley").iterdir())


def test_the_same_seed_gives_the_same_sounds_bit_for_bit(pack: Path, tmp_path: Path, reached: Path) -> None:
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert _generate(pack, tmp_path / name, "--seed", seed) == 0
    a, b, c = (_sounds(tmp_path / name) for name in "abc")
    assert a == b
    assert not set(a) & set(c)


def test_json_is_all_that_goes_to_standard_output(
    pack: Path, tmp_path: Path, reached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, tmp_path / "x", "--json", "--rate", "44100") == 0
    values = json.loads(capsys.readouterr().out)
    assert [take["rank"] for take in values["takes"]] == [1, 2]
    assert values["takes"][0]["score"] >= values["takes"][1]["score"]
    for take in values["takes"]:
        info = soundfile.info(take["file"])
        assert (info.samplerate, info.frames) == (44_100, 13_230)


def test_a_second_run_into_the_same_folder_replaces_nothing(pack: Path, tmp_path: Path, reached: Path) -> None:
    assert _generate(pack, tmp_path) == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert _generate(pack, tmp_path) == 0
    assert {path: path.read_bytes() for path in before} == before
    assert len(list((tmp_path / "Foley").iterdir())) == 4
    first, second = (tmp_path / name for name in ("takes.RPP", "takes-2.RPP"))
    assert set(re.findall(r"FILE (.*)", first.read_text())).isdisjoint(re.findall(r"FILE (.*)", second.read_text()))


def test_without_a_folder_the_takes_go_to_out_and_the_words_of_the_prompt(
    pack: Path, tmp_path: Path, reached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", PROMPT, "--pack", str(pack), *SHORT, *SEED]) == 0
    assert (tmp_path / "out" / "heavy-boots-on-gravel" / "takes.RPP").is_file()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--device", "cuda:1"), 1, "The daemon that runs computes on 'cpu', not on 'cuda:1'"),
        (("--category", "NoSuch"), 2, "is no CatID"),
        (("--threshold", "1", "--under", "drop"), 1, "candidates passed"),
        (("--target", "audio"), 1, "stores no sounds of this category"),
        (("--pack", "nowhere"), 1, "There is no pack 'nowhere'"),
    ],
)
def test_what_only_the_daemon_can_tell_is_refused_in_one_sentence_and_leaves_nothing(
    pack: Path,
    tmp_path: Path,
    reached: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    options: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    assert _generate(pack, tmp_path / "a" / "b", *options) == code
    (sentence,) = [line for line in capsys.readouterr().err.splitlines() if not line.endswith(" ...")]
    assert sentence.startswith("foley-bridge: ")
    assert words in sentence
    assert list(tmp_path.iterdir()) == []


def test_a_broken_pack_is_refused_and_leaves_nothing(
    tmp_path: Path, reached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = write_tiny_pack(tmp_path / "pack")
    (broken / "denoiser.safetensors").write_bytes(b"not weights")
    card = broken / "card.json"  # another pack than the whole one, which the engine may hold already
    card.write_text(card.read_text(encoding="utf-8").replace('"0.0.1"', '"0.0.2"'), encoding="utf-8")
    assert _generate(broken, tmp_path / "takes") == 1
    assert "denoiser.safetensors has 11 bytes" in capsys.readouterr().err
    assert not (tmp_path / "takes").exists()


def test_a_full_disk_is_one_sentence_and_no_part_of_a_file(
    pack: Path, disk: Path, reached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, disk / "takes", "--seconds", "4", "--rate", "192000") == 1
    assert "foley-bridge: No space is left for " in capsys.readouterr().err
    assert list(disk.iterdir()) == []


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_says_cancelled_and_leaves_nothing(
    pack: Path, tmp_path: Path, reached: Path, wish: signal.Signals
) -> None:
    folder = tmp_path / "takes"
    options = [*SHORT, "--seconds", "10", "--count", "16", "--pool", "64", "--steps", "1000"]
    command = [*COMMAND, "generate", PROMPT, "--pack", str(pack), "--out", str(folder), *options]
    # A shell that runs the tests in the background has its children ignore SIGINT, and theirs inherit that.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(), preexec_fn=heed) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line == "denoising ...\n":
                break
        process.send_signal(wish)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.endswith("foley-bridge: cancelled\n")
    assert "Traceback" not in rest
    with Journal(user_folders(reached).journal_file) as journal:
        (job,) = journal.recent(1)
        while not journal.job(job.id).state.final:
            pass
        assert journal.job(job.id).state == "cancelled"


def _own_home(tmp_path: Path) -> dict[str, str]:
    return environment() | {HOME_VARIABLE: str(tmp_path / "home"), "OMP_NUM_THREADS": "1"}


def test_a_daemon_is_started_for_the_call_and_ended_after_it(pack: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "generate", PROMPT, "--pack", str(pack), "--out", str(tmp_path / "x"), *SHORT, *SEED]
    done = subprocess.run(command, capture_output=True, text=True, env=_own_home(tmp_path), check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert len(list((tmp_path / "x" / "Foley").iterdir())) == 2
    with pytest.raises(NoDaemonError):
        read_session(user_folders(tmp_path / "home"))


def test_a_daemon_that_is_to_be_kept_serves_the_next_call(pack: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "generate", PROMPT, "--pack", str(pack), "--out", str(tmp_path / "x"), *SHORT, *SEED]
    environ = _own_home(tmp_path)
    subprocess.run([*command, "--keep"], capture_output=True, env=environ, check=True)
    session = read_session(user_folders(tmp_path / "home"))
    try:
        again = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
        assert again.returncode == 0
        assert read_session(user_folders(tmp_path / "home")) == session
    finally:
        os.kill(session.pid, signal.SIGTERM)


def test_a_daemon_that_cannot_start_says_why(pack: Path, tmp_path: Path) -> None:
    settings = user_folders(tmp_path / "home").settings_file
    settings.parent.mkdir(parents=True)
    settings.write_text("[engine]\ndevise = 'cpu'\n")
    command = [*COMMAND, "generate", PROMPT, "--out", str(tmp_path / "x")]
    done = subprocess.run(command, capture_output=True, text=True, env=_own_home(tmp_path), check=False)
    assert done.returncode == 1
    assert "The daemon cannot start: " in done.stderr
    assert "'devise'; the nearest is 'device'" in done.stderr
    assert not (tmp_path / "x").exists()
