"""A model pack in memory: checked, and built on a device."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models import few_steps
from foley_models.batches import is_out_of_memory
from foley_models.card import CARD_FILE, Card
from foley_models.devices import AUTO, choose_device, choose_dtype, free_memory_bytes
from foley_models.errors import DeviceMemoryError, NotAvailableError, PackError
from foley_models.expectation import PART as EXPECTATION_PART
from foley_models.expectation import Expectation, read_expectation
from foley_models.families import family_builder
from foley_models.memory_needs import NONE, OFFLOADS, fitting
from foley_models.offloading import Desk
from foley_models.pack_files import hash_of, verify_pack
from foley_models.parts import EMBEDDING_SIZE, ModelParts, TextAudioEncoder
from foley_models.training.adapter_card import AdapterCard
from foley_models.weights import read_tensors

TARGETS_PART, RANKER_PART = "targets", "ranker"


@dataclass(frozen=True)
class Pack:
    """A pack in memory; `digest` is the card's SHA-256, and since the card holds all hashes, that of the whole pack."""

    card: Card
    parts: ModelParts
    targets: Mapping[str, Tensor]  # category -> L2-normalised audio embeddings (k, 512) to rank against
    folder: Path
    digest: str
    dtype: torch.dtype  # what the large networks compute in
    adapter: AdapterCard | None = None  # what was put on it
    desk: Desk | None = None  # how its networks come and go; None where nobody wrote it down

    @property
    def stays(self) -> bool:
        """Whether all of it is on its device all the time."""
        return self.desk is None or self.desk.offload == NONE

    expectation: Expectation | None = None  # where the sounds of a text lie

    def expected(self, text: Tensor) -> Tensor:
        """Where in CLAP space the sounds of tuned text embeddings (..., 512) lie: (..., 512), L2-normalised."""
        return text if self.expectation is None else self.expectation.of(text)


def load_pack(folder: Path, *, device: str = AUTO, dtype: str = AUTO, offload: str = NONE) -> Pack:
    """A pack, checked and built on a device, whole or, where `offload` says so, by and by.

    PackError where anything about it is missing or broken, NotAvailableError where the device or dtype is not there,
    DeviceMemoryError where it does not fit.
    """
    place = choose_device(device)
    precision = choose_dtype(place, dtype)
    digest = hash_of(folder / CARD_FILE)
    card = verify_pack(folder)
    desk = Desk(place, _offload(folder, card, place, precision, asked=offload))
    if (card.few_steps is None) != (few_steps.PART not in card.files):
        raise PackError(f"The card of {card.name!r} and its part {few_steps.PART!r} do not agree: install it again.")
    build = family_builder(card.family)
    tensors = {part: read_tensors(folder / entry.file) for part, entry in card.files.items()}
    assets = {name: folder / entry.file for name, entry in card.assets.items()}
    targets = _targets(card, tensors.pop(TARGETS_PART, {}), place)
    expectation = read_expectation(tensors.pop(EXPECTATION_PART, {}), place)
    heard, distilled = tensors.pop(RANKER_PART, None), tensors.pop(few_steps.PART, None)
    try:
        parts = build(card, tensors, assets, device=place, dtype=precision, desk=desk)
        if heard is not None:
            parts = replace(parts, ranker=_ranker(card, heard, assets, desk))
        if distilled is not None:
            parts = few_steps.with_few_steps(parts, distilled)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise DeviceMemoryError(f"The pack {card.name!r} does not fit into the memory of {place}.") from error
    if hash_of(folder / CARD_FILE) != digest:
        raise PackError(f"The pack in {folder} was replaced while it was loaded: give the same request again.")
    return Pack(card, parts, targets, folder, digest, precision, expectation=expectation, desk=desk)


def _offload(folder: Path, card: Card, place: torch.device, precision: torch.dtype, *, asked: str) -> str:
    """What is offloaded: as asked, or with `auto` what must be, as far as the free memory is known."""
    if asked not in OFFLOADS:
        raise NotAvailableError(f"Offloading {asked!r} is not supported; choose one of {', '.join(OFFLOADS)}.")
    if card.family == "core":  # small, and always there as a whole
        return NONE
    if asked != AUTO:
        return asked
    return fitting(folder, card, str(precision).removeprefix("torch."), free_memory_bytes(place))


def _ranker(card: Card, tensors: Mapping[str, Tensor], assets: Mapping[str, Path], desk: Desk) -> TextAudioEncoder:
    from foley_models.audioldm.ranker import build_ranker  # brings transformers, which most packs do without

    return build_ranker(card.shapes, tensors, assets, device=desk.device, desk=desk)


def _targets(card: Card, tensors: Mapping[str, Tensor], device: torch.device) -> dict[str, Tensor]:
    for category, stored in tensors.items():
        if category not in card.categories:
            raise PackError(f"The pack stores sounds of {category!r}, which its card does not name: install it again.")
        if stored.ndim != 2 or stored.shape[0] == 0 or stored.shape[1] != EMBEDDING_SIZE:
            raise PackError(
                f"Part {TARGETS_PART!r} of the pack: {category!r} has the shape {tuple(stored.shape)}, expected "
                f"(at least 1, {EMBEDDING_SIZE}): install the pack again."
            )
    return {category: normalize(stored.float(), dim=-1).to(device) for category, stored in tensors.items()}
