"""One training step: the losses of a batch and their gradients, in pieces that fit into memory."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from foley_models.devices import choose_dtype
from foley_models.errors import TrainingError
from foley_models.pack import Pack
from foley_models.parts import ModelParts
from foley_models.training.drawing import Batch, Drawer
from foley_models.training.losses import diffusion_errors, latent_errors, noised
from foley_models.training.settings import TrainSettings
from foley_models.training.trainable import Trainee

Losses = Mapping[str, float]
Share = Callable[[int], tuple[int, int]]  # of so many rows, those from and up to which this process learns


def all_rows(count: int) -> tuple[int, int]:
    """The share of a process that is alone."""
    return 0, count


class StepLoss:
    """Losses of a trainee on drawn batches; `piece` examples at a time go through the networks."""

    def __init__(self, trainee: Trainee, drawer: Drawer | None, settings: TrainSettings, *, bfloat16: bool) -> None:
        self._trainee, self._drawer = trainee, drawer
        self._device = trainee.parts.unconditional.device
        self._bfloat16 = bfloat16
        self.latent_weight = 0.0  # lambda
        self.piece = settings.batch_size

    def backward(self, step: int, share: Share = all_rows) -> Losses | None:
        """Adds the gradients of a step to the parameters; None where a loss is not finite.

        Of a share of its rows, gradients and losses are what those add to the mean over all rows.
        """
        if self._drawer is None:
            raise TrainingError("There are no examples to draw a step from.")
        batch = self._drawer.batch(step)
        count, sums = len(batch.n), {"total": 0.0, "diffusion": 0.0, "latent": 0.0}
        first, last = share(count)
        for start in range(first, last, self.piece):
            errors = self.errors(batch.piece(start, min(start + self.piece, last)))
            if not torch.isfinite(errors["total"]).all():
                return None
            torch.autograd.backward(errors["total"].sum() / count)
            for name, values in errors.items():
                sums[name] += float(values.detach().sum()) / count
        return sums if self.latent_weight else {name: sums[name] for name in ("total", "diffusion")}

    @torch.inference_mode()
    def validation(self) -> Losses:
        """Losses on held-out examples under fixed noise; empty where nothing is held out."""
        batch = self._drawer.validation() if self._drawer is not None else None
        if batch is None:
            return {}
        sums: dict[str, float] = {}
        for start in range(0, len(batch.n), self.piece):
            for name, values in self.errors(batch.piece(start, start + self.piece)).items():
                sums[name] = sums.get(name, 0.0) + float(values.sum()) / len(batch.n)
        return sums

    def frozen_tensors(self) -> list[Tensor]:
        """Weights that are there anyway, whatever is trained."""
        networks = self._trainee.parts.networks.values()
        return [one for network in networks for one in (*network.parameters(), *network.buffers())]

    def errors(self, batch: Batch) -> dict[str, Tensor]:
        """Errors of each example (batch,): `total`, `diffusion`, and `latent`, weighted by w(n) but not by lambda."""
        parts, device = self._trainee.parts, self._device
        z0, eps, n = batch.z0.to(device), batch.eps.to(device), batch.n.to(device)
        met = noised(z0, eps, n, parts.schedule)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=self._bfloat16):
            eps_hat = parts.denoiser.predict_eps(met.z_n, n, condition_of(parts, batch, device))
        errors = {"diffusion": diffusion_errors(met, eps_hat, parts.schedule, parts.prediction)}
        errors["total"] = errors["diffusion"]
        if self.latent_weight and parts.latent_scorer is not None:
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=self._bfloat16):
                latent = latent_errors(
                    met, eps_hat, parts.latent_scorer, batch.audio.to(device), schedule=parts.schedule
                )
            errors |= {"latent": latent, "total": errors["diffusion"] + self.latent_weight * latent}
        return errors


def computes_in_bfloat16(pack: Pack, settings: TrainSettings) -> bool:
    """Whether the large multiplications are in bfloat16: as asked for, or where the hardware is made for it."""
    if settings.precision == "auto":
        return choose_dtype(pack.parts.unconditional.device) is torch.bfloat16
    return settings.precision == "bfloat16"


def condition_of(parts: ModelParts, batch: Batch, device: torch.device) -> Tensor:
    """Tuned text embeddings (batch, 512), and nothing where the batch says so."""
    tuned = parts.tuning(batch.text.to(device))
    return torch.where(batch.present.to(device), tuned, parts.unconditional.float())


def gradient_norms(loss: StepLoss, trainee: Trainee, batch: Batch) -> tuple[float, float]:
    """Norms of the gradients of the diffusion loss and of the latent CLAP loss (lambda 1) on a batch."""
    chosen = list(trainee.parameters.values())
    kept, loss.latent_weight = loss.latent_weight, 1.0
    errors = loss.errors(batch)
    loss.latent_weight = kept
    norms = []
    for name in ("diffusion", "latent"):
        found = torch.autograd.grad(errors[name].mean(), chosen, retain_graph=name == "diffusion", allow_unused=True)
        norms.append(float(torch.stack([one.square().sum() for one in found if one is not None]).sum().sqrt()))
    return norms[0], norms[1]


def balanced_weight(loss: StepLoss, trainee: Trainee, drawer: Drawer, share: float) -> float:
    """The lambda under which the latent CLAP loss pulls with `share` of the diffusion loss's force.

    Measured before the first step, where low-rank additions pass on no gradient of one of their halves yet: the ratio
    is what counts.
    """
    ratios = []
    for number in range(BALANCE_BATCHES):
        diffusion, latent = gradient_norms(loss, trainee, drawer.batch(number).piece(0, loss.piece))
        ratios.append(diffusion / max(latent, 1e-12))
    return share * sorted(ratios)[len(ratios) // 2]


BALANCE_BATCHES = 5
LATENT_SHARE = 0.1


def latent_weight_of(pack: Pack, settings: TrainSettings, loss: StepLoss, trainee: Trainee, drawer: Drawer) -> float:
    """Lambda: what was asked for, or what the size of the gradients asks for; 0 without that loss."""
    if not settings.latent_clap or pack.parts.latent_scorer is None:
        return 0.0
    if settings.latent_weight is not None:
        return settings.latent_weight
    return balanced_weight(loss, trainee, drawer, LATENT_SHARE)
