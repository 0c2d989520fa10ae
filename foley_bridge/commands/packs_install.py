"""`foley-bridge packs install` and `remove`: what it is shown first, then asked, then done with progress."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import Folders
from foley_bridge.progress import shown_progress
from foley_bridge.running_daemon import connected
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.packs.facts import PackFacts
    from foley_bridge.packs.meter import Progress, Tell
    from foley_models.card import Card

BYTES_PER_MB = 1_000_000


def install(source: str, folders: Folders, *, agreed: bool, digest: str, also: frozenset[str]) -> None:
    """Install from a folder or an address, once somebody agreed. RequestError where nobody did."""
    if "://" in source:
        _install_address(source, folders, agreed=agreed, digest=digest, also=also)
        return
    from foley_bridge.packs.facts import size_of
    from foley_bridge.packs.install import install_folder, look_at_folder

    card = look_at_folder(Path(source), folders.packs)
    _show(card, f"{size_of(card) / BYTES_PER_MB:.1f} MB from {source}")
    ask("Install it?", agreed=agreed)
    with shown_work() as tell:
        place = install_folder(Path(source), folders.packs, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def remove(one: "PackFacts", folders: Folders, *, agreed: bool) -> None:
    """Remove an installed pack, once somebody agreed. RequestError where nobody did, or it is not an installed one."""
    from foley_bridge.packs.places import PackPlace
    from foley_bridge.packs.remove import plan_removal, remove_pack

    removal = plan_removal(PackPlace(one.name, one.folder, one.origin), in_use=one.in_use, adapters=len(one.adapters))
    print(f"{one.folder}, {removal.bytes / BYTES_PER_MB:.1f} MB, will be gone for good.")
    if removal.adapters:
        print(f"{removal.adapters} of its adapters stay where they are, but cannot be used without it.")
    if removal.in_use:
        print(f"It is in use: {removal.instead} will be used in its place.")
    ask("Remove it?", agreed=agreed)
    if removal.in_use:
        with connected(folders) as client:
            client.ask("/foley/use", removal.instead)
    remove_pack(removal)
    print(f"{one.name} is removed.")


@contextmanager
def shown_work() -> "Iterator[Tell]":
    """What to tell of progress."""
    with shown_progress(sys.stderr) as shown:

        def tell(progress: "Progress") -> None:
            done, total = progress.done_bytes / BYTES_PER_MB, progress.total_bytes / BYTES_PER_MB
            speed = f"{done:.1f} of {total:.1f} MB, {progress.bytes_a_second / BYTES_PER_MB:.1f} MB/s"
            shown.advance(progress.stage, progress.fraction, progress.left_s, detail=speed)

        yield tell


def _install_address(source: str, folders: Folders, *, agreed: bool, digest: str, also: frozenset[str]) -> None:
    from foley_bridge.packs.download import download
    from foley_bridge.packs.offer import look_at_address
    from foley_bridge.packs.staging import check_installable

    offer = look_at_address(source, digest=digest, also=also)
    check_installable(offer.card, folders.packs)
    _show(offer.card, f"{offer.bytes / BYTES_PER_MB:.1f} MB from {offer.address.base}")
    print(f"  Digest of its list: {offer.digest}")
    ask("Fetch and install it?", agreed=agreed)
    with shown_work() as tell:
        place = download(offer, folders.packs, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def _show(card: "Card", what: str) -> None:
    from foley_bridge.commands.packs import USES, terms_lines
    from foley_bridge.packs.facts import memory_of, shortened
    from foley_bridge.packs.licences import terms_of

    terms = terms_of(card.licence.weights, commercial_use=card.licence.commercial_use)
    print(f"{card.name} {shortened(card.version)} ({card.family}, {card.audio.rate_hz} Hz): {what}")
    print(f"  {shortened(card.description)}")
    print(f"  Licence of the weights: {terms.licence}; {USES[terms.use]}. {shortened(card.licence.note)}")
    for line in terms_lines(terms):
        print(line)
    print(f"  Memory of the engine with it: about {memory_of(card) / BYTES_PER_MB:.0f} MB.")


def ask(question: str, *, agreed: bool) -> None:
    """RequestError where nobody agrees."""
    if agreed:
        return
    if not sys.stdin.isatty():
        raise RequestError(f"{question} Nobody can be asked here: say --yes to agree.")
    width = shutil.get_terminal_size().columns
    print(f"{question[:width]} [y/N] ", end="", flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RequestError("Nothing was done.")
