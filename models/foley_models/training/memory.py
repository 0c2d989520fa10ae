"""How much memory a fine-tuning will take: counted from its parameters and from what one example keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.devices import free_memory_bytes
from foley_models.pack import Pack
from foley_models.parts import EMBEDDING_SIZE
from foley_models.training.drawing import Batch
from foley_models.training.settings import TrainSettings
from foley_models.training.sound_phase import SoundBatch, SoundLoss, crop_of
from foley_models.training.step import StepLoss, computes_in_bfloat16
from foley_models.training.team import largest_share
from foley_models.training.trainable import Trainee, make_trainee

FLOAT_BYTES = 4
COPIES = 7  # gradient, two moments of Adam, average, its copy while it is looked at, checkpoint on its way, best
LIBRARIES_BYTES = 450_000_000  # torch itself, measured with the embedded pack


@dataclass(frozen=True)
class MemoryEstimate:
    """What a training needs, and what is free on its device."""

    weights_bytes: int
    training_bytes: int
    activations_bytes: int
    free_bytes: int | None  # None where the system does not say
    processes: int = 1  # that share a device, and hold all but the activations each

    @property
    def bytes(self) -> int:
        """All in all."""
        each = self.weights_bytes + self.training_bytes + LIBRARIES_BYTES
        return each * self.processes + self.activations_bytes

    @property
    def fits(self) -> bool:
        """Whether it will go in, as far as is known."""
        return self.free_bytes is None or self.bytes <= self.free_bytes


def estimate_memory(pack: Pack, settings: TrainSettings, *, processes: int = 1) -> MemoryEstimate:
    """What a training with these settings will need on one device, in the format of numbers that it computes in.

    Several processes share the CPU; GPUs have one each, with its share of the batch. One example goes through the
    networks once, and what they keep for their gradients is counted; with two phases, that of the larger one.
    """
    trainee = make_trainee(pack, settings)
    trained = sum(one.numel() for one in trainee.parameters.values()) * FLOAT_BYTES
    own = {id(one): one for network in trainee.parts.networks.values() for one in _tensors(network)}
    base = {id(one): one for network in pack.parts.networks.values() for one in _tensors(network)}
    weights = sum(one.numel() * one.element_size() for one in (own | base).values())
    device = pack.parts.unconditional.device
    shared = processes if device.type == "cpu" else 1
    share = largest_share(settings.examples, processes)
    at_once = min(settings.batch_size, share) * shared
    activations = max(_bytes_of_phases(pack, settings, trainee)) * at_once
    return MemoryEstimate(weights, trained * COPIES, activations, free_memory_bytes(device), shared)


def _bytes_of_phases(pack: Pack, settings: TrainSettings, trainee: Trainee) -> list[int]:
    """What one example keeps in each phase."""
    bfloat16 = computes_in_bfloat16(pack, settings)
    loss = StepLoss(trainee, None, settings, bfloat16=bfloat16)
    loss.latent_weight = 1.0 if settings.latent_clap else 0.0
    example, known = _empty_example(pack), loss.frozen_tensors()
    phases = [_kept_bytes(lambda: loss.errors(example)["total"], known)]
    if settings.method == "codec":
        sound, crop = SoundLoss(trainee, None, bfloat16=bfloat16), _quiet_crop(pack)
        phases.append(_kept_bytes(lambda: sound.errors(crop)["total"], known))
    return phases


def _kept_bytes(compute: Callable[[], Tensor], known: Sequence[Tensor]) -> int:
    """Bytes that the graph of what is computed keeps, each tensor counted once and those that are `known` not."""
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if not tensor.is_leaf or not tensor.requires_grad:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        compute().sum()
    weights = {one.untyped_storage().data_ptr() for one in known}
    return sum(size for place, size in kept.items() if place not in weights)


def _empty_example(pack: Pack) -> Batch:
    shape = (1, *pack.parts.codec.latent_shape(pack.parts.window_frames))
    vector = torch.full((1, EMBEDDING_SIZE), EMBEDDING_SIZE**-0.5)
    nothing = torch.zeros(shape)
    return Batch(nothing, nothing, torch.tensor([100]), vector, vector, torch.ones(1, 1, dtype=torch.bool))


def _quiet_crop(pack: Pack) -> SoundBatch:
    channels, _, rows = pack.parts.codec.latent_shape(pack.parts.window_frames)
    stride_samples, count = crop_of(pack.parts)
    return SoundBatch(torch.zeros(1, channels, count, rows), torch.zeros(1, count * stride_samples), (0,))


def _tensors(network: torch.nn.Module) -> list[Tensor]:
    return [*network.parameters(), *network.buffers()]
