"""Orders for the engine's tests, and what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from foley_bridge.engine.events import Advanced, EngineEvent, Finished, Made, Ranked
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.protocol.order import Order
from foley_models.requests import GenerationRequest

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=4, threshold=-1.0, thorough=True)


def order_of(
    pack: Path | str, *, rate_hz: int = 48_000, cat_id: str = "", request: GenerationRequest = REQUEST
) -> Order:
    """An order of REQUEST, or another one, to a pack."""
    return Order(request, rate_hz, destination="/nowhere", position_s=0.0, pack=str(pack), cat_id=cat_id)


def quick_order(words: str, *, count: int = 3) -> Order:
    """An order to the quick worker, whose words it obeys."""
    return order_of("quick", request=replace(REQUEST, prompt=words, count=count, pool=None))


@dataclass
class Told:
    """All that was told of one order, in order."""

    events: list[EngineEvent] = field(default_factory=list)

    @property
    def made(self) -> list[Made]:
        return [one for one in self.events if isinstance(one, Made)]

    @property
    def sounds(self) -> dict[int, bytes]:
        return {one.index: one.pcm for one in self.made}

    @property
    def stages(self) -> list[str]:
        return [one.stage for one in self.events if isinstance(one, Advanced)]

    @property
    def standing(self) -> list[int]:
        """The order in the end, as a listener follows it."""
        order: list[int] = []
        for one in self.events:
            if isinstance(one, Made):
                order.insert(one.rank - 1, one.index)
            elif isinstance(one, Ranked):
                order = list(one.indices)
        return order

    @property
    def finished(self) -> Finished:
        assert isinstance(self.events[-1], Finished)
        return self.events[-1]


def collect(events: Iterable[EngineEvent], told: Told | None = None) -> Told:
    """Everything told until the end, noted in `told` on the way."""
    told = told or Told()
    for event in events:
        told.events.append(event)
    return told


def run(
    engine: EngineSupervisor, order: Order, *, told: Told | None = None, skip: frozenset[int] = frozenset()
) -> Told:
    """One order made to its end."""
    return collect(engine.run("job", order, batch_size=4, cancelled=lambda: False, skip=skip), told)
