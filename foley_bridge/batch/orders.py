"""The orders of a batch: each cue as the daemon would accept it, and a key of everything that decides its sounds."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.batch.job import BatchJob
from foley_bridge.cues.keeping import Wish, wishes_of
from foley_bridge.cues.sheet import Cue
from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.routing import RouteBook
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import Folders, make_private
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.generation import Defaults, order_of
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.parse import parse
from foley_bridge.routes.file import routes_file
from foley_bridge.settings import Settings
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import RequestError
from foley_models.pack_files import hash_of

GENERATE = "/foley/generate"
TASK_ID = "batch"  # of the message that an order is read from; its job has another


@dataclass(frozen=True)
class Needed:
    """A file or folder that a worker must have as it is here: a pack (its card's hash), or an adapter."""

    kind: str  # pack or adapter
    said: str  # as orders say it
    name: str  # as a person calls it
    digest: str
    channels: int = 1  # of the sounds that a pack makes


@dataclass(frozen=True)
class Task:
    """One cue to be made. The same `key` is the same sounds, wherever the cue lies in time."""

    wish: Wish
    key: str
    order: Order
    channels: int = 1  # of its sounds

    @property
    def cost_s(self) -> float:
        """What its time is taken to be proportional to: seconds of sound that are delivered."""
        return self.order.request.seconds * self.order.request.count


@dataclass(frozen=True)
class Orders:
    """All tasks of a sheet in its order, and what they need."""

    tasks: tuple[Task, ...]
    needed: tuple[Needed, ...]


def orders_of(job: BatchJob, cues: Sequence[Cue], settings: Settings, folders: Folders) -> Orders:
    """Every cue as an order: with the pack, adapter and routes that are in use where the job names none.

    RequestError that names the row of what cannot be asked for; PackError where a pack or adapter is not there.
    """
    with _choices(settings, folders) as defaults:
        return _orders(job, cues, defaults, folders)


@contextmanager
def _choices(settings: Settings, folders: Folders) -> Iterator[Defaults]:
    """What the daemon of this user would choose: it and a batch have the same packs, adapters and routes in use."""
    make_private(folders.state)
    pack = settings.engine.pack
    with Journal(folders.journal_file) as journal:
        shelf = PackShelf(journal, str(Path(pack).expanduser()) if pack.startswith("~") else pack, folders.packs)
        adapters, routes = AdapterShelf(journal, shelf.folder), RouteBook(routes_file(folders), Catalogue.load())
        yield Defaults(
            rate_hz=settings.files.rate_hz,
            destination="",
            pack=shelf.in_use,
            place=shelf.place,
            adapter=adapters.of_order,
            route=routes.find,
        )


def _orders(job: BatchJob, cues: Sequence[Cue], defaults: Defaults, folders: Folders) -> Orders:
    catalogue, needed = Catalogue.load(), dict[str, Needed]()
    tasks = []
    for wish in wishes_of(cues, job.options, seed=job.seed):
        try:
            order = _order(wish, job, defaults)
            if order.cat_id:
                catalogue.lookup(order.cat_id)
        except RequestError as error:
            raise RequestError(f"{job.sheet}, row {wish.cue.row}: {error}") from error
        for kind, said in (("pack", order.pack), ("adapter", order.adapter)):
            if said and said not in needed:
                needed[said] = _needed(kind, said, folders)
        tasks.append(Task(wish, _key(wish, order, needed), order, needed[order.pack].channels))
    return Orders(tuple(tasks), tuple(needed.values()))


def _order(wish: Wish, job: BatchJob, defaults: Defaults) -> Order:
    cue = wish.cue
    own: dict[str, Argument] = {"seed": wish.seed, "category": cue.category, "negative": cue.negative}
    pairs = {**job.options, **{name: value for name, value in own.items() if value != ""}}
    pairs |= {"destination": str(job.folder), "position": f"{cue.place_s:.9f}"}
    said = [one for pair in pairs.items() for one in pair]
    return order_of(parse(Message(GENERATE, (TASK_ID, cue.prompt, cue.seconds, cue.count, *said))), defaults)


def _needed(kind: str, said: str, folders: Folders) -> Needed:
    from foley_bridge.packs.places import find_place

    if kind == "adapter":
        return Needed(kind, said, Path(said).name, hash_of(Path(said)))
    card = find_place(said, folders.packs).folder / CARD_FILE
    found = read_card(card)
    return Needed(kind, said, f"{found.name} {found.version}", hash_of(card), found.channels)


def _key(wish: Wish, order: Order, needed: Mapping[str, Needed]) -> str:
    """Of what decides the sounds, by the packs' contents and not their names; `wish.key` tells equal cues apart."""
    placeless = replace(order, position_s=0.0, destination="", pack="", adapter="", asked="")
    digests = [needed[one].digest for one in (order.pack, order.adapter) if one]
    said = json.dumps([wish.key, placeless.to_json(), digests])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
