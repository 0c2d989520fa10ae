"""Multi-target sets as a file: what a pack's part `targets` holds."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import save_file

from foley_models.errors import DestinationError


def write_targets(path: Path, targets: Mapping[str, NDArray[np.float64]]) -> None:
    """Category -> embeddings (k, 512) in float16, whole or not at all. DestinationError where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        save_file({name: torch.from_numpy(rows).half().contiguous() for name, rows in targets.items()}, part)
        part.replace(path)
    except (OSError, SafetensorError) as error:
        raise DestinationError(f"{path} cannot be written ({error}).") from error
    finally:
        part.unlink(missing_ok=True)
