"""An adapter: what a fine-tuning changed of a pack, as one file, and the pack with it put on."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foley_models.copies import with_own_networks
from foley_models.errors import PackError
from foley_models.few_steps import with_few_steps
from foley_models.offloading import add_to
from foley_models.pack import Pack
from foley_models.training.adapter_card import CARD_KEY, AdapterCard, AdapterInfo, card_text, read_adapter_card
from foley_models.training.settings import TrainSettings
from foley_models.training.trainable import changed_tensors
from foley_models.weights import read_tensors

KINDS = ("delta", "down", "up")


@dataclass(frozen=True)
class Adapter:
    """An adapter in memory: its card, and its tensors by `PART/NAME#KIND`."""

    card: AdapterCard
    tensors: Mapping[str, Tensor]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a pack that it changes."""
        return tuple(sorted({name.split("/")[0] for name in self.tensors}))


def write_adapter(
    path: Path,
    values: Mapping[str, Tensor],
    *,
    pack: Pack,
    settings: TrainSettings,
    about: AdapterInfo,
) -> None:
    """Writes an adapter of trained `values`, whole or not at all. OSError where it cannot be written."""
    tensors = {name: _stored(name, one) for name, one in changed_tensors(values, pack.parts.networks).items()}
    changed = sorted({name.split("/")[0] for name in tensors})
    card = AdapterCard(
        name=about.name,
        base_pack=pack.card.name,
        base_version=pack.card.version,
        # a pack without a tuning layer of its own has the identity
        base_parts={part: pack.card.files[part].sha256 for part in changed if part in pack.card.files},
        method=settings.method,
        settings=asdict(settings),
        recordings=dict(about.recordings),
        licence=about.licence,
        created=about.created,
    )
    temporary = path.with_suffix(".part")
    save_file(tensors, temporary, metadata={CARD_KEY: card_text(card)})
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)


def load_adapter(path: Path) -> Adapter:
    """An adapter's file, checked. PackError where anything about it is broken."""
    card, tensors = read_adapter_card(path), read_tensors(path)
    for name in tensors:
        if name.count("#") != 1 or name.split("#")[1] not in KINDS or "/" not in name:
            raise PackError(f"{path}: {name!r} is no tensor of an adapter: it was written by another version.")
        if name.endswith("#down") and f"{name[:-5]}#up" not in tensors:
            raise PackError(f"{path}: {name!r} lacks its other half: the file is broken.")
    return Adapter(card, tensors)


@torch.no_grad()
def apply_adapter(pack: Pack, adapter: Adapter) -> Pack:
    """The pack with an adapter on: a new one, which shares with the old one whatever the adapter does not change.

    PackError where the adapter belongs to another pack or does not fit it.
    """
    _check_base(pack, adapter)
    parts = with_own_networks(pack.parts, adapter.parts)
    for name, added in _additions(adapter).items():
        part, within = name.split("/", 1)
        weight = _weight(parts.networks[part], within, adapter)
        if weight.shape != added.shape:
            raise PackError(
                f"The adapter {adapter.card.name!r} has {name} in the shape {tuple(added.shape)}, the pack in "
                f"{tuple(weight.shape)}: it belongs to another pack."
            )
        add_to(parts.networks[part], within, added)
    if parts.quick_changes is not None:
        parts = with_few_steps(parts, parts.quick_changes)
    return replace(pack, parts=parts, adapter=adapter.card)


def _additions(adapter: Adapter) -> dict[str, Tensor]:
    """What is added to each weight, float32."""
    added: dict[str, Tensor] = {}
    for name, value in adapter.tensors.items():
        weight, kind = name.split("#")
        if kind == "delta":
            added[weight] = value.float()
        elif kind == "up":
            added[weight] = value.float() @ adapter.tensors[f"{weight}#down"].float()
    return added


def _weight(network: nn.Module, name: str, adapter: Adapter) -> nn.Parameter:
    try:
        return network.get_parameter(name)
    except AttributeError as error:
        raise PackError(f"The adapter {adapter.card.name!r} changes {name!r}, which the pack has not.") from error


def _check_base(pack: Pack, adapter: Adapter) -> None:
    card = adapter.card
    own = {part: entry.sha256 for part, entry in pack.card.files.items()}
    if any(own.get(part) != digest for part, digest in card.base_parts.items()):
        raise PackError(
            f"The adapter {card.name!r} was trained on the pack {card.base_pack!r} {card.base_version}, not on "
            f"{pack.card.name!r} {pack.card.version} as it is here: use that pack, or train it again."
        )


def _stored(name: str, value: Tensor) -> Tensor:
    """Changes of whole networks in bfloat16, which keeps a change's size to 0.4 %; the rest as it is."""
    whole = name.endswith("#delta") and not name.startswith("tuning/")
    return (value.to(torch.bfloat16) if whole else value.float()).cpu().contiguous()
