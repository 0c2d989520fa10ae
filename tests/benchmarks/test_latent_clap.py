"""The benchmark of the latent CLAP encoder, on a tiny pack."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.nn.functional import normalize

from benchmarks.latent_clap import main, plot
from benchmarks.latent_curve import STEPS, Point, Segments, agree, by_family, curve, recovered, spearman
from benchmarks.validation_segments import drawn_segments
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.recipe.bank import make_bank, read_bank
from tests.benchmarks.synthetic import write_recordings
from tests.models.tiny_core import write_tiny_pack


def segments(count: int) -> Segments:
    generator = torch.Generator().manual_seed(1)
    latents = torch.randn(count, 8, 8, 4, generator=generator)
    audio, text = (normalize(torch.randn(count, 512, generator=generator), dim=1) for _ in range(2))
    return Segments(latents.half(), audio, text, ("rain", "dog_bark") * (count // 2))


def write_work(folder: Path, count: int = 4) -> Path:
    folder.mkdir()
    made = segments(count)
    save_file(
        {"latents": made.latents, "audio": made.audio, "text": made.text}, folder / "latents.validation.safetensors"
    )
    notes = [json.dumps({"category": family}) for family in made.families]
    (folder / "bank.validation.jsonl").write_text("\n".join(notes) + "\n", encoding="utf-8")
    return folder


def test_it_prints_every_table_and_draws_the_curve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = write_tiny_pack(tmp_path / "pack")
    picture = tmp_path / "curve.png"
    arguments = [
        "--work",
        write_work(tmp_path / "work", 32),
        "--pack",
        pack,
        "--plot",
        picture,
        "--prompts",
        "1",
        "--segments",
        "4",
    ]
    assert main([str(one) for one in arguments]) == 0
    out = capsys.readouterr().out
    assert "Clean latents: mean cosine" in out
    assert "| dog_bark |" in out
    assert all(f"| {n} |" in out for n in STEPS)
    assert "Ranking of 1 pools of 16 takes" in out
    assert "Ranking of 2 pools of 16 real sounds" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_folder_without_segments_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--work", str(tmp_path)]) == 1
    assert "recipe's stage" in capsys.readouterr().err


def test_the_segments_are_those_that_the_recipe_draws(tmp_path: Path) -> None:
    audio = write_recordings(tmp_path / "audio", ("rain", "dog_bark"), {"validation": 2})
    pack = load_pack(find_pack("core"), device="cpu", dtype="float32")
    found = drawn_segments(pack, audio, 3, tell=lambda *_: None)
    make_bank(audio, tmp_path, "validation", 3, seed=2, on_progress=lambda _: None)
    bank = read_bank(tmp_path, "validation")
    encoded = pack.parts.codec.encode(torch.from_numpy(bank.log_mel.astype(np.float32)))
    torch.testing.assert_close(found.latents.float(), encoded, atol=0.02, rtol=0.01)  # the bank rounds to float16
    assert found.families == tuple(note.category for note in bank.notes)
    heard = pack.parts.encoder.embed_audio(torch.from_numpy(bank.samples.astype(np.float32) / 32767))
    torch.testing.assert_close(found.audio, heard, atol=1e-4, rtol=0.0)
    assert found.text.shape == (3, 512)


def test_a_pack_of_another_rate_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = write_tiny_pack(tmp_path / "pack")
    assert main(["--audio", str(tmp_path), "--pack", str(pack)]) == 1
    assert "makes sounds of 8000 Hz" in capsys.readouterr().err


def test_every_point_is_a_cosine_and_the_noise_is_the_same_each_time(tmp_path: Path) -> None:
    pack = load_pack(write_tiny_pack(tmp_path / "pack"), device="cpu", dtype="float32")
    scorer = pack.parts.latent_scorer
    assert scorer is not None
    made = segments(4)
    own = Segments(made.latents, scorer.embed_latents(made.latents.float()), made.text, made.families)
    once, again = (curve(pack, own, seed=1, tell=lambda *_: None) for _ in range(2))
    assert once == again
    assert [point.n for point in once] == list(STEPS)
    assert all(-1.0 <= cosine <= 1.001 for point in once for cosine in (point.audio, point.text, point.noisy))
    assert once[0].noisy == pytest.approx(1.0, abs=0.02)  # hardly any noise yet


def test_families_come_best_first() -> None:
    assert by_family(np.array([0.1, 0.9, 0.3, 0.7]), ("a", "b") * 2) == {"b": (0.8, 2), "a": (0.2, 2)}


def test_rank_correlation_is_that_of_the_order_alone() -> None:
    scores = np.array([0.1, 0.5, 0.2, 0.9])
    assert spearman(scores, np.exp(scores)) == pytest.approx(1.0)
    assert spearman(scores, -scores) == pytest.approx(-1.0)


def test_a_choice_is_worth_what_it_gains_over_chance() -> None:
    full = np.array([0.0, 1.0, 2.0, 3.0])
    same, reverse = agree("a", full, full, keep=2), agree("a", full, -full, keep=2)
    assert (same.shared, reverse.shared) == (2, 0)
    assert recovered([same]) == pytest.approx(1.0)
    assert recovered([reverse]) == pytest.approx(-1.0)


def test_a_curve_of_one_point_can_be_drawn(tmp_path: Path) -> None:
    plot([Point(0, 0.9, 0.8, 0.9)], 0.9, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000
