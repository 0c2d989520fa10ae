"""What a pack's CLAP makes of prompts and of sounds that exist already: the two sides of the score of candidates."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize

from foley_models.errors import NotAvailableError, RequestError
from foley_models.finishing import HEARD_S, heard_parts
from foley_models.pack import Pack
from foley_models.parts import EMBEDDING_SIZE
from foley_models.resample import resample


def embed_prompts(pack: Pack, prompts: Sequence[str]) -> NDArray[np.float32]:
    """What candidates of these prompts are scored against: L2-normalised embeddings (prompt, 512).

    Tuned, but for a pack that ranks by a CLAP of its own, in whose space the tuning layer means nothing.
    """
    if not prompts:
        return np.zeros((0, EMBEDDING_SIZE), np.float32)
    parts = pack.parts
    with torch.inference_mode():
        said = parts.judge.embed_text(prompts)
        target = said if parts.ranker is not None else pack.expected(parts.tuning(said))
        return normalize(target.float(), dim=-1).cpu().numpy()


def embed_sounds(pack: Pack, sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """L2-normalised embeddings (sound, 512) of sounds (sample,) at the judge's rate; equal lengths go together.

    NotAvailableError where the pack has no audio tower, RequestError where a sound is longer than it takes.
    """
    encoder = pack.parts.judge
    if sounds and not encoder.can_embed_audio:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} cannot listen: it has no audio tower. Use a pack that ranks, such as core."
        )
    found = np.zeros((len(sounds), EMBEDDING_SIZE), np.float32)
    by_length = sorted(range(len(sounds)), key=lambda place: len(sounds[place]))
    device = pack.parts.unconditional.device
    for _, places in groupby(by_length, key=lambda place: len(sounds[place])):
        together = list(places)
        with torch.inference_mode():
            waveforms = torch.from_numpy(np.stack([sounds[place] for place in together])).to(device)
            found[together] = normalize(encoder.embed_audio(waveforms).float(), dim=-1).cpu().numpy()
    return found


def hear_sound(pack: Pack, waveform: NDArray[np.float32], rate_hz: int) -> NDArray[np.float16]:
    """The embedding (512,) of a sound (sample,) of any length and rate, L2-normalised, in 16 bits.

    RequestError where it is empty or has samples that are not numbers; NotAvailableError as for `embed_sounds`.
    """
    if not len(waveform) or not np.isfinite(waveform).all():
        raise RequestError("The sound is empty or has samples that are not numbers: nothing can be heard in it.")
    ear = pack.parts.judge
    if not ear.can_embed_audio:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} cannot listen: it has no audio tower. Use a pack that ranks, such as core."
        )
    with torch.inference_mode():
        sound = torch.from_numpy(np.ascontiguousarray(waveform, dtype=np.float32)).to(pack.parts.unconditional.device)
        parts = heard_parts(sound, round(HEARD_S * rate_hz))
        heard = ear.embed_audio(resample(parts, rate_hz, ear.rate_hz)).float()
        return normalize(heard.mean(dim=0), dim=0).cpu().numpy().astype(np.float16)
