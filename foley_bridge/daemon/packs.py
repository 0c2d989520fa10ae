"""Which packs there are and which one is in use, from their cards alone."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from foley_models.card import CARD_FILE, Card, read_card
from foley_models.errors import PackError
from foley_models.pack_files import embedded_packs, find_pack, packs_folder

CARD_KEPT_S = 5.0
_KEY = "pack"


class Memory(Protocol):
    """Where the choice outlives the daemon: the journal."""

    def remember(self, key: str, value: str) -> None:
        """Keep a value."""
        ...

    def recall(self, key: str) -> str | None:
        """The value that was kept, None where none was."""
        ...


@dataclass(frozen=True)
class PackEntry:
    """One pack that is there."""

    name: str
    card: Card


class PackShelf:
    """The packs of this machine; the one in use is what a host chose last, else the settings'."""

    def __init__(self, memory: Memory, default: str) -> None:
        self._memory = memory
        self._default = default
        self._checked = ("", 0.0)  # which pack was fine, and when
        self._rate = ("", 0, 0.0)  # of which pack, what, and when it was read on the monotonic clock

    @property
    def in_use(self) -> str:
        """Name or folder of the pack of requests that name none."""
        return self._memory.recall(_KEY) or self._default

    def use(self, name: str) -> None:
        """Choose another. PackError where it is not there or its card cannot be read."""
        card_of(name)
        self._memory.remember(_KEY, name)

    def check(self, name: str) -> None:
        """PackError where a pack is not there or its card cannot be read; one that was fine lately still is."""
        now_s = time.monotonic()
        if self._checked[0] != name or now_s - self._checked[1] > CARD_KEPT_S:
            card_of(name)
            self._checked = (name, now_s)

    def rate_hz(self) -> int:
        """Rate of the pack in use; 0 where it cannot be read. Every hello asks, so a card is read now and then only."""
        name, now_s = self.in_use, time.monotonic()
        known, rate_hz, read_s = self._rate
        if known != name or now_s - read_s > CARD_KEPT_S:
            rate_hz = _rate_of(name)
            self._rate = (name, rate_hz, now_s)
        return rate_hz

    def entries(self) -> Iterator[PackEntry]:
        """Those that ship with the project, and the one in use where that is a folder of its own."""
        names = list(embedded_packs())
        for name in names:
            yield PackEntry(name, read_card(packs_folder() / name / CARD_FILE))
        if self.in_use not in names:
            yield PackEntry(self.in_use, card_of(self.in_use))


def _rate_of(name: str) -> int:
    try:
        return card_of(name).audio.rate_hz
    except PackError:
        return 0


def card_of(name: str) -> Card:
    """The card of a pack by name or folder. PackError where there is none, or where the folder is not absolute."""
    if name not in embedded_packs() and not Path(name).is_absolute():
        raise PackError(
            f"There is no pack {name!r}: give the name of an embedded one ({', '.join(embedded_packs())}) or the "
            "absolute path of a pack's folder."
        )
    return read_card(find_pack(name) / CARD_FILE)
