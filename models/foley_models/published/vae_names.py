"""The autoencoder of an original checkpoint under diffusers' names, and its sizes; diffusers' own older names too."""

import re
from collections.abc import Mapping

from torch import Tensor

from foley_models.audioldm.shapes import CodecShape
from foley_models.errors import PackError

_ATTENTION = {"norm": "group_norm", "q": "to_q", "k": "to_k", "v": "to_v", "proj_out": "to_out.0"}
_OLDER_ATTENTION = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
_OLDER = re.compile(r"(.*mid_block\.attentions\.0)\.(query|key|value|proj_attn)\.(weight|bias)")
_BLOCK = re.compile(r"(encoder\.down|decoder\.up)\.(\d+)\.(block|downsample|upsample)\.(.+)")
_MIDDLE = re.compile(r"(encoder|decoder)\.mid\.(block_1|block_2|attn_1)\.(.+)")


def codec_shape(tensors: Mapping[str, Tensor], scaling_factor: float, where: str) -> CodecShape:
    """The sizes of an autoencoder by its original names. PackError where the names are those of no such network."""
    channels = list[int]()
    while (convolution := tensors.get(f"encoder.down.{len(channels)}.block.0.conv1.weight")) is not None:
        channels.append(convolution.shape[0])
    layers = 0
    while f"encoder.down.0.block.{layers}.conv1.weight" in tensors:
        layers += 1
    latents = tensors.get("post_quant_conv.weight")
    if not channels or latents is None:
        raise PackError(f"{where} has no autoencoder (first_stage_model.encoder): it holds only a part of the model.")
    return CodecShape(tuple(channels), latents.shape[1], layers, scaling_factor)


def named_as_diffusers(tensors: Mapping[str, Tensor], shape: CodecShape) -> dict[str, Tensor]:
    """The same tensors under diffusers' names; what has no place in such a network keeps its name."""
    renamed = {_renamed(name, len(shape.channels)): value for name, value in tensors.items()}
    return {name: _as_matrix(name, value) for name, value in renamed.items()}


def with_newer_names(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Diffusers' weights of its first versions, which the published folders hold, under the names of today."""
    return {_newer(name): _as_matrix(_newer(name), value) for name, value in tensors.items()}


def _newer(name: str) -> str:
    found = _OLDER.fullmatch(name)
    return f"{found[1]}.{_OLDER_ATTENTION[found[2]]}.{found[3]}" if found else name


def _as_matrix(name: str, value: Tensor) -> Tensor:
    """Attention's weights as matrices, which were convolutions over single pixels."""
    in_attention = ".attentions.0.to_" in name and name.endswith(".weight")
    return value.flatten(1) if in_attention and value.ndim > 2 else value


def _renamed(name: str, blocks: int) -> str:
    if found := _BLOCK.fullmatch(name):
        return _in_block(found[1], int(found[2]), found[3], found[4], blocks=blocks)
    if found := _MIDDLE.fullmatch(name):
        side, part, rest = found[1], found[2], found[3]
        if part == "attn_1":
            module, _, last = rest.rpartition(".")
            return f"{side}.mid_block.attentions.0.{_ATTENTION.get(module, module)}.{last}"
        return f"{side}.mid_block.resnets.{int(part[-1]) - 1}.{rest}"
    return re.sub(r"^(encoder|decoder)\.norm_out\.", r"\1.conv_norm_out.", name)


def _in_block(row: str, number: int, kind: str, rest: str, *, blocks: int) -> str:
    side, _, direction = row.partition(".")
    block = number if direction == "down" else blocks - 1 - number  # the original counts upwards from the sound
    if kind == "block":
        return f"{side}.{direction}_blocks.{block}.resnets.{rest.replace('nin_shortcut', 'conv_shortcut')}"
    return f"{side}.{direction}_blocks.{block}.{kind}rs.0.{rest}"
