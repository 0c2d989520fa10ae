"""An engine process that waits as long as a model would compute, and hands over noise: `waiting_worker CUE_S SOUND_S`.

So a farm of eight workers can be run on two cores, busy or not; queue, pipes, files and journal are the real ones.
"""

import sys
import time
from collections.abc import Callable

from foley_bridge.engine.events import Advanced, Tell
from foley_bridge.engine.messages import Settings
from foley_bridge.engine.worker import serve
from foley_bridge.protocol.order import Order
from tests.bridge.engine.quick_worker import QuickStudio, worker_command

STAGES = {"text": 0.02, "denoise": 0.6, "decode": 0.3, "rank": 0.08}  # parts of a cue, about as core has them
SLOWEST = 0.25  # a cue takes up to so much more or less than the mean, by its seed


def waiting_command(cue_s: float, sound_s: float) -> tuple[str, ...]:
    """Its command line: seconds for each cue, and for each second of sound that it delivers."""
    return (*worker_command("benchmarks.scale.waiting_worker"), repr(cue_s), repr(sound_s))


class WaitingStudio(QuickStudio):
    """Waits, stage by stage."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._cue_s, self._sound_s = (float(one) for one in sys.argv[-2:])

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """Wait, then make noise."""
        request = order.request
        luck = 1.0 + SLOWEST * (((request.seed or 0) * 2654435761 % 2**32) / 2**31 - 1.0)
        whole_s = (self._cue_s + self._sound_s * request.seconds * request.count) * luck
        for stage, part in STAGES.items():
            tell(Advanced(stage, 0.5, -1.0))
            time.sleep(whole_s * part)
        super().make(order, batch_size=batch_size, skip=skip, tell=tell, cancelled=cancelled)


if __name__ == "__main__":
    serve(WaitingStudio)
