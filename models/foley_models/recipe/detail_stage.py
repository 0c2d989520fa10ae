"""Stage `detail`: learns how strong what the codec drops is, by its likelihood given its neighbours in time.

A component of a patch is taken as normal around what its neighbours before and after let expect: how much of them goes
on in it, and the deviation of what is new, are foretold from the latent (a pseudo-likelihood, after Besag 1975).
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from foley_models.core.codec import CodecShape, PatchCodec
from foley_models.core.detail import DetailShape, DetailStrength
from foley_models.core.mel import LogMel, mel_basis
from foley_models.recipe.bank import SPEC, Bank, read_bank
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train

FILE = "detail.safetensors"
FIT_SEGMENTS, HELD_OUT_SEGMENTS = 600, 64
CROP_FRAMES = 128
PATCH_FRAMES = CodecShape().patch_frames
NOISE_S = 60.0
LEAST_VARIANCE = 1e-8
EDGE_PATCHES = 4  # of the noise, where its front end mirrors


def run_detail_stage(
    work: Path, settings: LoopSettings, *, batch: int, compute: Compute, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Fits the components, trains the network, writes FILE; returns the loss on validation segments, and without it."""
    bank, validation, codec = read_bank(work, "train"), read_bank(work, "validation"), load_codec(work)
    network = DetailStrength(DetailShape())
    fit_components(network, codec, spread_over(bank, FIT_SEGMENTS))
    fit_noise(network, codec)
    held_out = spread_over(validation, HELD_OUT_SEGMENTS)
    device = compute.device
    network, codec = network.to(device), codec.to(device)
    with torch.inference_mode():
        untrained = float(neighbourly_loss(network, codec, held_out.to(device)))

    def step_loss(draw: Draw) -> LossParts:
        return {"total": neighbourly_loss(network, codec, _crops(bank, batch, draw.random).to(device))}

    def report(step: int, parts: Mapping[str, float]) -> None:
        on_progress(f"detail {step}/{settings.steps} {dict(parts)}")

    train(network, step_loss, settings, checkpoint=work / "detail.pt", on_step=report)
    with torch.inference_mode():
        trained = float(neighbourly_loss(network, codec, held_out.to(device)))
    save_file(network.cpu().state_dict(), work / FILE)
    return {"validation_loss": trained, "validation_loss_untrained": untrained}


@torch.no_grad()
def fit_components(network: DetailStrength, codec: PatchCodec, log_mel: Tensor) -> None:
    """Puts the principal components of what the codec drops of log-mels (segment, frame, bin) into the network."""
    dropped = _dropped(codec, log_mel).flatten(0, 1).double()
    values, vectors = torch.linalg.eigh(torch.einsum("nrp,nrq->rpq", dropped, dropped) / len(dropped))  # ascending
    many = network.shape.dropped
    network.components.copy_(vectors.flip(-1)[:, :, :many].transpose(1, 2))
    network.deviation.copy_(values.flip(-1)[:, :many].clamp_min(LEAST_VARIANCE).sqrt())


@torch.no_grad()
def fit_noise(network: DetailStrength, codec: PatchCodec) -> None:
    """Puts the mean and the deviation of the components of white noise's log-mel into the network."""
    samples = round(NOISE_S * SPEC.rate_hz / SPEC.hop_samples) * SPEC.hop_samples
    noise = torch.randn(1, samples, generator=torch.Generator().manual_seed(11))
    patches = codec.patches(LogMel(SPEC, mel_basis(SPEC))(noise))[:, EDGE_PATCHES:-EDGE_PATCHES]
    found = torch.einsum("btrp,rcp->btrc", patches, network.components)[0]
    network.noise_mean.copy_(found.mean(0))
    network.noise_deviation.copy_(found.std(0))


def neighbourly_loss(network: DetailStrength, codec: PatchCodec, log_mel: Tensor) -> Tensor:
    """Mean negative log-likelihood of what the codec drops of log-mels (batch, frame, bin), but for a constant."""
    found = network.analysed(_dropped(codec, log_mel))
    going_on, new = network(codec.encode(log_mel))
    around = found[:, :, :-2] + found[:, :, 2:]
    left = found[:, :, 1:-1] - going_on[:, :, 1:-1] * around
    deviation = new[:, :, 1:-1]
    loss: Tensor = (0.5 * (left * (-deviation).exp()).square() + deviation).mean()
    return loss


def spread_over(bank: Bank, many: int) -> Tensor:
    """About so many segments of a bank, as log-mels (segment, frame, bin), evenly over it."""
    every = max(1, len(bank.notes) // many)
    return torch.from_numpy(bank.log_mel[::every][:many].astype(np.float32))


def _dropped(codec: PatchCodec, log_mel: Tensor) -> Tensor:
    return codec.patches(log_mel) - codec.patches(codec.decode(codec.encode(log_mel)))


def _crops(bank: Bank, batch: int, random: np.random.Generator) -> Tensor:
    rows = random.integers(0, len(bank.notes), batch)
    start = int(random.integers(0, (bank.log_mel.shape[1] - CROP_FRAMES) // PATCH_FRAMES + 1)) * PATCH_FRAMES
    return torch.from_numpy(
        np.stack([bank.log_mel[row, start : start + CROP_FRAMES] for row in rows]).astype(np.float32)
    )
