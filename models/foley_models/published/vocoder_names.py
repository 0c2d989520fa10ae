"""A HiFi-GAN under the names of transformers' SpeechT5HifiGan, and its sizes.

The weights do not say by how much each stage multiplies the rate: that is known of the published ones, by their
kernels.
"""

import re
from collections.abc import Mapping

import torch
from torch import Tensor

from foley_models.audioldm.shapes import VOCODER_16_KHZ, VOCODER_22_KHZ, VocoderShape
from foley_models.errors import PackError

_DILATIONS = (1, 3, 5)
_BY_KERNELS = {shape.kernels: shape for shape in (VOCODER_16_KHZ, VOCODER_22_KHZ)}
_PAIRS = (
    (".weight_g", ".weight_v"),
    (".parametrizations.weight.original0", ".parametrizations.weight.original1"),
)


def vocoder_shape(tensors: Mapping[str, Tensor], where: str) -> VocoderShape:
    """The sizes of a HiFi-GAN by transformers' names. PackError where it is none, or none that is known."""
    first = tensors.get("conv_pre.weight")
    if first is None:
        raise PackError(
            f"{where} has no vocoder (first_stage_model.vocoder): name its file with --vocoder, or import another file."
        )
    kernels = tuple(value.shape[2] for value in _in_order(tensors, r"upsampler\.(\d+)\.weight"))
    known = _BY_KERNELS.get(kernels)
    stages = [value.shape[2] for value in _in_order(tensors, r"resblocks\.(\d+)\.convs1\.0\.weight")]
    residual = tuple(stages[: len(stages) // max(1, len(kernels))])
    dilations = len(_in_order(tensors, r"resblocks\.0\.convs1\.(\d+)\.weight"))
    if known is None or not residual or not 1 <= dilations <= len(_DILATIONS):
        raise PackError(
            f"{where}: its vocoder has kernels of {list(kernels)}; known are those at 16 kHz "
            f"({list(VOCODER_16_KHZ.kernels)}) and 22.05 kHz ({list(VOCODER_22_KHZ.kernels)})."
        )
    return VocoderShape(
        rate_hz=known.rate_hz,
        mel_bins=first.shape[1],
        initial_channels=first.shape[0],
        rates=known.rates,
        kernels=kernels,
        residual_kernels=residual,
        residual_dilations=_DILATIONS[:dilations],
        normalize_before=False,
    )


def named_as_transformers(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors under transformers' names, weights that were kept as direction and length multiplied out."""
    plain = {re.sub(r"^ups\.", "upsampler.", name): value for name, value in _multiplied(tensors).items()}
    first = plain.get("conv_pre.weight")
    if first is not None:  # of a normalisation that these do not have
        plain.setdefault("mean", torch.zeros(first.shape[1]))
        plain.setdefault("scale", torch.ones(first.shape[1]))
    return plain


def _multiplied(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    found = dict(tensors)
    for length, direction in _PAIRS:
        for name in [one for one in found if one.endswith(length)]:
            module = name.removesuffix(length)
            if module + direction in found:
                found[f"{module}.weight"] = torch._weight_norm(found.pop(module + direction), found.pop(name), 0)
    return found


def _in_order(tensors: Mapping[str, Tensor], pattern: str) -> list[Tensor]:
    numbered = {int(match[1]): value for name, value in tensors.items() if (match := re.fullmatch(pattern, name))}
    return [numbered[number] for number in sorted(numbered)]
