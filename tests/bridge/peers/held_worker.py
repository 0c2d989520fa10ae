"""The quick engine, which after its first sound waits until it is told to stop: a request stays in its middle."""

import time
from collections.abc import Callable

from foley_bridge.engine.events import EngineEvent, Made, Tell
from foley_bridge.engine.worker import serve
from foley_bridge.protocol.order import Order
from foley_models.errors import CancelledError
from tests.bridge.engine.quick_worker import QuickStudio, worker_command


def held_command() -> tuple[str, ...]:
    """The command line of this worker."""
    return worker_command("tests.bridge.peers.held_worker")


class HeldStudio(QuickStudio):
    """Its first sound is its last."""

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        def tell_and_wait(event: EngineEvent) -> None:
            tell(event)
            if isinstance(event, Made):
                while not cancelled():
                    time.sleep(0.01)
                raise CancelledError("The request was cancelled.")

        super().make(order, batch_size=batch_size, skip=skip, tell=tell_and_wait, cancelled=cancelled)


if __name__ == "__main__":
    serve(HeldStudio)
