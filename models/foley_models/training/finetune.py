"""Fine-tuning as a generator: one step between two events, and a killed run goes on from its last checkpoint.

Whoever asks for the next event can pause, stop or do something else in between.

Everything random in a step comes from (seed, step), and a checkpoint holds weights, averages and the optimiser's state;
so the weights after step n are the same however often a run was interrupted (same machine, threads and settings).
"""

import hashlib
import json
import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from foley_models.batches import is_out_of_memory
from foley_models.devices import give_memory_back
from foley_models.errors import DeviceMemoryError, NotAvailableError, TrainingError
from foley_models.pack import Pack
from foley_models.training.adapter import write_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.checkpoint import Checkpoint, Checkpoints
from foley_models.training.drawing import Drawer
from foley_models.training.events import Noted, Stepped, Trained, TrainingEvent, Validated
from foley_models.training.examples import Examples
from foley_models.training.preview import render_samples
from foley_models.training.settings import TrainSettings
from foley_models.training.step import Losses, StepLoss, computes_in_bfloat16, latent_weight_of, rate_of
from foley_models.training.trainable import Trainee, make_trainee

ADAPTER_FILE = "adapter.safetensors"
WARMUP_STEPS = 20
BAD_STEPS_IN_A_ROW = 3  # then back to the last checkpoint, with half the rate
ROLL_BACKS_MOST = 4
CLIP_NORM = 1.0
DECAY_FRACTION = 0.3  # of all steps, at the end, on which the rate falls to nothing

Seen = TypeVar("Seen")
Judge = Callable[[Pack], float]  # a distance to validation clips: the nearest checkpoint wins


@dataclass
class Run:
    """Where a training stands."""

    step: int = 0
    rate_scale: float = 1.0
    roll_backs: int = 0
    bad_in_a_row: int = 0
    best_step: int = 0
    best_distance: float = math.inf


class FineTuning:
    """One training: its networks, its optimiser and its place on the disk."""

    def __init__(
        self, pack: Pack, examples: Examples, settings: TrainSettings, work: Path, *, judge: Judge | None
    ) -> None:
        _check(pack, settings)
        self.pack, self.examples, self.settings, self.work = pack, examples, settings, work
        self.trainee: Trainee = make_trainee(pack, settings)
        self.average = self.trainee.values()
        self.best = self.average
        self.run = Run()
        self._judge = judge
        drawer = Drawer(examples, pack.parts.schedule, settings)
        self.loss = StepLoss(self.trainee, drawer, settings, bfloat16=computes_in_bfloat16(pack, settings))
        self.loss.latent_weight = latent_weight_of(pack, settings, self.loss, self.trainee, drawer)
        chosen = list(self.trainee.parameters.values())
        self.optimizer = torch.optim.Adam(chosen, lr=rate_of(settings), betas=(0.9, 0.999))
        self.checkpoints = Checkpoints(work / "checkpoints", _belongs(pack, examples, settings))

    def resume(self) -> None:
        """Goes on from the newest sound checkpoint, where there is one."""
        found = self.checkpoints.newest()
        if found is not None:
            self._restore(found)

    def events(self) -> Iterator[TrainingEvent]:
        """The steps that are left."""
        began_s, began_at = time.monotonic(), self.run.step
        while self.run.step < self.settings.steps:
            yield from self._step(began_s, began_at)
            yield from self._look()
            if self._due(self.settings.save_every) or self.run.step == self.settings.steps:
                self.save()

    def final_values(self) -> dict[str, Tensor]:
        """What the adapter is made of: the best checkpoint where they were judged, else the average at the end."""
        return self.best if self.run.best_step else self.average

    def save(self) -> None:
        """Writes a checkpoint."""
        run = self.run
        self.checkpoints.save(
            Checkpoint(
                run.step,
                self._tensors(),
                {
                    "rate_scale": run.rate_scale,
                    "roll_backs": run.roll_backs,
                    "bad_in_a_row": run.bad_in_a_row,
                    "piece": self.loss.piece,
                    "best_step": run.best_step,
                    "best_distance": min(run.best_distance, 1e300),
                },
            )
        )

    def _step(self, began_s: float, began_at: int) -> Iterator[TrainingEvent]:
        run, settings = self.run, self.settings
        rate = rate_of(settings) * run.rate_scale * _shape_of_rate(run.step, settings.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        losses = yield from self._losses_in_memory()
        if losses is None or not self._descend():
            yield from self._bad_step()
            return
        run.bad_in_a_row = 0
        self._move_average()
        run.step += 1
        done = run.step - began_at
        left_s = (time.monotonic() - began_s) / done * (settings.steps - run.step) if done >= 2 else math.nan
        yield Stepped(run.step, settings.steps, losses, rate, left_s)

    def _losses_in_memory(self) -> Generator[TrainingEvent, None, Losses | None]:
        """Gradients of one step; where memory runs out, again in smaller pieces that add up to the same batch."""
        while True:
            try:
                self.optimizer.zero_grad(set_to_none=True)
                return self.loss.backward(self.run.step)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            give_memory_back()
            if self.loss.piece == 1:
                raise DeviceMemoryError(
                    "Memory ran out even for one example at a time: choose the method 'lora' or 'tuning', close other "
                    "programs, or use another device."
                )
            self.loss.piece = max(1, self.loss.piece // 2)
            yield Noted(self.run.step, f"Memory ran out: going on with {self.loss.piece} examples at a time.")

    def _descend(self) -> bool:
        """One step of the optimiser; False, and nothing changed, where a gradient is not finite."""
        chosen = list(self.trainee.parameters.values())
        norm = torch.nn.utils.clip_grad_norm_(chosen, CLIP_NORM)
        if not torch.isfinite(norm):
            return False
        self.optimizer.step()
        return True

    def _bad_step(self) -> Iterator[TrainingEvent]:
        """A step whose numbers are not finite is left out; several in a row go back to the last checkpoint."""
        run = self.run
        run.bad_in_a_row += 1
        yield Noted(run.step, f"Step {run.step + 1} gave numbers that are not finite and was left out.")
        if run.bad_in_a_row < BAD_STEPS_IN_A_ROW:
            run.step += 1
            return
        roll_backs, scale = run.roll_backs + 1, run.rate_scale / 2
        if roll_backs > ROLL_BACKS_MOST:
            rate = rate_of(self.settings) * run.rate_scale
            raise TrainingError(
                f"The numbers ran away {roll_backs} times, at step {run.step + 1} with the rate {rate:.2g} at last: "
                "choose a smaller rate, or look for broken recordings."
            )
        found = self.checkpoints.newest()
        self._restore(found if found is not None else self._beginning())
        run.roll_backs, run.rate_scale, run.bad_in_a_row = roll_backs, scale, 0
        yield Noted(
            run.step, f"Back to step {run.step} with half the rate, after {BAD_STEPS_IN_A_ROW} such steps in a row."
        )

    @torch.no_grad()
    def _move_average(self) -> None:
        """Exponential moving average of what is trained, the start included: it is a trained model, too.

        Between a pack and its fine-tuned self lie weights that sound better than either (Wortsman et al., 2022).
        """
        for name, one in self.trainee.parameters.items():
            self.average[name].lerp_(one.detach(), 1.0 - self.settings.ema)

    def _look(self) -> Iterator[TrainingEvent]:
        """Validation losses, sample prompts and the judge, whenever they are due, with the averaged weights."""
        settings, run = self.settings, self.run
        last = run.step == settings.steps
        if self._due(settings.save_every) or last:
            losses = self._with_average(self.loss.validation)
            if losses:
                yield Validated(run.step, losses)
        if settings.sample_prompts and settings.sample_every and (self._due(settings.sample_every) or last):
            yield from self._with_average(lambda: list(render_samples(self._as_pack(), settings, run.step)))
        if self._judge is not None and settings.judge_every and (self._due(settings.judge_every) or last):
            yield from self._judged(self._judge)

    def _judged(self, judge: Judge) -> Iterator[TrainingEvent]:
        distance = self._with_average(lambda: judge(self._as_pack()))
        if distance < self.run.best_distance:
            self.run.best_distance, self.run.best_step = distance, self.run.step
            self.best = {name: one.clone() for name, one in self.average.items()}
        yield Validated(self.run.step, {}, kad=distance)

    def _with_average(self, look: Callable[[], Seen]) -> Seen:
        """What `look` gives while the averaged weights are in the networks."""
        current = self.trainee.values()
        self.trainee.put(self.average)
        try:
            return look()
        finally:
            self.trainee.put(current)

    def _as_pack(self) -> Pack:
        pack = self.pack
        return Pack(pack.card, self.trainee.parts, pack.targets, pack.folder, pack.digest, pack.dtype)

    def _due(self, every: int) -> bool:
        return every > 0 and self.run.step % every == 0

    def _tensors(self) -> dict[str, Tensor]:
        kept = {f"value/{name}": one for name, one in self.trainee.values().items()}
        kept |= {f"average/{name}": one for name, one in self.average.items()}
        if self.run.best_step:
            kept |= {f"best/{name}": one for name, one in self.best.items()}
        for name, parameter in self.trainee.parameters.items():
            for key, one in self.optimizer.state.get(parameter, {}).items():
                kept[f"optimizer/{key}/{name}"] = one
        return {name: one.cpu() for name, one in kept.items()}

    @torch.no_grad()
    def _restore(self, found: Checkpoint) -> None:
        device = self.pack.parts.unconditional.device
        tensors = {name: one.to(device) for name, one in found.tensors.items()}
        self.trainee.put(_under(tensors, "value/"))
        self.average = _under(tensors, "average/")
        self.best = _under(tensors, "best/") or self.average
        self.optimizer.state.clear()
        for name, parameter in self.trainee.parameters.items():
            state = {
                key: tensors[f"optimizer/{key}/{name}"]
                for key in ("step", "exp_avg", "exp_avg_sq")
                if f"optimizer/{key}/{name}" in tensors
            }
            if state:
                self.optimizer.state[parameter] = state | {"step": found.tensors[f"optimizer/step/{name}"]}
        numbers = found.numbers
        self.loss.piece = min(self.loss.piece, int(numbers.get("piece", self.loss.piece)))
        self.run = Run(
            step=found.step,
            rate_scale=numbers.get("rate_scale", 1.0),
            roll_backs=int(numbers.get("roll_backs", 0)),
            bad_in_a_row=int(numbers.get("bad_in_a_row", 0)),
            best_step=int(numbers.get("best_step", 0)),
            best_distance=numbers.get("best_distance", math.inf) if numbers.get("best_step") else math.inf,
        )

    def _beginning(self) -> Checkpoint:
        """The state before the first step."""
        fresh = make_trainee(self.pack, self.settings).values()
        values = {f"value/{name}": one for name, one in fresh.items()}
        return Checkpoint(0, values | {f"average/{name}": one.clone() for name, one in fresh.items()}, {})


def finetune(
    pack: Pack,
    examples: Examples,
    settings: TrainSettings,
    work: Path,
    *,
    about: AdapterInfo,
    judge: Judge | None = None,
) -> Iterator[TrainingEvent]:
    """Trains, telling what happens; the last event is Trained, with the adapter's file complete in `work`.

    Stop asking for events to pause or cancel: the last checkpoint stays, and the same call goes on from there.
    `judge` measures the distance of a pack to validation clips every `settings.judge_every` steps.
    The pack must be in float32. TrainingError where numbers run away again and again or there is nothing to learn
    from, DeviceMemoryError where not even one example fits, NotAvailableError for what the pack cannot do.
    """
    training = FineTuning(pack, examples, settings, work, judge=judge)
    training.resume()
    yield from training.events()
    best = training.run.best_step or settings.steps
    path = work / ADAPTER_FILE
    write_adapter(path, training.final_values(), pack=pack, settings=settings, about=about)
    yield Trained(str(path), settings.steps, best)


def _check(pack: Pack, settings: TrainSettings) -> None:
    if pack.dtype is not torch.float32:
        raise NotAvailableError("Training needs the pack in float32: load it with dtype float32.")
    if settings.latent_clap and pack.parts.latent_scorer is None:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} has no latent CLAP encoder: train one with foley-bridge train latent-clap, "
            "or leave that loss out."
        )


def _belongs(pack: Pack, examples: Examples, settings: TrainSettings) -> str:
    """What a checkpoint belongs to: another pack, other recordings or other settings begin anew.

    How often something is saved, looked at or rendered changes nothing that is learnt.
    """
    said = asdict(settings)
    for name in ("save_every", "sample_every", "sample_prompts", "judge_every"):
        del said[name]
    text = json.dumps([pack.digest, examples.digest, said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _shape_of_rate(step: int, steps: int) -> float:
    """Warm-up, constant, and half a cosine down to nothing."""
    warm = min(1.0, (step + 1) / WARMUP_STEPS)
    start = steps * (1.0 - DECAY_FRACTION)
    done = max(0.0, (step - start) / max(1.0, steps - start))
    return warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): one.clone() for name, one in tensors.items() if name.startswith(prefix)}
