"""The libraries that an import needs, loaded at once: while they load, they look around and start what they need."""

import tokenizers  # noqa: F401
import torch

from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.shapes import S_FULL
from foley_models.published import diffusers_folder, original_checkpoint, pack_of, ranker  # noqa: F401


def load_libraries() -> None:
    """Load all that is loaded late elsewhere, so that a process can be cut off from everything after it."""
    torch.set_num_threads(1)
    with torch.device("meta"):
        build_clap(S_FULL.clap)
        build_codec(S_FULL.codec)
        build_denoiser(S_FULL.denoiser)
        build_vocoder(S_FULL.vocoder)
