"""The training loop."""

from contextlib import suppress
from pathlib import Path

import pytest
import torch
from torch import nn

from foley_models.errors import CancelledError, RecipeError
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train


def model_and_loss() -> tuple[nn.Linear, "torch.Tensor"]:
    torch.manual_seed(0)
    return nn.Linear(3, 1), torch.tensor([[1.0, -2.0, 0.5]])


def run(checkpoint: Path, steps: int, *, of: int, ema: float = 0.0) -> nn.Linear:
    """Trains towards a fixed map, stopping after `steps` of a schedule of `of`."""
    model, truth = model_and_loss()

    def step_loss(draw: Draw) -> LossParts:
        if draw.step == steps:
            raise InterruptedError
        x = torch.from_numpy(draw.random.normal(size=(8, 3))).float() + 0.01 * torch.randn(8, 3)
        return {"total": (model(x) - x @ truth.T).square().mean()}

    settings = LoopSettings(steps=of, rate=0.05, warmup_steps=5, ema=ema, save_every_s=0.0)
    with suppress(InterruptedError):
        train(model, step_loss, settings, checkpoint=checkpoint)
    return model


def test_it_learns(tmp_path: Path) -> None:
    model = run(tmp_path / "a.pt", 10_000, of=300)
    assert torch.allclose(model.weight, torch.tensor([[1.0, -2.0, 0.5]]), atol=0.05)


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_a_stopped_run_goes_on_bit_for_bit(tmp_path: Path, ema: float) -> None:
    whole = run(tmp_path / "whole.pt", 10_000, of=40, ema=ema)
    run(tmp_path / "parts.pt", 17, of=40, ema=ema)
    resumed = run(tmp_path / "parts.pt", 10_000, of=40, ema=ema)
    assert torch.equal(whole.weight, resumed.weight)
    assert torch.equal(whole.bias, resumed.bias)


def test_the_rate_warms_up_holds_and_ends_at_nothing() -> None:
    settings = LoopSettings(steps=1000, rate=1.0, warmup_steps=100, decay_fraction=0.25)
    assert settings.rate_at(0) == pytest.approx(0.01)
    assert settings.rate_at(500) == pytest.approx(1.0)
    assert settings.rate_at(1000) == pytest.approx(0.0, abs=1e-9)


def test_a_step_that_is_not_finite_changes_nothing_and_many_end_the_run(tmp_path: Path) -> None:
    model, _ = model_and_loss()
    before = model.weight.detach().clone()

    def broken(draw: Draw) -> LossParts:
        return {"total": (model.weight * float("nan")).sum()}

    with pytest.raises(RecipeError, match="not finite"):
        train(model, broken, LoopSettings(steps=100, rate=1.0), checkpoint=tmp_path / "a.pt")
    assert torch.equal(model.weight, before)


def test_a_cancelled_run_keeps_what_it_had_and_goes_on_from_there(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole.pt", 10_000, of=20)
    model, truth = model_and_loss()

    def step_loss(draw: Draw) -> LossParts:
        x = torch.from_numpy(draw.random.normal(size=(8, 3))).float() + 0.01 * torch.randn(8, 3)
        return {"total": (model(x) - x @ truth.T).square().mean()}

    settings = LoopSettings(steps=20, rate=0.05, warmup_steps=5)
    asked = iter([False] * 7)
    with pytest.raises(CancelledError, match="7 of 20"):
        train(model, step_loss, settings, checkpoint=tmp_path / "a.pt", cancelled=lambda: next(asked, True))
    model, truth = model_and_loss()
    train(model, step_loss, settings, checkpoint=tmp_path / "a.pt")
    assert torch.equal(model.weight, whole.weight)
