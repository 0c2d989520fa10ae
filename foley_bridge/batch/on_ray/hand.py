"""What an actor of the cluster is: an engine process of its own, kept by the daemon's supervisor, on its machine."""

import os
import platform
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from foley_bridge.batch.orders import Needed
from foley_bridge.engine.launch import Launch, engine_command
from foley_bridge.engine.messages import event_frame, failed_frame
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.folders import user_folders
from foley_bridge.protocol.order import Order
from foley_bridge.version import program_version
from foley_models.errors import FoleyError, PackError

RUN = 1  # there is one at a time
TELL_EVERY_S = 0.5
Told = tuple[dict[str, Any], bytes]  # header and body of an engine's frame


@dataclass(frozen=True)
class Terms:
    """What every hand works with; an empty command is the engine of the hand's own Python."""

    command: tuple[str, ...]
    device: str
    dtype: str
    threads: int
    nice: int
    hang_s: float
    needed: tuple[Needed, ...]
    offload: str = "none"

    @property
    def launch(self) -> Launch:
        """How its engine is started."""
        command = self.command or engine_command()
        return Launch(
            command,
            device=self.device,
            dtype=self.dtype,
            offload=self.offload,
            threads=self.threads,
            nice=self.nice,
        )


@dataclass(frozen=True)
class Introduction:
    """What a hand says of itself first; `fault` is why it cannot make these sounds, "" where it can."""

    machine: str
    pid: int
    version: str
    fault: str


class Hand:
    """Its methods are called from the machine that runs the batch, one at a time."""

    def __init__(self, terms: Terms) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        self._engine = EngineSupervisor(terms.launch, idle_s=3600.0, hang_s=terms.hang_s)
        self._places, self._fault = found_here(terms.needed)

    def introduce(self) -> Introduction:
        """Who it is, and whether it has what it needs."""
        return Introduction(platform.node(), os.getpid(), program_version(), self._fault)

    def make(self, job_id: str, order: str, batch_size: int, skip: tuple[int, ...]) -> Iterator[list[Told]]:
        """The frames that an engine tells of an order, the last of them its end; it raises nothing on purpose.

        They are told together a few times a second: what Ray does for one costs as much as what it does for ten.
        """
        told, told_s = list[Told](), time.monotonic()
        try:
            events = self._engine.run(
                job_id,
                placed_here(Order.from_json(order), self._places),
                batch_size=batch_size,
                cancelled=lambda: False,
                skip=frozenset(skip),
                repeats=False,
            )
            with closing(events):
                for event in events:
                    frame = event_frame(RUN, event)
                    told.append((dict(frame.header), frame.body))
                    if time.monotonic() - told_s > TELL_EVERY_S:
                        yield told
                        told, told_s = [], time.monotonic()
        except FoleyError as error:
            told.append((dict(failed_frame(RUN, error.code, str(error)).header), b""))
        yield told


def found_here(needed: Sequence[Needed]) -> tuple[dict[str, str], str]:
    """Where this machine has what is needed, by what orders say; and what it has not, or has otherwise."""
    places, faults = dict[str, str](), list[str]()
    for one in needed:
        try:
            places[one.said] = _adapter_here(one) if one.kind == "adapter" else _pack_here(one)
        except PackError as error:
            faults.append(str(error))
    return places, " ".join(faults)


def placed_here(order: Order, places: dict[str, str]) -> Order:
    """The order with the paths of this machine; what it is made of is the same."""
    from dataclasses import replace

    return replace(order, pack=places.get(order.pack, order.pack), adapter=places.get(order.adapter, order.adapter))


def _pack_here(needed: Needed) -> str:
    """The pack by the same name or path, or by its own name among those installed here. PackError."""
    from foley_bridge.packs.places import Origin, find_place
    from foley_models.card import CARD_FILE
    from foley_models.pack_files import hash_of

    installed, own_name = user_folders().packs, needed.name.rpartition(" ")[0]
    others = list[str]()
    for said in dict.fromkeys((needed.said, own_name)):
        try:
            place = find_place(said, installed)
            digest = hash_of(place.folder / CARD_FILE)
        except PackError:
            continue
        if digest == needed.digest:
            return place.name if place.origin is Origin.BUILT_IN else str(place.folder)
        others.append(digest[:12])
    if others:
        raise PackError(
            f"The machine {platform.node()} has another pack {needed.name!r}: its card's SHA-256 begins with "
            f"{others[0]}, here with {needed.digest[:12]}. Install the same one there."
        )
    raise PackError(
        f"The machine {platform.node()} has no pack {needed.name!r} ({needed.said}): install it there, with "
        "foley-bridge packs install."
    )


def _adapter_here(needed: Needed) -> str:
    from pathlib import Path

    from foley_models.pack_files import hash_of

    if not Path(needed.said).is_file():
        raise PackError(
            f"The machine {platform.node()} has no adapter {needed.said}: put the file there, at the same path."
        )
    digest = hash_of(Path(needed.said))
    if digest != needed.digest:
        raise PackError(
            f"The machine {platform.node()} has another adapter {needed.said}: its SHA-256 begins with {digest[:12]}, "
            f"here with {needed.digest[:12]}. Copy the same file there."
        )
    return needed.said
