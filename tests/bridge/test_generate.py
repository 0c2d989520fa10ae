"""`foley-bridge generate` from the words to the files, with a real pack of random weights at tiny size."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from foley_bridge.cli import main
from tests.bridge.processes import COMMAND, environment
from tests.bridge.rpp_reader import parse
from tests.bridge.small_disk import small_disk
from tests.models.tiny_core import write_tiny_pack

PROMPT = "heavy boots on gravel"
SHORT = ("--seconds", "0.3", "--count", "2", "--pool", "3", "--steps", "2", "--device", "cpu")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def _generate(pack: Path, folder: Path, *options: str, prompt: str = PROMPT) -> int:
    return main(["generate", prompt, "--pack", str(pack), "--out", str(folder), *SHORT, *options])


def test_a_prompt_becomes_ranked_files_and_a_project(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, tmp_path / "new" / "takes") == 0
    captured = capsys.readouterr()
    files = sorted((tmp_path / "new" / "takes").iterdir())
    assert [path.name[:25] for path in files] == ["01_heavy-boots-on-gravel_", "02_heavy-boots-on-gravel_", "takes.RPP"]
    for file in files[:2]:
        info = soundfile.info(file)
        assert (info.frames, info.samplerate, info.subtype) == (14_400, 48_000, "PCM_24")
        assert file.name in captured.out
    assert "denoising ..." in captured.err
    assert captured.out.count("heavy boots on gravel") == 1
    (track,) = parse(files[2].read_text(encoding="utf-8")).blocks("TRACK")
    assert len(track.blocks("ITEM")[0].blocks("SOURCE")) == 2


def test_the_same_seed_gives_the_same_files_byte_for_byte(pack: Path, tmp_path: Path) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        assert _generate(pack, tmp_path / name, "--seed", seed) == 0
    a, b, c = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "abc")
    assert a == b
    assert a.keys() != c.keys()


def test_json_is_all_that_goes_to_standard_output(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, tmp_path / "x", "--json", "--rate", "44100") == 0
    values = json.loads(capsys.readouterr().out)
    assert [take["rank"] for take in values["takes"]] == [1, 2]
    assert values["takes"][0]["score"] >= values["takes"][1]["score"]
    for take in values["takes"]:
        info = soundfile.info(Path(values["folder"]) / take["file"])
        assert (info.samplerate, info.frames) == (44_100, 13_230)


def test_a_second_run_into_the_same_folder_replaces_nothing(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _generate(pack, tmp_path) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert _generate(pack, tmp_path) == 0
    assert "holds takes already" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in before} == before
    assert len(list((tmp_path / "run-2").iterdir())) == 3


def test_without_a_folder_the_takes_go_to_out_and_the_words_of_the_prompt(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", PROMPT, "--pack", str(pack), *SHORT]) == 0
    assert (tmp_path / "out" / "heavy-boots-on-gravel" / "takes.RPP").is_file()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--device", "tpu"), 1, "The device 'tpu' is not there"),
        (("--device", "cuda:99"), 1, "The device 'cuda:99' is not there"),
        (("--category", "no_such"), 2, "The pack has no category 'no_such'"),
        (("--threshold", "1", "--under", "drop"), 1, "candidates passed"),
        (("--target", "audio", "--category", "footstep"), 1, "stores no sounds of this category"),
    ],
)
def test_what_only_the_pack_can_tell_is_refused_in_one_sentence_and_leaves_nothing(
    pack: Path,
    tmp_path: Path,
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


def test_a_broken_pack_is_refused_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = write_tiny_pack(tmp_path / "pack")
    (broken / "denoiser.safetensors").write_bytes(b"not weights")
    assert _generate(broken, tmp_path / "takes") == 1
    assert "denoiser.safetensors has 11 bytes" in capsys.readouterr().err
    assert not (tmp_path / "takes").exists()


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    pack: Path, disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    too_much = ("--seconds", "4", "--rate", "192000")
    assert _generate(pack, disk / "takes", *too_much) == 1
    assert "foley-bridge: No space is left for " in capsys.readouterr().err
    assert list(disk.iterdir()) == []


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_says_cancelled_and_leaves_nothing(pack: Path, tmp_path: Path, wish: signal.Signals) -> None:
    folder = tmp_path / "takes"
    options = [*SHORT, "--seconds", "10", "--count", "16", "--pool", "64", "--steps", "1000"]
    command = [*COMMAND, "generate", PROMPT, "--pack", str(pack), "--out", str(folder), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line == "denoising ...\n":
                break
        process.send_signal(wish)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.endswith("foley-bridge: cancelled\n")
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
