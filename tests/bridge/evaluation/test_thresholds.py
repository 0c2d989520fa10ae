"""The search of thresholds on known embeddings, and the command with a tiny pack."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.cli import main
from foley_bridge.evaluation.threshold_search import Pool, choose_threshold
from foley_models.card import read_card
from foley_models.errors import RequestError
from foley_models.requests import FEW_STEPS, GenerationRequest, GenerationResult
from foley_models.stack import ModelStack
from tests.bridge.evaluation.studio import write_folder
from tests.models.tiny_core import add_few_steps, write_tiny_pack


def _pool(guidance: float, *, bad: int, good: int, shift: float = 6.0) -> Pool:
    """Sounds with low scores are off by `shift`, the others are like the recordings."""
    random = np.random.default_rng(int(guidance * 10))
    rows = random.normal(size=(bad + good, 4))
    rows[:bad] += shift
    scores = np.concatenate([np.linspace(0.0, 0.3, bad), np.linspace(0.5, 0.8, good)])
    return Pool(guidance, scores, rows)


def test_the_threshold_parts_the_sounds_that_are_off_from_the_others() -> None:
    reference = np.random.default_rng(1).normal(size=(40, 4))
    choice = choose_threshold("rain", [_pool(2.0, bad=20, good=20)], reference)
    assert choice.best.threshold > 0.3
    assert choice.best.distance < choice.unfiltered - 3 * choice.spread
    assert choice.best.passing <= 0.5


def test_the_guidance_whose_sounds_are_nearer_is_chosen() -> None:
    reference = np.random.default_rng(1).normal(size=(40, 4))
    far = Pool(1.0, np.linspace(0.9, 1.0, 30), np.random.default_rng(2).normal(size=(30, 4)) + 3.0)
    choice = choose_threshold("rain", [far, _pool(2.0, bad=4, good=26)], reference)
    assert choice.best.guidance == 2.0
    assert {point.guidance for point in choice.points} == {1.0, 2.0}


def test_a_threshold_always_leaves_enough_to_measure() -> None:
    reference = np.random.default_rng(3).normal(size=(12, 4))
    choice = choose_threshold("rain", [_pool(2.0, bad=10, good=10)], reference)
    assert min(point.passing for point in choice.points) >= 8 / 20


def test_too_little_to_choose_from_is_refused() -> None:
    reference = np.random.default_rng(3).normal(size=(12, 4))
    with pytest.raises(RequestError, match="fewer than 8 sounds"):
        choose_threshold("rain", [_pool(2.0, bad=3, good=4)], reference)
    with pytest.raises(RequestError, match="3 validation recordings are too few"):
        choose_threshold("rain", [_pool(2.0, bad=10, good=10)], reference[:3])


def test_the_command_finds_them_for_a_pack_and_goes_on_where_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = write_folder(tmp_path / "recordings", {"dog_bark": 5, "rain": 2}, seed=1)
    pack = write_tiny_pack(tmp_path / "pack")
    arguments = ["thresholds", str(recordings), "--part", "all", "--pack", str(pack), "--device", "cpu", "--pool", "16"]
    arguments += ["--seconds", "0.5", "--guidance", "1.0", "--guidance", "3.0", "--work", str(tmp_path / "work")]
    arguments += ["--out", str(tmp_path / "out.json"), "--plot", str(tmp_path / "out.svg")]
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert "2 pools of 16 candidates (1 classes, 2 guidances), 0 of them there already." in shown.err
    assert "minutes are left" in shown.err
    assert "'rain' is left out: 2 recordings are too few (4)." in shown.out
    values = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(values["categories"]) == ["dog_bark"]
    found = values["categories"]["dog_bark"]
    assert found["guidance"] in (1.0, 3.0)
    assert -1 <= found["threshold"] <= 1
    assert set(found) <= set(read_card(pack / "card.json").categories["dog_bark"].__dataclass_fields__)
    assert "<svg" in (tmp_path / "out.svg").read_text(encoding="utf-8")
    assert main(arguments) == 0
    assert "2 of them there already" in capsys.readouterr().err
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == values


def test_a_pack_with_few_steps_is_heard_in_them_unless_guidance_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings = write_folder(tmp_path / "recordings", {"dog_bark": 5}, seed=1)
    pack = write_tiny_pack(tmp_path / "pack")
    add_few_steps(pack, steps=2)
    asked: list[GenerationRequest] = []
    generate = ModelStack.generate

    def listening(stack: ModelStack, request: GenerationRequest) -> GenerationResult:
        result = generate(stack, request)
        asked.append(replace(request, sampler=result.sampler, steps=result.steps))
        return result

    monkeypatch.setattr(ModelStack, "generate", listening)
    arguments = ["thresholds", str(recordings), "--part", "all", "--pack", str(pack), "--device", "cpu", "--pool", "16"]
    arguments += ["--seconds", "0.5", "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out.json")]
    assert main([*arguments, "--plot", str(tmp_path / "out.svg")]) == 0
    assert {(one.sampler, one.steps) for one in asked} == {(FEW_STEPS, 2)}
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["categories"]["dog_bark"]
    assert set(found) == {"threshold"}
    shown = " ".join(capsys.readouterr().out.split())
    assert "few steps" in shown
    assert "Heard in the 2 distilled steps" in shown
    asked.clear()
    assert main([*arguments, "--guidance", "2"]) == 0
    assert {(one.sampler, one.steps) for one in asked} == {("ddim", 3)}
    assert "Heard with the whole denoiser" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pool", "4"], "from 8 to 512"),
        (["--guidance", "50"], "from 0 to 20"),
        (["--pool", "512", *(["--guidance", "1"] * 60)], "too many for one search"),
        (["--embedding", "ears"], "no embedding 'ears'"),
        (["--plot", "a.txt"], ".png"),
    ],
)
def test_a_search_that_cannot_be_made_is_one_sentence(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = write_folder(tmp_path / "recordings", {"dog_bark": 4}, seed=1)
    pack = write_tiny_pack(tmp_path / "pack")
    options = ["--part", "all", "--pack", str(pack), "--device", "cpu", "--out", str(tmp_path / "out.json")]
    assert main(["thresholds", str(recordings), *options, *arguments]) == 2
    assert words in capsys.readouterr().err.splitlines()[-1]
