"""Stage `codec`: fits the principal components of mel patches to the bank; takes seconds."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from foley_models.core.codec import CodecShape, PatchCodec
from foley_models.recipe.bank import read_bank

FIT_SEGMENTS = 900


def run_codec_stage(work: Path) -> Mapping[str, float]:
    """Fits and writes codec.safetensors; returns the variance kept and the error on validation segments."""
    bank, validation = read_bank(work, "train"), read_bank(work, "validation")
    codec = PatchCodec(CodecShape())
    every = max(1, len(bank.notes) // FIT_SEGMENTS)
    kept = codec.fit(torch.from_numpy(bank.log_mel[::every].astype(np.float32)))
    log_mel = torch.from_numpy(validation.log_mel[:300].astype(np.float32))
    error = (codec.decode(codec.encode(log_mel)) - log_mel).abs().mean()
    save_file(codec.state_dict(), work / "codec.safetensors")
    return {"variance_kept": kept, "validation_l1": float(error)}


def load_codec(work: Path) -> PatchCodec:
    """The codec of stage `codec`."""
    codec = PatchCodec(CodecShape())
    codec.load_state_dict(load_file(work / "codec.safetensors"))
    return codec.eval()
