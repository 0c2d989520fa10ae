"""Whether a pack can be trained as it is asked for, and what a training is: which checkpoints are its own."""

import hashlib
import json
from dataclasses import asdict

import torch

from foley_models.errors import NotAvailableError
from foley_models.pack import Pack
from foley_models.training.examples import Examples
from foley_models.training.phases import sound_steps
from foley_models.training.settings import TrainSettings


def check(pack: Pack, settings: TrainSettings) -> None:
    """NotAvailableError for what the pack cannot do, or not in its number format."""
    if pack.dtype is not torch.float32:
        raise NotAvailableError("Training needs the pack in float32: load it with dtype float32.")
    if settings.latent_clap and pack.parts.latent_scorer is None:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} has no latent CLAP encoder: train one with foley-bridge train latent-clap, "
            "or leave that loss out."
        )


def belongs(pack: Pack, examples: Examples, settings: TrainSettings) -> str:
    """What a checkpoint belongs to: another pack, other recordings or other settings begin anew.

    How often something is saved, looked at or rendered changes nothing that is learnt, and neither does how many
    processes learn it.
    """
    said = asdict(settings)
    for name in ("save_every", "sample_every", "sample_prompts", "judge_every"):
        del said[name]
    told = [pack.digest, examples.digest, said]
    if sound_steps(settings):
        told.append({"sound_steps": sound_steps(settings)})
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
