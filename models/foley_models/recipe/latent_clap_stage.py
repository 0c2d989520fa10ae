"""Stage `latent-clap`: the latent CLAP encoder against the frozen audio tower (Karchkhadze et al., eq. 2)."""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file

from foley_models.core.latent_clap import LatentClap, LatentClapShape
from foley_models.recipe.compute import Compute
from foley_models.recipe.diffusion_stage import LatentSet, prepare_latents
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train


def run_latent_clap_stage(
    work: Path, settings: LoopSettings, *, batch: int, compute: Compute, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Trains on clean latents, writes latent_clap.safetensors; returns the mean cosine on validation segments."""
    data, validation = prepare_latents(work, "train"), prepare_latents(work, "validation")
    device = compute.device
    model = LatentClap(LatentClapShape()).to(device)

    def step_loss(draw: Draw) -> LossParts:
        rows = torch.from_numpy(draw.random.integers(0, len(data.latents), batch))
        latents = data.latents[rows].float().contiguous(memory_format=torch.channels_last)
        with compute.autocast():
            made = model(latents.to(device))
        # both sides are L2-normalised, so the sum over the 512 numbers is 2 - 2 cosine
        return {"total": (made - data.audio[rows].to(device)).square().sum(1).mean()}

    def report(step: int, parts: Mapping[str, float]) -> None:
        on_progress(f"latent-clap {step}/{settings.steps} {dict(parts)}")

    train(model, step_loss, settings, checkpoint=work / "latent_clap.pt", on_step=report)
    model.cpu()
    save_file(model.state_dict(), work / "latent_clap.safetensors")
    return {"validation_cosine": mean_cosine(model, validation)}


@torch.inference_mode()
def mean_cosine(model: LatentClap, data: LatentSet) -> float:
    """Mean cosine between what the encoder says of a latent and the audio tower of its sound."""
    pairs = zip(torch.split(data.latents, 64), torch.split(data.audio, 64), strict=True)
    cosines = [(model(latents.float()) * audio).sum(1) for latents, audio in pairs]
    return float(torch.cat(cosines).mean())
