"""Stage `latent-clap`: the latent CLAP encoder against the frozen audio tower (Karchkhadze et al., eq. 2).

What trains it is what trains an encoder for any pack (`training.latent_clap`); only where the sounds come from, and
that the pack's parts still lie in separate files, is the recipe's.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor

from foley_models.latent_clap import LatentClapShape
from foley_models.recipe.bank import SPEC, read_bank
from foley_models.recipe.clap_stage import load_audio_tower
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.latent_sets import prepare_latents
from foley_models.training.latent_clap import (
    EncoderSettings,
    EncoderStep,
    Label,
    Labelled,
    Lesson,
    train_latent_clap,
)
from foley_models.training.sounds import BankSounds


def run_latent_clap_stage(
    work: Path, settings: EncoderSettings, *, compute: Compute, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Trains, writes latent_clap.safetensors; returns the mean cosine on validation segments."""
    validation = prepare_latents(work, "validation")

    def report(one: EncoderStep) -> None:
        judged = "" if one.cosine is None else f", validation cosine {one.cosine:.4f}"
        on_progress(f"latent-clap {one.step}/{one.steps} loss {one.loss:.4f}{judged}")

    lesson = Lesson(
        BankSounds(read_bank(work, "train").samples),
        SPEC.rate_hz,
        _label(work, compute),
        Labelled(validation.latents, validation.audio),
        compute.device,
    )
    trained = train_latent_clap(
        LatentClapShape(), lesson, settings, checkpoint=work / "latent_clap.pt", on_progress=report
    )
    save_file(trained.model.cpu().state_dict(), work / "latent_clap.safetensors")
    return {"validation_cosine": trained.cosine}


def _label(work: Path, compute: Compute) -> Label:
    """Codec and audio tower of the stages before, hearing the same log-mel, which is computed once."""
    tower, codec = load_audio_tower(work).to(compute.device), load_codec(work).to(compute.device)

    def label(waveforms: Tensor) -> Labelled:
        log_mel = tower.log_mel(waveforms.to(compute.device))
        with compute.autocast():
            audio = tower.embed_log_mel(log_mel)
        return Labelled(codec.encode(log_mel), audio)

    return label
