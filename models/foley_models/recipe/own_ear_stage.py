"""Stage `own-ear`: the latent CLAP encoder learns to hear what the pack itself makes, whole and half made.

Trained on real latents alone it says of a finished one well, of one that is foreseen halfway badly, whether it fits
its prompt (rank correlation with the whole CLAP within a request, in docs/core-pack.md). So a draft of the pack makes
sounds; of each the latents foreseen at some steps and the finished one are examples, all with the embedding of the
sound that it became. Half of each batch stays real. Beside the loss of Karchkhadze et al., eq. 2, what counts is the
score itself: the cosine to the prompt, by which candidates are left early.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.finishing import cut
from foley_models.latent_clap import LatentClap, LatentClapShape
from foley_models.pack import Pack, load_pack
from foley_models.recipe.captions import FAMILY_PROMPTS
from foley_models.recipe.compute import Compute
from foley_models.recipe.latent_sets import LatentSet, prepare_latents
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.recipe.pack_stage import run_pack_stage
from foley_models.requests import FEW_STEPS
from foley_models.samplers import begin

FILE = "latent_clap.own.safetensors"
A_PROMPT = 16  # sounds of each
LOOKS = (2, 3, 4)  # steps after which a latent is foreseen
LOOK_SHARES = (0.15, 0.25, 0.2, 0.4)  # of the examples, the finished ones last
SCORE_WEIGHT = 6.0


@dataclass(frozen=True)
class OwnSounds:
    """What the draft made: latents by step (sound, channel, time, frequency), embeddings, each sound's prompt."""

    latents: Mapping[int, Tensor]
    audio: Tensor
    prompts: Tensor  # (sound, 512)


def run_own_ear_stage(
    audio: Path,
    work: Path,
    settings: LoopSettings,
    *,
    prompts: int,
    compute: Compute,
    on_progress: Callable[[str], None],
) -> Mapping[str, float]:
    """Makes sounds of so many prompts and trains on them; writes latent_clap.own.safetensors."""
    run_pack_stage(audio, work, work / "draft")
    pack = load_pack(work / "draft", device=str(compute.device))
    captions = (work / "draft" / "captions.txt").read_text(encoding="utf-8").splitlines()
    own = make_own(pack, drawn_prompts(captions, prompts), on_progress)
    real, encoder = prepare_latents(work, "train"), LatentClap(LatentClapShape())
    encoder.load_state_dict(load_file(work / "latent_clap.safetensors"))

    def step_loss(drawn: Draw) -> LossParts:
        return own_ear_loss(encoder, own, real, drawn.random)

    train(
        encoder,
        step_loss,
        settings,
        checkpoint=work / "latent_clap.own.pt",
        on_step=lambda step, parts: on_progress(f"own-ear {step}/{settings.steps} {dict(parts)}"),
    )
    save_file(encoder.state_dict(), work / FILE)
    return {"sounds": len(own.audio)}


def drawn_prompts(captions: list[str], count: int) -> list[str]:
    """The families' prompts and captions, in an order that is always the same."""
    random = np.random.default_rng(1)
    own = [*FAMILY_PROMPTS.values()] * 3
    every = own + [captions[place] for place in random.integers(0, len(captions), max(0, count - len(own)))]
    return [every[place] for place in random.permutation(len(every))[:count]]


@torch.inference_mode()
def make_own(pack: Pack, prompts: list[str], on_progress: Callable[[str], None]) -> OwnSounds:
    """Sounds of the pack's few steps, A_PROMPT of each prompt."""
    parts, card, window = pack.parts, pack.card, pack.parts.window_frames
    if parts.quick is None or card.few_steps is None:
        raise ValueError("the draft has its few steps")
    quick, device = parts.quick, parts.unconditional.device
    latents: dict[int, list[Tensor]] = {step: [] for step in (*LOOKS, card.few_steps)}
    audio, asked = [], []
    for number, prompt in enumerate(prompts):
        condition = parts.tuning(parts.encoder.embed_text([prompt]))
        noise = torch.randn(
            (A_PROMPT, *parts.codec.latent_shape(window)), generator=torch.Generator().manual_seed(number)
        )
        state = begin(FEW_STEPS, noise.to(device), schedule=parts.schedule, steps=card.few_steps, ns=card.few_steps_at)
        while not state.done:
            state = state.step(lambda z_n, n, c=condition: quick.predict_eps(z_n, n, c.expand(len(z_n), -1)))  # type: ignore[misc]
            if state.taken in latents:
                latents[state.taken].append(state.z0s[-1].half().cpu())
        waveforms = parts.vocoder.synthesize(parts.codec.decode(state.latent))
        sound = cut(waveforms, window * card.audio.hop_samples, card.audio.rate_hz)
        audio.append(parts.encoder.embed_audio(sound).cpu())
        asked.append(nn.functional.normalize(condition, dim=-1).expand(A_PROMPT, -1).cpu())
        if number % 20 == 0:
            on_progress(f"own sounds: {number}/{len(prompts)} prompts")
    return OwnSounds({step: torch.cat(made) for step, made in latents.items()}, torch.cat(audio), torch.cat(asked))


def own_ear_loss(
    encoder: LatentClap, own: OwnSounds, real: LatentSet, random: np.random.Generator, *, batch: int = 40
) -> LossParts:
    """Eq. 2 on `batch` own and `batch` real latents, and the error of the own ones' scores."""
    steps = random.choice(list(own.latents), batch, p=LOOK_SHARES)
    made = torch.from_numpy(random.integers(0, len(own.audio), batch))
    taken = torch.from_numpy(random.integers(0, len(real.audio), batch))
    latents = torch.stack([own.latents[int(step)][row].float() for step, row in zip(steps, made, strict=True)])
    wanted = torch.cat([own.audio[made], real.audio[taken]])
    heard = encoder(torch.cat([latents, real.latents[taken].float()]))
    prompts = own.prompts[made]
    score = ((heard[:batch] - own.audio[made]) * prompts).sum(1).square().mean()
    cosine = 1.0 - (heard * wanted).sum(1).mean()
    return {"total": cosine + SCORE_WEIGHT * score, "cosine": cosine, "score": score}
