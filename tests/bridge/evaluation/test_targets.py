"""Multi-target sets: the right recordings, in the layout that a pack's part `targets` has."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from foley_bridge.cli import main
from foley_bridge.evaluation.target_sets import choose_targets, mean_direction
from foley_models.errors import RequestError
from foley_models.pack import load_pack
from tests.bridge.evaluation.studio import write_folder
from tests.models.tiny_core import change_part, write_tiny_pack


def test_the_clips_nearest_to_the_centre_are_chosen_best_first() -> None:
    clips = np.array([[0.0, 2.0], [3.0, 3.0], [5.0, 0.0], [-1.0, 0.0]])
    chosen, rows = choose_targets("rain", ["a", "b", "c", "d"], clips, np.array([1.0, 0.0]), 2)
    assert [(one.name, round(one.correlation, 3)) for one in chosen] == [("c", 1.0), ("b", 0.707)]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0)


def test_the_mean_of_a_class_counts_every_clip_alike() -> None:
    np.testing.assert_allclose(mean_direction(np.array([[10.0, 0.0], [0.0, 0.1]])), [0.5, 0.5])


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(RequestError, match="from 1 to 64"):
        choose_targets("rain", ["a"], np.eye(1), np.ones(1), 0)


def test_the_file_is_a_part_that_a_pack_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recordings = write_folder(tmp_path / "recordings", {"dog_bark": 5, "rain": 3}, seed=1)
    (recordings / "rain").rename(recordings / "wet street")
    pack, out = write_tiny_pack(tmp_path / "pack"), tmp_path / "targets.safetensors"
    arguments = ["targets", str(recordings), "--part", "all", "--pack", str(pack), "--device", "cpu", "--out", str(out)]
    assert main([*arguments, "--count", "4", "--as", "wet street=rain"]) == 0
    shown = capsys.readouterr().out
    assert "'rain' has 3 targets" in shown
    assert "correlation" in shown
    stored = load_file(out)
    assert {name: tuple(one.shape) for name, one in stored.items()} == {"dog_bark": (4, 512), "rain": (3, 512)}
    assert all(one.dtype == torch.float16 for one in stored.values())
    change_part(pack, "targets", lambda tensors: tensors.update(stored))
    assert set(load_pack(pack, device="cpu").targets) == {"dog_bark", "rain"}


def test_a_class_that_the_pack_does_not_know_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recordings = write_folder(tmp_path / "recordings", {"dog_bark": 3, "rain": 3}, seed=1)
    (recordings / "rain").rename(recordings / "wet street")
    pack, out = write_tiny_pack(tmp_path / "pack"), tmp_path / "targets.safetensors"
    arguments = ["targets", str(recordings), "--part", "all", "--pack", str(pack), "--device", "cpu", "--out", str(out)]
    assert main(arguments) == 0
    assert "'wet street' is left out: the pack has no such category; say --as wet street=CATEGORY" in (
        " ".join(capsys.readouterr().out.split())
    )
    assert main([*arguments, "--as", "wet street=drizzle"]) == 2
    assert "no category 'drizzle'" in capsys.readouterr().err
    assert main([*arguments, "--as", "nonsense"]) == 2
    assert "say CLASS=CATEGORY" in capsys.readouterr().err
