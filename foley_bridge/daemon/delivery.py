"""From a made candidate to its file: noted in the journal, written, confirmed; once, whatever ends in between."""

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from foley_bridge.engine.events import Made
from foley_bridge.files.atomic import NameTakenError
from foley_bridge.files.destination import open_place
from foley_bridge.files.folder_opening import open_folder
from foley_bridge.files.names import sound_file_name, temporary_name
from foley_bridge.files.place import Place
from foley_bridge.files.sound_file import sound_parts
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord
from foley_bridge.protocol.order import Order
from foley_models.errors import DestinationError

NAMES_TRIED_MOST = 8


@dataclass(frozen=True)
class Shop:
    """What all deliveries of a daemon share."""

    journal: Journal
    catalogue: Catalogue
    creator: str
    source: str
    sounds: Path  # the settings' own folder
    reserved: tuple[Path, ...]  # never written to: the daemon's own folders
    opening: threading.Lock = field(default_factory=threading.Lock)  # held while our subfolder is made or removed


class Delivery:
    """The files of one job, all in one folder that is held open."""

    def __init__(self, shop: Shop, job_id: str, order: Order, *, place: Place) -> None:
        self._shop = shop
        self._job_id = job_id
        self._order = order
        self._place = place

    def deliver(self, made: Made) -> CandidateRecord:
        """Write a candidate's file and return its record. DestinationError, DiskFullError, JournalError."""
        parts = sound_parts(made, self._tags(made))
        sha256 = _digest(parts)
        for retry in count():
            record = self._record(made, sha256, retry=retry)
            self._shop.journal.intend(record)
            try:
                self._place.publish(Path(record.path).name, *parts, temporary=temporary_name(self._job_id, made.index))
            except NameTakenError:
                if retry < NAMES_TRIED_MOST:
                    continue
                raise
            except DestinationError:
                self._shop.journal.withdraw(self._job_id, made.index)
                raise
            self._shop.journal.published(self._job_id, made.index)
            return record
        raise AssertionError("unreachable")

    def _tags(self, made: Made) -> Tags:
        return Tags(
            job_id=self._job_id,
            category=self._shop.catalogue.lookup(made.cat_id),
            made_at=datetime.now(),
            position_s=self._order.position_s,
            creator=self._shop.creator,
            source=self._shop.source,
            project=self._order.project,
            loop=self._order.request.loop or bool(made.recipe.get("fill", {}).get("loop")),
        )

    def _record(self, made: Made, sha256: str, *, retry: int) -> CandidateRecord:
        name = sound_file_name(
            made.cat_id,
            self._order.request.prompt,
            job_id=self._job_id,
            index=made.index,
            creator=self._shop.creator,
            source=self._shop.source,
            retry=retry,
        )
        return CandidateRecord(
            job=self._job_id,
            index=made.index,
            rank=made.rank,
            score=made.score,
            passed=made.passed,
            seed=made.seed,
            path=str(self._place.path_of(name)),
            sha256=sha256,
            recipe=json.dumps(made.recipe, sort_keys=True, ensure_ascii=False),
        )


@contextmanager
def opened_delivery(shop: Shop, job_id: str, order: Order) -> Iterator[Delivery]:
    """The folder that an order names, opened for its files; a subfolder of ours that stays empty is removed.

    DestinationError where it must not or cannot be one.
    """
    with shop.opening:
        place = _open(shop, order.destination)
    try:
        with place:
            yield Delivery(shop, job_id, order, place=place)
    finally:
        with shop.opening, suppress(OSError):  # what holds anything is not removed
            place.folder.rmdir()


def check_destination(shop: Shop, order: Order) -> None:
    """Refuse a folder that cannot take files while the host still waits for the answer. DestinationError."""
    with shop.opening:
        _open(shop, order.destination).close()


def settle_unconfirmed(shop: Shop, records: Sequence[CandidateRecord]) -> None:
    """After a crash: what was noted and is there is confirmed, what is not there is made again by its job."""
    for record in records:
        path = Path(record.path)
        if _is_there(path, record):
            shop.journal.published(record.job, record.index)
        else:
            shop.journal.withdraw(record.job, record.index)


def _digest(parts: Sequence[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _is_there(path: Path, record: CandidateRecord) -> bool:
    try:
        descriptor = open_folder(path.parent, lambda *_: None)
    except OSError:  # the folder is gone, and the file with it
        return False
    with Place(path.parent, descriptor) as place, suppress(DestinationError):
        place.remove_temporary(temporary_name(record.job, record.index))
        return place.exists_as(path.name, record.sha256)
    return False  # a disk that was taken away or is read-only now must not keep the daemon from starting


def _open(shop: Shop, destination: str) -> Place:
    own = shop.sounds if Path(destination) == shop.sounds else None
    return open_place(destination, reserved=shop.reserved, own=own)
