"""A pack fetched into a folder beside the others: what is there is used again, only a whole one gets its name."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import make_private
from foley_bridge.packs.fetching import PACK, PARTS, Fetching
from foley_bridge.packs.meter import Cancelled, Tell, never, to_nobody
from foley_bridge.packs.offer import Offer, describe_offer
from foley_bridge.packs.places import PackPlace
from foley_bridge.packs.staging import (
    check_installable,
    check_room,
    check_whole,
    clear_left_behind,
    publish,
)
from foley_models.card import CARD_FILE
from foley_models.errors import BusyError, FoleyError

PAUSE_S = 0.5  # before a second try; twice as long before each further one
_OFFER = "offer.json"


@dataclass(frozen=True)
class Unfinished:
    """A download that was stopped: where from, and how much of it is here."""

    name: str
    address: str
    digest: str
    hosts: tuple[str, ...]
    there_bytes: int
    total_bytes: int
    folder: Path


def download(
    offer: Offer,
    installed: Path,
    *,
    tell: Tell = to_nobody,
    cancelled: Cancelled = never,
    pause_s: float = PAUSE_S,
) -> PackPlace:
    """Fetch what was offered and install it; to be called only once a person agreed to that very offer.

    ConnectionLostError, CancelledError, DiskFullError: what came stays, and the same call goes on from there.
    DownloadError, PackError: what came is not what was offered. RequestError where the name is taken, BusyError where
    it is being fetched already.
    """
    check_installable(offer.card, installed)
    make_private(installed)
    clear_left_behind(installed)
    folder = installed / f".{offer.card.name}.{offer.digest[:16]}.download"
    with fetched_alone(folder.with_suffix(".lock"), offer.card.name):
        there = bytes_in(folder)
        check_room(installed, offer.bytes - min(there, offer.bytes))
        _prepare(folder, offer)
        Fetching(offer, folder, tell=tell, cancelled=cancelled, pause_s=pause_s).run()
        place = _finish(folder, offer, installed, tell=tell, cancelled=cancelled)
    folder.with_suffix(".lock").unlink(missing_ok=True)
    return place


def unfinished_downloads(installed: Path) -> tuple[Unfinished, ...]:
    """Downloads that were stopped and can go on."""
    found = []
    for folder in sorted(installed.glob(".*.download")):
        values = _kept_offer(folder)
        if values is not None:
            found.append(
                Unfinished(
                    name=str(values["name"]),
                    address=str(values["address"]),
                    digest=str(values["digest"]),
                    hosts=tuple(str(one) for one in _list(values["hosts"])),
                    there_bytes=bytes_in(folder),
                    total_bytes=int(str(values["bytes"])),
                    folder=folder,
                )
            )
    return tuple(found)


def discard_download(one: Unfinished) -> None:
    """Throw away what is here of a download that was stopped. BusyError where it is being fetched just now."""
    with fetched_alone(one.folder.with_suffix(".lock"), one.name):
        shutil.rmtree(one.folder, ignore_errors=True)
    one.folder.with_suffix(".lock").unlink(missing_ok=True)


def _prepare(folder: Path, offer: Offer) -> None:
    with explained(folder):
        for one in (folder, folder / PACK, folder / PARTS):
            one.mkdir(exist_ok=True)
        (folder / _OFFER).write_text(describe_offer(offer), encoding="utf-8")
        (folder / PACK / CARD_FILE).write_bytes(offer.card_bytes)


def _finish(folder: Path, offer: Offer, installed: Path, *, tell: Tell, cancelled: Cancelled) -> PackPlace:
    """Check all once more and give it its name; a pack that is broken as it was offered is thrown away."""
    try:
        check_whole(folder / PACK, tell=tell, cancelled=cancelled)
    except FoleyError as error:
        if error.code == "no-pack":
            shutil.rmtree(folder, ignore_errors=True)
        raise
    place = publish(folder / PACK, offer.card.name, installed)
    shutil.rmtree(folder, ignore_errors=True)
    return place


@contextmanager
def fetched_alone(lock: Path, name: str) -> Iterator[None]:
    """Nobody else works on the same download meanwhile. BusyError where somebody does."""
    try:
        with single_instance(lock):
            yield
    except AlreadyRunningError as error:
        raise BusyError(f"The pack {name!r} is being fetched already: wait for it, or cancel it there.") from error


def bytes_in(folder: Path) -> int:
    """How much of a download is in its folder."""
    found = 0
    for part in (PACK, PARTS):
        for path in (folder / part).rglob("*"):
            try:
                found += path.stat().st_size if path.is_file() and path.name != CARD_FILE else 0
            except OSError:  # given its name meanwhile
                continue
    return found


def _kept_offer(folder: Path) -> Mapping[str, object] | None:
    try:
        values = json.loads((folder / _OFFER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    wanted = {"name": str, "address": str, "digest": str, "bytes": int, "hosts": list}
    sound = isinstance(values, dict) and all(isinstance(values.get(key), kind) for key, kind in wanted.items())
    return values if sound else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
