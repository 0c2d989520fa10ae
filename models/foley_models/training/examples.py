"""What a fine-tuning learns from, ready to use: latents and CLAP embeddings of a studio's clips, computed once.

Each clip's segments lie in a file of their own in the cache, under a name that is a hash of everything they depend on:
the recording, the piece of it, the pack and the way of laying out. So a set that grows is encoded only where it grew.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor

from foley_models.errors import CancelledError, NotAvailableError, PackError, TrainingError
from foley_models.pack import Pack
from foley_models.resample import resample
from foley_models.training.clips import Clip, ReadClip, Split
from foley_models.training.layout import active_part, lay_out, segments_for
from foley_models.training.segments import KeptSegments, holds, keep
from foley_models.weights import read_tensors

LAYOUT_VERSION = 2  # of this module and `layout`: a cache of another way is not used
SEGMENTS_LEAST: Mapping[Split, int] = {"train": 8, "validation": 2}  # of one clip
SEGMENTS_MOST = 24
HEARD_S = 10.0  # what published CLAPs listen to at most; their denoisers' segments are a little longer


@dataclass(frozen=True)
class Examples:
    """Segments of clips: latents (segment, channel, time, frequency), CLAP audio embeddings (segment, 512).

    `clip_of` (segment,) numbers the clip of each; `sentences` (sentence, 512) embeds all captions, and those of clip
    i are the rows from `sentence_starts[i]` up to `sentence_starts[i + 1]`. `sounds` reads the segments themselves
    where they were kept.
    """

    clips: tuple[Clip, ...]
    latents: Tensor
    audio: Tensor
    clip_of: Tensor
    sentences: Tensor
    sentence_starts: Tensor
    sounds: KeptSegments | None = None

    def rows(self, split: Split) -> Tensor:
        """Numbers of the segments of a split."""
        chosen = torch.tensor([clip.split == split for clip in self.clips], dtype=torch.bool)
        return torch.nonzero(chosen[self.clip_of])[:, 0]

    @property
    def digest(self) -> str:
        """What the examples are, as 64 hex digits: the same recordings, pieces, captions, splits and segments."""
        said = repr([(one.sha256, one.start_s, one.end_s, one.captions, one.split) for one in self.clips])
        return hashlib.sha256(f"{said}{self.clip_of.tolist()}".encode()).hexdigest()


def prepare(
    pack: Pack,
    clips: Sequence[Clip],
    read: ReadClip,
    cache: Path,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    waveforms: bool = False,
) -> Examples:
    """Encodes every clip, or takes it from `cache`; `on_progress` hears of each (done, of all).

    With `waveforms` the segments are kept there too, in 16 bits: the method "codec" learns from them.

    NotAvailableError where the pack cannot hear, TrainingError where no clip is left to learn from, CancelledError, and
    what `read` raises.
    """
    if pack.parts.conditioner is not None:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} cannot be trained: its denoiser is led by texts, not by CLAP's embedding, "
            "which recordings give. Train another pack, such as core."
        )
    if not pack.parts.encoder.can_embed_audio:
        raise NotAvailableError(f"The pack {pack.card.name!r} has no audio tower: it cannot be trained on recordings.")
    if not any(clip.split == "train" for clip in clips):
        raise TrainingError(f"There is nothing to learn from: none of {len(clips)} clips is for training.")
    cache.mkdir(parents=True, exist_ok=True)
    pieces: list[dict[str, Tensor]] = []
    files: list[Path] = []
    for done, clip in enumerate(clips):
        if cancelled is not None and cancelled():
            raise CancelledError("The training was cancelled while its recordings were encoded.")
        pieces.append(_features(pack, clip, read, cache))
        if waveforms:
            files.append(_kept_segments(pack, clip, read, cache, count=len(pieces[-1]["audio"])))
        if on_progress is not None:
            on_progress(done + 1, len(clips))
    counts = [len(piece["audio"]) for piece in pieces]
    starts = [0, *np.cumsum([len(clip.captions) for clip in clips]).tolist()]
    with torch.inference_mode():
        sentences = _sentences(pack, clips)
    return Examples(
        clips=tuple(clips),
        latents=torch.cat([piece["latents"] for piece in pieces]),
        audio=torch.cat([piece["audio"] for piece in pieces]),
        clip_of=torch.repeat_interleave(torch.arange(len(clips)), torch.tensor(counts)),
        sentences=sentences.clone(),
        sentence_starts=torch.tensor(starts),
        sounds=KeptSegments(tuple(files), (0, *np.cumsum(counts).tolist()[:-1])) if waveforms else None,
    )


def _sentences(pack: Pack, clips: Sequence[Clip]) -> Tensor:
    """Embeddings (sentence, 512) of all captions, each distinct one embedded once."""
    texts = [text for clip in clips for text in clip.captions]
    distinct = list(dict.fromkeys(texts))
    embedded = pack.parts.encoder.embed_text(distinct).cpu()
    number = {text: index for index, text in enumerate(distinct)}
    return embedded[torch.tensor([number[text] for text in texts])]


def _features(pack: Pack, clip: Clip, read: ReadClip, cache: Path) -> dict[str, Tensor]:
    """Latents (float16) and embeddings of one clip's segments, from the cache or computed into it."""
    kept = cache / f"{_key(pack, clip)}.safetensors"
    if kept.exists():
        try:
            return read_tensors(kept)
        except PackError:
            kept.unlink(missing_ok=True)  # cut short by a full disk or a crash of the machine: computed anew
    computed = _encode(pack, clip, read)
    temporary = kept.with_suffix(f".{os.getpid()}.part")
    save_file(computed, temporary)
    temporary.replace(kept)
    return computed


def _kept_segments(pack: Pack, clip: Clip, read: ReadClip, cache: Path, *, count: int) -> Path:
    """The file of one clip's segments, those that its latents were made of."""
    file = cache / f"{_key(pack, clip)}.sound.safetensors"
    if not holds(file, count, pack.parts.window_frames * pack.parts.spec.hop_samples):
        keep(file, _segments(pack, clip, read))
    return file


def _segments(pack: Pack, clip: Clip, read: ReadClip) -> NDArray[np.float32]:
    """Segments (segment, sample) of a clip, always the same."""
    parts, rate_hz = pack.parts, pack.card.audio.rate_hz
    active = active_part(read(clip, rate_hz), rate_hz)
    if not len(active):
        raise TrainingError(f"{clip.name} is silent: leave it out, or name another piece of it.")
    length = parts.window_frames * parts.spec.hop_samples
    learnt = clip.split == "train"
    count = segments_for(active, length, least=SEGMENTS_LEAST[clip.split], most=SEGMENTS_MOST)
    seed = int(_key(pack, clip)[:15], 16)
    return lay_out(active, length, rate_hz, count=count, seeds=(seed,), varied=learnt)


@torch.inference_mode()
def _encode(pack: Pack, clip: Clip, read: ReadClip) -> dict[str, Tensor]:
    parts, rate_hz = pack.parts, pack.card.audio.rate_hz
    waveforms = torch.from_numpy(_segments(pack, clip, read)).to(parts.unconditional.device)
    latents = parts.codec.encode(parts.front_end(waveforms))
    heard = waveforms[:, : round(HEARD_S * rate_hz)]
    audio = parts.encoder.embed_audio(resample(heard, rate_hz, parts.encoder.rate_hz))
    return {"latents": latents.half().cpu().contiguous().clone(), "audio": audio.cpu().contiguous().clone()}


def _key(pack: Pack, clip: Clip) -> str:
    said = f"{LAYOUT_VERSION} {pack.digest} {clip.sha256} {clip.start_s!r} {clip.end_s!r} {clip.split}"
    return hashlib.sha256(said.encode()).hexdigest()
