"""Looks up what a variation begins from: the candidate in the journal, its pack and its adapter on their shelves."""

from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.files.recipe_reading import parse_recipe
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.parse import Call
from foley_bridge.protocol.variation import (
    Parent,
    Weights,
    amount_of,
    blend_of,
    candidate_of,
    gone,
    mix_of,
    said_weights,
    variation_order_of,
)
from foley_models.errors import PackError, UnknownIdError


class VariationDesk:
    """Makes orders of calls for variations."""

    def __init__(self, journal: Journal, shelf: PackShelf, adapters: AdapterShelf) -> None:
        self._journal, self._shelf, self._adapters = journal, shelf, adapters

    def order_of(self, call: Call) -> Order:
        """The order that a call makes.

        UnknownIdError where there is no such candidate, PackError where its pack or adapter is gone, RequestError for
        what cannot be met.
        """
        amount_of(call)
        mix_of(call)
        parent = self._parent(*candidate_of(call))
        second = blend_of(call)
        other = None if second is None else self._parent(*second)
        return variation_order_of(call, parent, self._weights(call, parent), other=other)

    def _parent(self, request: str, index: int) -> Parent:
        record = self._candidate(request, index)
        order = Order.from_json(self._journal.job(record.job).order)
        return Parent(order, parse_recipe(record.recipe), record.recipe, path=record.path, sha256=record.sha256)

    def _candidate(self, request: str, index: int) -> CandidateRecord:
        for one in self._journal.candidates(request):
            if one.index == index and one.published:
                return one
        raise UnknownIdError(f"The request {request!r} has no candidate {index}: use one that was offered.")

    def _weights(self, call: Call, parent: Parent) -> Weights:
        pack, said = said_weights(call, parent.order)
        candidate = call.text("candidate")
        try:
            self._shelf.check(pack)
            place = self._shelf.place(pack)
        except PackError as error:
            if call.pairs.get("pack"):
                raise
            raise PackError(gone(candidate, f"pack {pack!r}", "pack", why=error)) from error
        try:
            adapter = self._adapters.of_order(pack, said)
        except PackError as error:
            if "adapter" in call.pairs or not said:
                raise
            raise PackError(gone(candidate, f"adapter {said!r}", "adapter", why=error)) from error
        return Weights(place, adapter, same_pack=self._adapters.digest_of(pack) == parent.recipe.pack.digest)
