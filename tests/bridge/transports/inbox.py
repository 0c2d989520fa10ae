"""Where a transport under test puts its packets, and how a test waits for them."""

import queue

from foley_bridge.transports.interface import Packet

PATIENCE_S = 20.0  # only a failing test waits that long


class Arrivals:
    """An `on_packet` that keeps what it gets."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Packet] = queue.Queue()

    def __call__(self, packet: Packet) -> None:
        self._queue.put(packet)

    def next(self) -> Packet:
        """The next packet, as soon as it is there."""
        return self._queue.get(timeout=PATIENCE_S)

    def is_empty(self) -> bool:
        """Whether no packet waits."""
        return self._queue.empty()
