"""How far a request is, told to whoever asked, and the one place that notices that it was cancelled."""

from collections.abc import Callable

from foley_models.errors import CancelledError
from foley_models.requests import Progress

OnProgress = Callable[[Progress], None]

TEXT, DENOISE, DECODE, RANK = "text", "denoise", "decode", "rank"
SOURCE = "source"  # what a variation begins from is made again
# Share of the time of one pool, as measured with the embedded pack on two CPU cores.
SHARES = {TEXT: 0.01, DENOISE: 0.66, DECODE: 0.27, RANK: 0.06}


class Watch:
    """Follows one request through the stages of at most `pools` pools; `lead` is the share of what comes before them.

    Only a variation has a lead: its source.
    """

    def __init__(
        self,
        on_progress: OnProgress | None,
        cancelled: Callable[[], bool] | None,
        pools: int,
    ) -> None:
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._pools = pools
        self._pool = 0
        self._part, self._parts = 0, 1
        self._lead = 0.0
        self._overall = 0.0

    def begin_pool(self, pool: int) -> None:
        """From now on what is reported belongs to pool `pool`, counted from 0."""
        self._pool = pool

    def begin_part(self, part: int, parts: int) -> None:
        """From now on what is reported belongs to part `part`, counted from 0, of so many that a pool is made in."""
        self._part, self._parts = part, parts

    def begin_source(self, share: float) -> None:
        """From now on a source is made, which is `share` of the work for it and for one pool together."""
        self._lead = share / (share + (1.0 - share) * self._pools)

    def report(self, stage: str, fraction: float) -> None:
        """Tell a stage's fraction in [0, 1]. CancelledError where the user stopped the request."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("The request was cancelled.")
        if self._on_progress is None:
            return
        # A batch that is repeated for lack of memory, or a pool nobody planned for, must not turn the bar back.
        self._overall = max(self._overall, min(self._so_far(stage, fraction), 1.0))
        self._on_progress(Progress(stage, fraction, self._overall))

    def _so_far(self, stage: str, fraction: float) -> float:
        if stage == SOURCE:
            return self._lead * fraction
        before = sum(share for name, share in SHARES.items() if _comes_before(name, stage))
        part = (self._part + before + SHARES[stage] * fraction) / self._parts
        return self._lead + (1.0 - self._lead) * (self._pool + part) / self._pools


def _comes_before(stage: str, other: str) -> bool:
    order = list(SHARES)
    return order.index(stage) < order.index(other)
