"""What is trained, on its way: its values now, their average, the best of them, and what the optimiser remembers."""

import zlib
from collections.abc import Callable, Mapping
from typing import TypeVar

import torch
from torch import Tensor

from foley_models.pack import Pack
from foley_models.training.phases import Phase
from foley_models.training.settings import TrainSettings
from foley_models.training.trainable import Trainee, make_trainee

CLIP_NORM = 1.0
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # what Adam remembers

Seen = TypeVar("Seen")


class Learner:
    """A trainee with Adam and an exponential moving average."""

    def __init__(self, pack: Pack, settings: TrainSettings) -> None:
        self._pack, self._settings = pack, settings
        self.trainee: Trainee = make_trainee(pack, settings)
        self.average = self.trainee.values()
        self.best = self.average
        self.optimizer = torch.optim.Adam(list(self.trainee.parameters.values()), betas=(0.9, 0.999))

    def forget_gradients(self) -> None:
        """What has no gradient in the next step is not moved by it, either."""
        self.optimizer.zero_grad(set_to_none=True)

    def gradients(self) -> list[Tensor]:
        """Those of the parameters that a step reached, always in the same order."""
        return [one.grad for one in self.trainee.parameters.values() if one.grad is not None]

    def fingerprint(self) -> float:
        """A number that equal values have in common: a check sum, exact in float64."""
        found = 0
        for one in (*self.trainee.parameters.values(), *self.average.values()):
            found = zlib.crc32(one.detach().cpu().contiguous().numpy().tobytes(), found)
        return float(found)

    def descend(self, rate: float) -> bool:
        """One step of the optimiser; False, and nothing changed, where a gradient is not finite."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        norm = torch.nn.utils.clip_grad_norm_(list(self.trainee.parameters.values()), CLIP_NORM)
        if not torch.isfinite(norm):
            return False
        self.optimizer.step()
        return True

    @torch.no_grad()
    def move_average(self, phase: Phase) -> None:
        """Exponential moving average of what a phase moves, the start included: it is a trained model, too.

        Between a pack and its fine-tuned self lie weights that sound better than either (Wortsman et al., 2022).
        """
        for name, one in self.trainee.parameters.items():
            if phase.moves(name):
                self.average[name].lerp_(one.detach(), 1.0 - phase.decay_of(self._settings))

    def keep_best(self) -> None:
        """Has the average of now as the best."""
        self.best = {name: one.clone() for name, one in self.average.items()}

    def with_average(self, look: Callable[[], Seen]) -> Seen:
        """What `look` gives while the averaged weights are in the networks."""
        current = self.trainee.values()
        self.trainee.put(self.average)
        try:
            return look()
        finally:
            self.trainee.put(current)

    def tensors(self, *, with_best: bool) -> dict[str, Tensor]:
        """All that a checkpoint needs, on the CPU."""
        kept = {f"value/{name}": one for name, one in self.trainee.values().items()}
        kept |= {f"average/{name}": one for name, one in self.average.items()}
        if with_best:
            kept |= {f"best/{name}": one for name, one in self.best.items()}
        for name, parameter in self.trainee.parameters.items():
            for key, one in self.optimizer.state.get(parameter, {}).items():
                kept[f"optimizer/{key}/{name}"] = one
        return {name: one.cpu() for name, one in kept.items()}

    @torch.no_grad()
    def restore(self, kept: Mapping[str, Tensor]) -> None:
        """Goes back to what `tensors` gave."""
        device = self._pack.parts.unconditional.device
        tensors = {name: one.to(device) for name, one in kept.items()}
        self.trainee.put(_under(tensors, "value/"))
        self.average = _under(tensors, "average/")
        self.best = _under(tensors, "best/") or self.average
        self.optimizer.state.clear()
        for name, parameter in self.trainee.parameters.items():
            names = {key: f"optimizer/{key}/{name}" for key in MOMENTS}
            state = {key: tensors[one] for key, one in names.items() if one in tensors}
            if state:
                self.optimizer.state[parameter] = state | {"step": kept[names["step"]]}

    def begin_again(self) -> None:
        """Goes back to before the first step."""
        fresh = make_trainee(self._pack, self._settings).values()
        values = {f"value/{name}": one for name, one in fresh.items()}
        self.restore(values | {f"average/{name}": one.clone() for name, one in fresh.items()})


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): one.clone() for name, one in tensors.items() if name.startswith(prefix)}
