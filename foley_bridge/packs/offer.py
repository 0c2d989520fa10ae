"""What a server offers, known before anything large is fetched: the card, and sizes and hashes of the files."""

import hashlib
import json
from dataclasses import dataclass, replace

from foley_bridge.packs.addresses import PackAddress, pack_address
from foley_bridge.packs.contents import (
    CARD_MOST_BYTES,
    LIST_FILE,
    LIST_MOST_BYTES,
    ListedFile,
    check_list,
    read_list,
)
from foley_bridge.packs.facts import memory_of
from foley_bridge.packs.fetch import DownloadError, fetch_small
from foley_bridge.packs.licences import Terms, terms_of
from foley_models.card import CARD_FILE, Card, parse_card


@dataclass(frozen=True)
class Offer:
    """A pack on a server, as its card and list say; nothing but these two was fetched."""

    address: PackAddress
    card: Card
    card_bytes: bytes
    files: tuple[ListedFile, ...]  # all but the card
    digest: str  # SHA-256 of the list, which holds all hashes: that of the whole pack
    hosts: frozenset[str]  # servers that the files may come from
    access: None = None  # nobody is told who fetches a pack

    @property
    def name(self) -> str:
        """What the pack is called."""
        return self.card.name

    def address_of(self, name: str) -> str:
        """Where one of its files is."""
        return self.address.of(name)

    @property
    def bytes(self) -> int:
        """What is to be fetched."""
        return sum(one.bytes for one in self.files)

    def allowing(self, host: str) -> "Offer":
        """The same, with one more server that the files may come from."""
        return replace(self, hosts=self.hosts | {host})

    @property
    def memory_bytes(self) -> int:
        """About what the engine will need with it."""
        return memory_of(self.card)

    @property
    def terms(self) -> Terms:
        """Its licence in plain words."""
        return terms_of(self.card.licence.weights, commercial_use=self.card.licence.commercial_use)


def look_at_address(said: str, *, digest: str = "", also: frozenset[str] = frozenset()) -> Offer:
    """What the server at an address offers.

    `digest` is what the list's SHA-256 must be, where it is known; `also` are servers that the address may send on to.
    RequestError for an address that nothing is fetched from, OtherHostError, DownloadError, PackError where what comes
    is no pack.
    """
    address = pack_address(said)
    hosts = frozenset({address.host}) | also
    raw = fetch_small(address.of(LIST_FILE), hosts=hosts, most_bytes=LIST_MOST_BYTES)
    found = hashlib.sha256(raw).hexdigest()
    if digest and found != digest:
        raise DownloadError(f"{address.of(LIST_FILE)} is not the list that was asked for (SHA-256 {found}).")
    files = read_list(raw, address.of(LIST_FILE))
    card_bytes = _card_bytes(address, files, hosts)
    card = parse_card(card_bytes, address.of(CARD_FILE))
    check_list(files, card, address.of(LIST_FILE))
    return Offer(
        address, card, card_bytes, tuple(one for one in files if one.name != CARD_FILE), digest=found, hosts=hosts
    )


def describe_offer(offer: Offer) -> str:
    """What is kept beside a download, so that it can go on another day."""
    values = {
        "address": offer.address.base,
        "digest": offer.digest,
        "name": offer.card.name,
        "bytes": offer.bytes,
        "hosts": sorted(offer.hosts),
    }
    return json.dumps(values, indent=2) + "\n"


def _card_bytes(address: PackAddress, files: tuple[ListedFile, ...], hosts: frozenset[str]) -> bytes:
    listed = next((one for one in files if one.name == CARD_FILE), None)
    if listed is None:
        raise DownloadError(f"{address.of(LIST_FILE)} does not name {CARD_FILE}: it is not the list of a pack.")
    raw = fetch_small(address.of(CARD_FILE), hosts=hosts, most_bytes=CARD_MOST_BYTES)
    if (len(raw), hashlib.sha256(raw).hexdigest()) != (listed.bytes, listed.sha256):
        raise DownloadError(
            f"{address.of(CARD_FILE)} is not the card that {LIST_FILE} names: they do not belong together."
        )
    return raw
