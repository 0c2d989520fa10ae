"""Files of weights for ears: random ones, with the names and shapes of the real thing."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foley_models.evaluation.mel_patches import hann, mel_filters
from foley_models.evaluation.vggish import Vggish, VggishShape
from foley_models.evaluation.yamnet import Yamnet

TINY_VGGISH = VggishShape(blocks=((2,), (3,), (4, 4), (5, 5)), hidden=16, embedding=8)


def yamnet_state(seed: int = 1) -> dict[str, Tensor]:
    """All tensors of YAMNet, random but for the front end, scaled so that activations neither vanish nor explode."""
    state = _drawn(Yamnet(), seed)
    return state | {"mel": mel_filters(), "win": hann()}


def write_yamnet(folder: Path) -> Path:
    """YAMNet's file as it is published: half precision."""
    path = folder / "yamnet.safetensors"
    save_file({name: one.half() for name, one in yamnet_state().items()}, path)
    return path


def vggish_state(seed: int = 2) -> dict[str, Tensor]:
    """All tensors of a tiny VGGish."""
    return _drawn(Vggish(TINY_VGGISH), seed)


@torch.no_grad()
def _drawn(module: nn.Module, seed: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, one in module.state_dict().items():
        fan_in = max(1, one[0].numel()) if one.ndim > 1 else 1
        scale = (2 / fan_in) ** 0.5 if one.ndim > 1 else 0.1
        state[name] = torch.randn(one.shape, generator=generator) * scale
    return state
