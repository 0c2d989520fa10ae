"""Fine-tuning as a generator: one step between two events, and a killed run goes on from its last checkpoint.

Whoever asks for the next event can pause, stop or do something else in between.

Everything random in a step comes from (seed, step), and a checkpoint holds weights, averages and the optimiser's state;
so the weights after step n are the same however often a run was interrupted (same machine, threads and settings).
Several processes take each step together (`team`): what one of them meets, all of them heed.
"""

import math
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

from torch import Tensor

from foley_models.batches import is_out_of_memory
from foley_models.devices import give_memory_back
from foley_models.errors import CancelledError, DeviceMemoryError, TrainingError
from foley_models.pack import Pack
from foley_models.training.adapter import write_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.checkpoint import Checkpoint, Checkpoints
from foley_models.training.drawing import Drawer
from foley_models.training.events import Noted, Stepped, Trained, TrainingEvent, Validated
from foley_models.training.examples import Examples
from foley_models.training.identity import belongs, check
from foley_models.training.learner import Learner
from foley_models.training.phases import Phase, phase_at
from foley_models.training.preview import render_sample
from foley_models.training.run_state import Run, run_at
from foley_models.training.settings import TrainSettings, check_processes
from foley_models.training.sharing import share_checkpoint, share_number
from foley_models.training.sound_phase import Crops, SoundLoss
from foley_models.training.step import Losses, StepLoss, computes_in_bfloat16, latent_weight_of
from foley_models.training.team import MAIN, Alone, Outcome, Team, largest_share
from foley_models.training.trainable import Trainee

ADAPTER_FILE = "adapter.safetensors"
BAD_STEPS_IN_A_ROW = 3  # then back to the last checkpoint, with half the rate
ROLL_BACKS_MOST = 4

Judge = Callable[[Pack], float]  # a distance to validation clips: the nearest checkpoint wins


class FineTuning:
    """One training: its networks, its optimiser and its place on the disk."""

    def __init__(
        self,
        pack: Pack,
        examples: Examples,
        settings: TrainSettings,
        work: Path,
        *,
        judge: Judge | None,
        team: Team | None = None,
    ) -> None:
        check(pack, settings)
        self.pack, self.examples, self.settings, self.work = pack, examples, settings, work
        self.run, self.team = Run(), team or Alone()
        self._learner, self._judge = Learner(pack, settings), judge
        self.drawer = drawer = Drawer(examples, pack.parts.schedule, settings)
        bfloat16 = computes_in_bfloat16(pack, settings)
        check_processes(self.team.size, drawer.size)
        self.loss = StepLoss(self.trainee, drawer, settings, bfloat16=bfloat16)
        self.loss.latent_weight = share_number(self.team, self._latent_weight())
        self.sound: SoundLoss | None = None
        if settings.method == "codec":
            self.sound = SoundLoss(self.trainee, Crops(examples, pack.parts, drawer, settings), bfloat16=bfloat16)
        self.checkpoints = Checkpoints(work / "checkpoints", belongs(pack, examples, settings))

    @property
    def trainee(self) -> Trainee:
        """What is trained, as it is now."""
        return self._learner.trainee

    @property
    def average(self) -> dict[str, Tensor]:
        """The moving average of what is trained."""
        return self._learner.average

    @property
    def phase(self) -> Phase:
        """The phase that the next step belongs to."""
        return phase_at(self.run.step, self.settings)

    def resume(self) -> None:
        """Goes on from the newest sound checkpoint, where there is one."""
        found = self._newest()
        if found is not None:
            self._restore(found)
        self._align()

    def events(self) -> Iterator[TrainingEvent]:
        """The steps that are left."""
        began_s, began_at = time.monotonic(), self.run.step
        while self.run.step < self.settings.steps:
            phase = self.phase
            yield from self._step(phase, began_s, began_at)
            if self.team.rank == MAIN:
                yield from self._look(phase)
            # never between two bad steps: a roll-back would lead into the middle of them
            if not self.run.bad_in_a_row and (
                self._due(self.settings.save_every) or self.run.step == self.settings.steps
            ):
                self.save()

    def final_values(self) -> dict[str, Tensor]:
        """What the adapter is made of: the best checkpoint where they were judged, else the average at the end."""
        return self._learner.best if self.run.best_step else self.average

    def save(self) -> None:
        """Writes a checkpoint, of all processes one."""
        self.team.begin()  # of them, the main one may have been at something else since the step
        self._align()
        if self.team.rank == MAIN:
            self.checkpoints.save(self._checkpoint())

    def _step(self, phase: Phase, began_s: float, began_at: int) -> Iterator[TrainingEvent]:
        run, steps = self.run, self.settings.steps
        rate = phase.rate_of(self.settings) * run.rate_scale * phase.shape_of_rate(run.step)
        losses = yield from self._losses_in_memory(phase)
        if losses is not None:
            self.team.add_up(self._learner.gradients())
        if losses is None or not self._learner.descend(rate):
            yield from self._bad_step(phase)
            return
        run.bad_in_a_row = 0
        self._learner.move_average(phase)
        run.step += 1
        done = run.step - began_at
        left_s = (time.monotonic() - began_s) / done * (steps - run.step) if done >= 2 else math.nan
        yield Stepped(run.step, steps, losses, rate, left_s)

    def _losses_in_memory(self, phase: Phase) -> Generator[TrainingEvent, None, Losses | None]:
        """Gradients of one step; where memory runs out, again in smaller pieces that add up to the same batch."""
        while True:
            self.team.begin()
            outcome = self.team.join(self._share_of_step(phase))
            if outcome.stop:
                self._stop()
            if not outcome.out_of_memory:
                return outcome.losses
            give_memory_back()
            at_a_time = min(self.loss.piece, largest_share(self.drawer.size, self.team.size))
            if at_a_time == 1:
                raise DeviceMemoryError(
                    "Memory ran out even for one example at a time: choose the method 'lora' or 'tuning', close other "
                    "programs, or use another device."
                )
            self.loss.piece = max(1, at_a_time // 2)
            yield Noted(self.run.step, f"Memory ran out: going on with {self.loss.piece} examples at a time.")

    def _share_of_step(self, phase: Phase) -> Outcome:
        """Gradients of what this process learns from in the step, and what came of it."""
        share = self.team.share
        try:
            self._learner.forget_gradients()
            if phase.sound and self.sound is not None:
                return Outcome(self.sound.backward(self.run.step, self.loss.piece, share))
            return Outcome(self.loss.backward(self.run.step, share))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        return Outcome(None, out_of_memory=True)

    def _stop(self) -> None:
        """What came so far is kept, but for gradients and what bad steps left."""
        if not self.run.bad_in_a_row:
            self.save()
        raise CancelledError(
            f"The training was stopped after step {self.run.step}: begun again, it goes on from there."
        )

    def _bad_step(self, phase: Phase) -> Iterator[TrainingEvent]:
        """A step whose numbers are not finite is left out; several in a row go back to the last checkpoint."""
        run = self.run
        run.bad_in_a_row += 1
        yield Noted(run.step, f"Step {run.step + 1} gave numbers that are not finite and was left out.")
        if run.bad_in_a_row < BAD_STEPS_IN_A_ROW:
            run.step += 1
            return
        roll_backs, scale = run.roll_backs + 1, run.rate_scale / 2
        if roll_backs > ROLL_BACKS_MOST:
            rate = phase.rate_of(self.settings) * run.rate_scale
            raise TrainingError(
                f"The numbers ran away {roll_backs} times, at step {run.step + 1} with the rate {rate:.2g} at last: "
                "choose a smaller rate, or look for broken recordings."
            )
        self._roll_back()
        self.run.roll_backs, self.run.rate_scale, self.run.bad_in_a_row = roll_backs, scale, 0
        step = self.run.step
        yield Noted(step, f"Back to step {step} with half the rate, after {BAD_STEPS_IN_A_ROW} such steps in a row.")

    def _look(self, phase: Phase) -> Iterator[TrainingEvent]:
        """Validation losses, sample prompts and the judge, whenever they are due, with the averaged weights."""
        settings, run = self.settings, self.run
        last = run.step == settings.steps
        if self._due(settings.save_every) or last:
            losses = self._learner.with_average(lambda: self._held_out(phase))
            if losses:
                yield Validated(run.step, losses)
        if settings.sample_prompts and settings.sample_every and (self._due(settings.sample_every) or last):
            for number in range(len(settings.sample_prompts)):
                yield self._learner.with_average(partial(self._sample, number))
        if self._judge is not None and settings.judge_every and (self._due(settings.judge_every) or last):
            yield from self._judged(self._judge)

    def _sample(self, number: int) -> TrainingEvent:
        return render_sample(self._as_pack(), self.settings, number, step=self.run.step)

    def _held_out(self, phase: Phase) -> Losses:
        if phase.sound and self.sound is not None:
            return self.sound.validation(self.loss.piece)
        return self.loss.validation()

    def _judged(self, judge: Judge) -> Iterator[TrainingEvent]:
        distance = self._learner.with_average(lambda: judge(self._as_pack()))
        if distance < self.run.best_distance:
            self.run.best_distance, self.run.best_step = distance, self.run.step
            self._learner.keep_best()
        yield Validated(self.run.step, {}, kad=distance)

    def _as_pack(self) -> Pack:
        pack = self.pack
        return Pack(pack.card, self.trainee.parts, pack.targets, pack.folder, pack.digest, pack.dtype)

    def _due(self, every: int) -> bool:
        return every > 0 and self.run.step % every == 0

    def _roll_back(self) -> None:
        """To the last checkpoint, or to the state before the first step."""
        found = self._newest()
        if found is not None:
            self._restore(found)
            return
        self._learner.begin_again()
        self.run = Run()

    def _newest(self) -> Checkpoint | None:
        """The newest sound checkpoint of the process that writes them."""
        return share_checkpoint(self.team, self.checkpoints.newest() if self.team.rank == MAIN else None)

    def _align(self) -> None:
        """Has what MAIN has, where machines of different make came to different last bits."""
        if self.team.size == 1:
            return
        own = self._learner.fingerprint()
        if self.team.any(own != share_number(self.team, own)):
            whole = share_checkpoint(self.team, self._checkpoint())
            if whole is not None and self.team.rank != MAIN:
                self._learner.restore(whole.tensors)

    def _checkpoint(self) -> Checkpoint:
        tensors = self._learner.tensors(with_best=bool(self.run.best_step))
        return Checkpoint(self.run.step, tensors, self.run.numbers() | {"piece": self.loss.piece})

    def _latent_weight(self) -> float:
        if self.team.rank != MAIN:
            return 0.0  # MAIN's is handed round
        return latent_weight_of(self.pack, self.settings, self.loss, self.trainee, self.drawer)

    def _restore(self, found: Checkpoint) -> None:
        self._learner.restore(found.tensors)
        self.loss.piece = min(self.loss.piece, int(found.numbers.get("piece", self.loss.piece)))
        self.run = run_at(found.step, found.numbers)


def finetune(
    pack: Pack,
    examples: Examples,
    settings: TrainSettings,
    work: Path,
    *,
    about: AdapterInfo,
    judge: Judge | None = None,
    team: Team | None = None,
) -> Generator[TrainingEvent, None, None]:
    """Trains, telling what happens; the last event is Trained, with the adapter's file complete in `work`.

    Stop asking for events to pause or cancel: the last checkpoint stays, and the same call goes on from there.
    `judge` measures the distance of a pack to validation clips every `settings.judge_every` steps. Of a `team` this is
    the main process; the others follow with `FineTuning` itself. The pack must be in float32. TrainingError where
    numbers run away again and again or there is nothing to learn from, DeviceMemoryError where not even one example
    fits, NotAvailableError for what the pack cannot do, EngineCrashedError where another process of the team ended.
    """
    training = FineTuning(pack, examples, settings, work, judge=judge, team=team)
    training.resume()
    yield from training.events()
    best = training.run.best_step or settings.steps
    path = work / ADAPTER_FILE
    write_adapter(path, training.final_values(), pack=pack, settings=settings, about=about)
    yield Trained(str(path), settings.steps, best)
