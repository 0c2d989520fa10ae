"""From a call of /foley/generate to a complete order: the host's values, and the daemon's where it gave none."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from foley_bridge.osc.message import Argument
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.parse import Call
from foley_bridge.routes.route import Route
from foley_bridge.routes.targets import broken
from foley_models.errors import PackError, RequestError
from foley_models.limits import SEED_MOST, check_request
from foley_models.requests import GenerationRequest

LEAST_RATE_HZ, MOST_RATE_HZ = 8_000, 192_000
POSITION_MOST_S = 30 * 24 * 3600.0  # a month of timeline; at 192 kHz still a whole number of samples in 64 bits
PATH_MOST_CHARACTERS = 1024
PROJECT_MOST_CHARACTERS = 200


def _unrouted(_: str, __: str) -> Route | None:
    return None


def _as_it_was_said(_: str, said: str | None) -> str:
    return said or ""


def _as_it_is(pack: str) -> str:
    return pack


@dataclass(frozen=True)
class Defaults:
    """What an order gets where the host says nothing."""

    rate_hz: int
    destination: str
    pack: str
    place: Callable[[str], str] = _as_it_is  # a pack's name -> how the engine finds it
    adapter: Callable[[str, str | None], str] = _as_it_was_said  # pack and what was said -> the adapter's file
    route: Callable[[str, str], Route | None] = _unrouted  # prompt and CatID -> what its category is made with


@dataclass(frozen=True)
class Basis:
    """What becomes of an order's sounds where its call says nothing; its pack and adapter, which are settled."""

    rate_hz: int
    destination: str
    pack: str
    adapter: str
    position_s: float = 0.0
    cat_id: str = ""
    project: str = ""
    route: str = ""


def order_of(call: Call, defaults: Defaults) -> Order:
    """The order that a call makes. RequestError, PromptTooLongError for what cannot be met."""
    route = route_of(call, defaults)
    request = request_of(call, float(call.arguments["seconds"]), route)
    return complete_order(call, request, basis_of(call, defaults, route))


def request_of(call: Call, seconds: float, route: Route | None) -> GenerationRequest:
    """What a call with a prompt asks of the model; the route's numbers where it says none."""
    pairs = call.pairs
    return GenerationRequest(
        prompt=call.text("prompt"),
        seconds=seconds,
        count=call.whole("count"),
        pool=whole(pairs, "pool"),
        diversity=number(pairs, "diversity"),
        thorough=flag(pairs, "thorough"),
        seed=seed_of(call),
        steps=whole(pairs, "steps"),
        guidance=number(pairs, "guidance") if "guidance" in pairs or route is None else route.guidance,
        negative=str(pairs.get("negative", "")),
        # What is none of the known words is refused by check_request, which lists them.
        sampler=word(pairs, "sampler"),  # type: ignore[arg-type]
        threshold=number(pairs, "threshold") if "threshold" in pairs or route is None else route.threshold,
        under=word(pairs, "under") or "mark",  # type: ignore[arg-type]
        target=word(pairs, "target") or "text",  # type: ignore[arg-type]
        loop=flag(pairs, "loop"),
    )


def basis_of(call: Call, defaults: Defaults, route: Route | None) -> Basis:
    """Pack and adapter that a call, a route or the defaults name, and the defaults of files. PackError."""
    pairs = call.pairs
    try:
        pack = defaults.place(named_pack(pairs, route.pack if route and route.pack else defaults.pack))
        said = named_adapter(pairs)
        adapter = defaults.adapter(pack, route.adapter if route and route.adapter else said)
    except PackError as error:
        if route is None:
            raise
        raise broken(route, error) from error
    return Basis(
        defaults.rate_hz,
        defaults.destination,
        pack=pack,
        adapter=adapter,
        route="" if route is None else route.category,
    )


def route_of(call: Call, defaults: Defaults) -> Route | None:
    """What the request's category is made with; who names a pack or an adapter knows better."""
    if call.pairs.get("pack") or "adapter" in call.pairs:
        return None
    return defaults.route(call.text("prompt"), str(call.pairs.get("category", "")))


def complete_order(call: Call, request: GenerationRequest, basis: Basis) -> Order:
    """The order of a checked request: what the call says of its files, and the basis where it says nothing."""
    check_request(request)
    pairs = call.pairs
    return Order(
        request=request,
        rate_hz=_rate(int(pairs.get("rate", basis.rate_hz))),
        destination=_bounded("destination", str(pairs.get("destination") or basis.destination), PATH_MOST_CHARACTERS),
        position_s=_position(float(pairs.get("position", basis.position_s))),
        pack=basis.pack,
        adapter=basis.adapter,
        cat_id=_bounded("category", str(pairs.get("category", basis.cat_id)), PROJECT_MOST_CHARACTERS),
        project=_bounded("project", str(pairs.get("project", basis.project)), PROJECT_MOST_CHARACTERS),
        asked=digest_of(call),
        route=basis.route,
    )


def digest_of(call: Call) -> str:
    """SHA-256 of what a call asks for, without who asks and where answers go: equal for a call that is sent again."""
    pairs = {name: value for name, value in call.pairs.items() if name not in ("token", "reply", "seat")}
    said = json.dumps([call.address.path, dict(call.arguments), pairs], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def drawn_seed(request_id: str) -> int:
    """The seed of a request that names none: drawn from its id, so that the same request sent again has the same."""
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[:8], "big") % (SEED_MOST + 1)


def seed_of(call: Call) -> int:
    """The seed that a call names, or the one that is drawn for it."""
    return int(call.pairs["seed"]) if "seed" in call.pairs else drawn_seed(call.id)


def named_pack(pairs: Mapping[str, Argument], default: str) -> str:
    """The pack that is named, or the default. RequestError where the name is too long."""
    return _bounded("pack", str(pairs.get("pack") or default), PATH_MOST_CHARACTERS)


def named_adapter(pairs: Mapping[str, Argument]) -> str | None:
    """The adapter that is named, "" for none; None where nothing is said. RequestError where the name is too long."""
    return _bounded("adapter", str(pairs["adapter"]), PATH_MOST_CHARACTERS) if "adapter" in pairs else None


def whole(pairs: Mapping[str, Argument], name: str) -> int | None:
    """A whole number that is said."""
    return int(pairs[name]) if name in pairs else None


def number(pairs: Mapping[str, Argument], name: str) -> float | None:
    """A number that is said."""
    return float(pairs[name]) if name in pairs else None


def word(pairs: Mapping[str, Argument], name: str) -> str | None:
    """A word that is said; an empty one is none."""
    return str(pairs[name]) if pairs.get(name) else None


def flag(pairs: Mapping[str, Argument], name: str) -> bool:
    """Whether a 1 is said; nothing is 0. RequestError for any other number."""
    said = int(pairs.get(name, 0))
    if said not in (0, 1):
        raise RequestError(f"{name} is {said}: it must be 1 for yes or 0 for no.")
    return said == 1


def _rate(rate_hz: int) -> int:
    if not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        raise RequestError(f"rate is {rate_hz}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    return rate_hz


def _position(position_s: float) -> float:
    if not 0.0 <= position_s <= POSITION_MOST_S:
        raise RequestError(f"position is {position_s:g}: it must be from 0 to {POSITION_MOST_S:g} seconds.")
    return position_s


def _bounded(name: str, text: str, most: int) -> str:
    if len(text) > most:
        raise RequestError(f"{name} has {len(text)} characters, the limit is {most}.")
    return text
