"""From a call of /foley/variation to a complete order: the candidate's own values where the host says nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from foley_bridge.files.recipe import Recipe
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.generation import (
    Basis,
    complete_order,
    flag,
    named_adapter,
    named_pack,
    number,
    seed_of,
    whole,
    word,
)
from foley_bridge.protocol.order import BlendedWith, Order, VariedFrom
from foley_bridge.protocol.parse import Call, is_id, shown
from foley_models.errors import FoleyError, RequestError
from foley_models.limits import check_amount, check_away, check_mix
from foley_models.requests import FEW_STEPS, GenerationRequest

INDEX_DIGITS_MOST = 6
EXAMPLE = "5f0c#2"
MIX_DEFAULT = 0.5


@dataclass(frozen=True)
class Parent:
    """A candidate that is to be varied: the order it came of, and what the journal says of it."""

    order: Order
    recipe: Recipe
    recipe_json: str
    path: str
    sha256: str


@dataclass(frozen=True)
class Weights:
    """Pack and adapter of a variation; `same_pack` where the pack is, file for file, the one of the candidate."""

    pack: str
    adapter: str
    same_pack: bool


def candidate_of(call: Call) -> tuple[str, int]:
    """Request and index of the candidate that a call means. RequestError where it names none."""
    return candidate_in(call.text("candidate"), "candidate")


def candidate_in(text: str, name: str) -> tuple[str, int]:
    """Request and index in the value `text` of what is called `name`. RequestError where it names no candidate."""
    request, mark, index = text.rpartition("#")
    digits = index.isascii() and index.isdigit() and len(index) <= INDEX_DIGITS_MOST
    if not mark or not is_id(request) or not digits:
        raise RequestError(f"{name} is {shown(text)}: it must be a request's id, # and an index, such as {EXAMPLE}.")
    return request, int(index)


def amount_of(call: Call) -> float:
    """The amount of a call. RequestError where it is none."""
    amount = float(call.arguments["amount"])
    (check_away if less_of(call) else check_amount)(amount)
    return amount


def less_of(call: Call) -> bool:
    """Whether a call asks for less like its candidate. RequestError where it asks for a blend, too."""
    less = flag(call.pairs, "less")
    if less and ("blend" in call.pairs or "mix" in call.pairs):
        raise RequestError("less and blend exclude each other: leave one candidate behind, or blend it with another.")
    return less


def blend_of(call: Call) -> tuple[str, int] | None:
    """Request and index of the second candidate of a blend; None for no blend. RequestError where it names none."""
    if "blend" not in call.pairs:
        return None
    found = candidate_in(str(call.pairs["blend"]), "blend")
    if found == candidate_of(call):
        raise RequestError(
            f"candidate and blend are both {found[0]}#{found[1]}: name two sounds, or leave blend out for more like it."
        )
    return found


def mix_of(call: Call) -> float:
    """The mix of a call. RequestError where it is none, or where there is nothing to mix."""
    if "mix" not in call.pairs:
        return MIX_DEFAULT
    mix = float(call.pairs["mix"])
    check_mix(mix)
    if "blend" not in call.pairs:
        raise RequestError(f"mix is {mix:g}, but there is no blend: name a second candidate by the pair 'blend'.")
    return mix


def said_weights(call: Call, parent: Order) -> tuple[str, str | None]:
    """Pack and adapter that a call asks for: the candidate's own; None where the adapter is the pack's in use."""
    pack, said = named_pack(call.pairs, parent.pack), named_adapter(call.pairs)
    return pack, parent.adapter if said is None and pack == parent.pack else said


def variation_order_of(call: Call, parent: Parent, weights: Weights, *, other: Parent | None = None) -> Order:
    """The order that a call makes, of a blend with the second candidate. RequestError for what cannot be met."""
    request, index = candidate_of(call)
    amount = amount_of(call)
    order = parent.order
    basis = Basis(
        order.rate_hz,
        order.destination,
        pack=weights.pack,
        adapter=weights.adapter,
        position_s=order.position_s,
        cat_id=parent.recipe.sound.cat_id,
        project=order.project,
    )
    less = less_of(call)
    source = VariedFrom(
        f"{request}#{index}",
        amount,
        sha256=parent.sha256,
        path=parent.path,
        recipe=parent.recipe_json,
        less=less,
    )
    if other is not None:
        source = replace(source, blend=_blended(call, parent, other))
    # How a variation went part of a way says nothing of how a fresh sound is to go all of it.
    as_it_was = weights.same_pack and not (less and parent.recipe.source is not None)
    made = complete_order(call, _request(call, parent.recipe.request, weights=weights, as_it_was=as_it_was), basis)
    if order.filled is not None and made.rate_hz != order.rate_hz:
        raise RequestError(f"rate is {made.rate_hz}: a fill has its recording's, {order.rate_hz}; leave it out.")
    return replace(made, source=source, filled=order.filled)


def _blended(call: Call, parent: Parent, other: Parent) -> BlendedWith:
    first, second = parent.recipe.request, other.recipe.request
    said = str(call.pairs["blend"])
    if (first.seconds, first.loop) != (second.seconds, second.loop):
        raise RequestError(
            f"{said} is {_kind(second)}, {call.text('candidate')} {_kind(first)}: blend sounds of one length, and "
            "loops with loops."
        )
    if _filled(parent.recipe) != _filled(other.recipe):
        raise RequestError(
            f"{said} and {call.text('candidate')} are not fills of one range of one recording: blend such, or sounds "
            "that were filled into none."
        )
    return BlendedWith(said, mix_of(call), sha256=other.sha256, path=other.path, recipe=other.recipe_json)


def _filled(recipe: Recipe) -> tuple[str, int, int] | None:
    """Which recording a sound was filled into, and where."""
    part = recipe.fill
    return None if part is None else (part.sha256, part.first, part.last)


def _kind(request: GenerationRequest) -> str:
    return f"{'a loop' if request.loop else 'a sound'} of {request.seconds:g} s"


def gone(candidate: str, what: str, pair: str, *, why: FoleyError) -> str:
    """Why a candidate's own pack or adapter cannot be used, and what to do."""
    return (
        f"The candidate {candidate} was made with the {what}, which cannot be used any more: {why} To vary its sound "
        f"file with what is there, name another by the pair {pair!r}."
    )


def _request(call: Call, own: GenerationRequest, *, weights: Weights, as_it_was: bool) -> GenerationRequest:
    """The candidate's own request, with what is said in its place; what another pack's card says is not taken over.

    Sampled as it was where that is so; few steps go all the way only, so that who goes part of it is sampled otherwise.
    """
    pairs = call.pairs
    free = own if weights.same_pack else replace(own, threshold=None, category=None)
    if not as_it_was or own.sampler == FEW_STEPS:
        free = replace(free, steps=None, guidance=None, sampler=None)
    changes: Mapping[str, int | float | str | Argument | None] = {
        "steps": whole(pairs, "steps"),
        "guidance": number(pairs, "guidance"),
        "negative": str(pairs["negative"]) if "negative" in pairs else None,
        "sampler": word(pairs, "sampler"),
        "threshold": number(pairs, "threshold"),
        "under": word(pairs, "under"),
        "target": word(pairs, "target"),
        "diversity": number(pairs, "diversity"),
        "thorough": flag(pairs, "thorough") or None,
    }
    said = {name: value for name, value in changes.items() if value is not None}
    count, pool, seed = call.whole("count"), whole(pairs, "pool"), seed_of(call)
    # What is none of the known words is refused by check_request, which lists them.
    return replace(free, count=count, pool=pool, seed=seed, **said)  # type: ignore[arg-type]
