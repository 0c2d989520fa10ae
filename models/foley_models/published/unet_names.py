"""The UNet of an original AudioLDM checkpoint under the names that diffusers gives the same network, and its sizes.

Both number the same blocks: the original counts every resnet and every change of size in one row, diffusers counts
blocks and then resnets in them.
"""

import re
from collections.abc import Mapping

from torch import Tensor

from foley_models.audioldm.shapes import DenoiserShape
from foley_models.errors import PackError

_RESNET = {
    "in_layers.0": "norm1",
    "in_layers.2": "conv1",
    "emb_layers.1": "time_emb_proj",
    "out_layers.0": "norm2",
    "out_layers.3": "conv2",
    "skip_connection": "conv_shortcut",
}
_OUTSIDE = {
    "time_embed.0": "time_embedding.linear_1",
    "time_embed.2": "time_embedding.linear_2",
    "film_emb": "class_embedding",
    "input_blocks.0.0": "conv_in",
    "out.0": "conv_norm_out",
    "out.2": "conv_out",
}
_MIDDLE = ("resnets.0", "attentions.0", "resnets.1")
_PLACE = re.compile(r"(input_blocks|output_blocks)\.(\d+)\.(\d+)\.(.+)")


def unet_shape(tensors: Mapping[str, Tensor], where: str) -> DenoiserShape:
    """The sizes of a UNet by its original names. PackError where the names are those of no such network."""
    channels, resnets = list[int](), 0
    place = 1
    while any(f"input_blocks.{place}.0.{name}" in tensors for name in ("op.weight", "in_layers.2.weight")):
        convolution = tensors.get(f"input_blocks.{place}.0.in_layers.2.weight")
        if convolution is None:
            channels.append(resnets)
        else:
            resnets = convolution.shape[0]
        place += 1
    per_block = (place - 1 - len(channels)) // (len(channels) + 1)
    if "input_blocks.0.0.weight" not in tensors or per_block < 1:
        raise PackError(f"{where} has no UNet of AudioLDM (model.diffusion_model.input_blocks): it is another model.")
    return DenoiserShape(
        channels=(*channels, resnets),
        latent_channels=tensors["input_blocks.0.0.weight"].shape[1],
        layers_per_block=per_block,
    )


def named_as_diffusers(tensors: Mapping[str, Tensor], shape: DenoiserShape) -> dict[str, Tensor]:
    """The same tensors under diffusers' names; what has no place in such a network keeps its name."""
    return {_renamed(name, shape.layers_per_block): value for name, value in tensors.items()}


def _renamed(name: str, per_block: int) -> str:
    module, _, last = name.rpartition(".")
    if module in _OUTSIDE:
        return f"{_OUTSIDE[module]}.{last}"
    if name.startswith("middle_block."):
        _, number, rest = name.split(".", 2)
        return f"mid_block.{_MIDDLE[int(number)]}.{_inner(rest)}" if number in "012" else name
    found = _PLACE.fullmatch(name)
    if found is None:
        return name
    row, place, layer, rest = found[1], int(found[2]), int(found[3]), found[4]
    if row == "input_blocks":
        return _down(place - 1, layer, rest, per_block)
    return _up(place, layer, rest, per_block)


def _down(place: int, layer: int, rest: str, per_block: int) -> str:
    block, inside = divmod(place, per_block + 1)
    if rest.startswith("op."):
        return f"down_blocks.{block}.downsamplers.0.conv.{rest.removeprefix('op.')}"
    kind = "attentions" if layer else "resnets"
    return f"down_blocks.{block}.{kind}.{inside}.{_inner(rest)}"


def _up(place: int, layer: int, rest: str, per_block: int) -> str:
    block, inside = divmod(place, per_block + 1)
    if rest.startswith("conv."):  # after the attention, or in its place where the block has none
        return f"up_blocks.{block}.upsamplers.0.{rest}"
    kind = "attentions" if layer else "resnets"
    return f"up_blocks.{block}.{kind}.{inside}.{_inner(rest)}"


def _inner(rest: str) -> str:
    """A name inside a resnet; those inside attention are the same in both."""
    module, _, last = rest.rpartition(".")
    return f"{_RESNET[module]}.{last}" if module in _RESNET else rest
