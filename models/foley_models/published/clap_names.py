"""LAION's CLAP under the names of transformers' ClapModel, and its sizes.

What a clip of at most ten seconds never passes through is left out: LAION's own filters of the spectrogram (compared
with ours first), its classifier, the transform before training, and what fuses longer clips. A fused network hears
such a clip exactly as one without fusion.
"""

import re
from collections.abc import Mapping
from math import isqrt

import torch
from torch import Tensor

from foley_models.audioldm.clap_features import ClapAudio, mel_filters
from foley_models.audioldm.shapes import HTSAT_TINY, ROBERTA, AudioTowerShape, ClapShape, TextTowerShape
from foley_models.errors import PackError

HEAD_CHANNELS = 64  # of RoBERTa
FILTERS = "audio_branch.logmel_extractor.melW"
FILTERS_TOLERANCE = 1e-5
_TEXT, _AUDIO = "text_model", "audio_model.audio_encoder"
_INNER = (
    (".attn.proj.", ".attention.output.dense."),
    (".attn.", ".attention.self."),
    (".mlp.fc1.", ".intermediate.dense."),
    (".mlp.fc2.", ".output.dense."),
    (".norm1.", ".layernorm_before."),
    (".norm2.", ".layernorm_after."),
    (".bn0.", ".batch_norm."),
)
_LEFT_OUT = re.compile(
    r"audio_branch\.(spectrogram_extractor|logmel_extractor|tscam_conv|head)\..*"
    r"|audio_branch\.patch_embed\.(fusion_model|mel_conv2d)\..*"
    r"|audio_branch\.(fusion_model|mel_conv1d)\..*"
    r"|.*\.attn_mask|(text|audio)_transform\..*|text_branch\.embeddings\.position_ids"
)


def named_as_transformers(tensors: Mapping[str, Tensor], where: str) -> dict[str, Tensor]:
    """The same network under transformers' names. PackError where it hears otherwise than ours does."""
    plain = {name.removeprefix("module."): value for name, value in tensors.items()}
    _check_filters(plain, where)
    _check_fusion(plain, where)
    found = dict[str, Tensor]()
    for name, value in plain.items():
        if not _LEFT_OUT.fullmatch(name):
            found |= _renamed(name, value)
    for name in ("logit_scale_a", "logit_scale_t"):
        if name in found:
            found[name] = found[name].reshape(())
    return with_buffers(found)


def with_buffers(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """With the numbers of positions that older files lack, and without those that the network has no use for."""
    found = {name: value for name, value in tensors.items() if not _is_fusion(name)}
    positions = found.get(f"{_TEXT}.embeddings.position_embeddings.weight")
    if positions is not None:
        count = positions.shape[0]
        found.setdefault(f"{_TEXT}.embeddings.position_ids", torch.arange(count)[None])
        found.setdefault(f"{_TEXT}.embeddings.token_type_ids", torch.zeros((1, count), dtype=torch.int64))
    return found


def clap_shape(tensors: Mapping[str, Tensor], where: str) -> ClapShape:
    """The sizes of a CLAP by transformers' names. PackError where it has no text tower."""
    words = tensors.get(f"{_TEXT}.embeddings.word_embeddings.weight")
    if words is None:
        raise PackError(f"{where} has no CLAP with a RoBERTa text tower: it is another model.")
    layers = _count(tensors, rf"{_TEXT}\.encoder\.layer\.(\d+)\..*")
    forward = tensors.get(f"{_TEXT}.encoder.layer.0.intermediate.dense.weight")
    positions = tensors.get(f"{_TEXT}.embeddings.position_embeddings.weight")
    if forward is None or positions is None:
        raise PackError(f"{where}: its text tower is incomplete: the download is damaged, or it is another model.")
    text = TextTowerShape(
        vocabulary=words.shape[0],
        width=words.shape[1],
        layers=layers,
        heads=max(1, words.shape[1] // HEAD_CHANNELS),
        feed_forward=forward.shape[0],
        positions=positions.shape[0],
        layer_norm_eps=ROBERTA.layer_norm_eps,
    )
    return ClapShape(text, _audio_shape(tensors))


def _audio_shape(tensors: Mapping[str, Tensor]) -> AudioTowerShape | None:
    patches = tensors.get(f"{_AUDIO}.patch_embed.proj.weight")
    bins = tensors.get(f"{_AUDIO}.batch_norm.weight")
    table = "attention.self.relative_position_bias_table"
    depths, heads, window = list[int](), list[int](), HTSAT_TINY.window_size
    while (biases := tensors.get(f"{_AUDIO}.layers.{len(depths)}.blocks.0.{table}")) is not None:
        heads.append(biases.shape[1])
        window = (isqrt(biases.shape[0]) + 1) // 2
        depths.append(_count(tensors, rf"{re.escape(_AUDIO)}\.layers\.{len(depths)}\.blocks\.(\d+)\..*"))
    if patches is None or bins is None or not depths:
        return None
    return AudioTowerShape(
        mel_bins=bins.shape[0],
        square_size=HTSAT_TINY.square_size,
        window_size=window,
        patch_width=patches.shape[0],
        depths=tuple(depths),
        heads=tuple(heads),
    )


def _renamed(name: str, value: Tensor) -> dict[str, Tensor]:
    new = name.replace("text_branch.", f"{_TEXT}.", 1) if name.startswith("text_branch.") else name
    if name.startswith("audio_branch."):
        new = name.replace("audio_branch.", f"{_AUDIO}.", 1)
        for old, ours in _INNER:
            new = new.replace(old, ours)
    new = re.sub(r"^(text|audio)_projection\.0\.", r"\1_projection.linear1.", new)
    new = re.sub(r"^(text|audio)_projection\.2\.", r"\1_projection.linear2.", new)
    if ".self.qkv." not in new:
        return {new: value}
    parts = value.chunk(3)
    return {new.replace("qkv", part): piece for part, piece in zip(("query", "key", "value"), parts, strict=True)}


def _check_filters(tensors: Mapping[str, Tensor], where: str) -> None:
    """The spectrogram that a checkpoint was trained on must be the one that we make for it."""
    stored = tensors.get(FILTERS)
    if stored is None:
        return
    audio = ClapAudio()
    ours = mel_filters(audio, stored.shape[-1])
    if stored.shape != ours.shape or bool((stored.float() - ours).abs().max() > FILTERS_TOLERANCE):
        raise PackError(
            f"{where} listens through other filters than LAION's published networks ({audio.rate_hz} Hz, "
            f"{audio.lowest_hz:g} to {audio.highest_hz:g} Hz): it would score wrongly, so it was not imported."
        )


def _check_fusion(tensors: Mapping[str, Tensor], where: str) -> None:
    patches = tensors.get("audio_branch.patch_embed.proj.weight")
    if patches is not None and (patches.ndim != 4 or patches.shape[1] != 1):
        raise PackError(f"{where} fuses its clips by channels, which no published network does: it is not known.")


def _is_fusion(name: str) -> bool:
    return name.startswith((f"{_AUDIO}.patch_embed.fusion_model.", f"{_AUDIO}.patch_embed.mel_conv2d."))


def _count(tensors: Mapping[str, Tensor], pattern: str) -> int:
    return len({match[1] for name in tensors if (match := re.fullmatch(pattern, name))})
