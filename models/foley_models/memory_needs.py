"""How much memory a pack needs, from its card and the headers of its files: nothing of it is loaded, nor is torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_models.card import Card
from foley_models.tensor_files import check_tensor_places

NONE, PARTS, LAYERS, AUTO = "none", "parts", "layers", "auto"
OFFLOADS = (AUTO, NONE, PARTS, LAYERS)  # what may be asked for
SMALL_BYTES = 32_000_000  # a part below that stays: it is not worth the way
LIBRARIES_BYTES = 450_000_000  # torch itself, measured with the embedded pack
NUMBER_BYTES = 4  # float32
# What is kept in 16 bits where a pack computes in them; what is compared never is.
HALVED: Mapping[str, tuple[str, ...]] = {
    "core": ("denoiser", "vocoder"),
    "audioldm": ("denoiser", "codec", "vocoder"),
    "audioldm2": ("text", "projection", "language", "denoiser", "codec", "vocoder"),
    "stable_audio": ("text", "projection", "denoiser", "codec"),
    "stable_audio3": ("text", "denoiser", "codec"),
}
# Beside the weights, for what passes through the networks: no less than was measured; of Stable
# Audio 3 nothing was.
WORKING_BYTES = {
    "core": 50_000_000,
    "audioldm": 300_000_000,
    "audioldm2": 400_000_000,
    "stable_audio": 1_000_000_000,
    "stable_audio3": 800_000_000,
}
READERS = ("text", "projection", "language")  # of texts: float16 is too narrow for what passes through a T5


@dataclass(frozen=True)
class Bytes:
    """Bytes that a pack takes as a whole, and at most at once where its parts or its layers are offloaded."""

    whole: int
    parts: int
    layers: int

    def of(self, offload: str) -> int:
        """For one way of offloading."""
        return {NONE: self.whole, PARTS: self.parts, LAYERS: self.layers}[offload]


def number_bytes(family: str, part: str, dtype: str) -> int:
    """Of one number of a part, where a pack computes in float32, bfloat16 or float16."""
    halved = part in HALVED.get(family, ()) and (dtype == "bfloat16" or (dtype == "float16" and part not in READERS))
    return NUMBER_BYTES // 2 if halved else NUMBER_BYTES


def weights_of(folder: Path, card: Card, dtype: str = "float32") -> Bytes:
    """What the weights of a pack take. PackError where a file is cut short or another than its header says."""
    if card.family == "core":  # small, and always there as a whole
        whole = sum(number_bytes("core", part, dtype) * (one.parameters or 0) for part, one in card.files.items())
        return Bytes(whole, whole, whole)
    sizes = {part: list(_layers(folder / one.file)) for part, one in card.files.items()}
    each = {part: [number_bytes(card.family, part, dtype) * one for one in layers] for part, layers in sizes.items()}
    wholes = {part: sum(layers) for part, layers in each.items()}
    staying = sum(whole for whole in wholes.values() if whole < SMALL_BYTES)
    large = [part for part, whole in wholes.items() if whole >= SMALL_BYTES]
    return Bytes(
        whole=sum(wholes.values()),
        parts=staying + max((wholes[part] for part in large), default=0),
        layers=staying + max((max(each[part]) for part in large), default=0),
    )


def _layers(path: Path) -> Iterator[int]:
    """Numbers of each layer of a file: of the tensors that one module of a network has itself."""
    tensors, _ = check_tensor_places(path)
    sizes: dict[str, int] = {}
    for one in tensors:
        layer = one.name.rpartition(".")[0]
        sizes[layer] = sizes.get(layer, 0) + one.values
    yield from sizes.values()


def fitting(folder: Path, card: Card, dtype: str, free_bytes: int | None) -> str:
    """What must be offloaded for a pack to fit into so much free memory; nothing where that is not known."""
    if free_bytes is None:
        return NONE
    found = weights_of(folder, card, dtype)
    for offload in (NONE, PARTS):
        if found.of(offload) + working_bytes(card.family) <= free_bytes:
            return offload
    return LAYERS


def working_bytes(family: str) -> int:
    """Beside the weights, for what passes through the networks."""
    return WORKING_BYTES.get(family, max(WORKING_BYTES.values()))


def memory_of(folder: Path, card: Card, dtype: str = "float32") -> Bytes:
    """About what the engine will need: torch itself, the weights, and what passes through the networks."""
    weights = weights_of(folder, card, dtype)
    whole, parts, layers = (memory_for(one, card.family) for one in (weights.whole, weights.parts, weights.layers))
    return Bytes(whole, parts, layers)


def memory_for(weights_bytes: int, family: str) -> int:
    """The same for so many bytes of weights."""
    return LIBRARIES_BYTES + weights_bytes + working_bytes(family)
