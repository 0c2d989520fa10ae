"""Which packs there are and which one is in use, from their cards alone."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from foley_bridge.packs.places import Origin, find_place, pack_places
from foley_models.card import CARD_FILE, Card, read_card
from foley_models.errors import PackError

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
    """One pack that is there; one that cannot be read has no card, but a sentence why."""

    name: str
    card: Card | None
    problem: str = ""


class PackShelf:
    """The packs of this machine; the one in use is what a host chose last, else the settings'.

    Folders are read anew: a pack that is installed or taken away while the daemon runs needs no restart.
    """

    def __init__(self, memory: Memory, default: str, installed: Path) -> None:
        self._memory = memory
        self._default = default
        self._installed = installed
        self._checked = ("", 0.0)  # which pack was fine, and when
        self._rate = ("", 0, 0.0)  # of which pack, what, and when it was read on the monotonic clock

    @property
    def in_use(self) -> str:
        """Name or folder of the pack of requests that name none."""
        return self._memory.recall(_KEY) or self._default

    def use(self, name: str) -> None:
        """Choose another. PackError where it is not there or its card cannot be read."""
        self.card(name)
        self._memory.remember(_KEY, name)

    def check(self, name: str) -> None:
        """PackError where a pack is not there or its card cannot be read; one that was fine lately still is."""
        now_s = time.monotonic()
        if self._checked[0] != name or now_s - self._checked[1] > CARD_KEPT_S:
            self.card(name)
            self._checked = (name, now_s)

    def rate_hz(self) -> int:
        """Rate of the pack in use; 0 where it cannot be read. Every hello asks, so a card is read now and then only."""
        name, now_s = self.in_use, time.monotonic()
        known, rate_hz, read_s = self._rate
        if known != name or now_s - read_s > CARD_KEPT_S:
            rate_hz = self._rate_of(name)
            self._rate = (name, rate_hz, now_s)
        return rate_hz

    def folder(self, name: str) -> Path:
        """The folder of a pack by its name, or by that folder. PackError where there is none."""
        return find_place(name, self._installed).folder

    def place(self, name: str) -> str:
        """How the engine finds a pack: a built-in one by its name, any other by its folder. PackError."""
        found = find_place(name, self._installed)
        return found.name if found.origin is Origin.BUILT_IN else str(found.folder)

    def card(self, name: str) -> Card:
        """The card of a pack. PackError where there is none, or it cannot be read."""
        return read_card(self.folder(name) / CARD_FILE)

    def entries(self) -> Iterator[PackEntry]:
        """Those that ship with the project, those that were installed, and the one in use wherever it is."""
        names = [one.name for one in pack_places(self._installed)]
        for name in names if self.in_use in names else [*names, self.in_use]:
            try:
                yield PackEntry(name, self.card(name))
            except PackError as error:  # the others are there all the same
                yield PackEntry(name, None, str(error))

    def _rate_of(self, name: str) -> int:
        try:
            return self.card(name).audio.rate_hz
        except PackError:
            return 0
