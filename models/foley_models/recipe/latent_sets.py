"""Segments as the denoiser is trained on them: latents and both embeddings, computed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from foley_models.core.audio_tower import AudioTower
from foley_models.core.codec import PatchCodec
from foley_models.core.text_tower import TextTower, WordPieces
from foley_models.recipe.bank import Bank, read_bank
from foley_models.recipe.clap_stage import embed_bank, load_audio_tower, load_text_tower
from foley_models.recipe.codec_stage import load_codec


@dataclass(frozen=True)
class LatentSet:
    """Latents (segment, channel, time, frequency), both embeddings (segment, 512), and each segment's family."""

    latents: Tensor
    audio: Tensor
    text: Tensor
    families: tuple[str, ...]


class SegmentEncoder:
    """Codec and towers of a work folder, as the stages left them."""

    def __init__(self, work: Path) -> None:
        self._codec: PatchCodec = load_codec(work)
        self._audio: AudioTower = load_audio_tower(work)
        self._text: TextTower = load_text_tower(work, with_projection=True)
        self._pieces = WordPieces(work / "vocab.txt", self._text.shape.max_tokens)

    @torch.inference_mode()
    def encode(self, bank: Bank) -> LatentSet:
        """Latents (float16) and embeddings of a bank's segments."""
        chunks = range(0, len(bank.notes), 128)
        read = (torch.from_numpy(bank.log_mel[start : start + 128].astype(np.float32)) for start in chunks)
        latents = torch.cat([self._codec.encode(log_mel).half() for log_mel in read])
        families = tuple(note.category for note in bank.notes)
        return LatentSet(latents, embed_bank(self._audio, bank), self._texts(bank), families)

    def _texts(self, bank: Bank) -> Tensor:
        distinct = sorted({note.caption for note in bank.notes})
        number = {text: index for index, text in enumerate(distinct)}
        of_segment = torch.tensor([number[note.caption] for note in bank.notes])
        embeddings: Tensor = self._text(self._pieces.ids(distinct))
        return embeddings[of_segment]


def prepare_latents(work: Path, split: str) -> LatentSet:
    """Latents and embeddings of a bank, computed once and kept in `work`."""
    cache = work / f"latents.{split}.safetensors"
    bank = read_bank(work, split)
    if not cache.exists():
        save_latents(SegmentEncoder(work).encode(bank), cache)
    return load_latents(cache, [note.category for note in bank.notes])


def save_latents(data: LatentSet, file: Path) -> None:
    """Write a set whole or not at all; its families are kept elsewhere."""
    temporary = file.with_suffix(".part")
    tensors = {"latents": data.latents, "audio": data.audio, "text": data.text}
    save_file({name: value.contiguous() for name, value in tensors.items()}, temporary)
    temporary.replace(file)


def load_latents(file: Path, families: Sequence[str]) -> LatentSet:
    """A set that `save_latents` wrote."""
    kept: Mapping[str, Tensor] = load_file(file)
    return LatentSet(kept["latents"], kept["audio"], kept["text"], tuple(families))


def joined(sets: Sequence[LatentSet]) -> LatentSet:
    """Several sets as one."""
    return LatentSet(
        torch.cat([one.latents for one in sets]),
        torch.cat([one.audio for one in sets]),
        torch.cat([one.text for one in sets]),
        tuple(family for one in sets for family in one.families),
    )
