"""The studio of the engine process: one pack in memory, and the stack that makes orders with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from foley_bridge.engine.events import Tell
from foley_bridge.engine.messages import Settings
from foley_bridge.protocol.order import Order
from foley_models.card import CARD_FILE
from foley_models.errors import FoleyError
from foley_models.pack_files import find_pack, hash_of

if TYPE_CHECKING:
    from foley_bridge.engine.production import Craft
    from foley_models.stack import ModelStack


class ModelStudio:
    """Loads on demand: torch takes seconds to import, and who asks for nothing need not wait."""

    def __init__(self, settings: Settings, *, craft_with: "Callable[[ModelStack], Craft] | None" = None) -> None:
        self._settings = settings
        self._craft_with = craft_with or real_craft
        self._stack: ModelStack | None = None
        self._craft: Craft | None = None

    def loaded(self, pack: str) -> bool:
        """Whether this pack is in memory as it lies on the disk now. PackError where there is none."""
        return self._stack is not None and self._stack.pack.digest == hash_of(find_pack(pack) / CARD_FILE)

    def load(self, pack: str) -> None:
        """Have this pack in memory, and no other. PackError, NotAvailableError or DeviceMemoryError otherwise."""
        folder = find_pack(pack)
        from foley_models.devices import give_memory_back, use_threads
        from foley_models.pack import load_pack
        from foley_models.stack import ModelStack

        self._stack = self._craft = None
        give_memory_back()  # of one pack, before another is loaded
        if self._settings.threads:
            use_threads(self._settings.threads)
        stack = ModelStack(load_pack(folder, device=self._settings.device, dtype=self._settings.dtype))
        self._craft = self._craft_with(stack)
        self._stack = stack

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """Make an order with the loaded pack."""
        from foley_bridge.engine.production import Production

        if self._stack is None or self._craft is None:
            raise FoleyError("An order came before its pack was loaded.")
        Production(self._stack, order, self._craft, tell=tell).run(
            batch_size=batch_size, skip=skip, cancelled=cancelled
        )


def real_craft(stack: "ModelStack") -> "Craft":
    """The quality gate, and categories predicted from a prompt's words or else with the pack's own ear for text."""
    from foley_bridge.engine.production import Craft
    from foley_bridge.files.gate import check_master, check_sound
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.files.ucs_prediction import Predictor

    return Craft(check_sound, check_master, predict_cat_id=Predictor(Catalogue.load(), stack.embed_text).predict)
