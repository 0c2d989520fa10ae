"""The libraries that an import needs, loaded at once: while they load, they look around and start what they need."""

from typing import Any

import tokenizers  # noqa: F401
import torch
from diffusers.models.autoencoders import autoencoder_oobleck  # noqa: F401
from diffusers.models.transformers import stable_audio_transformer  # noqa: F401
from diffusers.pipelines.audioldm2 import modeling_audioldm2  # noqa: F401
from diffusers.pipelines.stable_audio import modeling_stable_audio  # noqa: F401
from transformers import GPT2Config, T5Config

from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.shapes import S_FULL
from foley_models.networks import GPT2_KEYS, T5_KEYS, gpt2, t5_encoder
from foley_models.published import (
    diffusers_folder,  # noqa: F401
    original_checkpoint,  # noqa: F401
    pack_of,  # noqa: F401
    pipeline_pack,  # noqa: F401
    ranker,  # noqa: F401
)


def load_libraries() -> None:
    """Load all that is loaded late elsewhere, so that a process can be cut off from everything after it."""
    torch.set_num_threads(1)
    with torch.device("meta"):
        build_clap(S_FULL.clap)
        build_codec(S_FULL.codec)
        build_denoiser(S_FULL.denoiser)
        build_vocoder(S_FULL.vocoder)
        t5_encoder(_small(T5Config, T5_KEYS), "text")
        gpt2(_small(GPT2Config, GPT2_KEYS), "language")


def _small(kind: Any, keys: tuple[str, ...]) -> dict[str, object]:
    """The library's own sizes, of which nothing is made."""
    config = kind()
    return {key: getattr(config, key) for key in keys}
