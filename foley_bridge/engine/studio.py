"""The studio of the engine process: one pack in memory, and the stack that makes orders with it."""

import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.messages import Settings
from foley_bridge.engine.worker import Tell
from foley_bridge.protocol.order import Order
from foley_models.card import CARD_FILE
from foley_models.errors import FoleyError
from foley_models.pack_files import find_pack, hash_of

if TYPE_CHECKING:
    from foley_bridge.engine.production import Craft
    from foley_models.pack import Pack
    from foley_models.stack import ModelStack


class ModelStudio:
    """Loads on demand: torch takes seconds to import, and who asks for nothing need not wait."""

    def __init__(self, settings: Settings, *, craft_with: "Callable[[Pack], Craft] | None" = None) -> None:
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
        import torch

        from foley_models.pack import load_pack
        from foley_models.stack import ModelStack

        self._forget()
        if self._settings.threads:
            torch.set_num_threads(self._settings.threads)
        loaded = load_pack(folder, device=self._settings.device, dtype=self._settings.dtype)
        self._craft = self._craft_with(loaded)
        self._stack = ModelStack(loaded)

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

    def _forget(self) -> None:
        """Give the memory of one pack back before another is loaded."""
        import torch

        self._stack = self._craft = None
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def real_craft(pack: "Pack") -> "Craft":
    """The quality gate, and categories predicted from a prompt's words or else with the pack's own ear for text."""
    from foley_bridge.engine.production import Craft
    from foley_bridge.files.gate import check_master, check_sound
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.files.ucs_prediction import Predictor

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            embeddings: NDArray[np.float32] = pack.parts.encoder.embed_text(texts).float().cpu().numpy()
        return embeddings

    return Craft(check_sound, check_master, predict_cat_id=Predictor(Catalogue.load(), embed).predict)
