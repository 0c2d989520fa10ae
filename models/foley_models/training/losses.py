"""The losses of fine-tuning: the diffusion loss, and the latent CLAP loss of Karchkhadze et al. (eq. 3 and 4).

Notation: n is the step of the noise schedule, z_n the noised latent, eps the noise in it and eps_theta what the
denoiser says of it, phi the latent CLAP encoder, E_audio the CLAP embedding of the sound itself.

L = L_DDPM + lambda * E_n[ w(n) * ||E_audio - phi(s_n)||^2 ],  w(n) = 10^(-n / 200)

The paper calls s_n "the output of the LDM at step n"; it is read here as the clean latent that z_n and eps_theta imply.
It leaves open whether the embeddings are normalised and whether the norm sums or averages. Here both are L2-normalised
and the norm sums over the 512 numbers, so it is 2 - 2 cosine, from 0 to 4, and the meaning of lambda does not depend on
the size of the space. With an average, the paper's lambda of 1000 to 2000 would be 2 to 4 here.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.parts import LatentScorer, Prediction
from foley_models.schedule import NoiseSchedule

DECADE_STEPS = 200.0  # steps over which w(n) falls to a tenth


@dataclass(frozen=True)
class Noised:
    """A batch as the denoiser meets it: what it was, what it is, how noisy, and what was added."""

    z0: Tensor  # (batch, channel, time, frequency)
    z_n: Tensor
    n: Tensor  # (batch,)
    eps: Tensor


def latent_weight(n: Tensor) -> Tensor:
    """w(n) of Karchkhadze et al.: 1 at step 0, a tenth at step 200, float32 (batch,)."""
    return torch.pow(10.0, -n.float() / DECADE_STEPS)


def noised(z0: Tensor, eps: Tensor, n: Tensor, schedule: NoiseSchedule) -> Noised:
    """A batch carried to steps `n`."""
    return Noised(z0, schedule.add_noise(z0, eps, n), n, eps)


def diffusion_errors(batch: Noised, eps_hat: Tensor, schedule: NoiseSchedule, prediction: Prediction) -> Tensor:
    """Mean square error of each example (batch,), in what the network was trained to predict.

    For v the error of eps is divided by the share of signal: v - v_hat = (eps - eps_hat) / sqrt(alpha_bar_n), so a
    network that predicts v goes on being trained by the weights it was trained by before.
    """
    errors = (batch.eps - eps_hat).square().mean(dim=(1, 2, 3))
    if prediction == "v":
        signal, _ = schedule.signal_and_noise(batch.n)
        errors = errors / signal.flatten().square()
    return errors


def latent_errors(
    batch: Noised, eps_hat: Tensor, scorer: LatentScorer, target: Tensor, *, schedule: NoiseSchedule
) -> Tensor:
    """w(n) * ||E_audio - phi(s_n)||^2 of each example (batch,); `target` (batch, 512) embeds its sound."""
    z0_hat = schedule.predict_z0(batch.z_n, eps_hat, batch.n)
    distance = (target - scorer.embed_latents(z0_hat)).square().sum(dim=1)
    return latent_weight(batch.n) * distance
