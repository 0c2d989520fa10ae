"""A pack installed from a folder: checked, copied beside, checked again and renamed; whole, or not at all."""

import os
import uuid
from pathlib import Path

from foley_bridge.files.disk_errors import explain
from foley_bridge.packs.contents import ListedFile, files_of
from foley_bridge.packs.facts import size_of
from foley_bridge.packs.meter import Cancelled, Meter, Tell, never, to_nobody
from foley_bridge.packs.places import PackPlace
from foley_bridge.packs.staging import (
    check_installable,
    check_room,
    check_whole,
    force_to_disk,
    make_room_for,
    own_folder,
    publish,
)
from foley_models.card import CARD_FILE, Card, read_card
from foley_models.errors import PackError, RequestError

COPY = "copy"
BLOCK_BYTES = 1 << 20
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def look_at_folder(source: Path, installed: Path) -> Card:
    """The card of a pack that could be installed from a folder; only the card is read, and sizes are compared.

    PackError where it is no pack or incomplete, RequestError where its name is taken.
    """
    folder = pack_folder(source)
    card = read_card(folder / CARD_FILE)
    check_installable(card, installed)
    for one in files_of(folder, card):
        _check_source(folder, one)
    return card


def install_folder(source: Path, installed: Path, *, tell: Tell = to_nobody, cancelled: Cancelled = never) -> PackPlace:
    """Install the pack in a folder, which is only read.

    PackError where anything about it is wrong, RequestError where its name is taken, DiskFullError, DestinationError,
    CancelledError. Whatever goes wrong, nothing of it stays.
    """
    folder = pack_folder(source)
    card = look_at_folder(folder, installed)
    check_room(installed, size_of(card))
    with own_folder(installed / f".{card.name}.{uuid.uuid4().hex}.part") as own:
        staged = own / card.name
        staged.mkdir()
        files = files_of(folder, card)
        meter = Meter(COPY, sum(one.bytes for one in files), tell=tell, cancelled=cancelled)
        for one in files:
            _copy(folder / one.name, make_room_for(staged, one), meter)
        meter.finish()
        whole = check_whole(staged, tell=tell, cancelled=cancelled)
        if whole != card:
            raise PackError(f"{folder} was changed while it was copied: install it once more.")
        return publish(staged, card.name, installed)


def pack_folder(source: Path) -> Path:
    """The folder of a pack by itself or by its card. RequestError where there is no card."""
    folder = source.parent if source.name == CARD_FILE else source
    try:
        there = (folder / CARD_FILE).is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise RequestError(f"{folder} is no pack: it has no {CARD_FILE}. Choose the folder in which that file lies.")
    return folder


def _check_source(folder: Path, one: ListedFile) -> None:
    path = folder / one.name
    try:
        size = path.stat().st_size
        inside = path.resolve().is_relative_to(folder.resolve())
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): the pack is incomplete.") from error
    if not inside:
        raise PackError(f"{path} leads out of the pack's folder: put the file itself there, not a link.")
    if not path.is_file():
        raise PackError(f"{path} is no file: the pack is broken.")
    if size != one.bytes:
        raise PackError(f"{path} has {size} bytes, the card says {one.bytes}: the pack is broken.")


def _copy(source: Path, target: Path, meter: Meter) -> None:
    try:
        reading = os.open(source.resolve(), _READ)
    except OSError as error:
        raise PackError(f"{source} cannot be read ({error.strerror}): the pack is incomplete.") from error
    with open(reading, "rb", buffering=0) as stream:  # noqa: PTH123  # an open descriptor
        try:
            writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise explain(error, target) from error
        try:
            while block := _read(stream.fileno(), source):
                _write(writing, block, target)
                meter.add(len(block))
            force_to_disk(writing, target)
        finally:
            os.close(writing)


def _read(descriptor: int, source: Path) -> bytes:
    try:
        return os.read(descriptor, BLOCK_BYTES)
    except OSError as error:
        raise PackError(f"{source} cannot be read ({error.strerror}): the pack is incomplete.") from error


def _write(descriptor: int, block: bytes, target: Path) -> None:
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise explain(error, target) from error
