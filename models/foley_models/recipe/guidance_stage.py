"""Stage `guidance`: tries several guidance scales and keeps the one whose sounds lie nearest to real validation ones.

Yuan et al. (3.2) found theirs by trying, too. Nearness is measured in the pack's own CLAP space: the squared distance
between the mean embedding of a family's generated sounds and that of its validation segments, averaged over families
(a maximum mean discrepancy with a linear kernel). Of each family's sounds only the best by score count, since only
those are delivered. The independent ear of the benchmarks has no part in it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from foley_models.core.denoiser import DenoiserShape, SlidingDenoiser
from foley_models.guidance import guided
from foley_models.recipe.bank import read_bank
from foley_models.recipe.clap_stage import load_audio_tower
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.diffusion_stage import Conditioned
from foley_models.recipe.latent_sets import prepare_latents
from foley_models.recipe.pack_stage import family_texts
from foley_models.samplers import sample
from foley_models.schedule import NoiseSchedule

SCALES = (1.5, 2.5, 3.5)
SOUNDS_A_FAMILY = 8
DELIVERED = 2
STEPS = 16
FILE = "guidance.json"


@torch.inference_mode()
def run_guidance_stage(work: Path, compute: Compute, on_progress: Callable[[str], None]) -> Mapping[str, float]:
    """Writes guidance.json with the distance of each scale and the best; returns the distances."""
    model = Conditioned(DenoiserShape())
    model.load_state_dict(load_file(work / "strengthen.safetensors"))
    model.eval().to(compute.device)
    families = np.array([note.category for note in read_bank(work, "validation").notes])
    real = prepare_latents(work, "validation").audio
    texts = {name: text for name, text in family_texts(work, model.tuning.cpu()).items() if name in set(families)}
    distances = {}
    for scale in SCALES:
        made = _embed_sounds(work, compute, model, list(texts.values()), scale=scale)
        means = torch.stack(
            [
                own[(own @ text).argsort(descending=True)[:DELIVERED]].mean(0)
                for own, text in zip(torch.split(made, SOUNDS_A_FAMILY), texts.values(), strict=True)
            ]
        )
        wanted = torch.stack([real[torch.from_numpy(families == name)].mean(0) for name in texts])
        distances[f"{scale:g}"] = float((means - wanted).square().sum(1).mean())
        on_progress(f"guidance {scale:g}: distance {distances[f'{scale:g}']:.4f}")
    best = min(distances, key=lambda name: distances[name])
    (work / FILE).write_text(json.dumps({"best": float(best), "distances": distances}), encoding="utf-8")
    return distances


def _embed_sounds(work: Path, compute: Compute, model: Conditioned, texts: Sequence[Tensor], *, scale: float) -> Tensor:
    """Audio embeddings (family * SOUNDS_A_FAMILY, 512); the noise is the same for every scale."""
    schedule, codec, tower = NoiseSchedule(), load_codec(work), load_audio_tower(work)
    predict = SlidingDenoiser(model.denoiser, schedule).predict_eps
    shape = (SOUNDS_A_FAMILY, *codec.latent_shape(4 * model.denoiser.shape.window_frames))
    embeddings = []
    for number, text in enumerate(texts):
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(number)).to(compute.device)
        condition = text.to(compute.device).expand(SOUNDS_A_FAMILY, -1)
        denoise = guided(predict, condition, torch.zeros_like(condition[0]), scale)
        with compute.autocast():
            latents = sample("unipc-karras", denoise, noise, schedule=schedule, steps=STEPS)
        embeddings.append(tower.embed_log_mel(codec.decode(latents.float().cpu())))
    return torch.cat(embeddings)
