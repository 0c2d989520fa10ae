"""AudioLDM as one file of the programs it was trained with: the names of their latent diffusion model.

Layout: `model.diffusion_model.*` the UNet, `model_ema.*` its averaged weights under names without dots,
`first_stage_model.*` the autoencoder and its `vocoder.*`, `cond_stage_model.model.*` the whole CLAP, `scale_factor` and
`betas` beside them. The DCASE 2023 system of Yuan et al. has the same, and in its larger checkpoint `embed_v.weight`:
100 embeddings of real motors to rank against, each with a threshold.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from foley_models.audioldm.heads import heads_for
from foley_models.audioldm.shapes import FamilyShape
from foley_models.errors import PackError
from foley_models.parts import EMBEDDING_SIZE
from foley_models.published import clap_names, unet_names, vae_names, vocoder_names
from foley_models.published.found import Found
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json
from foley_models.published.weights_files import read_weights_file
from foley_models.schedule import NoiseSchedule

UNET, AVERAGED, CODEC, CLAP = "model.diffusion_model.", "model_ema.", "first_stage_model.", "cond_stage_model.model."
VOCODER = "vocoder."
STORED_TARGETS = "embed_v.weight"  # (target, embedding and its threshold)
TARGETS_CATEGORY = "moving_motor_vehicle"
BETAS_TOLERANCE = 1e-5
_NOT_AVERAGED = ("decay", "num_updates")
_LATER_CLAP = re.compile(r"^cond_stage_models\.0\.model\.")  # what the later training program calls the same
# Of training, or made anew from the schedule.
_LEFT_OUT = re.compile(
    r"first_stage_model\.loss\..*|cond_stage_model\.(?!model\.).*mel_transform.*|transform\.kernel|logvar|scale_factor"
    r"|betas|alphas_cumprod.*|sqrt_.*|log_one_minus_alphas_cumprod|posterior_.*|lvlb_weights|embed_v\..*|clap\..*"
)


def read_original_checkpoint(path: Path, *, tokenizer: Path | None, vocoder: Path | None) -> Found:
    """The model in a file. PackError where a part is missing or does not fit, RequestError where a tokenizer is."""
    tensors = {_LATER_CLAP.sub(CLAP, name): value for name, value in read_weights_file(path).items()}
    notes = [_denoiser_note(tensors)]
    unet = _averaged(tensors, path)
    first = _below(tensors, CODEC)
    denoiser = unet_names.unet_shape(unet, str(path))
    codec = vae_names.codec_shape(first, _scaling_factor(tensors, path), str(path))
    voice, said = _vocoder(first, path, vocoder)
    clap = clap_names.named_as_transformers(_below(tensors, CLAP), str(path))
    shape = FamilyShape(
        clap=clap_names.clap_shape(clap, str(path)),
        denoiser=denoiser,
        codec=codec,
        vocoder=vocoder_names.vocoder_shape(voice, said),
    )
    parts: dict[str, Mapping[str, Tensor]] = {
        "clap": clap,
        "denoiser": unet_names.named_as_diffusers(unet, denoiser),
        "codec": vae_names.named_as_diffusers(_autoencoder(first), codec),
        "vocoder": voice,
    }
    tuned, rest = _tuning(tensors)
    if tuned:
        parts["tuning"] = tuned
        notes.append("The layer of 512 numbers that it has beside its networks is taken for its tuning layer.")
    if rest:
        notes.append(f"Left out, as no part of the network: {len(rest)} tensors such as {rest[0][:60]!r}.")
    targets = _targets(tensors, path)
    if targets is not None:
        parts["targets"] = {TARGETS_CATEGORY: targets}
    where = find_tokenizer(tokenizer, path.parent, path.parent / "tokenizer")
    return Found(
        source=path,
        shape=shape,
        tensors=parts,
        tokenizer=tokenizer_json(where, shape.clap.text.vocabulary),
        schedule=_schedule(tensors, path),
        notes=tuple(notes),
        trained_heads=f"Attention heads {', '.join(str(one) for one in heads_for(denoiser.channels))} (channels / 32).",
        stored_targets=TARGETS_CATEGORY if targets is not None else "",
    )


def _averaged(tensors: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The UNet, by its averaged weights where they are there."""
    plain = _below(tensors, UNET)
    if not plain:
        raise PackError(f"{path} has no {UNET}*: it is no checkpoint of AudioLDM.")
    if not _has_averages(tensors):
        return plain
    found = {name: tensors.get(AVERAGED + f"diffusion_model.{name}".replace(".", "")) for name in plain}
    missing = sorted(name for name, value in found.items() if value is None)
    if missing:
        raise PackError(f"{path} lacks the averaged weights of {missing[0]!r}: it is damaged, download it again.")
    return {name: value for name, value in found.items() if value is not None}


def _has_averages(tensors: Mapping[str, Tensor]) -> bool:
    return any(name.startswith(AVERAGED) and name.removeprefix(AVERAGED) not in _NOT_AVERAGED for name in tensors)


def _denoiser_note(tensors: Mapping[str, Tensor]) -> str:
    kind = "the averages of its last steps" if _has_averages(tensors) else "those of its last step, no averages"
    return f"The denoiser's weights are {kind}."


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _autoencoder(first: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value for name, value in first.items() if not name.startswith((VOCODER, "loss."))}


def _vocoder(first: Mapping[str, Tensor], path: Path, named: Path | None) -> tuple[dict[str, Tensor], str]:
    """The vocoder inside, or the one in a file beside, and where it is."""
    if named is None:
        return vocoder_names.named_as_transformers(_below(first, VOCODER)), str(path)
    tensors = read_weights_file(named)
    return vocoder_names.named_as_transformers(tensors), str(named)


def _scaling_factor(tensors: Mapping[str, Tensor], path: Path) -> float:
    stored = tensors.get("scale_factor")
    value = float(stored) if stored is not None and stored.numel() == 1 else float("nan")
    if not 1e-6 < value < 1e6:
        raise PackError(f"{path} has no usable scale_factor: its latents cannot be decoded without it.")
    return value


def _schedule(tensors: Mapping[str, Tensor], path: Path) -> NoiseSchedule:
    """That of the papers, where the stored betas say the same."""
    schedule, betas = NoiseSchedule(), tensors.get("betas")
    if betas is None:
        return schedule
    shares = torch.cumprod(1.0 - betas.double(), dim=0)
    same = shares.shape == schedule.alpha_bar.shape
    if not same or bool((shares - schedule.alpha_bar).abs().max() > BETAS_TOLERANCE):
        raise PackError(f"{path} was trained with another noise schedule than AudioLDM's: it cannot be imported.")
    return schedule


def _targets(tensors: Mapping[str, Tensor], path: Path) -> Tensor | None:
    stored = tensors.get(STORED_TARGETS)
    if stored is None:
        return None
    if stored.ndim == 2 and stored.shape[1] != EMBEDDING_SIZE + 1:
        stored = stored.T  # a linear layer keeps what it makes first
    if stored.ndim != 2 or stored.shape[1] != EMBEDDING_SIZE + 1 or not len(stored):
        raise PackError(f"{path}: {STORED_TARGETS} has the shape {tuple(stored.shape)}: it is damaged.")
    return stored[:, :EMBEDDING_SIZE]


def _tuning(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], list[str]]:
    """A layer of 512 numbers that no network claims, as the tuning layer; the names of whatever else is left over."""
    claimed = (UNET, AVERAGED, CODEC, CLAP)
    rest = {
        name: value for name, value in tensors.items() if not name.startswith(claimed) and not _LEFT_OUT.fullmatch(name)
    }
    shapes = [(EMBEDDING_SIZE,), (EMBEDDING_SIZE, EMBEDDING_SIZE)]
    modules = {name.rpartition(".")[0] for name in rest}
    if len(modules) == 1 and sorted(tuple(value.shape) for value in rest.values()) == shapes:
        return {f"linear.{name.rpartition('.')[2]}": value for name, value in rest.items()}, []
    return {}, sorted(rest)
