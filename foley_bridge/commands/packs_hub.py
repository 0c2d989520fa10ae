"""`foley-bridge packs install NAME`: a model of the hub, shown with size and licence, agreed to, then made a pack."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import Folders
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.packs.hub_catalogue import Entry
    from foley_bridge.packs.hub_install import HubWish, Wish

BYTES_PER_MB = 1_000_000


def install(args: argparse.Namespace, folders: Folders) -> None:
    """Ask the hub, show, ask the person, fetch, convert. RequestError where something must be named or agreed to."""
    from foley_bridge.commands.packs_install import ask, shown_work
    from foley_bridge.packs.hub_install import install_wish, look_at_wish
    from foley_bridge.settings import load_settings

    if args.digest:
        raise RequestError(
            "--digest is for packs at an address: the hashes of the catalogue are in Foley Bridge itself."
        )
    wish = _wish(args, folders)
    hub = args.hub or load_settings(folders.settings_file).network.hub
    found = look_at_wish(
        wish,
        folders.packs,
        hub=hub,
        unpinned=args.unpinned,
        also=frozenset(one.lower() for one in args.allow_host),
        token=_token(),
    )
    _show(found)
    ask("Fetch, convert and install it?", agreed=args.yes)
    with shown_work() as tell:
        place = install_wish(found, folders.packs, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def _token() -> str:
    """What the person set, "" for nothing. RequestError, without showing it, for what can be no token."""
    from foley_bridge.packs.hub_install import TOKEN_VARIABLE

    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not all(mark.isascii() and mark.isprintable() and mark != " " for mark in token):
        raise RequestError(f"What is in {TOKEN_VARIABLE} is no token: copy it once more, it has letters and digits.")
    return token


def _wish(args: argparse.Namespace, folders: Folders) -> "Wish":
    from foley_bridge.packs.hub_catalogue import entry_of
    from foley_bridge.packs.hub_install import Wish
    from foley_bridge.packs.places import folder_of

    entry = entry_of(args.source)
    beside = None if args.beside is None else folder_of(args.beside, folders.packs)
    name = args.name or (entry.name if beside is None else f"{beside.name}-{entry.name}")
    return Wish(
        entry=entry,
        name=name,
        ranker=_ranker(args.ranker),
        tokenizer=_there(args.tokenizer, "--tokenizer"),
        beside=beside,
    )


def _ranker(said: str | None) -> "Entry | Path | None":
    from foley_bridge.packs.hub_catalogue import Kind, entry_of

    if said is None:
        return None
    return _there(said, "--ranker") if Path(said).exists() else entry_of(said, Kind.RANKER)


def _there(said: str | None, option: str) -> Path | None:
    if said is None:
        return None
    if not Path(said).exists():
        raise RequestError(f"{option} {said} is not there: name a file or folder on this machine.")
    return Path(said).absolute()


def _show(found: "HubWish") -> None:
    from foley_bridge.commands.packs import USES, terms_lines
    from foley_bridge.packs.hub_catalogue import Entry

    wish, offer, terms = found.wish, found.offer, found.terms
    print(f"{wish.name}: {wish.entry.title}")
    print(f"  {offer.bytes / BYTES_PER_MB:.1f} MB in {len(offer.offered)} files from {offer.hub}:")
    for one in offer.offered:
        known = f"SHA-256 {one.sha256}, known beforehand" if one.file.pinned else "unpinned: nobody knew its hash"
        print(f"  {one.file.repository.path}/{one.file.path}, {one.bytes / BYTES_PER_MB:.1f} MB, {known}")
    print(f"  Licence of the weights: {terms.licence}; {USES[terms.use]}.")
    ear = wish.entry if wish.beside is not None else wish.ranker
    if isinstance(ear, Entry):
        print(f"  Licence of its ear, {ear.name}: {ear.licence}.")
    for line in terms_lines(terms):
        print(line)
