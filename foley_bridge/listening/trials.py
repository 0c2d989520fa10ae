"""What a listener meets: one trial after the other, without a word on which system is heard."""

from dataclasses import dataclass
from typing import Any

from foley_bridge.listening.plan import Item


@dataclass(frozen=True)
class Trial:
    """One question. `order` says which system each sound is of: it is stored, and never shown."""

    number: int  # in this listener's own order, from 0
    item: Item
    order: tuple[int, ...]

    @property
    def sounds(self) -> tuple[str, ...]:
        """Names of the playback copies, in the order in which they are offered."""
        return tuple(self.item.sounds[system] for system in self.order)

    @property
    def label(self) -> str:
        """What the sounds should be; "" where nothing is known."""
        return self.item.label


@dataclass(frozen=True)
class Given:
    """An answer as both fronts hand it in: what was said, how often sounds were started, how long it took."""

    said: dict[str, Any]
    plays: int = 0
    seconds: float = 0.0
