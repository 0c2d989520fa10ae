"""The recipe's validation segments, drawn again and heard by the parts of a pack itself: no work folder is needed."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from benchmarks.latent_curve import Segments, Tell
from foley_models.errors import RequestError
from foley_models.pack import Pack
from foley_models.recipe.bank import SPEC, Drawn, SegmentDrawer
from foley_models.resample import resample

SPLIT, SEED = "validation", 2  # as stage `prepare` draws them
AT_ONCE = 32


@torch.inference_mode()
def drawn_segments(pack: Pack, audio: Path, count: int, *, tell: Tell) -> Segments:
    """`count` segments of the manifest's recordings in the folder `audio`. RequestError for a pack of other audio."""
    if pack.card.audio.rate_hz != SPEC.rate_hz:
        raise RequestError(
            f"The pack {pack.card.name!r} makes sounds of {pack.card.audio.rate_hz} Hz, the recipe's segments have "
            f"{SPEC.rate_hz}: give its own with --work."
        )
    drawer = SegmentDrawer(audio, SPLIT, lambda _: None)
    latents, heard, notes = [], [], []
    for start in range(0, count, AT_ONCE):
        tell("drawing segments", start / count)
        drawn = [drawer.draw(SEED, number) for number in range(start, min(start + AT_ONCE, count))]
        waveforms = _waveforms(drawn)
        latents.append(pack.parts.codec.encode(pack.parts.front_end(waveforms)).half())
        heard.append(pack.parts.encoder.embed_audio(resample(waveforms, SPEC.rate_hz, pack.parts.encoder.rate_hz)))
        notes += [one.note for one in drawn]
    captions = sorted({one.caption for one in notes})
    rows = torch.tensor([captions.index(one.caption) for one in notes])
    text = pack.parts.encoder.embed_text(captions)[rows]
    return Segments(torch.cat(latents), torch.cat(heard), text, tuple(one.category for one in notes))


def _waveforms(drawn: list[Drawn]) -> Tensor:
    return torch.from_numpy(np.stack([one.samples for one in drawn]).astype(np.float32) / 32767)
