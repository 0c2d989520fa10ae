"""The studio of the engine process: one pack in memory, with an adapter on or not, and what trains beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.engine.events import Embedded, Tell
from foley_bridge.engine.messages import Embed, Settings
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import TellTraining
from foley_models.card import CARD_FILE
from foley_models.errors import FoleyError, PackError
from foley_models.pack_files import find_pack, hash_of

if TYPE_CHECKING:
    from foley_bridge.engine.production import Craft
    from foley_models.pack import Pack
    from foley_models.stack import ModelStack


FULL_PRECISION = "float32"  # what training needs


@dataclass(frozen=True)
class Dressed:
    """A stack with an adapter on, and which file that was."""

    stack: "ModelStack"
    origin: str  # name and digest, as recipes say it
    licence: str
    state: tuple[str, int, int]  # path, size and time of change


class ModelStudio:
    """Loads on demand: torch takes seconds to import, and who asks for nothing need not wait."""

    def __init__(self, settings: Settings, *, craft_with: "Callable[[ModelStack], Craft] | None" = None) -> None:
        self._settings = settings
        self._craft_with = craft_with or real_craft
        self._stack: ModelStack | None = None
        self._craft: Craft | None = None
        self._dressed: Dressed | None = None  # the adapter that was used last

    def loaded(self, pack: str) -> bool:
        """Whether this pack is in memory as it lies on the disk now. PackError where there is none."""
        return self._stack is not None and self._stack.pack.digest == hash_of(find_pack(pack) / CARD_FILE)

    def load(self, pack: str) -> None:
        """Have this pack in memory, and no other. PackError, NotAvailableError or DeviceMemoryError otherwise."""
        folder = find_pack(pack)
        from foley_models.devices import give_memory_back, use_threads
        from foley_models.pack import load_pack
        from foley_models.stack import ModelStack

        self._stack = self._craft = self._dressed = None
        give_memory_back()  # of one pack, before another is loaded
        if self._settings.threads:
            use_threads(self._settings.threads)
        asked = self._settings
        stack = ModelStack(load_pack(folder, device=asked.device, dtype=asked.dtype, offload=asked.offload))
        self._craft = self._craft_with(stack)
        self._stack = stack

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """Make an order with the loaded pack, and the adapter that it names on it."""
        from foley_bridge.engine.production import Production, origin_of

        stack, craft = self._stack, self._craft
        if stack is None or craft is None:
            raise FoleyError("An order came before its pack was loaded.")
        origin = origin_of(stack.pack)
        if order.adapter:
            dressed = self._dress(stack, order.adapter)
            stack = dressed.stack
            origin = origin_of(stack.pack, adapter=dressed.origin, adapter_licence=dressed.licence)
        Production(stack, order, craft, tell=tell, origin=origin).run(
            batch_size=batch_size, skip=skip, cancelled=cancelled
        )

    def training(self, order: TrainOrder, *, at_a_time: int) -> "Callable[[TellTraining, Callable[[], None]], None]":
        """Load the pack in full precision; the one of `load` stays as it is, and may be the same one."""
        pack = self._training_pack(order.pack)

        def train(tell: TellTraining, between: Callable[[], None]) -> None:
            from foley_bridge.training.running import TrainingRun
            from foley_models.devices import give_memory_back

            try:
                TrainingRun(order, pack, at_a_time=at_a_time, tell=tell, between=between).run()
            finally:
                give_memory_back()

        return train

    def embed(self, command: Embed) -> Embedded:
        """What the loaded pack's CLAP makes of prompts, tuned as the adapter has it, and of sounds."""
        import numpy as np

        from foley_models.embedding import embed_prompts, embed_sounds

        if self._stack is None:
            raise FoleyError("Something was to be embedded before its pack was loaded.")
        stack = self._dress(self._stack, command.adapter).stack if command.adapter else self._stack
        samples = np.frombuffer(command.samples, dtype="<f4").astype(np.float32)
        sounds = np.split(samples, np.cumsum(command.lengths)[:-1]) if command.lengths else []
        vectors = np.concatenate([embed_prompts(stack.pack, command.prompts), embed_sounds(stack.pack, sounds)])
        return Embedded(stack.pack.parts.judge.rate_hz, vectors.astype("<f4").tobytes())

    def _training_pack(self, name: str) -> "Pack":
        from foley_models.devices import DTYPES, use_threads
        from foley_models.pack import load_pack

        folder = find_pack(name)
        there = self._stack.pack if self._stack is not None else None
        fit = there is not None and there.dtype is DTYPES[FULL_PRECISION] and there.stays
        if there is not None and fit and there.digest == hash_of(folder / CARD_FILE):
            return there
        if self._settings.threads:
            use_threads(self._settings.threads)
        return load_pack(folder, device=self._settings.device, dtype=FULL_PRECISION)

    def _dress(self, stack: "ModelStack", adapter: str) -> Dressed:
        """The stack with an adapter on, made anew where it is another one than last time, or its file was changed."""
        file = Path(adapter)
        state = _state_of(file)
        if self._dressed is None or self._dressed.state != state:
            from foley_models.stack import ModelStack
            from foley_models.training.adapter import apply_adapter, load_adapter

            self._dressed = None  # two at once would be memory for nothing
            found = load_adapter(file)
            pack = apply_adapter(stack.pack, found)
            self._dressed = Dressed(ModelStack(pack), f"{found.card.name} {hash_of(file)}", found.card.licence, state)
        return self._dressed


def _state_of(file: Path) -> tuple[str, int, int]:
    try:
        found = file.stat()
    except OSError as error:
        raise PackError(f"The adapter {file} cannot be read ({error.strerror}): use another one.") from error
    return str(file), found.st_size, found.st_mtime_ns


def real_craft(stack: "ModelStack") -> "Craft":
    """The quality gate, and categories predicted from a prompt's words or else with the pack's own ear for text."""
    from foley_bridge.engine.production import Craft
    from foley_bridge.files.gate import check_loop, check_master, check_seam, check_sound
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.files.ucs_prediction import Predictor

    return Craft(
        check_sound,
        check_master,
        predict_cat_id=Predictor(Catalogue.load(), stack.embed_text).predict,
        check_loop=check_loop,
        check_seam=check_seam,
    )
