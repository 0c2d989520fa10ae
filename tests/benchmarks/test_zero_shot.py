"""Zero-shot accuracy: windows, counting, and the command with a real pack at tiny size."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.families import JUDGED_FAMILIES
from benchmarks.zero_shot import (
    Accuracy,
    accuracy,
    main,
    mean_share,
    nearest_families,
    prototypes,
    whole_share,
    windows,
)
from foley_models.card import Category
from foley_models.errors import PackError
from foley_models.pack import load_pack
from tests.benchmarks.synthetic import write_recordings
from tests.models.tiny_core import change_card, change_part, write_tiny_pack


def test_a_short_sound_is_padded_with_silence_at_peak_one_half() -> None:
    (window,) = windows(np.ones(150, dtype=np.float32), 100, repeated=False)
    assert len(window) == 400
    assert window[:150].tolist() == pytest.approx([0.5] * 150)
    assert not window[150:].any()


def test_a_short_sound_is_repeated_with_a_quarter_of_a_second_between() -> None:
    (window,) = windows(np.ones(50, dtype=np.float32), 100, repeated=True)
    once = [0.5] * 50 + [0.0] * 25
    assert window.tolist() == pytest.approx((once * 6)[:400])


@pytest.mark.parametrize(("samples", "count"), [(400, 1), (599, 1), (601, 2), (800, 2), (1700, 4)])
def test_a_long_sound_is_cut_into_windows_and_half_a_one_counts(samples: int, count: int) -> None:
    for repeated in (False, True):
        assert windows(np.ones(samples, dtype=np.float32), 100, repeated=repeated).shape == (count, 400)


def test_the_nearest_family_is_the_one_of_the_nearest_row() -> None:
    rows = torch.eye(13, 20)
    assert nearest_families(rows[[3, 0]] + 0.1, rows) == [JUDGED_FAMILIES[3], JUDGED_FAMILIES[0]]


def test_accuracy_counts_what_was_said_instead() -> None:
    assert accuracy(["rain", "water", "water", "rain", "clock"], "rain") == Accuracy(2, 5, {"clock": 1, "water": 2})
    rows = {"rain": Accuracy(1, 4, {}), "water": Accuracy(1, 1, {}), "clock": Accuracy(0, 0, {})}
    assert mean_share(rows) == pytest.approx(0.625)
    assert whole_share(rows) == pytest.approx(0.4)


@pytest.fixture(scope="module")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny pack that has all thirteen families."""
    folder = write_tiny_pack(tmp_path_factory.mktemp("thirteen"))
    generator = torch.Generator().manual_seed(5)
    more = {family: asdict(Category(family.replace("_", " "))) for family in JUDGED_FAMILIES}
    named = {family: {"prompt": values["prompt"]} for family, values in more.items()}
    change_card(folder, lambda values: values["categories"].update(named))
    stored = {family: torch.randn(3, 512, generator=generator).half() for family in JUDGED_FAMILIES}
    change_part(folder, "targets", lambda tensors: tensors.update(stored))
    return folder


def test_the_command_counts_every_clip_and_every_prompt(
    pack_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audio = write_recordings(tmp_path, ("rain", "clock"), {"validation": 2, "train": 1})
    arguments = ["--audio", str(audio), "--pack", str(pack_folder), "--device", "cpu"]
    assert main([*arguments, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {family: row["all"] for family, row in result["clips"]["padded"].items() if row["all"]} == {
        "rain": 2,
        "clock": 2,
    }
    assert {row["all"] for row in result["prompts_by_sound"].values()} == {5}
    wrong = 65 - sum(row["right"] for row in result["prompts_by_sound"].values())
    assert len(result["wrong_prompts"]) == wrong
    assert main(arguments) == 0
    assert "| sneeze_cough |" in capsys.readouterr().out


def test_prototypes_are_unit_means_in_the_order_of_the_families(pack_folder: Path) -> None:
    pack = load_pack(pack_folder, device="cpu")
    rows = prototypes(pack)
    assert rows.norm(dim=1) == pytest.approx(torch.ones(13))
    stored = pack.targets[JUDGED_FAMILIES[4]].mean(dim=0)
    assert float(rows[4] @ stored) == pytest.approx(float(stored.norm()), rel=1e-4)


def test_a_pack_without_stored_sounds_of_a_family_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="keyboard"):
        prototypes(load_pack(write_tiny_pack(tmp_path), device="cpu"))


def test_a_pack_without_the_families_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--audio", str(tmp_path), "--pack", str(write_tiny_pack(tmp_path / "tiny"))]) == 1
    assert "keyboard" in capsys.readouterr().err
