"""Parts with some of their networks as copies of their own, and all the others shared with the pack they come from."""

import copy
from collections.abc import Iterable

from foley_models.errors import PackError
from foley_models.offloading import parked_of
from foley_models.parts import ModelParts


def with_own_networks(parts: ModelParts, names: Iterable[str]) -> ModelParts:
    """Parts whose networks `names` can be changed without changing those of `parts`.

    PackError where the family has no network of that name.
    """
    own = set(names)
    unknown = sorted(own - parts.networks.keys())
    if unknown:
        raise PackError(
            f"This family has no part {unknown[0]!r} that training may change; it has {sorted(parts.networks)}."
        )
    for name in own:
        parked = parked_of(parts.networks[name])
        if parked is not None:
            parked.leave()  # what is copied are its places, not numbers that happen to be there
    shared = [network for name, network in parts.networks.items() if name not in own]
    listening: list[object] = [parts.encoder, parts.ranker, parts.front_end]
    distilled: list[object] = [parts.quick, parts.quick_changes]
    shared_objects: list[object] = [*shared, *listening, *distilled, parts.unconditional, parts.schedule]
    return copy.deepcopy(parts, {id(one): one for one in shared_objects})
