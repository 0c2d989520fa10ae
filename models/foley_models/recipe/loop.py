"""One resumable training loop for every stage: AdamW, warm-up and final decay, EMA, checkpoints written whole.

A batch is drawn from (seed, step), so a resumed run sees the data in the order of an uninterrupted one.
"""

import json
import math
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from foley_models.errors import CancelledError, RecipeError

LossParts = Mapping[str, Tensor]
BAD_STEPS_ALLOWED = 10


@dataclass(frozen=True)
class Draw:
    """What a step's batch is drawn from: its number, and randomness that depends on it and the seed alone."""

    step: int
    random: np.random.Generator


@dataclass(frozen=True)
class LoopSettings:
    """How a stage is trained."""

    steps: int
    rate: float  # peak learning rate
    warmup_steps: int = 200
    decay_fraction: float = 0.25  # of all steps, at the end, down to nothing
    weight_decay: float = 0.01
    ema: float = 0.0  # 0: no average is kept
    clip_norm: float = 1.0
    seed: int = 1
    save_every_s: float = 120.0
    log_every: int = 50

    def rate_at(self, step: int) -> float:
        """Learning rate of a step: linear warm-up, constant, cosine decay over the last part."""
        warm = min(1.0, (step + 1) / max(1, self.warmup_steps))
        decay_from = self.steps * (1.0 - self.decay_fraction)
        done = max(0.0, (step - decay_from) / max(1.0, self.steps - decay_from))
        return self.rate * warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


class Average:
    """Exponential moving average of a module's parameters (buffers are taken as they are)."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: value.detach().clone() for name, value in model.named_parameters()}

    def update(self, model: nn.Module, step: int) -> None:
        """Moves towards the model's weights; faster at first, so that the start is soon forgotten."""
        decay = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in model.named_parameters():
                self.values[name].lerp_(value.detach(), 1.0 - decay)

    def copy_to(self, model: nn.Module) -> None:
        """Puts the averages into the model."""
        with torch.no_grad():
            for name, value in model.named_parameters():
                value.copy_(self.values[name])


@dataclass
class TrainingState:
    """What a checkpoint holds."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    average: Average | None
    step: int = 0


def train(
    model: nn.Module,
    step_loss: Callable[[Draw], LossParts],
    settings: LoopSettings,
    *,
    checkpoint: Path,
    parameters: Iterable[nn.Parameter] | None = None,
    on_step: Callable[[int, Mapping[str, float]], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Trains `model` in place to `settings.steps`, going on from `checkpoint` where there is one.

    `step_loss` returns named loss parts; the one called `total` is minimised. At the end the model holds its
    average where one is kept. A step with a non-finite loss is left out; ten in a row are a RecipeError. Within a step
    of `cancelled()` becoming true the checkpoint is written and CancelledError raised.
    """
    chosen = list(parameters) if parameters is not None else [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(chosen, settings.rate, weight_decay=settings.weight_decay, betas=(0.9, 0.99))
    state = TrainingState(model, optimizer, Average(model, settings.ema) if settings.ema > 0 else None)
    if checkpoint.exists():
        load_state(state, checkpoint)
    record = Record(checkpoint.with_suffix(".log.jsonl"), settings, on_step)
    saved_at, bad_steps = time.monotonic(), 0
    model.train()
    while state.step < settings.steps:
        if cancelled is not None and cancelled():
            save_state(state, checkpoint)
            raise CancelledError(f"The training was stopped after {state.step} of {settings.steps} steps.")
        parts = _one_step(state, step_loss, settings, chosen)
        bad_steps = 0 if parts is not None else bad_steps + 1
        if bad_steps >= BAD_STEPS_ALLOWED:
            raise RecipeError(
                f"The loss was not finite {bad_steps} times in a row at step {state.step}: lower the rate."
            )
        state.step += 1
        record.add(state.step, parts or {})
        if time.monotonic() - saved_at > settings.save_every_s:
            save_state(state, checkpoint)
            saved_at = time.monotonic()
    save_state(state, checkpoint)
    if state.average is not None:
        state.average.copy_to(model)
    model.eval()


class Record:
    """Means of the loss parts over `log_every` steps, as lines of JSON and to whoever watches."""

    def __init__(
        self, log: Path, settings: LoopSettings, on_step: Callable[[int, Mapping[str, float]], None] | None
    ) -> None:
        self._log, self._settings, self._on_step = log, settings, on_step
        self._window: dict[str, list[float]] = {}

    def add(self, step: int, parts: Mapping[str, float]) -> None:
        """Takes the parts of one step."""
        for name, value in parts.items():
            self._window.setdefault(name, []).append(value)
        if step % self._settings.log_every == 0 or step == self._settings.steps:
            means = {name: float(np.mean(values)) for name, values in self._window.items()}
            self._window.clear()
            self._write(step, means)

    def _write(self, step: int, means: Mapping[str, float]) -> None:
        line = {"step": step, "of": self._settings.steps, "time": round(time.time(), 1), **means}
        with self._log.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        if self._on_step is not None:
            self._on_step(step, means)


def _one_step(
    state: TrainingState,
    step_loss: Callable[[Draw], LossParts],
    settings: LoopSettings,
    parameters: list[nn.Parameter],
) -> dict[str, float] | None:
    """One optimiser step; None where the loss was not finite and nothing was changed."""
    for group in state.optimizer.param_groups:
        group["lr"] = settings.rate_at(state.step)
    torch.manual_seed(settings.seed * 1_000_003 + state.step)
    parts = step_loss(Draw(state.step, np.random.default_rng([settings.seed, state.step])))
    if not torch.isfinite(parts["total"]):
        return None
    state.optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(parts["total"])
    norm = nn.utils.clip_grad_norm_(parameters, settings.clip_norm)
    if not torch.isfinite(norm):
        return None
    state.optimizer.step()
    if state.average is not None:
        state.average.update(state.model, state.step)
    return {name: float(value.detach()) for name, value in parts.items()}


def save_state(state: TrainingState, checkpoint: Path) -> None:
    """Writes a checkpoint whole or not at all."""
    payload: dict[str, Any] = {
        "step": state.step,
        "model": state.model.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "average": None if state.average is None else state.average.values,
    }
    temporary = checkpoint.with_suffix(".tmp")
    with temporary.open("wb") as out:
        torch.save(payload, out)
        out.flush()
        os.fsync(out.fileno())  # or a power cut could leave the new name on an empty file
    temporary.replace(checkpoint)


def load_state(state: TrainingState, checkpoint: Path) -> None:
    """Goes on where a checkpoint stopped."""
    payload = torch.load(checkpoint, map_location="cpu", weights_only=True)
    state.model.load_state_dict(payload["model"])
    state.optimizer.load_state_dict(payload["optimizer"])
    if state.average is not None and payload["average"] is not None:
        places = {name: value.device for name, value in state.model.named_parameters()}
        state.average.values = {name: value.to(places[name]) for name, value in payload["average"].items()}
    state.step = int(payload["step"])
