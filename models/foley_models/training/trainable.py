"""What of a pack moves in a fine-tuning: the tuning layer, and of the denoiser nothing, a low-rank addition or all.

What makes sound of latents can move as well: the vocoder, and the codec's decoder.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foley_models.copies import with_own_networks
from foley_models.pack import Pack
from foley_models.parts import ModelParts
from foley_models.training.settings import TrainSettings

LORA_NAME = "default"  # peft keeps several additions apart by name; there is one


@dataclass(frozen=True)
class Trainee:
    """A copy of a pack's parts, of which `parameters` (name of the part, a slash, name within it) are trained."""

    parts: ModelParts
    parameters: Mapping[str, nn.Parameter]

    @property
    def denoiser(self) -> nn.Module:
        """The network of the denoiser."""
        return self.parts.networks["denoiser"]

    def values(self) -> dict[str, Tensor]:
        """Copies of what is trained, as it is now."""
        return {name: one.detach().clone() for name, one in self.parameters.items()}

    @torch.no_grad()
    def put(self, values: Mapping[str, Tensor]) -> None:
        """Have these values in the place of what is trained."""
        for name, one in self.parameters.items():
            one.copy_(values[name])


def make_trainee(pack: Pack, settings: TrainSettings) -> Trainee:
    """Copies what is to move, frozen but for the parameters that `settings` name; always the same start for a seed.

    The pack must be in float32: a small step would be lost in the rounding of bfloat16.
    """
    parts = with_own_networks(pack.parts, ("denoiser", "tuning", *_sound_parts(pack.parts, settings)))
    for network in parts.networks.values():
        network.requires_grad_(requires_grad=False)
    moving: dict[str, nn.Parameter] = {}
    if settings.tuning_layer:
        moving |= {f"tuning/{name}": one for name, one in parts.tuning.named_parameters()}
    denoiser = parts.networks["denoiser"]
    if settings.method == "lora":
        moving |= {f"denoiser/{name}": one for name, one in _with_lora(denoiser, settings).items()}
    elif settings.method in ("full", "codec"):
        moving |= {f"denoiser/{name}": one for name, one in denoiser.named_parameters()}
    if settings.method == "codec":
        moving |= {f"vocoder/{name}": one for name, one in parts.networks["vocoder"].named_parameters()}
        moving |= {f"codec/{name}": one for name, one in _decoding(parts).items()}
    for one in moving.values():
        one.requires_grad = True
    return Trainee(parts, moving)


def _sound_parts(parts: ModelParts, settings: TrainSettings) -> tuple[str, ...]:
    """The parts beside denoiser and tuning layer that a method moves; a codec without parameters stays shared."""
    if settings.method != "codec":
        return ()
    return ("vocoder", "codec") if any(True for _ in parts.networks["codec"].parameters()) else ("vocoder",)


def _decoding(parts: ModelParts) -> dict[str, nn.Parameter]:
    """Parameters of the codec that a latent meets on its way to a log-mel, found by a gradient: none of the encoder."""
    named = dict(parts.networks["codec"].named_parameters())
    if not named:
        return {}
    channels, _, rows = parts.codec.latent_shape(parts.window_frames)
    latents = torch.zeros(1, channels, 4, rows, device=parts.unconditional.device)
    for one in named.values():
        one.requires_grad = True
    reached = torch.autograd.grad(parts.codec.decode(latents).sum(), list(named.values()), allow_unused=True)
    for one in named.values():
        one.requires_grad = False
    return {name: one for (name, one), found in zip(named.items(), reached, strict=True) if found is not None}


def _with_lora(network: nn.Module, settings: TrainSettings) -> dict[str, nn.Parameter]:
    """Puts low-rank additions beside every linear map of a network, in place; they start as nothing added."""
    from peft import LoraConfig, inject_adapter_in_model

    linear = [name for name, one in network.named_modules() if isinstance(one, nn.Linear)]
    rank = settings.lora_rank
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        inject_adapter_in_model(LoraConfig(r=rank, lora_alpha=rank, target_modules=linear), network, LORA_NAME)
    return {name: one for name, one in network.named_parameters() if ".lora_" in name}


def changed_tensors(values: Mapping[str, Tensor], base: Mapping[str, nn.Module]) -> dict[str, Tensor]:
    """What an adapter holds of `values`: `PART/NAME#delta`, or `PART/NAME#down` and `#up` of a low-rank addition.

    A delta is what was added to the base pack's float32 weights.
    """
    own = {f"{part}/{name}": one for part, network in base.items() for name, one in network.named_parameters()}
    kept: dict[str, Tensor] = {}
    for name, value in values.items():
        if ".lora_A." in name:
            kept[f"{_merged_name(name, '.lora_A.')}#down"] = value
        elif ".lora_B." in name:
            kept[f"{_merged_name(name, '.lora_B.')}#up"] = value
        else:
            kept[f"{name}#delta"] = value - own[name]
    return kept


def _merged_name(name: str, marker: str) -> str:
    """Name of the weight that a low-rank addition belongs to."""
    return name[: name.index(marker)] + ".weight"
