"""`foley-bridge train latent-clap`, with real files, a real reading process and a tiny pack."""

import argparse
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.commands import train_latent_clap
from foley_models.errors import RequestError
from foley_models.pack import load_pack
from foley_models.pack_files import verify_pack
from tests.models.tiny_core import write_tiny_pack

RATE_HZ = 16_000


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_tiny_pack(tmp_path / "tiny")


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    random = np.random.default_rng(1)
    for number, name in enumerate(("gravel", "wood", "rain", "door")):
        samples = 0.3 * random.uniform(-1, 1, RATE_HZ)
        for _ in range(4 * number):
            samples = np.convolve(samples, [0.5, 0.5], mode="same")
        soundfile.write(folder / f"{name}.wav", 0.3 * samples / np.abs(samples).max(), RATE_HZ)
    (folder / "broken.wav").write_bytes(b"RIFF, and nothing more")
    return folder


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    train_latent_clap.add_arguments(parser)
    told = [str(word) for word in words]
    return train_latent_clap.run(parser.parse_args([*told, "--batch", "2", "--device", "cpu", "--validation", "0.3"]))


def test_a_new_pack_is_written_and_everything_else_is_cleared_away(
    pack: Path, recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (pack / "card.json").read_bytes()
    assert run(recordings, "--pack", pack, "--out", tmp_path / "new", "--steps", 2) == 0
    told = capsys.readouterr()
    assert "held-out recordings" in told.out
    assert "not used: broken.wav" in told.err
    assert "step 2 of 2" in told.err
    assert (pack / "card.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "recordings", "tiny"]
    measured = load_pack(tmp_path / "new", device="cpu", dtype="float32").card.measured["latent_clap"]
    assert isinstance(measured, dict)
    assert measured["steps"] == 2


def test_in_place_the_pack_itself_changes(pack: Path, recordings: Path) -> None:
    assert run(recordings, "--pack", pack, "--in-place", "--steps", 2) == 0
    assert verify_pack(pack).measured["latent_clap"]


def test_what_could_not_be_finished_is_not_begun(pack: Path, recordings: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is there already"):
        run(recordings, "--pack", pack, "--out", recordings)
    with pytest.raises(RequestError, match="no run to go on with"):
        run(recordings, "--pack", pack, "--out", tmp_path / "new", "--resume")
    begun = tmp_path / "new.training"
    begun.mkdir()
    (begun / "plan.json").write_text("{}", encoding="utf-8")
    (begun / "latent_clap.pt").write_bytes(b"")
    with pytest.raises(RequestError, match="no plan of a training"):
        run(recordings, "--pack", pack, "--out", tmp_path / "new")
    plan = '{"pack": "", "recordings": "", "steps": 2, "batch": 2, "seed": 1}'
    (begun / "plan.json").write_text(plan, encoding="utf-8")
    with pytest.raises(RequestError, match="--resume"):
        run(recordings, "--pack", pack, "--out", tmp_path / "new")


@pytest.mark.parametrize("words", [["--steps", "0"], ["--minutes", "0"], ["--seed", "-1"]])
def test_numbers_out_of_bounds_are_named(pack: Path, recordings: Path, tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(RequestError, match=words[0].removeprefix("--")):
        run(recordings, "--pack", pack, "--out", tmp_path / "new", *words)
